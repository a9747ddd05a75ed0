package scorpiox.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.StringJoiner;

/// Names of tools that models were trained on, and ours behind them.
public final class Aliases {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("shell", "bash"), Map.entry("shell_command", "bash"), Map.entry("exec_command", "bash"), Map.entry("local_shell", "bash"),
            Map.entry("run_shell_command", "bash"), Map.entry("container.exec", "bash"),
            Map.entry("todo_write", "update_plan"), Map.entry("write_todos", "update_plan"),
            Map.entry("read_file", "read"), Map.entry("write_file", "write"), Map.entry("replace", "edit"), Map.entry("str_replace", "edit"),
            Map.entry("grep_search", "grep"), Map.entry("search_file_content", "grep"), Map.entry("list_directory", "ls"), Map.entry("list_dir", "ls"),
            Map.entry("find", "glob"));

    private Aliases() {}

    /// Our name for a tool.
    public static String name(String called) {
        return NAMES.getOrDefault(called, called);
    }

    /// Arguments of a shell tool of another set, as ours takes them: a list of words becomes a command line, and
    /// `["bash","-lc",LINE]` the line in it.
    public static ObjectNode arguments(String called, ObjectNode given) {
        if (!name(called).equals("bash")) return given;
        var fitted = given.deepCopy();
        for (var member : new String[] {"command", "cmd"}) {
            if (given.get(member) instanceof ArrayNode words) fitted.put(member, line(words));
        }
        if (fitted.has("type")) fitted.remove("type");
        if (fitted.has("working_directory")) fitted.set("workdir", fitted.remove("working_directory"));
        for (var unused : new String[] {"env", "user"}) fitted.remove(unused);
        return fitted;
    }

    private static String line(ArrayNode words) {
        if (words.size() == 3 && words.get(0).asText().matches("(.*/)?(ba|z|da)?sh") && words.get(1).asText().matches("-l?c")) return words.get(2).asText();
        var line = new StringJoiner(" ");
        words.forEach(word -> line.add(quoted(word.asText())));
        return line.toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
