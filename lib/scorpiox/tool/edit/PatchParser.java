package scorpiox.tool.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import scorpiox.tool.ToolError;
import scorpiox.tool.edit.Patch.Hunk;
import scorpiox.tool.edit.Patch.Kind;
import scorpiox.tool.edit.Patch.Line;
import scorpiox.tool.edit.Patch.Operation;

/// Reads the text of a patch. Blanks around marker lines do not matter, except where a line that begins with a blank is
/// a line of the file.
final class PatchParser {
    private static final String BEGIN = "*** Begin Patch";
    private static final String END = "*** End Patch";
    private static final String ADD = "*** Add File:";
    private static final String DELETE = "*** Delete File:";
    private static final String UPDATE = "*** Update File:";
    private static final String MOVE = "*** Move to:";
    private static final String END_OF_FILE = "*** End of File";
    private static final Pattern HERE_DOCUMENT = Pattern.compile("(?:apply_patch\\s*)?<<\\s*(['\"]?)([A-Za-z_]\\w*)\\1\\s*");
    private static final Pattern FENCE = Pattern.compile("(`{3,}|~{3,})[\\w-]*\\s*");
    /// What other patch formats write behind `@@`: the line numbers say nothing reliable, nor does what follows them.
    private static final Pattern LINE_NUMBERS = Pattern.compile("-\\d+(,\\d+)? \\+\\d+(,\\d+)? @@.*");

    private final List<String> lines;
    /// Lines taken off before the first one.
    private int peeled;
    private int at;

    PatchParser(String text) {
        lines = unwrapped(text.replace("\r\n", "\n"));
        if (!lines.getFirst().strip().equals(BEGIN)) {
            throw new ToolError("the patch must begin with the line '" + BEGIN + "', not with '" + lines.getFirst().strip() + "'");
        }
        if (lines.size() < 2 || !lines.getLast().strip().equals(END)) throw new ToolError("the patch must end with the line '" + END + "'");
    }

    Patch patch() {
        var operations = new ArrayList<Operation>();
        for (at = 1; at < last(); ) {
            if (lines.get(at).isBlank()) at++;
            else operations.add(operation(lines.get(at).strip()));
        }
        if (operations.isEmpty()) throw new ToolError("No files were modified.");
        return new Patch(List.copyOf(operations));
    }

    private Operation operation(String header) {
        var begin = at++;
        if (header.startsWith(ADD)) return new Patch.Add(path(header, ADD, begin), content());
        if (header.startsWith(DELETE)) return new Patch.Delete(path(header, DELETE, begin));
        if (header.startsWith(UPDATE)) return update(path(header, UPDATE, begin), begin);
        throw error(begin, "'" + header + "' is no header of a file; valid are '" + ADD + " PATH', '" + DELETE + " PATH' and '" + UPDATE
                + " PATH' (each line of an added file begins with +)");
    }

    private String content() {
        var content = new StringBuilder();
        for (; at < last(); at++) {
            var line = lines.get(at);
            if (line.startsWith("+")) content.append(line, 1, line.length()).append('\n');
            else if (line.isEmpty() && lines.get(nextSolid(at)).startsWith("+")) content.append('\n');
            else break;
        }
        return content.toString();
    }

    private Operation update(String path, int begin) {
        String to = null;
        if (at < last() && lines.get(at).strip().startsWith(MOVE)) {
            to = path(lines.get(at).strip(), MOVE, at);
            at++;
        }
        var hunks = new ArrayList<Hunk>();
        while (at < last() && !marker(lines.get(at))) {
            if (lines.get(at).isEmpty() && ends(nextSolid(at))) at++;
            else hunks.add(hunk(hunks.isEmpty()));
        }
        if (hunks.isEmpty() && to == null) throw error(begin, "'" + UPDATE + " " + path + "' is followed by no change");
        return new Patch.Update(path, to, List.copyOf(hunks));
    }

    private Hunk hunk(boolean first) {
        var begin = at;
        var anchors = new ArrayList<String>();
        for (; at < last() && anchor(lines.get(at)); at++) {
            var anchor = lines.get(at).stripTrailing().substring(2);
            if (anchor.startsWith(" ")) anchor = anchor.substring(1);
            if (!anchor.isBlank() && !LINE_NUMBERS.matcher(anchor).matches()) anchors.add(anchor);
        }
        if (at == begin && !first) throw error(at, "a further change in a file begins with @@, not with '" + lines.get(at) + "'");
        var start = at;
        var body = new ArrayList<Line>();
        for (; !ends(at); at++) body.add(line());
        if (body.isEmpty()) throw error(begin, "no lines follow '" + lines.get(begin) + "'");
        var atEnd = at < last() && lines.get(at).strip().equals(END_OF_FILE);
        if (atEnd) at++;
        return new Hunk(List.copyOf(anchors), withoutGap(body, start), atEnd);
    }

    private Line line() {
        var line = lines.get(at);
        if (line.isEmpty()) return new Line(Kind.KEPT, "");
        return switch (line.charAt(0)) {
            case ' ' -> new Line(Kind.KEPT, line.substring(1));
            case '-' -> new Line(Kind.REMOVED, line.substring(1));
            case '+' -> new Line(Kind.ADDED, line.substring(1));
            default -> throw error(at, "'" + line + "' begins with none of blank (kept), - (removed) and + (added), nor is it @@ or '" + ADD + " PATH', '"
                    + DELETE + " PATH', '" + UPDATE + " PATH'");
        };
    }

    /// Empty lines between a hunk that only adds and what follows it are no lines of the file: they would decide where
    /// it goes.
    private List<Line> withoutGap(List<Line> body, int start) {
        var end = body.size();
        while (end > 0 && lines.get(start + end - 1).isEmpty()) end--;
        var adds = end > 0 && body.subList(0, end).stream().allMatch(line -> line.kind() == Kind.ADDED);
        return List.copyOf(adds ? body.subList(0, end) : body);
    }

    private String path(String header, String marker, int line) {
        var path = header.substring(marker.length()).strip();
        if (path.isEmpty()) throw error(line, "'" + header + "' names no path");
        return path;
    }

    private int nextSolid(int from) {
        var next = from;
        while (next < last() && lines.get(next).isEmpty()) next++;
        return next;
    }

    private boolean ends(int line) {
        return line >= last() || marker(lines.get(line)) || anchor(lines.get(line));
    }

    private int last() {
        return lines.size() - 1;
    }

    private static boolean marker(String line) {
        return line.startsWith("***");
    }

    private static boolean anchor(String line) {
        return line.startsWith("@@");
    }

    private ToolError error(int line, String problem) {
        return new ToolError("line " + (line + 1 + peeled) + " of the patch: " + problem);
    }

    /// The lines of the patch itself, without a here-document, a Markdown fence or both around them.
    private List<String> unwrapped(String text) {
        var rest = new ArrayList<>(List.of(text.split("\n", -1)));
        while (true) {
            while (rest.size() > 1 && rest.getLast().isBlank()) rest.removeLast();
            for (; rest.size() > 1 && rest.getFirst().isBlank(); peeled++) rest.removeFirst();
            var last = rest.getLast().strip();
            var here = HERE_DOCUMENT.matcher(rest.getFirst().strip());
            var fence = FENCE.matcher(rest.getFirst().strip());
            var wrapped = rest.size() > 2 && (here.matches() && last.equals(here.group(2)) || fence.matches() && last.equals(fence.group(1)));
            if (!wrapped) return rest;
            rest.removeFirst();
            rest.removeLast();
            peeled++;
        }
    }
}
