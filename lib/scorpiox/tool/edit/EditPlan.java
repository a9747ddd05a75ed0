package scorpiox.tool.edit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;
import scorpiox.tool.files.TextFile;

/// Works out what edits make of a file, each on the outcome of the one before. Nothing is written.
final class EditPlan {
    /// Lines shown around the first change, and how many of them stand before it.
    private static final int SHOWN = 8;
    private static final int BEFORE = 3;
    private static final int MOST_LINES_NAMED = 10;
    /// Bytes of other files looked through for a text that is not where it was expected.
    private static final long ELSEWHERE = 20_000_000;

    private final Place place;
    private final Workspace workspace;
    private final Ledger ledger;
    private final Original original;
    private final TextFile file;
    private final List<TextEdit> edits;
    private final Set<String> notes = new LinkedHashSet<>();
    private String text;
    private List<Spot> spots = new ArrayList<>();
    private int replacements;

    /// A replacement in the text as it now is: where the text that was found began, and where it first changed.
    private record Spot(int start, int change) {
        Spot after(List<Splice> splices) {
            var growth = splices.stream().filter(splice -> splice.end() <= start).mapToInt(Splice::growth).sum();
            return new Spot(start + growth, change + growth);
        }
    }

    /// @throws ToolError when the edits cannot all be made
    EditPlan(Place place, List<TextEdit> edits, Workspace workspace, Ledger ledger) {
        this.place = place;
        this.edits = edits;
        this.workspace = workspace;
        this.ledger = ledger;
        original = Original.of(place, workspace);
        file = original.exists() ? original.text() : TextFile.fresh("");
        text = file.text();
        if (!text.isEmpty()) {
            checkSeen();
        } else if (!edits.getFirst().old().isEmpty()) {
            throw original.exists() ? new ToolError(place.shown() + " is empty; fill it with an empty old_string, or use write") : place.missing();
        }
        for (var i = 0; i < edits.size(); i++) {
            try {
                make(edits.get(i).in(unix(text)));
            } catch (ToolError e) {
                throw edits.size() == 1 ? e : new ToolError("edit " + (i + 1) + " of " + edits.size() + " failed: " + e.getMessage() + " (no change was made)");
            }
        }
    }

    PlannedChange change() {
        return new PlannedChange(place.real(), original.bytes(), Original.bytes(place, file, text));
    }

    /// What the model is told once the change is made.
    String report() {
        if (!original.exists()) return "created " + place.shown() + " (" + count(TextFile.lines(text), "line") + ")";
        if (text.equals(file.text())) return place.shown() + ": unchanged, it already says this";
        if (file.charset() != StandardCharsets.UTF_8) notes.add("the file is " + file.charset());
        var now = unix(text);
        var places = spots.stream().map(spot -> line(now, spot.start())).toList();
        var done = (edits.size() == 1 ? "" : edits.size() + " edits, ") + count(replacements, "replacement");
        var noted = notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")";
        return "edited " + place.shown() + ": " + done + " at " + lines(places, replacements) + noted + "\n"
                + around(now, line(now, spots.getFirst().change()));
    }

    private void checkSeen() {
        var seen = ledger.of(place.real());
        if (seen.isEmpty()) throw new ToolError("read " + place.shown() + " first (it exists, " + count(TextFile.lines(text), "line") + ")");
        if (!seen.get().hash().equals(Ledger.hash(original.bytes()))) throw new ToolError(place.shown() + " changed on disk since you read it; read it again");
    }

