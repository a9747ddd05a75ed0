package scorpiox.server.backend;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Wiring;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.PluginFile;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.provider.router.Vendors;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.ServeConfig;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// The backends of the configuration, each opened when it is first asked, and again when its credentials have changed.
public final class Backends implements AutoCloseable {
    private static final String CODEX = "openai-codex";
    private static final String CODEX_KEY = "openai-codex-key";
    private static final String DEMO = "demo";
    private static final Duration MOST_CONNECTING = Duration.ofSeconds(10);

    /// The longest wait on a server's word; who asks may have more patience, and gets the word.
    private static final Duration MOST_ASKED = Duration.ofSeconds(10);

    /// What providers are made with.
    ///
    /// @param settings of the server; no project's
    /// @param flags    `-e KEY=VALUE` of the command line
    /// @param product  `user-agent`
    /// @param notice   told what whoever runs the server should know, a line each
    /// @param demo     opens a provider that needs no account
    public record Parts(Settings settings, Map<String, String> flags, Models models, String product, InstantSource clock, Consumer<String> notice,
                        Function<Timeouts, Provider> demo) {}

    /// One backend.
    private record Entry(BackendConfig config, Fresh<Settings> settings, Fresh<Provider> provider) {}

    private final Parts parts;
    private final Cancel cancel = new Cancel();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Http http;
    private final Http insecure;
    private final Fresh<CredentialSource> forMembers;

    /// @param life how long tokens for members of the team should live
    public Backends(ServeConfig config, Parts parts, Life life) {
        this.parts = parts;
        var network = Networks.of(parts.settings);
        http = new Http(network);
        insecure = new Http(new Network(network.httpProxy(), network.httpsProxy(), network.noProxy(), network.authorities(), true));
        for (var backend : config.backends().values()) entries.put(backend.name(), entry(backend));
        var signedIn = entries.values().stream().filter(entry -> entry.config.type().equals(CODEX))
                .reduce((one, other) -> other.config.name().equals(config.defaultBackend()) ? other : one);
        forMembers = new Fresh<>(() -> signedIn.flatMap(entry -> CodexAccounts.locate(entry.settings.get())), () -> {
            var entry = signedIn.orElseThrow(() -> Failure.of(Kind.AUTH, "no backend of type openai-codex is configured"));
            return tokens(entry.config, entry.settings.get()).codex(life);
        });
    }

    private Entry entry(BackendConfig backend) {
        var settings = new Fresh<>(Optional::empty, () -> BackendSettings.of(backend, parts.settings, parts.flags));
        var provider = new Fresh<>(() -> backend.type().equals(CODEX) ? CodexAccounts.locate(settings.get()) : Optional.empty(), () -> open(backend, settings.get()));
        return new Entry(backend, settings, provider);
    }

    /// Who answers for a backend.
    ///
    /// @throws Failure `AUTH` without credentials, which may be there the next time; `USAGE` for settings that contradict each other
    public Provider provider(String backend) {
        return entries.get(backend).provider.get();
    }

    /// The settings in force for a backend.
    ///
    /// @throws Failure as [#provider]
    public Settings settings(String backend) {
        return entries.get(backend).settings.get();
    }

    /// Its credential sources, for a look at them.
    ///
    /// @throws Failure as [#provider]
    public Tokens tokens(String backend) {
        var entry = entries.get(backend);
        return tokens(entry.config, entry.settings.get());
    }

    /// Whether requests to a backend tell the model which tools stand for those it knows; empty where none ever does.
    public Optional<Boolean> bridge(String backend) {
        var entry = entries.get(backend);
        return entry.config.type().equals(CODEX_KEY) ? Optional.of(PluginFile.bridge(entry.settings.get())) : Optional.empty();
    }

    /// The ChatGPT sign-in on this machine, for members of the team.
    ///
    /// @throws Failure as [#provider]
    public CredentialSource signIn() {
        return forMembers.get();
    }

    private Provider open(BackendConfig backend, Settings settings) {
        if (backend.type().equals(DEMO)) return parts.demo.apply(timeouts(backend));
        var tokens = tokens(backend, settings);
        var retry = new Retry(backend.maxRetries() + 1, Retry.USUAL.first(), Retry.USUAL.most(), MOST_ASKED, Math::random, backend.retryBackoff());
        var wiring = new Wiring(tokens, parts.models, parts.product, timeouts(backend), retry, false);
        if (backend.type().equals(CODEX) && backend.apiBaseUrl().isPresent()) {
            var codex = Codex.of(settings, tokens);
            var dialect = new ResponsesDialect(Codex.ID, BackendSettings.endpoint(backend.apiBaseUrl().get()), codex.kind(), parts.product, parts.clock);
            if (codex.kind() == ResponsesDialect.Kind.CHATGPT) return wiring.over(Codex.ID, dialect, codex.credentials());
        }
        return Vendors.of(backend.provider()).open(wiring);
    }

    private Tokens tokens(BackendConfig backend, Settings settings) {
        return new Tokens(settings, backend.insecure() ? insecure : http, parts.clock, parts.notice, Optional.empty(), cancel);
    }

    private static Timeouts timeouts(BackendConfig backend) {
        var limit = backend.timeout();
        return new Timeouts(limit.compareTo(MOST_CONNECTING) < 0 ? limit : MOST_CONNECTING, limit, limit);
    }

    /// Lets go of what is open, and ends what was being done for no request in particular.
    @Override
    public void close() {
        cancel.cancel(Failure.of(Kind.TERMINATED, "the server stops"));
        for (var entry : entries.values()) entry.provider.last().ifPresent(Provider::close);
    }
}
