package scorpiox.tool.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `grep`: lines of files that match a regular expression, the same with ripgrep and without.
public final class Grep implements LocalTool {
    private static final Tool DECLARATION = Declarations.function("grep", """
            Searches the contents of files for a regular expression (Java syntax), line by line. Leaves out what ignore files name, .git, \
            binary files and files over 20 MB; hidden files are searched. Shows at most 100 matches, or 250 files, and says how to go on. \
            Use this instead of grep or rg in bash; to find files by name use glob.""", """
            "pattern": {"type": "string", "description": "regular expression"},
            "path": {"type": "string", "description": "file or directory to search; the working directory when left out"},
            "glob": {"type": "string", "description": "only files that fit, such as *.java, src/**/*.{ts,tsx} or !*.min.js"},
            "type": {"type": "string", "description": "only files of a type, such as java, py, ts, go, md"},
            "output_mode": {"enum": ["content", "files", "count", "files_with_matches"],
                "description": "content (default) shows lines, files only names, count the matches of each file"},
            "literal": {"type": "boolean", "description": "the pattern stands for itself"},
            "ignore_case": {"type": "boolean", "description": "upper and lower case are the same"},
            "multiline": {"type": "boolean", "description": "a match may span lines; . fits line ends too"},
            "before": {"type": "integer", "minimum": 0, "description": "lines to show before a match"},
            "after": {"type": "integer", "minimum": 0, "description": "lines to show after a match"},
            "context": {"type": "integer", "minimum": 0, "description": "lines to show before and after a match"},
            "limit": {"type": "integer", "minimum": 1, "description": "most matches, or files, to show"},
            "offset": {"type": "integer", "minimum": 0, "description": "matches, or files, to leave out first"}""", "pattern");

    private static final Duration TIME = Duration.ofSeconds(20);
    /// Bytes from which on ripgrep's start is paid back (measured).
    private static final long WORTH_RIPGREP = 8L * 1024 * 1024;
    private static final int MOST_CONTEXT = 1000;

    private final Workspace workspace;
    private final Limits limits;
    private final Predicate<Path> visible;
    private final Optional<Path> ripgrep;
    private final Duration time;
    private final long worth;

    /// @param visible whether a file, by its real path, may be searched and named; asked by several threads
    /// @param ripgrep the program, where there is one; not used when it stands in the workspace
    public Grep(Workspace workspace, Limits limits, Predicate<Path> visible, Optional<Path> ripgrep) {
        this(workspace, limits, visible, ripgrep, TIME, WORTH_RIPGREP);
    }

    /// @param time  the whole search may take
    /// @param worth bytes to be searched from which on ripgrep is started
    Grep(Workspace workspace, Limits limits, Predicate<Path> visible, Optional<Path> ripgrep, Duration time, long worth) {
        this.workspace = workspace;
        this.limits = limits;
        this.visible = visible;
        this.ripgrep = ripgrep.filter(program -> !workspace.contains(workspace.real(program)));
        this.time = time;
        this.worth = worth;
    }

    /// The first `rg` in the absolute folders of a `PATH`.
    public static Optional<Path> ripgrep(String path) {
        return Ripgrep.find(path);
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
        var start = Start.of(workspace, Json.text(arguments, "path"));
        var pattern = Json.text(arguments, "pattern");
        var mode = arguments.path("output_mode").asText("content");
        var files = mode.startsWith("files");
        var type = arguments.path("type").asText("");
        var around = arguments.path("context").asInt(0);
        var wanted = new Search.Wanted(files ? "files" : mode, arguments.path("glob").asText(""), type.isBlank() ? List.of() : FileTypes.of(type.strip()),
                Math.min(MOST_CONTEXT, arguments.path("before").asInt(around)), Math.min(MOST_CONTEXT, arguments.path("after").asInt(around)),
                arguments.path("limit").asInt(mode.equals("content") ? limits.matches() : limits.files()), arguments.path("offset").asInt(0));
        var query = Query.of(pattern, arguments.path("literal").asBoolean(), arguments.path("ignore_case").asBoolean(),
                arguments.path("multiline").asBoolean());
        return new Searches(start, pattern, query, wanted);
    }

    private final class Searches implements Call {
        private final Start start;
        private final String pattern;
        private final Query query;
        private final Search.Wanted wanted;

        private Searches(Start start, String pattern, Query query, Search.Wanted wanted) {
            this.start = start;
            this.pattern = pattern;
            this.query = query;
            this.wanted = wanted;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Reads(start.real()));
        }

        @Override
        public String line() {
            return "grep " + Texts.name(pattern) + (start.shown().equals(".") ? "" : " in " + start.shown());
        }

        @Override
        public Outcome run(Cancel cancel) {
            start.check();
            if (!Files.isDirectory(start.real()) && !visible.test(start.real())) throw new ToolError(start.shown() + " may not be searched");
            var search = new Search(workspace, limits, visible, query, wanted, start.real(), new Deadline(time, cancel), cancel);
            return Outcome.of(search.run(ripgrep, worth));
        }
    }
}
