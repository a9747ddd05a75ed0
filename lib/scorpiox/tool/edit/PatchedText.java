package scorpiox.tool.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import scorpiox.tool.ToolError;
import scorpiox.tool.edit.Patch.Hunk;
import scorpiox.tool.edit.Patch.Kind;
import scorpiox.tool.edit.Patch.Line;
import scorpiox.tool.files.TextFile;

/// The text of a file after the hunks of a patch. Lines that the patch keeps or does not name stay as they are, to the
/// last blank and line end; added ones end as the first line of the file does.
final class PatchedText {
    private static final int SHOWN = 20;

    private final String path;
    private final TextFile file;
    /// Without their ends.
    private final List<String> lines = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private final List<String> notes;
    private final LineSearch search;

    /// A hunk and the line of the file it begins at; its last empty line may have been left out.
    ///
    /// @param appended whether it goes behind all others that begin there
    private record Placed(int line, List<Line> lines, boolean atEnd, boolean appended) {}

    private PatchedText(String path, TextFile file, List<String> notes) {
        this.path = path;
        this.file = file;
        this.notes = notes;
        var text = file.text();
        for (int start = 0, next; start < text.length(); start = next) {
            var lf = text.indexOf('\n', start);
            next = lf < 0 ? text.length() : lf + 1;
            var end = lf < 0 ? next : lf > start && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
            lines.add(text.substring(start, end));
            ends.add(text.substring(end, next));
        }
        search = new LineSearch(lines);
    }

    /// @param path  as shown in errors
    /// @param notes gets what the model should know
    /// @throws ToolError when a hunk has no place
    static String of(String path, TextFile file, List<Hunk> hunks, List<String> notes) {
        var patched = new PatchedText(path, file, notes);
        var from = 0;
        for (var i = 0; i < hunks.size(); i++) {
            from = patched.place(hunks.get(i), from, hunks.size() == 1 ? "" : "change " + (i + 1) + " of " + hunks.size() + "; ");
        }
        return patched.text();
    }

    /// @return the line after the hunk
    private int place(Hunk hunk, int from, String which) {
        var start = afterAnchors(hunk, from, which);
        var old = hunk.old();
        if (old.isEmpty()) {
            var append = hunk.anchors().isEmpty() || hunk.atEnd();
            placed.add(new Placed(append ? lines.size() : start, hunk.lines(), hunk.atEnd(), append));
            return start;
        }
        for (var body = hunk.lines(); !old.isEmpty(); body = withoutLastEmpty(body)) {
            // Models repeat the anchor as the first line of the hunk.
            var hit = search.find(old, start, hunk.atEnd());
            if (hit == null && start > from) hit = search.find(old, start - 1, hunk.atEnd());
            if (hit != null) {
                if (hit.again() >= 0) notes.add("note: " + path + " line " + (hit.line() + 1) + ": ambiguous: also at line " + (hit.again() + 1));
                placed.add(new Placed(hit.line(), body, hunk.atEnd(), false));
                return hit.line() + old.size();
            }
            if (!old.getLast().isEmpty()) break;
            old = old.subList(0, old.size() - 1);
        }
        throw notFound(hunk.old(), which);
    }

    private int afterAnchors(Hunk hunk, int from, String which) {
        var at = from;
        for (var anchor : hunk.anchors()) {
            var hit = search.find(List.of(anchor), at, false);
            if (hit == null) throw new ToolError("Failed to find context '" + anchor + "' in " + path + hint(anchor, which));
            at = hit.line() + 1;
        }
        return at;
    }

    /// An empty line at the end often stands for the end of the file.
    private static List<Line> withoutLastEmpty(List<Line> lines) {
        var fewer = new ArrayList<>(lines);
        var last = fewer.size() - 1;
        while (fewer.get(last).kind() == Kind.ADDED) last--;
        var removed = fewer.remove(last).kind() == Kind.REMOVED;
        if (removed && !fewer.isEmpty() && fewer.getLast().equals(new Line(Kind.ADDED, ""))) fewer.removeLast();
        return fewer;
    }

    private ToolError notFound(List<String> old, String which) {
        var shown = old.size() <= SHOWN ? String.join("\n", old) : String.join("\n", old.subList(0, SHOWN)) + "\n… [+" + (old.size() - SHOWN) + " lines]";
        return new ToolError("Failed to find expected lines in " + path + ":\n" + shown + hint(String.join("\n", old), which));
    }

    private String hint(String wanted, String which) {
        var before = search.find(List.of(wanted.split("\n", -1)), 0, false);
        if (before != null) {
            return "\n(" + which + "it is at line " + (before.line() + 1) + ", before its @@ line or the change above: give the changes of a file from top to bottom)";
        }
        return Closest.to(wanted, file.unix())
                .map(closest -> "\n(" + which + "closest: " + closest.lines() + "; - is the patch, + is the file)\n" + closest.diff())
                .orElse("\n(" + which + "nothing there is close to it; read the file again and copy its lines exactly)");
    }

    private String text() {
        placed.sort(Comparator.comparingInt(Placed::line).thenComparing(Placed::appended));
        var out = new Output(file.lineEnd());
        var at = 0;
        for (var hunk : placed) {
            while (at < hunk.line()) out.add(lines.get(at), ends.get(at++));
            for (var line : hunk.lines()) {
                switch (line.kind()) {
                    case ADDED -> out.add(line.text(), file.lineEnd());
                    case KEPT -> out.add(lines.get(at), ends.get(at++));
                    case REMOVED -> at++;
                }
            }
        }
        var lacksEnd = !ends.isEmpty() && ends.getLast().isEmpty();
        while (at < lines.size()) out.add(lines.get(at), ends.get(at++));
        return out.text(lacksEnd && !placed.isEmpty() && placed.getLast().atEnd());
    }

    /// Lines put together; one that lacks its end gets it when another follows.
    private static final class Output {
        private final StringBuilder text = new StringBuilder();
        private final String lineEnd;
        private String last;

        Output(String lineEnd) {
            this.lineEnd = lineEnd;
        }

        void add(String line, String end) {
            if (last != null && last.isEmpty()) text.append(lineEnd);
            text.append(line).append(end);
            last = end;
        }

        String text(boolean withoutEnd) {
            if (withoutEnd && last != null) text.setLength(text.length() - last.length());
            return text.toString();
        }
    }
}
