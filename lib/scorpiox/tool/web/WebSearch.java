package scorpiox.tool.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Child;
import scorpiox.tool.Declarations;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;

/// `web_search` by a command of the user's: the query on its standard input, a JSON array of `{title, url, snippet}`
/// on its standard output, within the time of a web request.
///
/// @param command     program and arguments
/// @param environment all variables the program gets
public record WebSearch(List<String> command, Limits limits, Map<String, String> environment) implements LocalTool {
    /// Bytes of output taken.
    private static final int MOST = 1024 * 1024;

    /// Characters of a query: it is written before anything is read.
    private static final int LONGEST = 1000;
    private static final int RESULTS = 10;

    public WebSearch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// Without the environment, which may hold a key for the search.
    @Override
    public String toString() {
        return "web_search by " + command.getFirst();
    }

    @Override
    public Tool declaration() {
        return Declarations.function("web_search", """
                Searches the web and gives titles, URLs and snippets. Read a page with web_fetch. For the JDK, libraries and commands on this machine use docs.
                """, """
                "query": {"type": "string", "description": "what to search for, at most 1000 characters"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 10, "description": "most results; 10 if absent"},
                "allowed_domains": {"type": "array", "items": {"type": "string"}, "description": "only results from these domains and their sub-domains"},
                "blocked_domains": {"type": "array", "items": {"type": "string"}, "description": "no results from these domains and their sub-domains"}
                """, "query");
    }

    @Override
    public Access access() {
        return Access.NET;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var query = Json.text(arguments, "query").strip();
        if (query.isEmpty()) throw new ToolError("query is empty; say what to search for");
        if (query.length() > LONGEST) throw new ToolError("query has " + query.length() + " characters; at most " + LONGEST + " are searched for");
        if (Redaction.holds(query)) throw new ToolError("the query holds a secret of this program and is not sent");
        var most = arguments.path("limit").asInt(RESULTS);
        return new Search(query.replaceAll("\\R", " "), most, domains(arguments, "allowed_domains"), domains(arguments, "blocked_domains"));
    }

    private static List<String> domains(ObjectNode arguments, String name) {
        var domains = new ArrayList<String>();
        for (var each : arguments.path(name)) {
            var domain = each.asText().strip().toLowerCase(Locale.ROOT);
            if (domain.startsWith("*.")) domain = domain.substring(2);
            if (domain.isEmpty() || domain.contains("/")) throw new ToolError(name + " takes names such as example.com, not " + each.asText());
            domains.add(domain);
        }
        return domains;
    }

    private record Hit(String title, String url, String snippet) {
        boolean from(List<String> domains) {
            try {
                var host = String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT);
                return domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
            } catch (IllegalArgumentException noUrl) {
                return false;
            }
        }

        String shown(int number) {
            return number + ". " + title + "\n   " + url + (snippet.isEmpty() ? "" : "\n   " + snippet);
        }
    }

    private final class Search implements Call {
        private final String query;
        private final int limit;
        private final List<String> allowed;
        private final List<String> blocked;

        Search(String query, int limit, List<String> allowed, List<String> blocked) {
            this.query = query;
            this.limit = limit;
            this.allowed = allowed;
            this.blocked = blocked;
        }

        /// None: which host is asked is the command's own matter, and the user chose the command.
        @Override
        public List<Subject> subjects() {
            return List.of();
        }

        @Override
        public String line() {
            return "web_search " + query;
        }

        @Override
        public Outcome run(Cancel cancel) {
            var ended = Child.run(command, Path.of("").toAbsolutePath(), environment, query + "\n", limits.webTime(), MOST, cancel);
            if (ended.truncated()) throw new ToolError("the search command " + command.getFirst() + " printed more than 1 MiB");
            if (ended.exit() != 0) {
                throw new ToolError("the search command " + command.getFirst() + " failed with exit code " + ended.exit() + message(ended.errors()));
            }
            var hits = hits(ended.output()).stream().filter(hit -> allowed.isEmpty() || hit.from(allowed)).filter(hit -> !hit.from(blocked)).limit(limit).toList();
            if (hits.isEmpty()) return Outcome.of("no results for " + query);
            var text = new StringBuilder();
            for (var i = 0; i < hits.size(); i++) text.append(hits.get(i).shown(i + 1)).append("\n");
            var wrapped = WebText.wrapped("query=\"" + query.replaceAll("[<>\"]", "'") + "\"", text.toString());
            return Outcome.of(wrapped + "\n(" + hits.size() + (hits.size() == 1 ? " result)" : " results)"));
        }
    }

    private static String message(String errors) {
        var text = oneLine(errors, 300);
        return text.isEmpty() ? "" : ": " + text;
    }

    private List<Hit> hits(String output) {
        JsonNode answer;
        try {
            answer = Json.read(output);
        } catch (IOException e) {
            throw new ToolError("the search command " + command.getFirst() + " did not print JSON but: " + oneLine(output, 200));
        }
        if (!answer.isArray()) throw new ToolError("the search command " + command.getFirst() + " did not print a JSON array of {title, url, snippet}");
        var hits = new ArrayList<Hit>();
        for (var each : answer) {
            var url = Json.text(each, "url");
            if (url == null || url.isBlank()) continue;
            hits.add(new Hit(oneLine(Json.text(each, "title"), 300), oneLine(url, 2048), oneLine(Json.text(each, "snippet"), 1000)));
        }
        return hits;
    }

    private static String oneLine(String text, int most) {
        var line = Redaction.mask(WebText.clean(text == null ? "" : text)).replaceAll("\\s+", " ").strip();
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
