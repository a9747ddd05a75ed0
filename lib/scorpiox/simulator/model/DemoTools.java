package scorpiox.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scorpiox.base.Json;

/// What the demo does with tools: a few requests it understands become calls of the real tools on the real files, and
/// their results an answer.
final class DemoTools {
    private static final Pattern USE = Pattern.compile("(?is)\\s*(?:use|call)\\s+(?:the\\s+)?(?:tool\\s+)?([a-z][a-z0-9_]{1,63})(?:\\s+with\\s+(\\{.*\\}))?\\s*");
    private static final Pattern COUNT = Pattern.compile("(?i)\\b(?:count|how many)\\b.*?\\b([\\w+#.]+) files\\b.*");
    private static final Pattern WRITE = Pattern.compile("(?is).*\\bwrite\\s+([\"'`])(.+)\\1\\s+(?:to|into)\\s+(\\S+?)[.!]?\\s*");
    private static final Pattern CREATE = Pattern.compile("(?is).*\\b(?:create|make)\\s+(?:a file\\s+|the file\\s+)?(\\S+)\\s+(?:with|saying|containing)\\s+([\"'`])(.+)\\2\\s*\\.?\\s*");
    private static final Pattern SEARCH = Pattern.compile("(?is).*\\b(?:find|grep|search|look for|where is)\\b[^\"'`]*([\"'`])(.+?)\\1.*");
    private static final Pattern RUN = Pattern.compile("(?is).*\\brun\\s+([\"'`])(.+)\\1.*");
    private static final Pattern READ = Pattern.compile("(?i).*\\b(?:read|show|open)\\s+(?:me\\s+)?([\\w./-]+\\.\\w+)\\b.*");
    private static final Pattern LIST = Pattern.compile("(?i).*\\b(?:list|which|what)\\b.*\\b(?:files?|here|folder|directory)\\b.*");
    private static final Pattern LINES_OF_FILE = Pattern.compile("(?m)^\\s*(\\S.*?): (\\d[\\d,]*)$");
    private static final Map<String, String> ENDINGS = Map.ofEntries(Map.entry("java", "java"), Map.entry("python", "py"), Map.entry("javascript", "js"),
            Map.entry("typescript", "ts"), Map.entry("rust", "rs"), Map.entry("go", "go"), Map.entry("c", "c"), Map.entry("c++", "cpp"), Map.entry("shell", "sh"),
            Map.entry("markdown", "md"), Map.entry("json", "json"), Map.entry("html", "html"), Map.entry("css", "css"), Map.entry("yaml", "yaml"), Map.entry("xml", "xml"));

    private DemoTools() {}

    /// The calls a request asks for, or the answer once they have been made; empty for a request it does not understand.
    static Optional<List<Piece>> answer(Asked request, String asked) {
        var done = request.calls();
        if (!done.isEmpty()) return Optional.of(List.of(new Piece.Text(told(asked, done), "final_answer")));
        return call(asked).map(calls -> {
            for (var call : calls) if (!request.offers(call.name())) return refusal(call.name());
            return request.choice().parallel() ? List.copyOf(calls) : List.of(calls.getFirst());
        });
    }

    private static Optional<List<Piece.Call>> call(String asked) {
        Matcher match;
        if ((match = USE.matcher(asked)).matches()) return calls(new Piece.Call(match.group(1), match.group(2) == null ? "{}" : match.group(2)));
        if ((match = COUNT.matcher(asked)).find()) {
            var glob = "*." + ending(match.group(1));
            return calls(call("glob", Json.object().put("pattern", "**/" + glob).put("sort", "path")),
                    call("grep", Json.object().put("pattern", "^").put("glob", glob).put("output_mode", "count").put("limit", 100_000)));
        }
        if ((match = WRITE.matcher(asked)).matches()) return calls(call("write", Json.object().put("file_path", match.group(3)).put("content", line(match.group(2)))));
        if ((match = CREATE.matcher(asked)).matches()) return calls(call("write", Json.object().put("file_path", match.group(1)).put("content", line(match.group(3)))));
        if ((match = RUN.matcher(asked)).matches()) return calls(call("bash", Json.object().put("command", match.group(2))));
        if ((match = SEARCH.matcher(asked)).matches()) return calls(call("grep", Json.object().put("pattern", match.group(2)).put("literal", true)));
        if ((match = READ.matcher(asked)).matches()) return calls(call("read", Json.object().put("file_path", match.group(1))));
        if (LIST.matcher(asked).matches()) return calls(call("ls", Json.object()));
        return Optional.empty();
    }

    private static Optional<List<Piece.Call>> calls(Piece.Call... calls) {
        return Optional.of(List.of(calls));
    }

    private static Piece.Call call(String name, ObjectNode arguments) {
        return new Piece.Call(name, Json.write(arguments));
    }

    private static List<Piece> refusal(String tool) {
        return List.of(new Piece.Text("That needs the tool " + tool + ", which is not offered to me here. A tool of yours needs to be in place, others --mode edit or --mode full.\n\n" + DemoModel.SIGNATURE, "final_answer"));
    }

    private static String told(String asked, List<Asked.Made> calls) {
        var last = calls.getLast();
        var colour = last.images().isEmpty() ? Optional.<String>empty() : Said.colour(asked, last.images().getLast());
        if (colour.isPresent()) return colour.get();
        if (last.output().startsWith("denied")) return "I was not allowed to: " + last.output() + "\n\n" + DemoModel.SIGNATURE;
        var count = COUNT.matcher(asked);
        var text = switch (last.name()) {
            case "grep" -> count.find() && calls.size() > 1 ? counted(count.group(1), last.output()) : "This is where it stands:\n\n" + fenced(last.output());
            case "ls" -> "Here is what is here:\n\n" + fenced(last.output());
            case "write" -> "Done: " + last.output().lines().findFirst().orElse("");
            default -> "I called " + last.name() + ", and it said:\n\n" + fenced(last.output());
        };
        return text + "\n\n" + DemoModel.SIGNATURE;
    }

    /// How many files, and which has the most lines; as the search for every line's beginning counted them.
    private static String counted(String language, String output) {
        var most = 0L;
        var lines = 0L;
        var largest = new ArrayList<String>();
        var files = 0;
        for (var match = LINES_OF_FILE.matcher(output); match.find(); files++) {
            var number = Long.parseLong(match.group(2).replace(",", ""));
            lines += number;
            if (number < most) continue;
            if (number > most) largest.clear();
            most = number;
            largest.add(match.group(1));
        }
        if (files == 0) return "There are no " + language + " files here.";
        return String.format(Locale.ROOT, "There %s %,d %s file%s here, %,d lines in all. The largest is `%s` with %,d lines.",
                files == 1 ? "is" : "are", files, language, files == 1 ? "" : "s", lines, String.join("` and `", largest), most);
    }

    private static String fenced(String output) {
        return "```\n" + output.strip() + "\n```";
    }

    private static String ending(String language) {
        var lower = language.toLowerCase(Locale.ROOT);
        return ENDINGS.getOrDefault(lower, lower.startsWith(".") ? lower.substring(1) : lower);
    }

    private static String line(String text) {
        return text.endsWith("\n") ? text : text + "\n";
    }
}
