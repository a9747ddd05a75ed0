package scorpiox.tool.edit;

import java.util.ArrayList;
import java.util.List;

/// A patch as models write it: files to add, to delete and to update, between `*** Begin Patch` and `*** End Patch`.
record Patch(List<Operation> operations) {
    /// What is to be done with one file, by the path as written.
    sealed interface Operation {
        String path();
    }

    /// @param content with LF
    record Add(String path, String content) implements Operation {}

    record Delete(String path) implements Operation {}

    /// @param to the new path, or null
    record Update(String path, String to, List<Hunk> hunks) implements Operation {}

    /// A change within a file.
    ///
    /// @param anchors lines to go past first, one after the other
    /// @param lines   what is there and what shall be, in order
    /// @param atEnd   whether its last line is the last of the file
    record Hunk(List<String> anchors, List<Line> lines, boolean atEnd) {
        /// The lines that are in the file before.
        List<String> old() {
            return lines.stream().filter(line -> line.kind() != Kind.ADDED).map(Line::text).toList();
        }
    }

    enum Kind { KEPT, REMOVED, ADDED }

    record Line(Kind kind, String text) {}

    /// @throws scorpiox.tool.ToolError naming the line that is wrong
    static Patch parse(String text) {
        return new PatchParser(text).patch();
    }

    /// The paths it is about, those of moves too, in their order.
    List<String> paths() {
        var paths = new ArrayList<String>();
        for (var operation : operations) {
            paths.add(operation.path());
            if (operation instanceof Update update && update.to() != null) paths.add(update.to());
        }
        return paths;
    }
}
