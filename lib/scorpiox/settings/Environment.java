package scorpiox.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;

/// What the process was started with: variables and working directory. The only place that reads either.
///
/// @param variables the environment; an empty variable counts as absent
/// @param directory the working directory, absolute
public record Environment(Map<String, String> variables, Path directory) {
    /// The environment of this process.
    public static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of("").toAbsolutePath());
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /// `$HOME`, else what the JDK takes for it.
    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    /// The user's configuration folder, `${XDG_CONFIG_HOME:-~/.config}/scorpiox`.
    public Path configuration() {
        return variable("XDG_CONFIG_HOME").map(Path::of).orElseGet(() -> home().resolve(".config")).resolve("scorpiox");
    }

    /// The user's own settings file.
    public Path userSettings() {
        return configuration().resolve("scorpiox-env.txt");
    }

    /// What the program keeps between runs, `${XDG_STATE_HOME:-~/.local/state}/scorpiox`.
    public Path state() {
        return variable("XDG_STATE_HOME").map(Path::of).orElseGet(() -> home().resolve(".local/state")).resolve("scorpiox");
    }

    /// The root of the repository around the working directory, else that directory itself.
    public Path projectRoot() {
        for (var folder = directory; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) return folder;
        }
        return directory;
    }

    /// A path as a user writes it: `~` is the home directory, a relative one starts at the working directory.
    ///
    /// @throws Failure `USAGE` for a text that no path can be
    public Path path(String text) {
        try {
            if (text.equals("~")) return home();
            return text.startsWith("~/") ? home().resolve(text.substring(2)) : directory.resolve(text);
        } catch (InvalidPathException e) {
            throw Failure.usage("no usable path: " + text).hint("where it has other than ASCII characters, set LC_ALL to a UTF-8 locale");
        }
    }

    /// The same environment in another working directory.
    public Environment in(Path other) {
        return new Environment(variables, other);
    }
}
