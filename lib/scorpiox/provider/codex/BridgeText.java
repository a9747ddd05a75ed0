package scorpiox.provider.codex;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a Codex model is told of a client's tools when they are not those that it was trained with: which of them stands for
/// which. Made from the tools of the request, for a fixed text would be wrong for the next client.
public final class BridgeText {
    /// A tool that the model may reach for, other names of the same, and tools that do its work, the best first; written without
    /// case, `_` and `-`.
    private record Known(String name, List<String> same, List<String> instead) {}

    private static final List<Known> CODEX = List.of(
            new Known("apply_patch", List.of("applypatch"), List.of("edit", "multiedit", "strreplaceeditor", "strreplacebasededittool", "editfile", "replace", "write", "writefile")),
            new Known("update_plan", List.of("updateplan"), List.of("todowrite", "writetodos", "updatetodolist")),
            new Known("read_plan", List.of("readplan"), List.of("todoread", "readtodos")),
            new Known("shell", List.of("shell", "shellcommand", "execcommand", "localshell", "containerexec"), List.of("bash", "runterminalcmd", "runshellcommand", "executecommand", "runcommand", "terminal")),
            new Known("view_image", List.of("viewimage"), List.of("readimage", "readmediafile")));

    private BridgeText() {}

    /// The text; empty where every tool is what the model expects, or none stands for one that is missing.
    ///
    /// @param tools names of those that the request offers
    /// @param whole with the list of tools there are, and how to use them; else the replacements alone
    public static Optional<String> of(List<String> tools, boolean whole) {
        var lines = new ArrayList<String>();
        for (var known : CODEX) {
            if (find(tools, known.same) != null) continue;
            var other = find(tools, known.instead);
            if (other != null) lines.add("- There is no tool `" + known.name + "` here. Call `" + other + "` for that work.");
        }
        if (lines.isEmpty()) return Optional.empty();
        var text = new StringBuilder("Some tools have other names in this program than you may expect.\n").append(String.join("\n", lines));
        if (whole) {
            text.append("\nYou can call exactly these tools: ").append(String.join(", ", tools)).append('.');
            text.append("\nTheir own descriptions say how: follow them where they differ from what you know. Calls that do not need each other's results may be made at once.");
        }
        return Optional.of(text.toString());
    }

    private static String find(List<String> tools, List<String> wanted) {
        for (var name : wanted) for (var tool : tools) if (plain(tool).equals(name)) return tool;
        return null;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }
}
