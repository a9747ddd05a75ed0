package scorpiox.tool.edit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.tool.Ledger;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.NearNames;
import scorpiox.tool.files.Place;
import scorpiox.tool.files.TextFile;

/// Works out what a patch makes of the files it names, in memory: an operation sees what those before it would do.
final class PatchPlan {
    private final Patch patch;
    private final Map<String, Place> places;
    private final Workspace workspace;
    private final Ledger ledger;
    private final Map<Path, State> states = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Moved> moves = new ArrayList<>();
    private final Set<String> added = new LinkedHashSet<>();
    private final Set<String> modified = new LinkedHashSet<>();
    private final Set<String> deleted = new LinkedHashSet<>();

    /// A file before the patch and after the operations so far; null where there is none.
    private static final class State {
        private final byte[] before;
        private byte[] now;

        State(byte[] before) {
            this.before = before;
            now = before;
        }
    }

    /// A file that goes on under another name, with its mode.
    record Moved(Path from, Path to) {}

    /// @param places where the paths of the patch lead
    /// @throws ToolError when the patch cannot be applied as a whole
    PatchPlan(Patch patch, Map<String, Place> places, Workspace workspace, Ledger ledger) {
        this.patch = patch;
        this.places = places;
        this.workspace = workspace;
        this.ledger = ledger;
        for (var operation : patch.operations()) {
            switch (operation) {
                case Patch.Add add -> add(places.get(add.path()), add.content());
                case Patch.Delete delete -> delete(places.get(delete.path()));
                case Patch.Update update -> update(places.get(update.path()), update);
            }
        }
    }

    /// In an order that never leaves a moved file in no place at all.
    List<PlannedChange> changes() {
        var changes = new ArrayList<PlannedChange>();
        states.forEach((file, state) -> {
            if (!Arrays.equals(state.before, state.now)) changes.add(new PlannedChange(file, state.before, state.now));
        });
        changes.sort(Comparator.comparingInt(change -> change.after() != null ? 1 : inTheWay(change.file(), changes) ? 0 : 2));
        return changes;
    }

    List<Moved> moves() {
        return moves;
    }

    /// Files named that stay as they are count as seen too: the patch shows that the model knows them.
    void rememberUnchanged() {
        states.forEach((file, state) -> {
            if (state.now != null && Arrays.equals(state.before, state.now)) ledger.saw(file, state.now, false);
        });
    }

    /// What the model is told once the changes are made, in words it was trained on.
    String report() {
        var lines = new ArrayList<>(List.of("Success. Updated the following files:"));
        added.forEach(path -> lines.add("A " + path));
        modified.forEach(path -> lines.add("M " + path));
        deleted.forEach(path -> lines.add("D " + path));
        lines.addAll(notes);
        return String.join("\n", lines);
    }

    private void add(Place place, String content) {
        var state = state(place, "Failed to write file ");
        if (state.now == null) {
            state.now = Original.bytes(place, TextFile.fresh(""), content);
        } else {
            var old = TextFile.of(state.now);
            var text = LineEnds.like(old, content);
            var bytes = Original.bytes(place, old.with(text), text);
            if (!Arrays.equals(bytes, state.now) && !seen(place, state.now)) {
                throw new ToolError("Failed to write file " + place.shown() + ": it exists; use Update File, or read all of it before you replace it");
            }
            state.now = bytes;
        }
        added.add(place.shown());
    }

    private void delete(Place place) {
        var state = state(place, "Failed to delete file ");
        if (state.now == null) throw missing("Failed to delete file ", place);
        checkNoLink("Failed to delete file ", place);
        state.now = null;
        deleted.add(place.shown());
    }

    private void update(Place place, Patch.Update update) {
        var state = state(place, "Failed to read file to update ");
        if (state.now == null) throw missing("Failed to read file to update ", place);
        var bytes = update.hunks().isEmpty() ? state.now : patched(place, state.now, update);
        var to = update.to() == null ? place : places.get(update.to());
        if (to.real().equals(place.real())) {
            state.now = bytes;
        } else {
            move(place, state, to, bytes);
        }
        if (!added.contains(to.shown())) modified.add(to.shown());
    }

    private byte[] patched(Place place, byte[] now, Patch.Update update) {
        var file = Original.text(place, now);
        if (file.charset() != StandardCharsets.UTF_8) notes.add("note: " + place.shown() + " is " + file.charset());
        return Original.bytes(place, file, PatchedText.of(place.shown(), file, update.hunks(), notes));
    }

    private void move(Place from, State source, Place to, byte[] bytes) {
        checkNoLink("Failed to move file ", from);
        var target = state(to, "Failed to write file ");
        if (target.now != null && !Arrays.equals(target.now, bytes)) {
            throw new ToolError("Failed to move file " + from.shown() + ": " + to.shown() + " exists; delete it first or choose another path");
        }
        if (target.before == null) moves.add(new Moved(from.real(), to.real()));
        target.now = bytes;
        source.now = null;
    }

    private State state(Place place, String failed) {
        var known = states.get(place.real());
        if (known != null) return known;
        try {
            var state = new State(Original.of(place, workspace).bytes());
            states.put(place.real(), state);
            return state;
        } catch (ToolError e) {
            throw new ToolError(failed + place.shown() + ": " + e.getMessage());
        }
    }

    private boolean seen(Place place, byte[] bytes) {
        return ledger.of(place.real()).filter(seen -> seen.whole() && seen.hash().equals(Ledger.hash(bytes))).isPresent();
    }

    private ToolError missing(String failed, Place place) {
        return new ToolError(failed + place.shown() + ": no such file" + NearNames.hint(place.path(), workspace));
    }

    /// The name would stay and the file behind it go.
    private void checkNoLink(String failed, Place place) {
        if (!Files.isSymbolicLink(place.path())) return;
        throw new ToolError(failed + place.shown() + ": it is a link; name " + workspace.shown(place.real()) + " instead");
    }

    /// Whether a file must go before a folder of its name can be made.
    private static boolean inTheWay(Path file, List<PlannedChange> changes) {
        return changes.stream().anyMatch(change -> change.after() != null && change.file().startsWith(file));
    }
}
