package scorpiox.provider.openai;

import static scorpiox.provider.Capabilities.Feature.*;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scorpiox.auth.CredentialSource;
import scorpiox.http.Origin;
import scorpiox.provider.ApiKey;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Dialect;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.chat.ChatDialect;
import scorpiox.provider.chat.Compat;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// The OpenAI API and compatible servers.
///
/// OpenAI's own base is asked on the Responses wire and any other on that of Chat Completions, unless `OPENAI_API` says
/// otherwise. Only OpenAI's own needs a key.
public final class OpenAi implements Vendor {
    public static final String ID = "openai";

    private static final ApiKey KEY = new ApiKey(List.of(Keys.OPENAI_API_KEY), Keys.OPENAI_API_KEY_CMD, Keys.OPENAI_API_KEY_TTL, "Authorization");
    private static final Origin OWN = new Origin("https", "api.openai.com", 443);

    @Override
    public String id() {
        return ID;
    }

    /// A base URL of the user's is enough.
    @Override
    public boolean configured(Settings settings) {
        return KEY.configured(settings) || settings.isSet(Keys.OPENAI_BASE_URL);
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        var own = isOwn(base(settings));
        var responses = responses(settings);
        return Capabilities.saying()
                .yes(STREAMING, "SSE")
                .yes(THINKING, responses ? "effort, summaries, encrypted replay" : "effort, thinking of compatible servers")
                .yes(TOOL_USE, "parallel")
                .yes(FUNCTION_CALLING, responses ? "functions and free-form" : "functions, free-form as functions")
                .yes(VISION, responses ? "also in tool results" : "also in tool results, in the message after")
                .yes(TOKEN_REFRESH, "key command")
                .yes(CONTEXT_CACHING, own ? "conversation key, retention" : "what the server caches; marks for Claude at OpenRouter")
                .yes(COST, own ? "by price list" : "by price list, or what the server says")
                .yes(TOKEN_COUNT, "estimate")
                .yes(AUTHENTICATION, own ? "bearer key" : "bearer key, optional").all();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        var settings = wiring.settings();
        if (!KEY.configured(settings) && !isOwn(base(settings))) {
            return CredentialSource.anonymous("set OPENAI_API_KEY, or print the key with a command in OPENAI_API_KEY_CMD");
        }
        return KEY.source(wiring, "OpenAI", wiring.tokens().audience(Keys.OPENAI_BASE_URL));
    }

    @Override
    public Provider open(Wiring wiring) {
        var credentials = wiring.orMissing(() -> credentials(wiring));
        return wiring.over(ID, dialect(wiring, credentials), credentials);
    }

    /// A provider that speaks Chat Completions with a compatible server.
    ///
    /// @param id           its name
    /// @param base         of the server, `/v1` added where it has no path
    /// @param extraHeaders that every request carries besides
    public static Provider compatible(String id, URI base, CredentialSource credentials, Wiring wiring, Map<String, String> extraHeaders) {
        var rooted = rooted(base.toString());
        return wiring.over(id, chat(id, rooted, Compat.of(rooted, !credentials.anonymous()), wiring, extraHeaders), credentials);
    }

    private static Dialect dialect(Wiring wiring, CredentialSource credentials) {
        var settings = wiring.settings();
        var base = base(settings);
        var headers = new LinkedHashMap<String, String>();
        if (isOwn(base)) {
            if (!settings.get(Keys.OPENAI_ORGANIZATION).isEmpty()) headers.put("OpenAI-Organization", settings.get(Keys.OPENAI_ORGANIZATION));
            if (!settings.get(Keys.OPENAI_PROJECT).isEmpty()) headers.put("OpenAI-Project", settings.get(Keys.OPENAI_PROJECT));
        }
        if (!responses(settings)) return chat(ID, base, Compat.of(base, !credentials.anonymous()).said(settings.get(Keys.OPENAI_COMPAT)), wiring, headers);
        return new ResponsesDialect(ID, URI.create(base + "/responses"), ResponsesDialect.Kind.OPENAI, wiring.product(), wiring.clock()).carrying(headers);
    }

    private static ChatDialect chat(String id, URI base, Compat compat, Wiring wiring, Map<String, String> headers) {
        return new ChatDialect(id, base, compat, wiring.product(), headers, wiring.clock());
    }

    private static boolean responses(Settings settings) {
        var api = settings.get(Keys.OPENAI_API);
        return api.isEmpty() ? isOwn(base(settings)) : api.equals("responses");
    }

    private static URI base(Settings settings) {
        return rooted(settings.get(Keys.OPENAI_BASE_URL).strip());
    }

    private static boolean isOwn(URI base) {
        return Origin.of(base).equals(OWN);
    }

    /// A base without slashes at its end or the path of a request, and with `/v1` where it has no path at all.
    private static URI rooted(String url) {
        var end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') end--;
        var base = url.substring(0, end);
        for (var path : List.of("/chat/completions", "/responses")) if (base.endsWith(path)) base = base.substring(0, base.length() - path.length());
        var uri = URI.create(base);
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? URI.create(base + "/v1") : uri;
    }
}
