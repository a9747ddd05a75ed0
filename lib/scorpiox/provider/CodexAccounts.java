package scorpiox.provider;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Nearest;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Which file holds the Codex sign-in: a configured one, a named account of ours, our own, or the Codex CLI's.
public final class CodexAccounts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private CodexAccounts() {}

    /// The file this machine uses. A configured path or account is final, there or not; else it is the first that exists
    /// of our own, `$CODEX_HOME/auth.json` and `~/.codex/auth.json`.
    public static Optional<Path> locate(Settings settings) {
        var chosen = chosen(settings);
        if (chosen.isPresent()) return chosen;
        var environment = settings.environment();
        var usual = environment.home().resolve(".codex/auth.json");
        var home = settings.path(Keys.CODEX_HOME).map(folder -> folder.resolve("auth.json"));
        return Stream.of(own(environment), home.orElse(usual), usual).filter(Files::exists).findFirst();
    }

    /// The file that a sign-in of ours goes to.
    public static Path target(Settings settings) {
        return chosen(settings).orElseGet(() -> own(settings.environment()));
    }

    /// Whether it is we who signed in there, rather than the Codex CLI.
    public static boolean ours(Path file, Environment environment) {
        return file.equals(own(environment)) || file.startsWith(folder(environment));
    }

    /// Whether it is the file that the Codex CLI keeps for itself.
    public static boolean cli(Path file, Settings settings) {
        return Stream.concat(Stream.of(settings.environment().home().resolve(".codex/auth.json")), settings.path(Keys.CODEX_HOME).map(folder -> folder.resolve("auth.json")).stream())
                .anyMatch(theirs -> same(file, theirs));
    }

    private static boolean same(Path one, Path other) {
        try {
            return one.equals(other) || Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// The named accounts, sorted.
    public static List<String> names(Environment environment) {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder(environment), "*.json")) {
            for (var file : files) {
                var name = name(file);
                if (NAME.matcher(name).matches() && Files.isRegularFile(file)) names.add(name);
            }
        } catch (IOException | DirectoryIteratorException none) {
            // there is no account yet
        }
        return names.stream().sorted().toList();
    }

    /// The failure where there is no sign-in at all.
    public static Failure none(Environment environment) {
        var names = names(environment);
        return Failure.of(Kind.AUTH, "no Codex credentials found" + (names.isEmpty() ? "" : " but for --account " + String.join(", ", names)))
                .hint("sign in with fetchtoken login, or codex login where it keeps a file and not the system's keyring, or set CODEX_BASE_URL and CODEX_API_KEY");
    }

    /// The failure for an account that nobody has signed in with.
    static Failure missing(Path file, Environment environment) {
        var name = name(file);
        return Failure.of(Kind.AUTH, "no account " + name + Nearest.hint(name, names(environment))).hint("sign in with: fetchtoken login --account " + name);
    }

    /// Whether it is the file of a named account.
    static boolean isNamed(Path file, Environment environment) {
        return folder(environment).equals(file.getParent());
    }

    static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    /// What the settings name: a file, or an account that a higher layer or nothing else names.
    private static Optional<Path> chosen(Settings settings) {
        var file = settings.path(Keys.CODEX_CREDENTIALS_FILE)
                .or(() -> settings.path(Keys.OPENAI_CODEX_PATH).map(path -> Files.isDirectory(path) ? path.resolve("auth.json") : path));
        var account = settings.find(Keys.CODEX_ACCOUNT).map(name -> named(name, settings.environment()));
        if (file.isEmpty() || account.isEmpty()) return file.or(() -> account);
        var fileKey = settings.find(Keys.CODEX_CREDENTIALS_FILE).isPresent() ? Keys.CODEX_CREDENTIALS_FILE : Keys.OPENAI_CODEX_PATH;
        var higher = settings.value(Keys.CODEX_ACCOUNT).source().layer().compareTo(settings.value(fileKey).source().layer()) > 0;
        return higher ? account : file;
    }

    private static Path named(String account, Environment environment) {
        if (!NAME.matcher(account).matches()) {
            throw Failure.usage("account names are letters, digits, '.', '_' and '-', at most 64, not " + account);
        }
        return folder(environment).resolve(account + ".json");
    }

    private static Path own(Environment environment) {
        return environment.configuration().resolve("codex-auth.json");
    }

    private static Path folder(Environment environment) {
        return environment.configuration().resolve("accounts");
    }
}
