package scorpiox.command.sx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// A prompt that is kept: a text with places to fill in, and the flags it is run with.
///
/// As a file it is Markdown: lines `description: …` and `flags: […]` (a JSON array of texts) between two lines `---`, both
/// optional, then the text. `${name}` is a place, `$${name}` is the text `${name}`; `${input}` is what comes in when it is used.
///
/// @param name        for messages
/// @param description one line, may be empty
/// @param flags       as they stand on a command line
/// @param text        with its places
record SavedPrompt(String name, String description, List<String> flags, String text) {
    static final String INPUT = "input";

    private static final String FENCE = "---";
    private static final Pattern PLACE = Pattern.compile("\\$?\\$\\{([A-Za-z_][A-Za-z0-9_.-]{0,63})}");

    /// @param name of the file, for messages
    /// @throws Failure `USAGE` naming the line that cannot be understood
    static SavedPrompt parse(String name, String content) {
        var body = content.startsWith("\uFEFF") ? content.substring(1) : content;
        var description = "";
        var flags = List.<String>of();
        var lines = body.split("\n", -1);
        if (lines[0].strip().equals(FENCE)) {
            var line = 1;
            for (; line < lines.length && !lines[line].strip().equals(FENCE); line++) {
                var colon = lines[line].indexOf(':');
                var what = colon < 0 ? "" : lines[line].substring(0, colon).strip();
                var value = lines[line].substring(colon + 1).strip();
                switch (what) {
                    case "description" -> description = value;
                    case "flags" -> flags = texts(name + ":" + (line + 1), value);
                    default -> {
                        if (lines[line].isBlank()) break;
                        throw Failure.usage(name + ":" + (line + 1) + ": a prompt begins with description: and flags: alone, between lines of ---");
                    }
                }
            }
            if (line >= lines.length) throw Failure.usage(name + ": the first --- has no second one");
            body = String.join("\n", List.of(lines).subList(line + 1, lines.length));
        }
        var text = body.endsWith("\r\n") ? body.substring(0, body.length() - 2) : body.endsWith("\n") ? body.substring(0, body.length() - 1) : body;
        if (text.isBlank()) throw Failure.usage(name + " holds no prompt");
        return new SavedPrompt(name, description, flags, text);
    }

    private static List<String> texts(String place, String json) {
        try {
            if (Json.read(json) instanceof ArrayNode array && array.valueStream().allMatch(each -> each.isTextual())) {
                return array.valueStream().map(each -> each.textValue()).toList();
            }
        } catch (IOException notJson) {
            // said below
        }
        throw Failure.usage(place + ": flags are a JSON array of texts, such as [\"--effort\", \"high\"]");
    }

    /// The file.
    String written() {
        var array = flags.stream().map(flag -> Json.write(Json.array().textNode(flag))).collect(Collectors.joining(", ", "[", "]"));
        return FENCE + "\n" + (description.isEmpty() ? "" : "description: " + description + "\n") + "flags: " + array + "\n" + FENCE + "\n" + text + "\n";
    }

    /// Whether it takes what comes in.
    boolean takesInput() {
        return places().contains(INPUT);
    }

    /// Names of the places that need a value, in their order; [#INPUT] is none of them.
    Set<String> parameters() {
        var names = places();
        names.remove(INPUT);
        return names;
    }

    private LinkedHashSet<String> places() {
        var names = new LinkedHashSet<String>();
        for (var match = PLACE.matcher(text); match.find(); ) if (!literal(match)) names.add(match.group(1));
        return names;
    }

    private static boolean literal(Matcher match) {
        return match.group().startsWith("$$");
    }

    /// The text with every place filled; what is filled in is not looked through for places again.
    private String filled(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(match -> {
            var whole = match.group();
            return Matcher.quoteReplacement(whole.startsWith("$$") ? whole.substring(1) : values.getOrDefault(match.group(1), ""));
        });
    }

    /// The values of `--param NAME=VALUE`, the last of a name, once they are all there are.
    ///
    /// @throws Failure `USAGE` naming those that are unknown or missing
    Map<String, String> values(List<String> pairs) {
        var names = parameters();
        var values = given(pairs);
        for (var name : values.keySet()) {
            if (name.equals(INPUT)) throw Failure.usage("--param " + INPUT + ": what comes in is given on stdin, or as words");
            if (names.contains(name)) continue;
            throw Failure.usage("--param " + name + ": the prompt " + this.name + " takes " + (names.isEmpty() ? "none" : "only " + String.join(", ", names)));
        }
        var missing = new ArrayList<>(names);
        missing.removeAll(values.keySet());
        if (!missing.isEmpty()) {
            var hint = missing.stream().map(each -> "--param " + each + "=…").collect(Collectors.joining(" "));
            throw Failure.usage("the prompt " + name + " needs " + String.join(", ", missing)).hint(hint);
        }
        return values;
    }

    private static Map<String, String> given(List<String> pairs) {
        var values = new LinkedHashMap<String, String>();
        for (var pair : pairs) {
            var equals = pair.indexOf('=');
            if (equals <= 0) throw Failure.usage("--param takes NAME=VALUE, not " + pair);
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return values;
    }

    /// A prompt in use.
    ///
    /// @param prompt it
    /// @param values of its parameters
    record Filled(SavedPrompt prompt, Map<String, String> values) {
        /// Whether stdin goes into the text rather than beside it.
        boolean takesInput() {
            return prompt.takesInput();
        }

        /// The text to send: what comes in is stdin, without its last line ends, else the words; words that are not needed
        /// for that come after the text.
        ///
        /// @param words on the command line, may be empty
        /// @param stdin as far as it goes into the text, may be empty
        /// @throws Failure `USAGE` when nothing comes in for a text that takes it
        String text(String words, String stdin) {
            if (!takesInput()) return prompt.filled(values) + after(words);
            var all = new HashMap<>(values);
            if (stdin.isBlank()) {
                checkInput(words);
                all.put(INPUT, words);
                return prompt.filled(all);
            }
            all.put(INPUT, withoutLastEnds(stdin));
            return prompt.filled(all) + after(words);
        }

        /// @throws Failure `USAGE` when words are all that could come in, and there are none
        void checkInput(String words) {
            if (takesInput() && words.isBlank()) throw Failure.usage("the prompt " + prompt.name() + " needs " + INPUT).hint("pipe it in, or give it as words");
        }

        /// As a shell does with what a command prints.
        private static String withoutLastEnds(String text) {
            var end = text.length();
            while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) end--;
            return text.substring(0, end);
        }

        private static String after(String words) {
            return words.isBlank() ? "" : "\n\n" + words;
        }
    }
}
