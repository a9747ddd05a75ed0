package scorpiox.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;

/// Calls told in text, for agents that read them from what the model says. The call itself goes out untouched besides.
///
/// `xml` has `<execute_command>`, `<apply_diff>` and `<view_image>`, `markdown` fenced blocks and an image link; both know
/// calls of a shell, patches and pictures only. `summary` tells any call in 200 characters.
///
/// @param fallback format of the calls that `format` has no words for
public record ToolText(String format, String fallback) {
    /// Nothing is told.
    public static final ToolText NONE = new ToolText("none", "none");

    private static final Set<String> FORMATS = Set.of("none", "xml", "markdown", "summary");
    private static final Set<String> SHELLS = Set.of("shell", "bash", "shell_command", "local_shell");
    private static final int SUMMARY = 200;
    private static final int NAMES = 8;             // of one another, before they count as a circle

    /// What a profile asks for, names of the configuration resolved. What is no format means `none`: it was refused before.
    public static ToolText of(Profile profile, BackendConfig.Renderer renderer) {
        return new ToolText(named(profile.text(), renderer.preset(), renderer.aliases()), named(profile.textFallback(), renderer.fallback(), renderer.aliases()));
    }

    /// A call in text; empty for nothing.
    ///
    /// @param raw its arguments as they came
    public String of(String tool, String raw) {
        if (format.equals("none")) return "";
        var told = of(format, tool, raw);
        return told.isEmpty() ? of(fallback, tool, raw) : told;
    }

    private static String named(String name, String preset, Map<String, String> aliases) {
        for (var i = 0; i < NAMES && name != null; i++) {
            if (FORMATS.contains(name)) return name;
            if (aliases.containsKey(name)) name = aliases.get(name);
            else if (name.equals("codex_xml")) name = "xml";
            else if (name.equals("default") || name.equals("inherit")) name = preset;
            else return "none";
        }
        return "none";
    }

    private static String of(String format, String tool, String raw) {
        if (format.equals("summary")) return summary("[tool:" + tool + "] " + raw);
        var xml = format.equals("xml");
        if (!xml && !format.equals("markdown")) return "";
        var given = object(raw);
        if (SHELLS.contains(tool)) return shell(xml, command(given), text(given, "workdir", "working_directory", "cwd"));
        if (tool.equals("apply_patch")) return patch(xml, given == null ? raw : text(given, "input", "patch", "diff"), text(given, "path"));
        return tool.equals("view_image") ? image(xml, text(given, "path")) : "";
    }

    private static String shell(boolean xml, String command, String folder) {
        if (command.isBlank()) return "";
        if (xml) return "<execute_command>" + tag("command", command) + (folder.isBlank() ? "" : tag("cwd", folder)) + "</execute_command>";
        return (folder.isBlank() ? "" : "Working directory: " + line(folder) + "\n") + fenced("bash", command);
    }

    private static String patch(boolean xml, String patch, String path) {
        if (patch.isBlank()) return "";
        var target = path.isBlank() ? target(patch) : path;
        if (xml) return "<apply_diff>" + tag("path", target) + tag("diff", patch) + "</apply_diff>";
        return (target.isEmpty() ? "" : "Target: " + line(target) + "\n") + fenced("diff", patch);
    }

    private static String image(boolean xml, String path) {
        if (path.isBlank()) return "";
        return xml ? "<view_image>" + tag("path", path) + "</view_image>" : "![image](<" + line(path).replace("<", "%3C").replace(">", "%3E") + ">)";
    }

    /// The command line of a shell's call: a script given to `sh -c` is the command itself.
    private static String command(ObjectNode given) {
        var words = given == null ? null : given.get("command");
        if (words == null || !words.isArray()) return text(given, "command", "cmd");
        if (words.size() == 3 && words.path(0).asText().endsWith("sh") && words.path(1).asText().matches("-[a-z]*c")) return words.path(2).asText();
        var line = new StringBuilder();
        for (var word : words) line.append(line.isEmpty() ? "" : " ").append(quoted(word));
        return line.toString();
    }

    private static String quoted(JsonNode word) {
        var text = word.asText();
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /// The first file that a patch names.
    private static String target(String patch) {
        for (var line : patch.split("\n", -1)) {
            for (var verb : new String[] {"*** Update File: ", "*** Add File: ", "*** Delete File: "}) if (line.startsWith(verb)) return line.substring(verb.length()).strip();
        }
        return "";
    }

    private static String summary(String text) {
        if (text.length() <= SUMMARY) return text;
        var end = SUMMARY - 3;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "...";
    }

    /// Between fences that are longer than any row of backticks within.
    private static String fenced(String language, String text) {
        var longest = 2;
        for (int i = 0, row = 0; i < text.length(); i++) {
            row = text.charAt(i) == '`' ? row + 1 : 0;
            longest = Math.max(longest, row);
        }
        var fence = "`".repeat(longest + 1);
        return fence + language + "\n" + text + (text.endsWith("\n") ? "" : "\n") + fence;
    }

    private static String tag(String name, String text) {
        return "<" + name + ">" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</" + name + ">";
    }

    private static String line(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    /// The first of these members that is text; empty for none.
    private static String text(ObjectNode given, String... members) {
        for (var member : members) if (given != null && Json.text(given, member) != null) return Json.text(given, member);
        return "";
    }

    private static ObjectNode object(String raw) {
        try {
            return Json.read(raw) instanceof ObjectNode object ? object : null;
        } catch (IOException notJson) {
            return null;
        }
    }
}
