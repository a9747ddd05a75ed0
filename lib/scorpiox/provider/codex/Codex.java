package scorpiox.provider.codex;

import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.HttpProvider;
import scorpiox.provider.Provider;
import scorpiox.provider.StageLog;
import scorpiox.provider.StageRecording;
import scorpiox.provider.Tokens;
import scorpiox.provider.Wiring;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;

/// The provider `codex`: ChatGPT sign-in, a third-party Codex endpoint with a key, or an API key from `auth.json`.
///
/// @param endpoint    URL of the model request
/// @param kind        which of the three
/// @param credentials its credential
public record Codex(URI endpoint, ResponsesDialect.Kind kind, CredentialSource credentials) {
    public static final String ID = "codex";

    /// Chooses by what is configured.
    ///
    /// @throws Failure `AUTH` when there is no credential; `USAGE` for half a pair of base URL and key
    public static Codex of(Settings settings, Tokens tokens) {
        return of(settings, tokens, Life.USUAL);
    }

    /// @param life how long a token should live
    public static Codex of(Settings settings, Tokens tokens, Life life) {
        if (signInAsked(settings)) return signedIn(settings, tokens, life);
        var key = settings.find(Keys.CODEX_API_KEY).isPresent() || settings.find(Keys.CODEX_API_KEY_CMD).isEmpty() ? Keys.CODEX_API_KEY : Keys.CODEX_API_KEY_CMD;
        var plugins = settings.find(Keys.CODEX_BASE_URL).isEmpty() && settings.find(key).isPresent() && !settings.value(key).source().project();
        var base = plugins ? PluginFile.baseUrl(settings.environment(), tokens.notice()) : settings.find(Keys.CODEX_BASE_URL);
        if (base.isPresent() != settings.find(key).isPresent()) {
            throw Failure.usage(base.isPresent() ? "CODEX_BASE_URL is set but CODEX_API_KEY is not" : key.name() + " is set but CODEX_BASE_URL is not")
                    .hint("a third-party endpoint needs both" + (base.isPresent() ? "; CODEX_API_KEY_CMD may print the key" : "; " + PluginFile.in(settings.environment()) + " names none"));
        }
        if (base.isPresent() && !plugins && settings.value(Keys.CODEX_BASE_URL).source().project() != settings.value(key).source().project()) {
            throw Failure.usage("CODEX_BASE_URL and " + key.name() + " come one from the project and one from you")
                    .hint("a key goes only to the URL it was given with: set both in one place");
        }
        return base.isPresent() ? thirdParty(settings, base.get(), key, tokens) : signedIn(settings, tokens, life);
    }

    /// Whether the user names a sign-in more closely than the base URL of a third party: in a higher layer, or in the same
    /// one with an account or a source that means nothing else.
    private static boolean signInAsked(Settings settings) {
        var base = settings.value(Keys.CODEX_BASE_URL).source().layer();
        return Stream.of(Keys.CODEX_TOKEN_SOURCE, Keys.CODEX_ACCOUNT, Keys.CODEX_CREDENTIALS_FILE, Keys.OPENAI_CODEX_PATH).filter(settings::isSet).map(settings::value)
                .filter(value -> !value.source().project() && value.source().layer().compareTo(Layer.PROFILE) >= 0).anyMatch(value -> {
                    var plain = value.key().equals(Keys.CODEX_ACCOUNT) || value.key().equals(Keys.CODEX_TOKEN_SOURCE) && !value.text().equals("local");
                    return value.source().layer().compareTo(base) >= (plain ? 0 : 1);
                });
    }

    /// The same for a look at the request only: without credentials it is the ChatGPT backend's.
    public static Codex evenWithoutCredentials(Settings settings, Tokens tokens) {
        try {
            return of(settings, tokens);
        } catch (Failure failure) {
            if (failure.kind() != Kind.AUTH) throw failure;
            return new Codex(chatgpt(settings), ResponsesDialect.Kind.CHATGPT, CredentialSource.missing(failure));
        }
    }

