package scorpiox.tool.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Detail;
import scorpiox.tool.Ledger;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;

/// `apply_patch`: adds, deletes, moves and updates files by one patch, all of it or nothing.
public final class ApplyPatch implements LocalTool {
    private static final String NAME = "apply_patch";
    private static final int PATHS_SHOWN = 3;

    private static final String DESCRIPTION = """
            Change several files by one patch: all of it is applied or nothing. Between *** Begin Patch and *** End Patch stand *** Add File: PATH (each \
            line with + before it), *** Delete File: PATH and *** Update File: PATH (optionally *** Move to: PATH), the latter with changes: @@ or @@ LINE \
            to go past first, then lines with a blank (kept), - (removed) or + (added) before them. Give about three kept lines around each change.""";

    private static final String GRAMMAR = """
            start: "*** Begin Patch" LF op+ "*** End Patch" LF?
            op: create | remove | modify
            create: "*** Add File: " path LF ("+" /.*/ LF)+
            remove: "*** Delete File: " path LF
            modify: "*** Update File: " path LF rename? body?
            rename: "*** Move to: " path LF
            body: (anchor | edit)+ tail?
            anchor: ("@@" | "@@ " /.+/) LF
            edit: /[+\\- ]/ /.*/ LF
            tail: "*** End of File" LF
            path: /.+/
            %import common.LF
            """;

    private final Workspace workspace;
    private final Ledger ledger;
    private final boolean freeform;

    /// @param freeform whether the model gives the bare patch, held to a grammar; else it stands in a JSON string
    public ApplyPatch(Workspace workspace, Ledger ledger, boolean freeform) {
        this.workspace = workspace;
        this.ledger = ledger;
        this.freeform = freeform;
    }

    @Override
    public Tool declaration() {
        if (freeform) return new Tool.Freeform(NAME, DESCRIPTION, GRAMMAR);
        return Declarations.function(NAME, DESCRIPTION, """
                "input": {"type": "string", "description": "the whole patch, from *** Begin Patch to *** End Patch"}""", "input");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public LocalTool asFunction() {
        return freeform ? new ApplyPatch(workspace, ledger, false) : this;
    }

    /// @param arguments `input` is the patch; `workdir`, where given, is where its relative paths start
    @Override
    public Call call(ObjectNode arguments) {
        var input = Json.text(arguments, "input");
        if (input == null) throw new ToolError(NAME + ": input is missing; give the patch, from *** Begin Patch to *** End Patch");
        var patch = Patch.parse(input);
        var places = new LinkedHashMap<String, Place>();
        for (var path : patch.paths()) places.put(path, place(path, Json.text(arguments, "workdir")));
        return new Applying(patch, places);
    }

    private Place place(String path, String folder) {
        var alone = Place.of(workspace, path);
        var relative = !path.equals("~") && !path.startsWith("~/") && !Path.of(path).isAbsolute();
        return relative && folder != null && !folder.isBlank() ? Place.of(workspace, folder + "/" + path) : alone;
    }

    private final class Applying implements Call {
        private final Patch patch;
        private final Map<String, Place> places;

        private Applying(Patch patch, Map<String, Place> places) {
            this.patch = patch;
            this.places = places;
        }

        @Override
        public List<Subject> subjects() {
            return places.values().stream().map(Place::real).distinct().<Subject>map(Subject.Writes::new).toList();
        }

        @Override
        public String line() {
            var shown = places.values().stream().map(Place::shown).distinct().toList();
            var more = shown.size() - PATHS_SHOWN;
            return NAME + " " + shown.stream().limit(PATHS_SHOWN).collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
        }

        @Override
        public String preview() {
            var diffs = plan().changes().stream().map(change -> change.shown(workspace).diff()).collect(Collectors.joining());
            return diffs.isEmpty() ? line() + ": unchanged" : diffs;
        }

        /// Working out and writing are one step for this process, as in `edit`.
        @Override
        public Outcome run(Cancel cancel) {
            synchronized (Commit.class) {
                cancel.check();
                var plan = plan();
                var modes = modes(plan.moves());
                cancel.check();
                var files = Commit.all(plan.changes(), workspace, ledger);
                modes.forEach(ApplyPatch::setMode);
                plan.rememberUnchanged();
                return Outcome.of(plan.report(), new Detail.Changes(files));
            }
        }

        private PatchPlan plan() {
            return new PatchPlan(patch, places, workspace, ledger);
        }
    }

    /// The modes that moved files shall keep.
    private static Map<Path, Set<PosixFilePermission>> modes(List<PatchPlan.Moved> moves) {
        var modes = new HashMap<Path, Set<PosixFilePermission>>();
        for (var move : moves) {
            try {
                modes.put(move.to(), modes.containsKey(move.from()) ? modes.get(move.from()) : Files.getPosixFilePermissions(move.from()));
            } catch (IOException | UnsupportedOperationException none) {
                // a file the patch itself adds, or a system without modes
            }
        }
        return modes;
    }

    private static void setMode(Path file, Set<PosixFilePermission> mode) {
        try {
            if (Files.exists(file)) Files.setPosixFilePermissions(file, mode);
        } catch (IOException | UnsupportedOperationException impossible) {
            // the contents are what counts, and they are there
        }
    }
}
