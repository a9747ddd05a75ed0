package scorpiox.base;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Files that hold secrets by their name.
public final class SecretNames {
    /// The names, in lower case; `*` stands at one end for any characters.
    public static final List<String> ALL = List.of("scorpiox-env.txt", "auth.json", "codex-auth.json", ".netrc", "_netrc", ".git-credentials", ".npmrc", ".pypirc", ".pgpass",
            "credentials", "credentials.json", "kubeconfig", "secrets.*", "*.p12", "*.pfx", "*.jks", "*.env", ".env.*", "*.pem", "*.key", "*.tfvars",
            "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*");

    private SecretNames() {}

    /// Whether a file of this name is kept from the model unless the user names it.
    public static boolean matches(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.equals(".env.example")) return false;
        for (var secret : ALL) {
            if (secret.startsWith("*") ? name.endsWith(secret.substring(1)) : secret.endsWith("*") ? name.startsWith(secret.substring(0, secret.length() - 1)) : name.equals(secret)) {
                return true;
            }
        }
        return false;
    }
}
