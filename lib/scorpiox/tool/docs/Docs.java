package scorpiox.tool.docs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

/// `docs`: documentation that is on this machine, without the network. Every part of an answer names its source.
public final class Docs implements LocalTool {
    /// Characters of an answer.
    private static final int MOST = 12_000;
    private static final int SECTIONS = 3;

    private final Workspace workspace;
    private final Limits limits;
    private final Path localRepository;
    private final Predicate<String> mayRun;
    private final JavaDocs jdk;
    private final ProjectDocs project;

    /// @param visible         whether a real path may be shown to the model
    /// @param localRepository of Maven, with the jars to look into
    /// @param mayRun          whether a command such as `git --help` may run
    public Docs(Workspace workspace, Limits limits, Predicate<Path> visible, Path localRepository, Predicate<String> mayRun) {
        this.workspace = workspace;
        this.limits = limits;
        this.localRepository = localRepository;
        this.mayRun = mayRun;
        this.jdk = new JavaDocs(Path.of(System.getProperty("java.home")));
        this.project = new ProjectDocs(workspace, visible);
    }

    @Override
    public Tool declaration() {
        return Declarations.function("docs", """
                Looks up documentation on this machine, offline: types and members of the JDK and of jars, man pages, --help of a command, pages of this project. \
                Answers with at most 12,000 characters. To search code use grep.
                """, """
                "query": {"type": "string", "description": "such as HexFormat, java.util.Map.Entry, HexFormat#of, printf(3), or words of a heading"},
                "kind": {"type": "string", "enum": ["auto", "java", "maven", "man", "help", "project"],
                         "description": "where to look; auto tries java, maven, project, man"},
                "package": {"type": "string", "description": "a Java package; for maven also group:artifact[:version] or an artifact"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 10, "description": "most parts of the answer; 1 type or 3 sections if absent"}
                """, "query");
    }

    @Override
    public Access access() {
        return Access.READ;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var query = Json.text(arguments, "query").strip();
        if (query.isEmpty()) throw new ToolError("query is empty; name a type, a member, a command or a heading");
        if (query.length() > limits.lineChars()) throw new ToolError("query has " + query.length() + " characters; give a name or a few words");
        var kind = arguments.has("kind") ? Json.text(arguments, "kind") : "auto";
        var within = Json.text(arguments, "package");
        var command = kind.equals("help") ? ManPages.help(query) : List.<String>of();
        var where = within == null || within.isBlank() ? null : within.strip();
        return new LookUp(query.replaceAll("\\s+", " "), kind, where, arguments.path("limit").asInt(0), command);
    }

    private final class LookUp implements Call {
        private final String query;
        private final String kind;
        private final String within;
        private final int most;         // 0 when not said
        private final List<String> command;

        LookUp(String query, String kind, String within, int most, List<String> command) {
            this.query = query;
            this.kind = kind;
            this.within = within;
            this.most = most;
            this.command = command;
        }

        /// The documentation itself is public knowledge; what counts is the project, and running a command.
        @Override
        public List<Subject> subjects() {
            return switch (kind) {
                case "help" -> List.of(new Subject.Runs(String.join(" ", command), workspace.directory()));
                case "project", "auto" -> workspace.roots().stream().<Subject>map(Subject.Reads::new).toList();
                default -> List.of();
            };
        }

        @Override
        public String line() {
            return "docs " + (kind.equals("auto") ? "" : kind + " ") + query;
        }

        @Override
        public Outcome run(Cancel cancel) {
            var found = switch (kind) {
                case "java" -> types(jdkDocs(), cancel);
                case "maven" -> types(jarDocs(), cancel);
                case "man" -> ManPages.page(query, workspace.directory(), cancel).stream().toList();
                case "help" -> help(cancel);
                case "project" -> project.about(query, most > 0 ? most : SECTIONS, cancel);
                default -> anywhere(cancel);
            };
            return Outcome.of(found.isEmpty() ? nothing(cancel) : joined(found));
        }

