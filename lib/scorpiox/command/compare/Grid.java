package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import scorpiox.base.TerminalFilter;

/// A table of texts, for a screen, as Markdown and as comma-separated values.
final class Grid {
    private static final String GAP = "  ";
    private static final int LEAST = 7;

    private final List<String> heads;
    private final Set<Integer> right;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// @param right columns of figures, from 0
    Grid(List<String> heads, List<Integer> right) {
        this.heads = List.copyOf(heads);
        this.right = Set.copyOf(right);
    }

    /// A row; a cell may have several lines.
    void add(String... cells) {
        if (cells.length != heads.size()) throw new IllegalArgumentException(heads.size() + " cells are wanted, not " + cells.length);
        rows.add(Arrays.stream(cells).map(cell -> cell == null ? "" : cell).toList());
        notes.add("");
    }

    /// A line below the last row, on a screen only.
    void note(String line) {
        notes.set(notes.size() - 1, line);
    }

    List<String> heads() {
        return heads;
    }

    List<List<String>> rows() {
        return rows;
    }

    boolean right(int column) {
        return right.contains(column);
    }

    /// For a screen of that many columns: wide cells are folded; where that is not enough, names stand above their figures, and
    /// rows one under the other.
    String text(int width) {
        var widths = widths();
        var folded = fold(widths, width);
        if (right.contains(heads.size() - 1) && widths[0] < longestWord(0)) return titled(width);
        if (!folded) return stacked(width);
        var text = new StringBuilder();
        line(text, heads, widths, "");
        for (var row = 0; row < rows.size(); row++) {
            line(text, rows.get(row), widths, "");
            note(text, row, width);
        }
        return text.toString();
    }

    String markdown() {
        var text = new StringBuilder();
        text.append(heads.stream().map(Grid::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
        for (var column = 0; column < heads.size(); column++) text.append(right.contains(column) ? "|---:" : "|---");
        text.append("|\n");
        for (var row : rows) text.append(row.stream().map(Grid::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
        return text.toString();
    }

    /// By RFC 4180, but for line feeds alone at the ends of lines.
    String csv() {
        var text = new StringBuilder();
        text.append(heads.stream().map(Grid::quoted).collect(Collectors.joining(",", "", "\n")));
        for (var row : rows) text.append(row.stream().map(Grid::quoted).collect(Collectors.joining(",", "", "\n")));
        return text.toString();
    }

    private int[] widths() {
        var widths = new int[heads.size()];
        for (var column = 0; column < widths.length; column++) {
            widths[column] = Cells.width(heads.get(column));
            for (var row : rows) for (var line : row.get(column).split("\n")) widths[column] = Math.max(widths[column], Cells.width(line));
        }
        return widths;
    }

    /// Takes from the widest column that may be folded until all fit. Figures are not folded, nor words while there is a way
    /// around.
    private boolean fold(int[] widths, int width) {
        var words = new int[widths.length];
        for (var column = 0; column < widths.length; column++) words[column] = Math.min(widths[column], longestWord(column));
        for (var least : List.of(words, shortened(words))) {
            while (sum(widths) > width) {
                var widest = -1;
                for (var column = 0; column < widths.length; column++) {
                    if (!right.contains(column) && widths[column] > least[column] && (widest < 0 || widths[column] > widths[widest])) widest = column;
                }
                if (widest < 0) break;
                widths[widest]--;
            }
        }
        return sum(widths) <= width;
    }

    private int[] shortened(int[] words) {
        var least = words.clone();
        for (var column = 0; column < least.length; column++) least[column] = Math.min(least[column], LEAST);
        return least;
    }

    private int longestWord(int column) {
        var longest = 0;
        for (var word : heads.get(column).split(" ")) longest = Math.max(longest, Cells.width(word));
        for (var row : rows) for (var word : row.get(column).split("[ \n]")) longest = Math.max(longest, Cells.width(word));
        return longest;
    }

    private static int sum(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private void line(StringBuilder text, List<String> cells, int[] widths, String indent) {
        var folded = new ArrayList<List<String>>();
        for (var column = 0; column < widths.length; column++) folded.add(Cells.wrap(cells.get(column), widths[column]));
        var height = folded.stream().mapToInt(List::size).max().orElse(1);
        for (var at = 0; at < height; at++) {
            var line = new StringBuilder(indent);
            for (var column = 0; column < widths.length; column++) {
                var piece = at < folded.get(column).size() ? folded.get(column).get(at) : "";
                line.append(column == 0 ? "" : GAP).append(Cells.pad(piece, widths[column], right.contains(column)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private String titled(int width) {
        var rest = new Grid(heads.subList(1, heads.size()), right.stream().map(column -> column - 1).toList());
        for (var row : rows) rest.add(row.subList(1, row.size()).toArray(String[]::new));
        var widths = rest.widths();
        if (!rest.fold(widths, width - GAP.length())) return stacked(width);
        var text = new StringBuilder(Cells.cut(heads.getFirst(), width)).append('\n');
        rest.line(text, rest.heads, widths, GAP);
        for (var row = 0; row < rows.size(); row++) {
            text.append(Cells.cut(rows.get(row).getFirst().replace('\n', ' '), width)).append('\n');
            rest.line(text, rest.rows.get(row), widths, GAP);
            note(text, row, width);
        }
        return text.toString();
    }

    private void note(StringBuilder text, int row, int width) {
        if (!notes.get(row).isEmpty()) for (var line : Cells.wrap(notes.get(row), width - 2)) text.append("  ").append(line).append('\n');
    }

    private String stacked(int width) {
        var label = Math.min(heads.stream().mapToInt(Cells::width).max().orElse(0), width - 12);
        var text = new StringBuilder();
        for (var row = 0; row < rows.size(); row++) {
            if (row > 0) text.append('\n');
            for (var column = 0; column < heads.size(); column++) {
                var first = true;
                for (var line : Cells.wrap(rows.get(row).get(column), Math.max(10, width - label - 2))) {
                    text.append((Cells.pad(first ? Cells.cut(heads.get(column), label) : "", label, false) + GAP + line).stripTrailing()).append('\n');
                    first = false;
                }
            }
            note(text, row, width);
        }
        return text.toString();
    }

    /// Nothing in a cell is Markdown or HTML.
    private static String escaped(String cell) {
        var text = new StringBuilder();
        for (var c : new TerminalFilter().whole(cell).strip().toCharArray()) {
            switch (c) {
                case '\n' -> text.append("<br>");
                case '<' -> text.append("&lt;");
                case '&' -> text.append("&amp;");
                case '|', '\\', '`', '*', '_', '[', ']', '~' -> text.append('\\').append(c);
                default -> text.append(c);
            }
        }
        return text.toString();
    }

    /// A spreadsheet would calculate what begins like a formula.
    private static String quoted(String cell) {
        var formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 && !cell.matches("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
        var text = formula ? "'" + cell : cell;
        return text.matches("[^\",\n\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
