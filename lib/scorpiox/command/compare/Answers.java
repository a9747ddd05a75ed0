package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.List;
import scorpiox.base.TerminalFilter;

/// The answers themselves, side by side where there is room.
///
/// @param results with their texts
record Answers(List<Result> results) {
    private static final int LEAST = 36;
    private static final String GAP = "  │  ";

    /// @param width of the screen; 0 where there is none, and answers stand as they are one under the other
    String text(int width) {
        var shown = results.stream().filter(result -> result.text() != null && !result.text().isBlank()).toList();
        if (shown.isEmpty()) return "";
        var beside = Math.min(shown.size(), (width + GAP.length()) / (LEAST + GAP.length()));
        if (beside < 2) return under(shown, width);
        var text = new StringBuilder();
        for (var from = 0; from < shown.size(); from += beside) {
            text.append(text.isEmpty() ? "" : "\n").append(beside(shown.subList(from, Math.min(shown.size(), from + beside)), (width - GAP.length() * (beside - 1)) / beside));
        }
        return text.toString();
    }

    String markdown() {
        var text = new StringBuilder();
        for (var result : results) {
            if (result.text() == null || result.text().isBlank()) continue;
            text.append("\n## ").append(result.name()).append("\n\n").append(new TerminalFilter().whole(result.text()).strip()).append('\n');
        }
        return text.toString();
    }

    private static String under(List<Result> results, int width) {
        var text = new StringBuilder();
        for (var result : results) {
            text.append(text.isEmpty() ? "" : "\n").append("── ").append(result.name()).append(" ──\n");
            if (width == 0) text.append(new TerminalFilter().whole(result.text()).strip()).append('\n');
            else for (var line : Cells.wrap(result.text().strip(), width)) text.append(line).append('\n');
        }
        return text.toString();
    }

    private static String beside(List<Result> results, int each) {
        var columns = new ArrayList<List<String>>();
        for (var result : results) {
            var lines = new ArrayList<>(List.of(Cells.cut(result.name(), each), "─".repeat(each)));
            lines.addAll(Cells.wrap(result.text().strip(), each));
            columns.add(lines);
        }
        var height = columns.stream().mapToInt(List::size).max().orElse(0);
        var text = new StringBuilder();
        for (var at = 0; at < height; at++) {
            var line = new StringBuilder();
            for (var column = 0; column < columns.size(); column++) {
                line.append(column == 0 ? "" : GAP).append(Cells.pad(at < columns.get(column).size() ? columns.get(column).get(at) : "", each, false));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
