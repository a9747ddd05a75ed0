package scorpiox.tool.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `ls`: what a folder holds, one level or a few.
public final class Ls implements LocalTool {
    private static final Tool DECLARATION = Declarations.function("ls", """
            Lists a directory: directories first, ending in /, links with their targets, files with their sizes. Entries that ignore files \
            name are left out. At most 500 entries; to find files by name use glob.""", """
            "path": {"type": "string", "description": "the directory; the working directory when left out"},
            "depth": {"type": "integer", "minimum": 1, "maximum": 4, "description": "levels to show, 1 when left out"},
            "ignore": {"type": "array", "items": {"type": "string"}, "description": "globs of entries to leave out"},
            "all": {"type": "boolean", "description": "show ignored entries too"}""");

    private final Workspace workspace;
    private final Limits limits;
    private final Predicate<Path> visible;
    private final Ignored ignored;

    /// @param visible whether more than the name of a file may be shown, and a folder entered
    /// @param ignored what is left out unless `all` is set
    public Ls(Workspace workspace, Limits limits, Predicate<Path> visible, Ignored ignored) {
        this.workspace = workspace;
        this.limits = limits;
        this.visible = visible;
        this.ignored = ignored;
    }

    @Override
    public Tool declaration() {
        return DECLARATION;
    }

    @Override
    public Access access() {
        return Access.READ;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var text = arguments.path("path").asText("");
        var without = new ArrayList<String>();
        arguments.path("ignore").forEach(glob -> without.add(glob.asText()));
        return new Lists(Place.of(workspace, text.isBlank() ? "." : text), arguments.path("depth").asInt(1), without, arguments.path("all").asBoolean());
    }

    private final class Lists implements Call {
        private final Place place;
        private final int depth;
        private final List<String> without;
        private final boolean all;

        private Lists(Place place, int depth, List<String> without, boolean all) {
            this.place = place;
            this.depth = depth;
            this.without = without;
            this.all = all;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Reads(place.real()));
        }

        @Override
        public String line() {
            return "ls " + place.shown();
        }

        @Override
        public Outcome run(Cancel cancel) {
            place.check();
            if (!Files.exists(place.real())) throw place.missing();
            if (!Files.isDirectory(place.real())) throw new ToolError(place.shown() + " is a file, not a directory; use read");
            try {
                return Outcome.of(Listing.of(place.real(), depth, without, all, limits.bytes(), limits, visible, ignored, cancel));
            } catch (IOException e) {
                throw place.unreadable(e);
            }
        }
    }
}
