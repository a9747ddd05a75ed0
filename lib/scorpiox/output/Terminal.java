package scorpiox.output;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/// Which of the standard streams are terminals, and what may be shown there.
///
/// @param in  whether stdin is a terminal
/// @param out whether stdout is one
/// @param err whether stderr is one
public record Terminal(boolean in, boolean out, boolean err) {
    /// Set by the launcher, which asks with `test -t` for next to nothing: three digits for stdin, stdout, stderr.
    private static final String FROM_LAUNCHER = "sx.tty";

    /// The streams of this process.
    public static Terminal ofProcess() {
        var told = System.getProperty(FROM_LAUNCHER, "");
        if (told.length() == 3) return new Terminal(told.charAt(0) == '1', told.charAt(1) == '1', told.charAt(2) == '1');
        return new Terminal(isTerminal(0), isTerminal(1), isTerminal(2));
    }

    /// Whether to colour a stream.
    ///
    /// @param choice   `--color`: `always`, `never`, or `auto`
    /// @param terminal whether the stream is a terminal
    public static boolean colours(String choice, boolean terminal, Map<String, String> environment) {
        if (!choice.equals("auto")) return choice.equals("always");
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) return false;
        var forced = environment.getOrDefault("FORCE_COLOR", "");
        if (!forced.isEmpty()) return !forced.equals("0");
        return terminal && !"dumb".equals(environment.get("TERM"));
    }

    /// Asks the C library; `System.console` answers only for stdin and stdout together.
    private static boolean isTerminal(int descriptor) {
        try {
            var linker = Linker.nativeLinker();
            var windows = System.getProperty("os.name").startsWith("Windows");
            var symbol = linker.defaultLookup().find(windows ? "_isatty" : "isatty");
            if (symbol.isEmpty()) return false;
            var isatty = linker.downcallHandle(symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            return (int) isatty.invokeExact(descriptor) != 0;
        } catch (Throwable noNativeAccess) {
            return false;
        }
    }
}