        private List<Found> anywhere(Cancel cancel) {
            var found = new ArrayList<>(types(jdkDocs(), cancel));
            if (found.isEmpty()) found.addAll(types(jarDocs(), cancel));
            if (!found.isEmpty()) return found;
            found.addAll(project.about(query, most > 0 ? most : SECTIONS, cancel));
            ManPages.page(query, workspace.directory(), cancel).ifPresent(found::add);
            return found;
        }

        private List<Found> types(TypeDocs docs, Cancel cancel) {
            cancel.check();
            var symbol = symbol(docs);
            if (symbol.isEmpty()) return List.of();
            if (!symbol.getFirst().isPackage()) return docs.about(symbol.getFirst(), Math.max(1, most), cancel);
            var pkg = symbol.getFirst().pkg();
            if (docs.library() instanceof JavaDocs java) return java.about(pkg, cancel).stream().toList();
            var types = pkg.indexOf('.') < 0 ? List.<String>of() : docs.library().typesOf(pkg, cancel);
            return types.isEmpty() ? List.of() : List.of(new Found("maven: package " + pkg, "Types: " + String.join(", ", types)));
        }

        private List<Symbol> symbol(TypeDocs docs) {
            var isPackage = within != null && within.indexOf(':') < 0 && (docs.kind().equals("java") || within.indexOf('.') > 0 && within.indexOf('-') < 0);
            return Symbol.of(query, isPackage ? within : null).stream().toList();
        }

        private TypeDocs jdkDocs() {
            return new TypeDocs("java", jdk, List.of(jdk));
        }

        private TypeDocs jarDocs() {
            var artifact = within == null || within.indexOf(':') < 0 && within.indexOf('.') > 0 && within.indexOf('-') < 0 ? null : within;
            var jars = new JarDocs(System.getProperty("java.class.path"), new JarFinder(localRepository), artifact);
            return new TypeDocs("maven", jars, List.of(jars, jdk));
        }

        private List<Found> help(Cancel cancel) {
            var line = String.join(" ", command);
            if (!mayRun.test(line)) throw new ToolError("docs may not run " + line + "; try kind=man, or ask for it with bash");
            return ManPages.help(command, workspace.directory(), cancel).stream().toList();
        }

        private String nothing(Cancel cancel) {
            var near = new LinkedHashSet<String>();
            if (kind.equals("java") || kind.equals("auto")) symbol(jdkDocs()).forEach(symbol -> near.addAll(jdkDocs().near(symbol, cancel)));
            if (kind.equals("maven") || kind.equals("auto") && near.isEmpty()) symbol(jarDocs()).forEach(symbol -> near.addAll(jarDocs().near(symbol, cancel)));
            if (kind.equals("project") || kind.equals("auto")) near.addAll(Near.of(query, project.headings(cancel)));
            return "nothing found for " + query + (kind.equals("auto") ? "" : " (kind " + kind + ")") + (near.isEmpty() ? "" : "; near: " + String.join(", ", near));
        }
    }

    /// The parts one after the other, each with its source, cut where the room ends.
    private static String joined(List<Found> parts) {
        var out = new StringBuilder();
        for (var i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var head = (out.isEmpty() ? "" : "\n\n") + "[" + part.source() + "]\n";
            var room = MOST - out.length() - head.length() - 100;
            if (room < 200) return out + "\n\n(" + (parts.size() - i) + " more parts left out; ask more precisely)";
            out.append(head);
            if (part.text().length() <= room) {
                out.append(part.text());
                continue;
            }
            var end = Character.isHighSurrogate(part.text().charAt(room - 1)) ? room - 1 : room;
            out.append(part.text(), 0, end).append("\n… (").append(part.text().length() - end).append(" characters left out; ").append(part.more()).append(")");
        }
        return out.toString();
    }
}
