package scorpiox.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;

/// What the process was started with: variables and working directory. The only place that reads either.
///
/// @param variables the environment; an empty variable counts as absent
/// @param directory the working directory, absolute
public record Environment(Map<String, String> variables, Path directory) {
    /// System property by which a team's own script names its folder; the variable comes before it.
    public static final String TEAM = "sx.team";

    /// The environment of this process.
    public static Environment ofProcess() {
        var team = System.getProperty(TEAM, "");
        if (team.isEmpty() || System.getenv().containsKey(Keys.SX_TEAM.name())) return new Environment(System.getenv(), Path.of("").toAbsolutePath());
        var variables = new HashMap<>(System.getenv());
        variables.put(Keys.SX_TEAM.name(), team);
        return new Environment(variables, Path.of("").toAbsolutePath());
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
        return base("XDG_CONFIG_HOME", ".config").resolve("scorpiox");
    }

    /// By its specification a relative one does not count: it would lead into whatever project one stands in.
    private Path base(String variable, String otherwise) {
        return variable(variable).map(Path::of).filter(Path::isAbsolute).orElseGet(() -> home().resolve(otherwise));
    }

    /// The user's own tools.
    public Path userTools() {
        return configuration().resolve("tools");
    }

    /// The user's own settings file.
    public Path userSettings() {
        return configuration().resolve("scorpiox-env.txt");
    }

    /// The folder of a team's defaults, `SX_TEAM`, laid out like the user's configuration folder and one layer below it.
    /// A relative one does not count, for a clone could bring it.
    public Optional<Path> team() {
        return variable(Keys.SX_TEAM.name()).filter(name -> name.equals("~") || name.startsWith("~/") || Path.of(name).isAbsolute())
                .map(this::path).filter(Files::isDirectory);
    }

    /// What can be made again, `${XDG_CACHE_HOME:-~/.cache}/scorpiox`.
    public Path cache() {
        return base("XDG_CACHE_HOME", ".cache").resolve("scorpiox");
    }

    /// What the program keeps between runs, `${XDG_STATE_HOME:-~/.local/state}/scorpiox`.
    public Path state() {
        return base("XDG_STATE_HOME", ".local/state").resolve("scorpiox");
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
