package scorpiox.base;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Files that hold secrets by their name.
public final class SecretNames {
    /// The names, in lower case; `*` stands at one end for any characters.
    public static final List<String> ALL = List.of("scorpiox-env.txt", "auth.json", "codex-auth.json", ".netrc", "_netrc", ".git-credentials", ".npmrc", ".pypirc", ".pgpass",
            "credentials", "credentials.json", "kubeconfig", "secrets.*", "*.p12", "*.pfx", "*.jks", "*.env", ".env.*", "*.pem", "*.key", "*.tfvars",
            "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*");

    // searches ask for every file they meet, so the list is taken apart once
    private static final Set<String> WHOLE = ALL.stream().filter(name -> name.indexOf('*') < 0).collect(Collectors.toUnmodifiableSet());
    private static final String[] STARTS = ALL.stream().filter(name -> name.endsWith("*")).map(name -> name.substring(0, name.length() - 1)).toArray(String[]::new);
    private static final String[] ENDS = ALL.stream().filter(name -> name.startsWith("*")).map(name -> name.substring(1)).toArray(String[]::new);

    private SecretNames() {}

    /// Whether a file of this name is kept from the model unless the user names it.
    public static boolean matches(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (var end : ENDS) if (name.endsWith(end)) return true;
        for (var start : STARTS) if (name.startsWith(start)) return !name.equals(".env.example");
        return WHOLE.contains(name);
    }
}
