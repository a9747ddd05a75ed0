package scorpiox.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import scorpiox.base.Redaction;
import scorpiox.output.Visible;
import scorpiox.settings.Guard;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Settings.Value;

/// Shows somebody what a project would do if it were trusted, and asks. Anything but a clear yes is a no.
///
/// @param ask        shows a question and gives the line that was typed
/// @param wantsTools whether the run could offer the project's tools
public record ProjectGuard(Function<String, String> ask, boolean wantsTools) implements Guard {
    /// Columns of a line: less than a terminal has, which would break longer ones where the project likes.
    private static final int COLUMNS = 79;
    private static final int MANY = 20;
    private static final String MORE = "\n    | ";

    @Override
    public Answer decide(Project project, Wishes wishes) {
        return switch (ask.apply(question(project, wishes)).strip().toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> Answer.YES;
            case "never" -> Answer.NEVER;
            default -> Answer.NO;
        };
    }

    /// What is asked: every setting with its file and line, secrets masked, and every program, nothing left out or cut. A
    /// line that begins with two spaces is ours, one that begins with a bar goes on with the one above. What may be done
    /// unasked stands first, then what decides where things go; many lines are counted at the end, where they are seen.
    public static String question(Project project, Wishes wishes) {
        var text = new StringBuilder("\n" + wrapped("The project " + plain(project.root().toString()),
                wishes.changed() ? " has changed since you trusted it. It would now:" : " is not trusted yet. It would:") + "\n");
        var lines = settings(project, wishes.keys());
        for (var program : wishes.programs()) lines.add("offer its tool \"" + quoted(program) + "\" to the model, a program that runs as you");
        for (var line : lines) text.append(wrapped("  " + line)).append('\n');
        if (lines.size() > MANY) text.append(wrapped("These are " + lines.size() + ": " + counted(wishes) + ". Look at all of them.")).append('\n');
        return text.append("Trust it, until something of this changes? [y]es, [N]o or never: ").toString();
    }

    /// One line for each key and value, with every place where it stands.
    private static List<String> settings(Project project, List<Value> values) {
        var places = new LinkedHashMap<String, List<String>>();
        var sorted = values.stream().sorted(Comparator.comparingInt((Value value) -> rank(value.key())).thenComparing(value -> value.key().name())).toList();
        for (var value : sorted) {
            var place = plain(project.root().relativize(value.source().file()) + ":" + value.source().line());
            for (var part : value.key().type() == Key.Type.RULES ? rules(value.text()) : List.of(value.text())) {
                var shown = value.key().secret() ? Redaction.MASK : "\"" + quoted(Redaction.mask(part)) + "\"";
                places.computeIfAbsent(value.key().name() + "=" + shown, _ -> new ArrayList<>()).add(place);
            }
        }
        var lines = new ArrayList<String>();
        places.forEach((what, where) -> lines.add("set " + what + "  (" + String.join(", ", where) + ")"));
        return lines;
    }

    /// Parted as the rules are: by commas outside parentheses.
    private static List<String> rules(String text) {
        var rules = new ArrayList<String>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth > 0 || c != ',') continue;
            rules.add(text.substring(start, i).strip());
            start = i + 1;
        }
        rules.add(text.substring(start).strip());
        rules.removeIf(String::isEmpty);
        return rules.isEmpty() ? List.of("") : rules;
    }

    private static int rank(Key key) {
        return key.equals(Keys.SX_ALLOW) ? 0 : key.routes() ? 1 : 2;
    }

    private static String counted(Wishes wishes) {
        var keys = new TreeMap<String, Integer>();
        for (var value : wishes.keys()) keys.merge(value.key().name(), 1, Integer::sum);
        var named = keys.entrySet().stream().map(each -> each.getKey() + (each.getValue() == 1 ? "" : " " + each.getValue() + " times")).collect(Collectors.toList());
        if (!wishes.programs().isEmpty()) named.add(wishes.programs().size() == 1 ? "1 tool" : wishes.programs().size() + " tools");
        return String.join(", ", named);
    }

    private static String quoted(String text) {
        return plain(text).replace("\"", "\\\"");
    }

    /// What a terminal only shows, on one line; nothing is dropped.
    private static String plain(String text) {
        return Visible.of(text.replace("\n", "\\x0a").replace("\t", "\\x09"));
    }

    /// With an end that stays whole.
    private static String wrapped(String line, String end) {
        var whole = wrapped(line + end);
        return whole.contains("\n") ? wrapped(line) + MORE + end.strip() : whole;
    }

    /// Broken where no terminal does: what is not ASCII counts for two columns.
    private static String wrapped(String line) {
        var text = new StringBuilder();
        var column = 0;
        for (var i = 0; i < line.length(); ) {
            var point = line.codePointAt(i);
            var columns = point < 0x80 ? 1 : 2;
            if (column + columns > COLUMNS) {
                text.append(MORE);
                column = MORE.length() - 1;
            }
            text.appendCodePoint(point);
            column += columns;
            i += Character.charCount(point);
        }
        return text.toString();
    }
}
