package scorpiox.provider.codex;

import com.fasterxml.jackson.databind.JsonNode;
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
import scorpiox.settings.Settings;

/// `~/.opencode/openai-codex-auth-config.json`, which people of that plugin have already: its `baseURL` counts where a key
/// is set and no base URL, and its `codexMode`.
public final class PluginFile {
    private static final String NAME = ".opencode/openai-codex-auth-config.json";

    private PluginFile() {}

    /// Where the file is, there or not.
    public static Path in(Environment environment) {
        return environment.home().resolve(NAME);
    }

    /// Whether requests tell the model which tools stand for those it knows from Codex: `CODEX_MODE`, else `codexMode` of the file,
    /// else yes.
    public static boolean bridge(Settings settings) {
        if (settings.isSet(Keys.CODEX_MODE)) return settings.on(Keys.CODEX_MODE);
        return read(settings.environment(), _ -> { }).path("codexMode").asBoolean(true);
    }

    /// The base URL in it; empty where there is none.
    ///
    /// @param warn told, once, of a file that cannot be used
    public static Optional<String> baseUrl(Environment environment, Consumer<String> warn) {
        var url = Json.text(read(environment, warn), "baseURL");
        if (url == null || url.isBlank()) return Optional.empty();
        Keys.CODEX_BASE_URL.problemWith(url.strip()).ifPresent(problem -> {
            throw Failure.usage("baseURL in " + in(environment) + " " + problem).hint("mend it, or set CODEX_BASE_URL");
        });
        return Optional.of(url.strip());
    }

    /// What stands in it; an empty object where it is not there or cannot be used.
    private static JsonNode read(Environment environment, Consumer<String> warn) {
        var file = in(environment);
        if (!Files.isRegularFile(file)) return Json.object();
        try {
            var json = Json.read(Files.readAllBytes(file));
            if (!json.isObject()) throw new IOException("it holds no JSON object");
            return json;
        } catch (IOException e) {
            warn.accept(file + " is left out: " + new TerminalFilter().whole(String.valueOf(e.getMessage())).lines().findFirst().orElse("it is no JSON"));
            return Json.object();
        }
    }
}
