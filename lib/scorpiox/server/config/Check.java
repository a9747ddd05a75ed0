package scorpiox.server.config;

import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.http.Origin;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Looks at a configuration without asking anybody: for `serve --check`, and for what is said at the start.
public final class Check {
    private static final Map<String, Key> BASES = Map.of("anthropic", Keys.ANTHROPIC_BASE_URL, "claude-code", Keys.CLAUDE_CODE_API_URL, "openai", Keys.OPENAI_BASE_URL,
            "gemini", Keys.GEMINI_BASE_URL, BackendType.CODEX, Keys.CODEX_CHATGPT_URL, BackendType.CODEX_KEY, Keys.CODEX_BASE_URL);

    private Check() {}

    /// Everything that is wrong, a line each: the file, keys that mean nothing, credentials that are not there, bases without
    /// TLS. Empty where a start would go well.
    ///
    /// @param file `--config`
    public static List<String> problems(Optional<String> file, Flags flags, Settings settings) {
        var problems = new ArrayList<String>();
        try {
            var config = flags.over(ConfigFile.read(ConfigFile.find(file, settings.environment()), settings, problems::add));
            problems.addAll(missing(config, settings));
            problems.addAll(clear(config, settings));
        } catch (Failure failure) {
            problems.add(failure.line());
        }
        return List.copyOf(problems);
    }

    /// Credentials that are not there, a line for each backend without. They may come later.
    public static List<String> missing(ServeConfig config, Settings settings) {
        var missing = new ArrayList<String>();
        for (var backend : config.backends().values()) missing(backend, settings).ifPresent(what -> missing.add("backend " + backend.name() + ": " + what));
        return missing;
    }

    /// What is accepted and should be known, a line each.
    public static List<String> remarks(ServeConfig config) {
        var remarks = new ArrayList<String>();
        if (!config.auth().keys().isEmpty()) remarks.add("config.yaml holds keys of clients in clear (auth.api_keys); the variable " + config.auth().keysEnv() + " is a better place");
        for (var backend : config.backends().values()) {
            if (backend.prompt().useCatalog()) remarks.add("backend " + backend.name() + ": use_catalog: true has no effect yet, no catalogue that is kept holds instructions: set prompt.template");
            if (!backend.profile().bypass()) remarks.add("backend " + backend.name() + ": bypass_tool_call_reactor: false has no effect, calls always reach the client untouched");
        }
        return remarks;
    }

    private static Optional<String> missing(BackendConfig backend, Settings settings) {
        var environment = settings.environment();
        if (backend.apiKeyEnv().isPresent()) {
            return environment.variable(backend.apiKeyEnv().get()).isPresent() ? Optional.empty() : Optional.of("the variable " + backend.apiKeyEnv().get() + " of its api_key_env is not set");
        }
        return switch (backend.type()) {
            case BackendType.CODEX -> backend.path().isPresent() ? noFile(backend.path().get(), settings) : noSignIn(settings);
            case BackendType.CODEX_KEY -> {
                var key = settings.find(Keys.CODEX_API_KEY).or(() -> settings.find(Keys.CODEX_API_KEY_CMD));
                yield key.isEmpty() ? Optional.of("no key: set CODEX_API_KEY, or name its variable as api_key_env")
                        : backend.apiBaseUrl().or(() -> settings.find(Keys.CODEX_BASE_URL)).isEmpty() ? Optional.of("no base: set api_base_url or CODEX_BASE_URL") : Optional.empty();
            }
            case BackendType.DEMO -> Optional.empty();
            default -> backend.apiBaseUrl().isPresent() || Vendors.of(backend.type()).configured(settings) ? Optional.empty()
                    : Optional.of("no credentials for " + backend.type() + " found (compare shows how to get some)");
        };
    }

    private static Optional<String> noFile(String path, Settings settings) {
        var place = settings.environment().path(path);
        var file = Files.isDirectory(place) || !Files.exists(place) && !path.endsWith(".json") ? place.resolve("auth.json") : place;
        return Files.exists(file) ? Optional.empty() : Optional.of("there is no " + file + ", and no other sign-in is tried: sign in, or mend path");
    }

    private static Optional<String> noSignIn(Settings settings) {
        if (!settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local")) return Optional.empty();
        var file = CodexAccounts.locate(settings);
        if (file.isEmpty()) return Optional.of("no Codex sign-in found: sign in with fetchtoken login, or codex login");
        return Files.exists(file.get()) ? Optional.empty() : Optional.of("there is no " + file.get() + ": sign in with fetchtoken login");
    }

    /// Bases of the settings that a credential would go to in clear; those of the file have been looked at.
    private static List<String> clear(ServeConfig config, Settings settings) {
        var clear = new ArrayList<String>();
        for (var backend : config.backends().values()) {
            var key = BASES.get(backend.type());
            if (key == null || backend.apiBaseUrl().isPresent() || settings.find(key).isEmpty() || settings.on(Keys.SX_INSECURE_HTTP)) continue;
            var origin = Origin.of(URI.create(settings.get(key)));
            if (!origin.secure() && !origin.loopback()) clear.add("backend " + backend.name() + ": " + key.name() + " goes to " + origin + " without TLS, where its credential could be read on its way");
        }
        return clear;
    }
}
