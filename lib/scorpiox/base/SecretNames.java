package scorpiox.base;

import java.nio.file.Path;
import java.util.Locale;

/// Files that hold secrets by their name.
public final class SecretNames {
    private SecretNames() {}

    /// Whether a file of this name is kept from the model unless the user names it.
    public static boolean matches(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.equals("scorpiox-env.txt") || name.equals("auth.json") || name.equals("codex-auth.json") || name.equals(".netrc")
                || name.equals("credentials") || name.equals("credentials.json") || name.equals("kubeconfig") || name.startsWith("secrets.")
                || name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".jks") || name.endsWith(".env")
                || name.equals(".env") || name.startsWith(".env.") && !name.equals(".env.example")
                || name.endsWith(".pem") || name.endsWith(".key") || name.startsWith("id_rsa") || name.startsWith("id_ed25519");
    }
}
