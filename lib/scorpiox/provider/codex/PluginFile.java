package scorpiox.provider.codex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.TerminalFilter;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;

/// `~/.opencode/openai-codex-auth-config.json`, which people of that plugin have already: its `baseURL` counts where a key
/// is set and no base URL.
public final class PluginFile {
    private static final String NAME = ".opencode/openai-codex-auth-config.json";

    private PluginFile() {}

    /// Where the file is, there or not.
    public static Path in(Environment environment) {
        return environment.home().resolve(NAME);
    }

    /// The base URL in it; empty where there is none.
    ///
    /// @param warn told, once, of a file that cannot be used
    public static Optional<String> baseUrl(Environment environment, Consumer<String> warn) {
        var file = in(environment);
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            var json = Json.read(Files.readAllBytes(file));
            if (!json.isObject()) throw new IOException("it holds no JSON object");
            var url = Json.text(json, "baseURL");
            if (url == null || url.isBlank()) return Optional.empty();
            Keys.CODEX_BASE_URL.problemWith(url.strip()).ifPresent(problem -> {
                throw Failure.usage("baseURL in " + file + " " + problem).hint("mend it, or set CODEX_BASE_URL");
            });
            return Optional.of(url.strip());
        } catch (IOException e) {
            warn.accept(file + " is left out: " + new TerminalFilter().whole(String.valueOf(e.getMessage())).lines().findFirst().orElse("it is no JSON"));
            return Optional.empty();
        }
    }
}
