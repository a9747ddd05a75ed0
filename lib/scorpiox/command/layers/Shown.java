package scorpiox.command.layers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;
import scorpiox.settings.Key;
import scorpiox.settings.Settings.Value;

/// How values are shown.
///
/// @param reveal   whether secrets are shown; else they are masked
/// @param terminal whether they go to a terminal, which must not obey what came with a project
public record Shown(boolean reveal, boolean terminal) {
    /// A value; that of a list has a line for each part.
    public String text(Key key, String value) {
        if (key.secret() && !reveal && !value.isEmpty()) return Redaction.MASK;
        return plain(value);
    }

    /// Text that may have come with a project, such as the name of a file.
    public String plain(String text) {
        return terminal ? new TerminalFilter().whole(text) : text;
    }

    /// `{value, layer, file, line, secret}`; without a file both it and the line are null.
    public ObjectNode json(Value value) {
        var source = value.source();
        var json = Json.object().put("value", text(value.key(), value.text())).put("layer", source.layer().name().toLowerCase(Locale.ROOT));
        if (source.file() == null) json.putNull("file").putNull("line");
        else json.put("file", plain(source.file().toString())).put("line", source.line());
        return json.put("secret", value.key().secret());
    }
}
