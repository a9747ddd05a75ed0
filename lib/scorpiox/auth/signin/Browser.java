package scorpiox.auth.signin;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import scorpiox.base.Redaction;

/// Opens a URL in the browser of the desktop.
public final class Browser {
    private static final String URL = "%s";
    private static final List<String> SECRET = List.of("KEY", "TOKEN", "PASS", "SECRET", "CREDENTIAL");

    private Browser() {}

    /// What opens a URL here: the commands in `BROWSER` (separated by colons, on Windows by semicolons; the first that can
    /// be started counts; `%s` stands for the URL, which else comes last), or what the system has for it. No shell is
    /// involved, and nothing is waited for. It says false when no command can be started, or there is no desktop.
    public static Predicate<URI> of(Map<String, String> environment) {
        return of(environment, System.getProperty("os.name"));
    }

    static Predicate<URI> of(Map<String, String> environment, String system) {
        var commands = commands(environment, system.toLowerCase(Locale.ROOT));
        return url -> commands.stream().anyMatch(command -> start(command, url, environment));
    }

    /// The commands to try, in order, each with `%s` where the URL goes.
    static List<List<String>> commands(Map<String, String> environment, String system) {
        var windows = system.startsWith("windows");
        var chosen = environment.getOrDefault("BROWSER", "");
        if (!chosen.isBlank()) {
            var commands = new ArrayList<List<String>>();
            for (var command : chosen.split(windows ? ";" : ":")) if (!command.isBlank()) commands.add(withUrl(command));
            return commands;
        }
        if (system.startsWith("mac")) return List.of(List.of("open", URL));
        if (windows) return List.of(List.of("rundll32", "url.dll,FileProtocolHandler", URL));
        var desktop = !environment.getOrDefault("DISPLAY", "").isEmpty() || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return desktop ? List.of(List.of("xdg-open", URL)) : List.of();
    }

    private static List<String> withUrl(String command) {
        var words = new ArrayList<>(List.of(command.strip().split("\\s+")));
        if (!command.contains(URL)) words.add(URL);
        return words;
    }

    private static boolean start(List<String> command, URI url, Map<String, String> environment) {
        var builder = new ProcessBuilder(command.stream().map(word -> word.replace(URL, url.toString())).toList());
        builder.environment().clear();
        // a browser has no use for our keys, and would hand them to whatever it starts
        environment.forEach((name, value) -> {
            if (!Redaction.holds(value) && SECRET.stream().noneMatch(name.toUpperCase(Locale.ROOT)::contains)) builder.environment().put(name, value);
        });
        try {
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().getOutputStream().close();
            return true;
        } catch (IOException cannot) {
            return false;
        }
    }
}
