package scorpiox.tool.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `read`: lines of a text file, a picture, or what a folder holds.
public final class Read implements LocalTool {
    /// What tells a binary file.
    private static final int HEAD = 8192;

    private static final Tool DECLARATION = Declarations.function("read", """
            Reads a text file. Each line comes as its number, a tab and the line; the number is not part of the file. At most 2000 lines or 50 KiB \
            a call: the end of the result says how to continue. Also shows an image (PNG, JPEG, GIF, WebP) or lists a directory. To find text use grep.""", """
            "file_path": {"type": "string", "description": "the file"},
            "offset": {"type": "integer", "minimum": 1, "description": "first line, 1-based; negative is not allowed"},
            "limit": {"type": "integer", "minimum": 1, "description": "number of lines"}""", "file_path");

    private final Workspace workspace;
    private final Ledger ledger;
    private final Limits limits;
    private final Predicate<Path> visible;
    private final Ignored ignored;
    private final boolean takesImages;
    private final FolderInstructions folders;

    /// @param visible      whether more than the name of a file may be shown in a listing, and a folder entered
    /// @param ignored      what a listing leaves out
    /// @param takesImages  whether the model does
    /// @param instructions whether the first read in a folder adds its `AGENTS.md`
    public Read(Workspace workspace, Ledger ledger, Limits limits, Predicate<Path> visible, Ignored ignored, boolean takesImages, boolean instructions) {
        this.workspace = workspace;
        this.ledger = ledger;
        this.limits = limits;
        this.visible = visible;
        this.ignored = ignored;
        this.takesImages = takesImages;
        this.folders = instructions ? new FolderInstructions(workspace, visible) : null;
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
        return new Reads(Place.of(workspace, arguments.path("file_path").asText()), arguments.path("offset").asInt(0), arguments.path("limit").asInt(0));
    }

    private final class Reads implements Call {
        private final Place place;
        private final int offset;
        private final int limit;

        /// 0 stands for an offset or limit that is not given.
        private Reads(Place place, int offset, int limit) {
            this.place = place;
            this.offset = offset;
            this.limit = limit;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Reads(place.real()));
        }

        @Override
        public String line() {
            if (offset == 0 && limit == 0) return "read " + place.shown();
            return "read " + place.shown() + ", from line " + Math.max(1, offset) + (limit == 0 ? "" : ", " + lines(limit));
        }

        @Override
        public Outcome run(Cancel cancel) {
            place.check();
            var file = place.real();
            if (!Files.exists(file)) throw place.missing();
            try {
                if (Files.isDirectory(file)) return folder(file, cancel);
                if (!Files.isRegularFile(file)) throw new ToolError(place.shown() + " is a device, pipe or socket, not a file");
                return file(file, cancel);
            } catch (IOException e) {
                throw place.unreadable(e);
            }
        }

        private Outcome folder(Path folder, Cancel cancel) throws IOException {
            if (!Files.isReadable(folder)) throw new ToolError(place.shown() + " cannot be read: permission denied");
            var added = instructions(folder);
            return Outcome.of(Listing.of(folder, 1, List.of(), false, limits.bytes() - size(added), limits, visible, ignored, cancel) + added);
        }

        private Outcome file(Path file, Cancel cancel) throws IOException {
            byte[] head;
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                head = in.readNBytes(HEAD);
            }
            if (Picture.Type.of(head).isPresent()) {
                if (!takesImages) throw new ToolError(place.shown() + " is an image, and this model does not take images");
                return Pictures.show(place, false, limits, cancel);
            }
            var bytes = Files.size(file);
            if (Refusals.apply(head)) throw Refusals.of(place.shown(), head, bytes);
            if (bytes > limits.fileBytes() && offset == 0 && limit == 0) {
                throw new ToolError(place.shown() + " is " + Sizes.of(bytes) + ", too large to read whole; give offset and limit, or search it with grep");
            }
            var first = Math.max(1, offset);
            var scan = TextScan.of(file, head, first, limit == 0 ? limits.lines() : Math.min(limit, limits.lines()), limits, cancel);
            if (first > Math.max(1, scan.count())) {
                throw new ToolError("offset " + first + " is past the end: " + place.shown() + " has " + lines(scan.count()));
            }
            var added = instructions(file.getParent());
            var text = new NumberedLines(scan, first, limits.bytes() - size(added));
            ledger.saw(file, scan.hash(), text.whole());
            return Outcome.of(text.text() + added);
        }

        private String instructions(Path folder) {
            return folders == null ? "" : folders.of(folder, place.real());
        }
    }

    private static String lines(long count) {
        return count == 1 ? "1 line" : count + " lines";
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
