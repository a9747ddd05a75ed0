package scorpiox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// A Codex credential file, `auth.json`, in every shape the Codex CLI has written.
///
/// @param path    where it was read
/// @param apiKey  whether `secret` is an API key rather than a ChatGPT access token
/// @param secret  the key or token
/// @param account account id that goes with a token
/// @param expires end of a token, when it says so
public record CodexFile(Path path, boolean apiKey, String secret, Optional<String> account, Optional<Instant> expires) {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final String SIGN_IN = "sign in with: codex login";

    /// The file this machine uses, whether it exists or not: a configured path is final; else the first that exists of
    /// our own, `$CODEX_HOME/auth.json` and `~/.codex/auth.json`.
    public static Optional<Path> locate(Settings settings) {
        var configured = settings.path(Keys.CODEX_CREDENTIALS_FILE)
                .or(() -> settings.path(Keys.OPENAI_CODEX_PATH).map(path -> Files.isDirectory(path) ? path.resolve("auth.json") : path));
        if (configured.isPresent()) return configured;
        var environment = settings.environment();
        var own = environment.configuration().resolve("codex-auth.json");
        var usual = environment.home().resolve(".codex/auth.json");
        var home = settings.path(Keys.CODEX_HOME).map(folder -> folder.resolve("auth.json"));
        return List.of(own, home.orElse(usual), usual).stream().filter(Files::exists).findFirst();
    }

    /// Reads a file.
    ///
    /// @throws Failure `AUTH` saying what is wrong with it
    public static CodexFile read(Path path) {
        if (Files.isDirectory(path)) throw unusable(path, "is a folder");
        if (!Files.exists(path)) throw unusable(path, "does not exist");
        JsonNode json;
        try {
            if (Files.size(path) == 0) throw unusable(path, "is empty");
            if (Files.size(path) > MAX_BYTES) throw unusable(path, "is too large to be one");
            json = Json.read(Files.readAllBytes(path));
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw unusable(path, "is not JSON (line " + e.getLocation().getLineNr() + ")");
        } catch (IOException e) {
            throw unusable(path, "cannot be read: " + e.getMessage());
        }
        if (!json.isObject()) throw unusable(path, "is not a JSON object");
        return parse(path, json);
    }

    private static CodexFile parse(Path path, JsonNode json) {
        var mode = Json.text(json, "auth_mode");
        var key = Json.text(json, "OPENAI_API_KEY");
        if ("apikey".equals(mode) || mode == null && key != null) {
            if (key == null || key.isBlank()) throw unusable(path, "says apikey but holds no OPENAI_API_KEY");
            return new CodexFile(path, true, key.strip(), Optional.empty(), Optional.empty());
        }
        if ("agentIdentity".equals(mode)) throw unusable(path, "holds an agent identity, which only the Codex CLI can use");
        var tokens = json.path("tokens");
        var access = Json.text(tokens, "access_token");
        if (access == null || access.isBlank()) throw unusable(path, "holds no access token");
        Redaction.register(Json.text(tokens, "refresh_token"));
        Redaction.register(Json.text(tokens, "id_token"));
        var claims = Jwt.of(access);
        var account = Optional.ofNullable(Json.text(tokens, "account_id"))
                .or(() -> Jwt.of(Json.text(tokens, "id_token")).account()).or(claims::account);
        return new CodexFile(path, false, access.strip(), account, claims.expires());
    }

    private static Failure unusable(Path path, String what) {
        return Failure.of(Kind.AUTH, "Codex credentials: " + path + " " + what).hint(SIGN_IN);
    }
}