    /// Whether a key of a third party is used although there may be a sign-in.
    public static boolean thirdParty(Settings settings) {
        if (signInAsked(settings)) return false;
        var key = settings.isSet(Keys.CODEX_API_KEY) || settings.isSet(Keys.CODEX_API_KEY_CMD);
        return settings.find(Keys.CODEX_BASE_URL).isPresent() || key && PluginFile.baseUrl(settings.environment(), _ -> { }).isPresent();
    }

    /// Whether anything is there to sign in with, for the choice among providers.
    public static boolean configured(Settings settings) {
        return settings.isSet(Keys.CODEX_BASE_URL) || settings.isSet(Keys.CODEX_API_KEY) || settings.isSet(Keys.CODEX_API_KEY_CMD)
                || CodexAccounts.locate(settings).isPresent() || !settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local");
    }

    /// The provider over HTTP.
    public Provider over(Http http, String product, InstantSource clock, Timeouts timeouts) {
        return new HttpProvider(ID, dialect(product, clock), credentials, http, Retry.USUAL, timeouts, Models.BUILT_IN);
    }

    /// The provider made of it.
    Provider over(Wiring wiring) {
        var dialect = dialect(wiring.product(), wiring.clock());
        if (kind != ResponsesDialect.Kind.THIRD_PARTY) return wiring.over(ID, dialect, credentials);
        var settings = wiring.settings();
        if (settings.find(Keys.CODEX_INCLUDE).isPresent()) dialect = dialect.including(settings.get(Keys.CODEX_INCLUDE).split(","));
        var logging = settings.on(Keys.ENABLE_PLUGIN_REQUEST_LOGGING) && !wiring.dry();
        if (logging || settings.on(Keys.DEBUG_CODEX_PLUGIN)) wiring.notice("requests of " + settings.get(Keys.MODEL) + " go to " + Origin.of(endpoint) + endpoint.getPath());
        if (!logging) return wiring.over(ID, dialect, credentials);
        var log = new StageLog(settings.path(Keys.CODEX_LOG_DIR).orElseThrow(), wiring.clock(), wiring.tokens().notice());
        var bridge = PluginFile.bridge(settings);
        return wiring.over(ID, dialect, credentials).recording(() -> new StageRecording(log, wiring.clock(), settings.get(Keys.MODEL), null, bridge, false));
    }

    private ResponsesDialect dialect(String product, InstantSource clock) {
        return new ResponsesDialect(ID, endpoint, kind, product, clock);
    }

    private static Codex thirdParty(Settings settings, String base, Key key, Tokens tokens) {
        var endpoint = settings.on(Keys.CODEX_ENDPOINT_EXACT) ? CodexUrl.exact(base) : CodexUrl.endpoint(base);
        var audience = Set.of(Origin.of(endpoint));
        var source = key.equals(Keys.CODEX_API_KEY_CMD) ? tokens.command(key, Keys.CODEX_API_KEY_TTL, "Authorization", audience)
                : CredentialSource.fixed(Credential.bearer(settings.get(key).strip(), audience), key.name() + " for " + Origin.of(endpoint), "check that CODEX_API_KEY is correct");
        return new Codex(endpoint, ResponsesDialect.Kind.THIRD_PARTY, source);
    }

    private static Codex signedIn(Settings settings, Tokens tokens, Life life) {
        var endpoint = chatgpt(settings);
        if (!settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local")) return new Codex(endpoint, ResponsesDialect.Kind.CHATGPT, tokens.codex(life));
        var file = tokens.codexFile();
        var key = file.apiKey();
        if (key.isEmpty()) return new Codex(endpoint, ResponsesDialect.Kind.CHATGPT, tokens.local(file, life));
        var api = URI.create(stripped(settings.get(Keys.OPENAI_BASE_URL)) + "/responses");
        return new Codex(api, ResponsesDialect.Kind.API, CredentialSource.fixed(Credential.bearer(key.get(), Set.of(Origin.of(api))),
                "local " + file.file().path() + " (API key)", "check OPENAI_API_KEY in " + file.file().path()));
    }

    private static URI chatgpt(Settings settings) {
        return URI.create(stripped(settings.get(Keys.CODEX_CHATGPT_URL)) + "/codex/responses");
    }

    private static String stripped(String url) {
        return url.replaceFirst("/+$", "");
    }
}
