package scorpiox.provider;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import scorpiox.auth.CodexFile;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.LocalCodex;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

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
    public static Codex of(Settings settings) {
        if (!settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local")) {
            throw Failure.usage("CODEX_TOKEN_SOURCE=" + settings.get(Keys.CODEX_TOKEN_SOURCE) + " is not available in this version")
                    .hint("use local");
        }
        var base = settings.find(Keys.CODEX_BASE_URL);
        var key = settings.find(Keys.CODEX_API_KEY);
        if (base.isPresent() != key.isPresent()) {
            throw Failure.usage(base.isPresent() ? "CODEX_BASE_URL is set but CODEX_API_KEY is not" : "CODEX_API_KEY is set but CODEX_BASE_URL is not")
                    .hint("a third-party endpoint needs both");
        }
        if (base.isPresent() && settings.value(Keys.CODEX_BASE_URL).source().project() != settings.value(Keys.CODEX_API_KEY).source().project()) {
            throw Failure.usage("CODEX_BASE_URL and CODEX_API_KEY come one from the project and one from you")
                    .hint("a key goes only to the URL it was given with: set both in one place");
        }
        return base.isPresent() ? thirdParty(settings, base.get(), key.orElseThrow()) : local(settings);
    }

    /// The same for a look at the request only: without credentials it is the ChatGPT backend's.
    public static Codex evenWithoutCredentials(Settings settings) {
        try {
            return of(settings);
        } catch (Failure failure) {
            if (failure.kind() != Kind.AUTH) throw failure;
            return new Codex(chatgpt(settings), ResponsesDialect.Kind.CHATGPT, CredentialSource.missing(failure));
        }
    }

    /// Whether anything is there to sign in with, for the choice among providers.
    public static boolean configured(Settings settings) {
        return settings.isSet(Keys.CODEX_BASE_URL) || settings.isSet(Keys.CODEX_API_KEY) || CodexFile.locate(settings).isPresent()
                || !settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local");
    }

    /// The provider over HTTP.
    public Provider over(Http http, String product, InstantSource clock, Timeouts timeouts) {
        return new HttpProvider(ID, new ResponsesDialect(ID, endpoint, kind, product, clock), credentials, http, Retry.USUAL, timeouts);
    }

    private static Codex thirdParty(Settings settings, String base, String key) {
        var endpoint = settings.on(Keys.CODEX_ENDPOINT_EXACT) ? CodexUrl.exact(base) : CodexUrl.endpoint(base);
        var credential = Credential.bearer(key.strip(), Set.of(Origin.of(endpoint)));
        return new Codex(endpoint, ResponsesDialect.Kind.THIRD_PARTY, CredentialSource.fixed(credential, "check that CODEX_API_KEY is correct"));
    }

    private static Codex local(Settings settings) {
        var file = CodexFile.locate(settings).orElseThrow(() -> Failure.of(Kind.AUTH, "no Codex credentials found")
                .hint("sign in with codex login, or set CODEX_BASE_URL and CODEX_API_KEY, or try --provider demo"));
        var found = CodexFile.read(file);
        if (found.apiKey()) {
            var endpoint = URI.create(stripped(settings.get(Keys.OPENAI_BASE_URL)) + "/responses");
            return new Codex(endpoint, ResponsesDialect.Kind.API, CredentialSource.fixed(
                    Credential.bearer(found.secret(), Set.of(Origin.of(endpoint))), "check OPENAI_API_KEY in " + file));
        }
        var endpoint = chatgpt(settings);
        var audience = Set.copyOf(List.of(Origin.of(URI.create(Keys.CODEX_CHATGPT_URL.preset())), Origin.of(endpoint)));
        return new Codex(endpoint, ResponsesDialect.Kind.CHATGPT, new LocalCodex(file, audience, InstantSource.system()));
    }

    private static URI chatgpt(Settings settings) {
        return URI.create(stripped(settings.get(Keys.CODEX_CHATGPT_URL)) + "/codex/responses");
    }

    private static String stripped(String url) {
        return url.replaceFirst("/+$", "");
    }
}
