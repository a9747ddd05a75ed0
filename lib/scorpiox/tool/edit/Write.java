package scorpiox.tool.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Detail;
import scorpiox.tool.FileChange;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.files.Place;
import scorpiox.tool.files.Sizes;
import scorpiox.tool.files.TextFile;

/// `write`: makes a file or replaces all of it.
public final class Write implements LocalTool {
    private static final String UNCHANGED = "unchanged";

    private static final Tool DECLARATION = Declarations.function("write", """
            Writes a whole file and the directories above it. A file that exists must have been read before, and is replaced; its line ends, \
            byte order mark, charset and mode stay. To change a part of a file use edit.""", """
            "file_path": {"type": "string", "description": "the file"},
            "content": {"type": "string", "description": "all of its text"}""", "file_path", "content");

    private final Workspace workspace;
    private final Ledger ledger;

    public Write(Workspace workspace, Ledger ledger) {
        this.workspace = workspace;
        this.ledger = ledger;
    }

    @Override
    public Tool declaration() {
        return DECLARATION;
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public Call call(ObjectNode arguments) {
        return new Writes(Place.of(workspace, arguments.path("file_path").asText()), arguments.path("content").asText());
    }

    private final class Writes implements Call {
        private final Place place;
        private final String content;

        private Writes(Place place, String content) {
            this.place = place;
            var unix = content.replace("\r\n", "\n");
            this.content = unix.startsWith("\uFEFF") ? unix.substring(1) : unix;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Writes(place.real()));
        }

        @Override
        public String line() {
            return "write " + place.shown();
        }

        @Override
        public String preview() {
            var change = plan();
            return same(change) ? UNCHANGED : change.shown(workspace).diff();
        }

        @Override
        public Outcome run(Cancel cancel) {
            var change = plan();
            if (same(change)) {
                ledger.saw(change.file(), change.after(), true);
                return Outcome.of(UNCHANGED);
            }
            cancel.check();
            var changes = Commit.all(List.of(change), workspace, ledger);
            return Outcome.of(told(change, changes.getFirst()), new Detail.Changes(changes));
        }

        private PlannedChange plan() {
            place.check();
            var file = place.real();
            checkFolders(file);
            checkSize(file);
            var before = PlannedChange.read(file, workspace);
            if (before == null) return PlannedChange.to(file, null, TextFile.fresh(content));
            var old = TextFile.of(before);
            var seen = ledger.of(file).orElseThrow(() -> new ToolError("read " + place.shown() + " first (it exists, " + lines(old.text()) + ")"));
            if (!seen.hash().equals(Ledger.hash(before))) throw new ToolError(place.shown() + " changed on disk since you read it; read it again");
            return PlannedChange.to(file, before, old.with(LineEnds.like(old, content)));
        }

        private void checkFolders(Path file) {
            for (var at = file.getParent(); at != null; at = at.getParent()) {
                if (Files.isDirectory(at)) return;
                if (Files.exists(at)) throw new ToolError(place.shown() + " cannot be written: " + workspace.shown(at) + " is a file, not a directory");
            }
        }

        /// The old bytes are held in memory.
        private void checkSize(Path file) {
            try {
                if (!Files.isRegularFile(file) || Files.size(file) <= Limits.USUAL.fileBytes()) return;
                throw new ToolError(place.shown() + " is " + Sizes.of(Files.size(file)) + ", too large to be replaced; use bash");
            } catch (IOException e) {
                throw place.unreadable(e);
            }
        }

        private String told(PlannedChange change, FileChange shown) {
            if (change.before() == null) return "created " + place.shown() + " (" + lines(content) + ")";
            var text = "replaced " + place.shown() + " (+" + shown.additions() + " -" + shown.deletions() + ")";
            var old = TextFile.of(change.before());
            var was = old.charset();
            if (was == StandardCharsets.UTF_8) return text;
            return text + (old.with(content).charset() == was ? "; it stays " + was.name() : "; it was " + was.name() + " and is UTF-8 now");
        }
    }

    private static boolean same(PlannedChange change) {
        return change.before() != null && Arrays.equals(change.before(), change.after());
    }

    private static String lines(String text) {
        var count = TextFile.lines(text);
        return count == 1 ? "1 line" : count + " lines";
    }
}
