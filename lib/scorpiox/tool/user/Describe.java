package scorpiox.tool.user;

import java.io.PrintStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The main class of a child process with the class path of a Java tool: writes down what the tool's picocli command
/// takes. Classes of a tool are never loaded into our own process.
///
/// Uses nothing but the JDK and the picocli that the tool brings, for there may be nothing else.
public final class Describe {
    private static final String COMMAND = "picocli.CommandLine$Command";

    private Describe() {}

    /// Writes a JSON object to a file: [Description#json], or `{}` for a tool without a picocli command, or
    /// `{"problem": why}`.
    ///
    /// @param args the tool's main class and the file
    public static void main(String... args) throws Exception {
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));       // whatever the tool says while it is looked at
        Files.writeString(Path.of(args[1]), json(described(args[0])));
        System.exit(0);     // a tool may have started threads
    }

    private static Map<String, Object> described(String main) {
        try {
            var commands = commands(Class.forName(main, false, Describe.class.getClassLoader()));
            if (commands.isEmpty()) return Map.of();
            if (commands.size() > 1) return Map.of("problem", "it has several picocli commands; a tool is one");
            return SchemaOf.command(commands.getFirst());
        } catch (IllegalArgumentException e) {
            return Map.of("problem", e.getMessage());
        } catch (Exception | LinkageError e) {
            var why = e;
            while (why.getCause() != null) why = why.getCause();
            return Map.of("problem", "its picocli command cannot be read: " + why);
        }
    }

    /// The main class itself, else the classes in it.
    private static List<Class<?>> commands(Class<?> main) {
        if (isCommand(main)) return List.of(main);
        var commands = new ArrayList<Class<?>>();
        for (var inner : main.getDeclaredClasses()) if (isCommand(inner)) commands.add(inner);
        return commands;
    }

    private static boolean isCommand(Class<?> type) {
        for (Annotation annotation : type.getAnnotations()) if (annotation.annotationType().getName().equals(COMMAND)) return true;
        return false;
    }

    /// JSON of maps, lists, texts, numbers and booleans; null stands for nothing.
    static String json(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                var text = new StringBuilder("{");
                map.forEach((name, each) -> text.append(text.length() > 1 ? "," : "").append(quoted(String.valueOf(name))).append(':').append(json(each)));
                yield text.append('}').toString();
            }
            case List<?> list -> {
                var text = new StringBuilder("[");
                list.forEach(each -> text.append(text.length() > 1 ? "," : "").append(json(each)));
                yield text.append(']').toString();
            }
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (var c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < 0x20 || Character.isSurrogate(c)) quoted.append("\\u%04x".formatted((int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
