package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scorpiox.base.Json;

/// The "model" of the demo: a few rules over the text it is given, true as far as they go, and open about it.
final class DemoModel {
    static final String SIGNATURE = "(demo: a few rules answered, not a model)";
    private static final Pattern CHANGED = Pattern.compile("(?m)^diff --git a/(\\S+) b/(\\S+)$");
    private static final Pattern STAT = Pattern.compile("(?m)^ (\\S.*?) +\\| +(\\d+|Bin)");
    private static final Pattern COMMIT = Pattern.compile("(?m)^commit [0-9a-f]{7,40}");
    private static final Pattern SUBJECT = Pattern.compile("(?m)^commit [0-9a-f]{7,40}.*\\n(?:\\w+: .*\\n)+\\n    (.+)$");
    private static final Pattern FILE = Pattern.compile("<file name=\"([^\"]*)\">\\n(.*?)</file>", Pattern.DOTALL);
    private static final Pattern STDIN = Pattern.compile("<stdin>\\n(.*)</stdin>", Pattern.DOTALL);
    private static final Map<String, String> LANGUAGES = Map.ofEntries(Map.entry("java", "Java"), Map.entry("py", "Python"), Map.entry("js", "JavaScript"),
            Map.entry("ts", "TypeScript"), Map.entry("rs", "Rust"), Map.entry("go", "Go"), Map.entry("c", "C"), Map.entry("h", "C"),
            Map.entry("cpp", "C++"), Map.entry("sh", "shell"), Map.entry("md", "Markdown"), Map.entry("json", "JSON"), Map.entry("html", "HTML"),
            Map.entry("css", "CSS"), Map.entry("yaml", "YAML"), Map.entry("yml", "YAML"), Map.entry("xml", "XML"), Map.entry("sql", "SQL"));

    private DemoModel() {}

    static List<Piece> answer(JsonNode body) {
        var text = Input.lastUserText(body);
        var stdin = STDIN.matcher(text);
        var given = stdin.find() ? stdin.group(1) : "";
        var asked = given.isEmpty() ? text : text.substring(0, stdin.start()).strip();
        var diff = given.isEmpty() ? text : given;
        if (CHANGED.matcher(diff).find()) return List.of(new Piece.Text(diff(diff, asked), null));
        if (COMMIT.matcher(diff).find()) return List.of(new Piece.Text(log(diff), null));
        var called = given.isEmpty() && body.path("tools").size() > 0 ? DemoTools.answer(body, asked) : Optional.<List<Piece>>empty();
        if (called.isPresent()) return called.get();
        var schema = body.path("text").path("format").path("schema");
        if (schema.isObject()) return List.of(new Piece.Text(Json.write(SchemaExample.of(schema)), null));
        return List.of(new Piece.Reasoning("**Counting**\n\nLines, words and languages of what was given."), new Piece.Text(summary(text, asked, given, Input.images(body)), null));
    }

    /// A commit message for a diff, or what it changes.
    private static String diff(String diff, String asked) {
        var files = new ArrayList<String>();
        for (var match = CHANGED.matcher(diff); match.find(); ) files.add(match.group(2));
        var added = lines(diff, '+');
        var removed = lines(diff, '-');
        var verb = diff.contains("\nnew file mode") && removed == 0 ? "Add" : diff.contains("\ndeleted file mode") && added == 0 ? "Remove" : "Update";
        var names = files.stream().map(file -> file.substring(file.lastIndexOf('/') + 1)).distinct().toList();
        var subject = verb + " " + (names.size() <= 2 ? String.join(" and ", names) : names.getFirst() + " and " + (names.size() - 1) + " more files");
        var list = files.stream().distinct().map(file -> "- " + file).collect(Collectors.joining("\n"));
        var size = count(files.stream().distinct().count(), "file") + " changed, " + count(added, "line") + " added, " + removed + " removed";
        if (asked.toLowerCase(Locale.ROOT).contains("commit")) return subject + "\n\n" + size + ":\n" + list + "\n\n" + SIGNATURE;
        return "The diff would be committed as \"" + subject + "\": " + size + ".\n\n" + list + "\n\n" + SIGNATURE;
    }

    private static long lines(String diff, char sign) {
        return diff.lines().filter(line -> !line.isEmpty() && line.charAt(0) == sign && !line.startsWith("+++") && !line.startsWith("---")).count();
    }

    private static String log(String log) {
        var subjects = new ArrayList<String>();
        for (var match = SUBJECT.matcher(log); match.find(); ) subjects.add(match.group(1).strip());
        var touched = new LinkedHashMap<String, Integer>();
        for (var match = STAT.matcher(log); match.find(); ) touched.merge(match.group(1).strip(), 1, Integer::sum);
        var commits = COMMIT.matcher(log).results().count();
        var text = new StringBuilder("**" + commits + (commits == 1 ? " commit" : " commits") + "**");
        if (!touched.isEmpty()) {
            var most = touched.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            text.append(", ").append(touched.size()).append(touched.size() == 1 ? " file" : " files").append(" touched; most often `").append(most.getKey()).append("`");
        }
        text.append(".\n");
        subjects.stream().limit(10).forEach(subject -> text.append("\n- ").append(subject));
        return text.append("\n\n").append(SIGNATURE).toString();
    }

    private static String summary(String text, String asked, String given, int images) {
        var facts = new ArrayList<String>();
        if (images > 0) facts.add(images == 1 ? "1 image" : images + " images");
        var languages = new LinkedHashMap<String, Integer>();
        var files = 0;
        var content = new StringBuilder();
        for (var match = FILE.matcher(text); match.find(); files++) {
            languages.merge(language(match.group(1)), 1, Integer::sum);
            content.append(match.group(2));
        }
        if (files > 0) facts.add(files == 1 ? "1 file" : files + " files");
        languages.forEach((language, count) -> facts.add(language + (count > 1 ? " (" + count + ")" : "")));
        var counted = !given.isEmpty() ? given : files > 0 ? content.toString() : text;
        facts.add(count(counted.lines().count(), "line"));
        facts.add(count(counted.isBlank() ? 0 : counted.strip().split("\\s+").length, "word"));
        var question = given.isEmpty() && files == 0 && images == 0 ? "You said: " + shortened(asked) : "You gave me";
        return question + (question.endsWith("me") ? " " : "\n\nThat is ") + String.join(", ", facts) + ".\n\n" + SIGNATURE;
    }

    private static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    private static String language(String name) {
        return LANGUAGES.getOrDefault(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "text");
    }

    private static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + " …";
    }
}
