package scorpiox.tool.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.GlobPattern;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `glob`: paths by pattern, the newest first.
public final class Glob implements LocalTool {
    private static final Tool DECLARATION = Declarations.function("glob", """
            Finds files by name, newest first. * and ? stop at /, ** spans directories, [a-z] is a set, {a,b} alternatives; a pattern without \
            / is about the name at any depth. Leaves out what ignore files name, and links. At most 1,000 paths; to search contents use grep.""", """
            "pattern": {"type": "string", "description": "such as *.java, src/**/*Test.java or **/{build,pom}.*"},
            "path": {"type": "string", "description": "directory to look in; the working directory when left out"},
            "limit": {"type": "integer", "minimum": 1, "description": "most paths to show, 1000 when left out"},
            "include_dirs": {"type": "boolean", "description": "find directories too; they end in /"},
            "sort": {"enum": ["mtime", "path"], "description": "mtime (default): newest first; path: by path"}""", "pattern");

    private static final String WILD = "*?[{\\";

    private final Workspace workspace;
    private final Limits limits;
    private final Predicate<Path> visible;

    /// @param visible whether a path may be named
    public Glob(Workspace workspace, Limits limits, Predicate<Path> visible) {
        this.workspace = workspace;
        this.limits = limits;
        this.visible = visible;
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
        var given = Json.text(arguments, "pattern").strip();
        if (given.isEmpty()) throw new ToolError("the pattern is empty; use * for all files");
        var folders = arguments.path("include_dirs").asBoolean() || given.endsWith("/");
        var pattern = given.endsWith("/") && given.length() > 1 ? given.substring(0, given.length() - 1) : given;
        var fixed = pattern.startsWith("/") || pattern.startsWith("~/") || pattern.startsWith("../") ? fixed(pattern) : 0;
        var path = arguments.path("path").asText("");
        var base = fixed == 0 ? path : fixed == 1 ? "/" : workspace.path(path.isBlank() ? "." : path).resolve(pattern.startsWith("~/")
                ? workspace.path(pattern.substring(0, fixed - 1)) : Path.of(pattern.substring(0, fixed - 1))).toString();
        // the part behind the folder is about the whole path, also when it is one name
        var rest = fixed == 0 ? pattern : "./" + pattern.substring(fixed);
        var newest = !arguments.path("sort").asText("").equals("path");
        return new Finds(Start.of(workspace, base), given, rest, folders, arguments.path("limit").asInt(limits.paths()), newest);
    }

    /// How much of a pattern is a folder without wildcards, its last `/` included.
    private static int fixed(String pattern) {
        var wild = 0;
        while (wild < pattern.length() && WILD.indexOf(pattern.charAt(wild)) < 0) wild++;
        return pattern.lastIndexOf('/', wild) + 1;
    }

    private record Hit(Path path, boolean directory, long modified) {}

    private final class Finds implements Call {
        private final Start start;
        private final String given;
        private final GlobPattern exact;
        private final GlobPattern folded;
        private final boolean folders;
        private final int limit;
        private final boolean newest;

        private Finds(Start start, String given, String pattern, boolean folders, int limit, boolean newest) {
            this.start = start;
            this.given = given;
            this.exact = GlobPattern.of(pattern, false);
            this.folded = GlobPattern.of(pattern, true);
            this.folders = folders;
            this.limit = limit;
            this.newest = newest;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Reads(start.real()));
        }

        @Override
        public String line() {
            return "glob " + Texts.name(given) + (start.shown().equals(".") ? "" : " in " + start.shown());
        }

        @Override
        public Outcome run(Cancel cancel) {
            start.check();
            if (!Files.isDirectory(start.real())) throw new ToolError(start.shown() + " is a file; give its directory, or use read");
            var hits = new ArrayList<Hit>();
            var near = new ArrayList<Hit>();
            var walk = new Walk(cancel, new Walk.Visitor() {
                @Override
                public void file(Path file, String path, BasicFileAttributes attributes) {
                    take(file, path, attributes);
                }

                @Override
                public void directory(Path folder, String path, BasicFileAttributes attributes) {
                    if (folders) take(folder, path, attributes);
                }

                private void take(Path file, String path, BasicFileAttributes attributes) {
                    var list = exact.matches(path) ? hits : hits.isEmpty() && folded.matches(path) ? near : null;
                    if (list == null || !visible.test(file)) return;
                    list.add(new Hit(file, attributes.isDirectory(), newest ? attributes.lastModifiedTime().toMillis() : 0));
                }
            });
            walk.from(start.real(), new Ignore(workspace).level(start.real()));
            return Outcome.of(text(hits.isEmpty() ? near : hits, hits.isEmpty(), walk));
        }

        private String text(List<Hit> hits, boolean folding, Walk walk) {
            // the sort is stable: what is as new stays in the order of paths
            if (newest) hits.sort(Comparator.comparingLong(Hit::modified).reversed());
            var text = new StringBuilder();
            var room = limits.bytes() - 1024;
            var shown = 0;
            for (var hit : hits) {
                var line = Texts.name(workspace.shown(hit.path())) + (hit.directory() ? "/\n" : "\n");
                room -= Texts.bytes(line);
                if (shown == limit || room < 0) break;
                text.append(line);
                shown++;
            }
            if (hits.isEmpty()) text.append("no paths match " + Texts.name(given) + " (" + Texts.number(walk.entries()) + " looked at)\n");
            else if (folding) text.append("(nothing in that case; these match when case is ignored)\n");
            if (shown < hits.size()) {
                text.append("(first ").append(Texts.number(shown)).append(" of ").append(Texts.count(hits.size(), "path"));
                if (shown == limit) text.append("; more with limit=").append(hits.size()).append(", or narrow with path)\n");
                else text.append("; narrow with path or pattern)\n");
            }
            for (var note : walk.notes()) text.append("(").append(note).append(")\n");
            return text.substring(0, text.length() - 1);
        }
    }
}