    private void make(TextEdit edit) {
        if (edit.old().equals(edit.fresh())) throw new ToolError("old_string and new_string are the same; nothing would change");
        var before = unix(text);
        if (edit.old().isEmpty() && !before.isEmpty()) {
            throw new ToolError("old_string is empty but " + place.shown() + " is not; give the text to replace, or use write to replace the whole file");
        }
        var found = edit.old().isEmpty() ? new Matching.Found(Matching.Pass.EXACT, List.of(new Matching.Hit(0, 0, Indent.SAME)))
                : Matching.find(before, edit.old(), edit.all());
        var hits = found.hits();
        if (hits.isEmpty()) throw new ToolError(notFound(before, edit.old()));
        if (hits.size() > 1 && !edit.all()) {
            var places = hits.stream().limit(MOST_LINES_NAMED).map(hit -> line(before, hit.start())).toList();
            throw new ToolError("found " + hits.size() + " times (" + lines(places, hits.size()) + "); add context or set replace_all");
        }
        var splices = Matching.splices(before, edit.old(), edit.fresh(), hits);
        text = Splice.apply(text, splices, file.lineEnd());
        if (found.pass() != Matching.Pass.EXACT) notes.add(found.pass().note);
        replacements += hits.size();
        remember(hits, splices);
    }

    private void remember(List<Matching.Hit> hits, List<Splice> splices) {
        spots = spots.stream().map(spot -> spot.after(splices)).collect(Collectors.toCollection(ArrayList::new));
        var growth = 0;
        var next = 0;
        for (var hit : hits) {
            if (spots.size() >= MOST_LINES_NAMED) return;
            var change = next < splices.size() ? splices.get(next).start() : hit.start();
            spots.add(new Spot(hit.start() + growth, change + growth));
            while (next < splices.size() && splices.get(next).start() <= hit.end() && splices.get(next).end() <= hit.end()) growth += splices.get(next++).growth();
        }
    }

    private String notFound(String there, String wanted) {
        var message = "old_string was not found in " + place.shown();
        var elsewhere = elsewhere(wanted);
        if (elsewhere.isPresent()) message += "; it is in " + elsewhere.get() + ", which you have read too: is that the file you mean?";
        var closest = Closest.to(wanted, there);
        if (closest.isEmpty() && elsewhere.isPresent()) return message;
        if (closest.isEmpty()) return message + " and nothing there is close to it; read the file again and copy the text exactly";
        return message + "; closest: " + closest.get().lines() + " (- is old_string, + is the file)\n" + closest.get().diff();
    }

    /// Another file the model has seen that holds the text.
    private Optional<String> elsewhere(String wanted) {
        if (wanted.isBlank()) return Optional.empty();
        var left = ELSEWHERE;
        for (var path : ledger.files().stream().sorted().toList()) {
            if (path.equals(place.real()) || !workspace.real(path).equals(path) || workspace.forbidden(path).isPresent()) continue;
            try {
                left -= Files.size(path);
                if (left < 0) break;
                var there = TextFile.of(Files.readAllBytes(path)).unix();
                if (there.contains(wanted)) return Optional.of(workspace.shown(path) + " line " + line(there, there.indexOf(wanted)));
            } catch (IOException gone) {
                // a file that cannot be read is none the text could be edited in
            }
        }
        return Optional.empty();
    }

    private static String around(String text, int line) {
        if (text.isEmpty()) return "(the file is empty now)";
        var all = text.split("\n", -1);
        var count = TextFile.lines(text);
        var first = Math.max(1, Math.min(line - BEFORE, count - SHOWN + 1));
        return IntStream.range(first, Math.min(count + 1, first + SHOWN))
                .mapToObj(number -> String.format(Locale.ROOT, "%6d\t%s", number, Limits.USUAL.line(all[number - 1]))).collect(Collectors.joining("\n"));
    }

    /// `line 42`, `lines 10, 42, 77` or `lines 1, 2 and 900 more`.
    private static String lines(List<Integer> lines, int count) {
        var named = lines.stream().distinct().map(String::valueOf).collect(Collectors.joining(", "));
        return (named.contains(",") ? "lines " : "line ") + named + (count > lines.size() ? " and " + (count - lines.size()) + " more" : "");
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String unix(String text) {
        return text.replace("\r\n", "\n");
    }
}
