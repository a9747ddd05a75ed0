package scorpiox.server.backend;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.provider.codex.PluginFile;
import scorpiox.server.config.BackendConfig;
import scorpiox.settings.Cascade;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// What an entry under `backends` says, in the words of the settings, so that providers are opened as everywhere else.
final class BackendSettings {
    private static final String CODEX = "/codex/responses";
    private static final String NONE = "";

    /// Where providers have their base, key and credential file; null for what one has not.
    private record Names(Key base, Key key, Key file) {}

    private static final Map<String, Names> PROVIDERS = Map.of(
            "anthropic", new Names(Keys.ANTHROPIC_BASE_URL, Keys.ANTHROPIC_API_KEY, null),
            "claude-code", new Names(Keys.CLAUDE_CODE_API_URL, Keys.CLAUDE_CODE_OAUTH_TOKEN, Keys.CLAUDE_CODE_CREDENTIALS_FILE),
            "openai", new Names(Keys.OPENAI_BASE_URL, Keys.OPENAI_API_KEY, null),
            "gemini", new Names(Keys.GEMINI_BASE_URL, Keys.GEMINI_API_KEY, null),
            "router", new Names(Keys.ROUTER_URL, Keys.ROUTER_API_KEY, null));

    private BackendSettings() {}

    /// The settings of a backend.
    ///
    /// @param usual those of the server
    /// @param flags `-e KEY=VALUE` of the command line
    /// @throws Failure `AUTH` where the variable that holds its key is not set
    static Settings of(BackendConfig backend, Settings usual, Map<String, String> flags) {
        var over = new LinkedHashMap<>(flags);
        switch (backend.type()) {
            case "openai-codex" -> signedIn(backend, usual, over);
            case "openai-codex-key" -> thirdParty(backend, usual, over);
            default -> provider(backend, usual, over);
        }
        return Cascade.resolve(usual.environment(), new Cascade.Flags(null, over, false));
    }

    /// The request URL of a base, by what it ends in; a bare host is one of a third party.
    static URI endpoint(String base) {
        var plain = base.strip().replaceFirst("/+$", "");
        if (plain.endsWith("/responses")) return URI.create(plain);
        if (plain.endsWith("/codex") || plain.endsWith("/v1")) return URI.create(plain + "/responses");
        return URI.create(plain + (plain.endsWith("/backend-api") ? CODEX : "/backend-api" + CODEX));
    }

    /// A key in the environment must not turn a ChatGPT sign-in into somebody else's endpoint.
    private static void signedIn(BackendConfig backend, Settings usual, Map<String, String> over) {
        for (var key : new Key[] {Keys.CODEX_BASE_URL, Keys.CODEX_API_KEY, Keys.CODEX_API_KEY_CMD}) over.put(key.name(), NONE);
        backend.path().ifPresent(path -> {
            over.put(Keys.CODEX_CREDENTIALS_FILE.name(), file(usual.environment().path(path)).toString());
            over.put(Keys.CODEX_TOKEN_SOURCE.name(), "local");
            over.put(Keys.CODEX_ACCOUNT.name(), NONE);
        });
        backend.apiBaseUrl().ifPresent(base -> {
            var endpoint = endpoint(base);
            var path = endpoint.getRawPath();
            var rest = path.endsWith(CODEX) ? path.substring(0, path.length() - CODEX.length()) : "";
            over.put(Keys.CODEX_CHATGPT_URL.name(), endpoint.getScheme() + "://" + endpoint.getRawAuthority() + rest);
        });
    }

    /// A folder, there already or not, or the file itself.
    private static Path file(Path path) {
        return Files.isDirectory(path) || !Files.exists(path) && !path.toString().endsWith(".json") ? path.resolve("auth.json") : path;
    }

    /// It never falls back on a sign-in: that would be another account, and another place.
    private static void thirdParty(BackendConfig backend, Settings usual, Map<String, String> over) {
        var base = backend.apiBaseUrl().or(() -> usual.find(Keys.CODEX_BASE_URL)).or(() -> PluginFile.baseUrl(usual.environment(), _ -> { }));
        if (base.isEmpty()) throw Failure.of(Kind.AUTH, "backend " + backend.name() + " has no base").hint("set api_base_url in config.yaml, or CODEX_BASE_URL");
        var key = key(backend, usual);
        if (key.isEmpty() && usual.find(Keys.CODEX_API_KEY).isEmpty() && usual.find(Keys.CODEX_API_KEY_CMD).isEmpty()) {
            throw Failure.of(Kind.AUTH, "backend " + backend.name() + " has no key").hint("set CODEX_API_KEY, or name its variable as api_key_env in config.yaml");
        }
        over.put(Keys.CODEX_BASE_URL.name(), base.get());
        key.ifPresent(value -> over.put(Keys.CODEX_API_KEY.name(), value));
    }

    private static void provider(BackendConfig backend, Settings usual, Map<String, String> over) {
        var names = PROVIDERS.get(backend.type());
        if (names == null) return;
        backend.apiBaseUrl().ifPresent(base -> over.put(names.base.name(), base));
        key(backend, usual).ifPresent(key -> over.put(names.key.name(), key));
        if (names.file != null) backend.path().ifPresent(path -> over.put(names.file.name(), usual.environment().path(path).toString()));
    }

    private static Optional<String> key(BackendConfig backend, Settings usual) {
        return backend.apiKeyEnv().map(name -> usual.environment().variable(name).map(String::strip).orElseThrow(() ->
                Failure.of(Kind.AUTH, "the variable " + name + " of backend " + backend.name() + " is not set").hint("set it and start serve again")));
    }
}
