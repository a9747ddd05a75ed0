package scorpiox.command.editor;

import java.util.List;

/// What a terminal shows.
///
/// @param lines  as many as it has rows
/// @param row    of the cursor, from 0; -1 for none
/// @param column of the cursor, from 0
record Frame(List<Line> lines, int row, int column) {}
