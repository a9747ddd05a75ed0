package scorpiox.tool.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import scorpiox.base.Json;

/// One replacement as the model wants it; texts have LF line ends and no byte order mark.
///
/// @param all whether every hit is meant
record TextEdit(String old, String fresh, boolean all) {
    /// What `read` puts before a line: its number and a tab.
    private static final Pattern NUMBER = Pattern.compile(" *(\\d{1,9})\t");

    static TextEdit of(JsonNode arguments) {
        return new TextEdit(unix(Json.text(arguments, "old_string")), unix(Json.text(arguments, "new_string")), arguments.path("replace_all").asBoolean(false));
    }

    /// The edit for a certain text. Line numbers copied along with the lines go, unless the text really has them.
    TextEdit in(String text) {
        if (text.contains(old) || !numbered(old, true)) return this;
        return new TextEdit(withoutNumbers(old), numbered(fresh, false) ? withoutNumbers(fresh) : fresh, all);
    }

    /// @param counting whether the numbers must follow one another, as those of a part of a file do
    private static boolean numbered(String text, boolean counting) {
        if (text.isEmpty()) return false;
        var last = -1;
        for (var line : body(text).split("\n", -1)) {
            var number = NUMBER.matcher(line);
            if (!number.lookingAt()) return false;
            var value = Integer.parseInt(number.group(1));
            if (counting && last >= 0 && value != last + 1) return false;
            last = value;
        }
        return true;
    }

    private static String withoutNumbers(String text) {
        var lines = body(text).split("\n", -1);
        for (var i = 0; i < lines.length; i++) lines[i] = lines[i].substring(lines[i].indexOf('\t') + 1);
        return String.join("\n", lines) + (text.endsWith("\n") ? "\n" : "");
    }

    private static String body(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String unix(String text) {
        var lf = text.replace("\r\n", "\n");
        return lf.startsWith("\uFEFF") ? lf.substring(1) : lf;
    }
}
