package scorpiox.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;

/// What the command line of `serve` says of its configuration; it comes before everything else.
///
/// @param port      null where it says none
/// @param backend   name of the default one, or its type; a type alone makes one
/// @param codexPath folder or file of that one's credentials
/// @param baseUrl   where that one's requests go
public record Flags(Optional<String> host, Integer port, Optional<String> backend, Optional<String> codexPath, Optional<String> baseUrl, Optional<String> logLevel) {
    public static final Flags NONE = new Flags(Optional.empty(), null, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    /// A configuration with them over it.
    ///
    /// @throws Failure `USAGE` naming the flag that cannot be used
    public ServeConfig over(ServeConfig c) {
        if (port != null && (port < 0 || port > 65_535)) throw Failure.usage("--port takes a number from 0 to 65535, not " + port);
        logLevel.filter(level -> !LEVELS.contains(level)).ifPresent(level -> {
            throw Failure.usage("--log-level takes " + String.join(", ", LEVELS) + ", not " + level);
        });
        var chosen = backend.map(name -> c.backend(name).or(() -> BackendType.named(name).map(type -> usual(type, c))).orElseThrow(() -> Failure.usage("--backend " + name + ": there is no such backend" + Nearest.hint(name, c.backends().keySet()))
                .hint("there are " + String.join(", ", c.backends().keySet())))).orElseGet(() -> c.backends().get(c.defaultBackend()));
        var backends = new LinkedHashMap<>(c.backends());
        backends.put(chosen.name(), over(chosen));
        return new ServeConfig(host.orElse(c.host()), port == null ? c.port() : port, chosen.name(), c.auth(), c.allowedHosts(), c.cors(), c.limits(), c.stream(), c.reasoning(),
                c.modelAliases(), c.exposeEfforts(), c.store(), c.emulateStop(), c.strictParams(), c.anthropicModel(),
                new ServeConfig.Log(logLevel.orElse(c.log().level()), c.log().bodies()), c.tokens(), c.tokensPerMinute(), backends);
    }

    /// One that stands in no file: a type needs no more than its name. What else there is to say is as for the default one.
    private static BackendConfig usual(String type, ServeConfig c) {
        var b = c.backends().get(c.defaultBackend());
        return new BackendConfig(type, type, b.timeout(), b.totalTimeout(), Optional.empty(), Optional.empty(), Optional.empty(), false, b.profile(), b.passthroughGiven(),
                b.agents(), b.prompt(), b.tools(), b.renderer(), b.maxRetries(), b.retryBackoff());
    }

    private BackendConfig over(BackendConfig b) {
        if (codexPath.isPresent() && !b.type().equals(BackendType.CODEX)) throw Failure.usage("--codex-path is for a backend of type openai-codex, and " + b.name() + " is of type " + b.type());
        baseUrl.flatMap(url -> BackendMembers.problemWith(url, b.insecure())).ifPresent(problem -> {
            throw Failure.usage("--base-url must " + problem);
        });
        return new BackendConfig(b.name(), b.type(), b.timeout(), b.totalTimeout(), baseUrl.or(b::apiBaseUrl), codexPath.or(b::path), b.apiKeyEnv(), b.insecure(), b.profile(),
                b.passthroughGiven(), b.agents(), b.prompt(), b.tools(), b.renderer(), b.maxRetries(), b.retryBackoff());
    }
}
