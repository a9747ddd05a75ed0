package scorpiox.base;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The variables a command gets: those of the user, without anything that looks like a secret or could start a program,
/// and a few that keep programs from asking, paging and colouring.
public final class ChildEnvironment {
    private static final List<String> SECRET_WORDS = List.of("KEY", "SECRET", "TOKEN", "PASS", "PWD", "CRED", "AUTH", "PRIVATE", "COOKIE", "DSN");
    private static final List<String> PREFIXES = List.of("CODEX_", "OPENAI_", "ANTHROPIC_", "SCORPIOX_", "SX_", "DYLD_", "DBUS_");
    private static final Set<String> DANGEROUS = Set.of("LD_PRELOAD", "BASH_ENV", "ENV", "DOCKER_HOST");
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TERM", "COLORTERM", "TMPDIR", "PWD", "OLDPWD",
            "JAVA_HOME", "MAVEN_OPTS", "GRADLE_OPTS", "GOPATH", "CARGO_HOME", "NVM_DIR", "PYENV_ROOT", "VIRTUAL_ENV", "EDITOR", "CI", "TOKENIZERS_PARALLELISM");
    private static final Map<String, String> SET = Map.of("SX", "1", "TERM", "dumb", "NO_COLOR", "1", "PAGER", "cat", "GIT_PAGER", "cat", "GIT_TERMINAL_PROMPT", "0",
            "GIT_OPTIONAL_LOCKS", "0", "CI", "1", "DEBIAN_FRONTEND", "noninteractive");

    private ChildEnvironment() {}

    /// @param keep names, parted by commas or blanks, that the user wants kept whatever they are called
    public static Map<String, String> of(Map<String, String> inherited, String keep) {
        var exceptions = Set.copyOf(Arrays.asList(keep.split("[,\\s]+")));
        var child = new HashMap<String, String>();
        inherited.forEach((name, value) -> {
            if (exceptions.contains(name) || isKept(name, value)) child.put(name, value);
        });
        child.putAll(SET);
        return child;
    }

    private static boolean isKept(String name, String value) {
        if (KEPT.contains(name) || name.startsWith("LC_")) return true;
        var upper = name.toUpperCase(Locale.ROOT);
        return !DANGEROUS.contains(upper) && PREFIXES.stream().noneMatch(upper::startsWith) && SECRET_WORDS.stream().noneMatch(upper::contains)
                && Redaction.mask(value).equals(value);
    }
}
