package scorpiox.command.editor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scorpiox.base.Redaction;
import scorpiox.command.editor.Line.Style;
import scorpiox.command.layers.Writing;
import scorpiox.output.Visible;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.tool.edit.Diffs;

/// What saving would do to each file, as unified diffs. No secret stands in them, nor the value of a key that we do not
/// know and that may be one; that a secret is another one now is said.
public final class Preview {
    private static final String NEW = " (new)";
    private static final String TAB = "    ";

    private Preview() {}

    public static List<Line> of(List<Writing.Change> changes, Environment environment) {
        var lines = new ArrayList<Line>();
        for (var change : changes) {
            var gone = secrets(change, change.before());
            var before = change.before().isEmpty() ? null : masked(change.before(), gone);
            var after = masked(change.after(), gone);
            lines.add(Line.of(Words.path(change.file(), environment) + (before == null ? "  (a new file)" : ""), Style.STRONG));
            // the first two lines name the file, as we just did
            Diffs.change("", before, after).diff().lines().skip(2).forEach(line -> lines.add(Line.of(Visible.code(line.replace("\t", TAB)), style(line))));
        }
        return lines;
    }

    private static Style style(String line) {
        if (line.startsWith("+")) return Style.GOOD;
        if (line.startsWith("-")) return Style.BAD;
        return line.startsWith("@@") ? Style.HUNK : Style.PLAIN;
    }

    /// Line by line, so that everything else is compared as it is.
    ///
    /// @param old values that are no news
    private static String masked(String text, Set<String> old) {
        var masked = new StringBuilder();
        for (var line : text.replace("\uFEFF", "").split("(?<=\n)")) {
            var content = line.replaceFirst("\r?\n$", "");
            masked.append(shown(content, old)).append(line, content.length(), line.length());
        }
        return masked.toString();
    }

    private static String shown(String line, Set<String> old) {
        var equals = line.indexOf('=');
        if (equals < 0 || line.stripLeading().startsWith("#")) return Redaction.mask(line);
        var value = line.substring(equals + 1).strip();
        if (!hidden(line.substring(0, equals).strip())) return Redaction.mask(line);
        return line.substring(0, equals + 1) + (value.isEmpty() ? "" : Words.MASK + (old.contains(value) ? "" : NEW));
    }

    /// The values in a file that are not shown.
    private static Set<String> secrets(Writing.Change change, String text) {
        var values = new HashSet<String>();
        for (var entry : EnvFile.parse(change.file(), text.getBytes(StandardCharsets.UTF_8)).entries()) if (hidden(entry.name())) values.add(entry.value());
        return values;
    }

    private static boolean hidden(String name) {
        var key = Keys.named(name);
        return key == null || key.secret();
    }
}
