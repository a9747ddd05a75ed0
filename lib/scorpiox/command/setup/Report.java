package scorpiox.command.setup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;
import scorpiox.command.Product;

/// What was found, for a person or a program. No secret is in it, and nothing that a terminal would obey.
///
/// @param checks in the order they are shown
record Report(List<Check> checks) {
    private static final String RESET = "\u001b[0m";

    /// Whether nothing failed.
    boolean ok() {
        return checks.stream().noneMatch(check -> check.status() == Check.Status.FAIL);
    }

    /// A line for each check, and one below it with what mends it.
    String text(boolean colour) {
        var width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0) + 2;
        var text = new StringBuilder();
        for (var check : checks) {
            var word = check.status().word();
            text.append(colour ? hue(check.status()) + word + RESET : word).append(" ".repeat(6 - word.length()));
            text.append(check.name()).append(" ".repeat(width - check.name().length())).append(line(check.text())).append('\n');
            check.remedy().ifPresent(remedy -> text.append(" ".repeat(6 + width)).append("-> ").append(line(remedy)).append('\n'));
        }
        return text.toString();
    }

    /// `{"ok", "version", "checks": [{"name", "status", "text", "remedy"}]}`
    ObjectNode json() {
        var json = Json.object().put("ok", ok()).put("version", Product.VERSION);
        var all = json.putArray("checks");
        for (var check : checks) {
            all.addObject().put("name", check.name()).put("status", check.status().word()).put("text", line(check.text()))
                    .put("remedy", check.remedy().map(Report::line).orElse(null));
        }
        return json;
    }

    private static String line(String text) {
        var lines = Redaction.mask(new TerminalFilter().whole(text)).split("[\\n\\t]+");
        return Stream.of(lines).map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String hue(Check.Status status) {
        return switch (status) {
            case OK -> "\u001b[32m";
            case WARN -> "\u001b[33m";
            case FAIL -> "\u001b[31m";
        };
    }
}
