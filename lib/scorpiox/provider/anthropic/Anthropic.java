package scorpiox.provider.anthropic;

import static scorpiox.provider.Capabilities.Feature.*;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import scorpiox.auth.CredentialSource;
import scorpiox.http.Credential;
import scorpiox.provider.ApiKey;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Anthropic's Messages API: with a key, with the bearer token of a gateway before it, or with a sign-in in the file of its
/// SDKs. One of them travels, never two.
public final class Anthropic implements Vendor {
    public static final String ID = "anthropic";

    private static final ApiKey KEY = new ApiKey(List.of(Keys.ANTHROPIC_API_KEY), Keys.ANTHROPIC_API_KEY_CMD, Keys.ANTHROPIC_API_KEY_TTL, "x-api-key");

    /// Which of its credentials is used.
    private enum Way { TOKEN, KEY, FILE }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean configured(Settings settings) {
        return KEY.configured(settings) || settings.find(Keys.ANTHROPIC_AUTH_TOKEN).isPresent() || settings.find(Keys.ANTHROPIC_CREDENTIALS_FILE).isPresent();
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        var way = way(settings);
        return Capabilities.saying()
                .yes(STREAMING, "SSE")
                .yes(THINKING, "effort or budget, signed replay")
                .yes(TOOL_USE, "parallel")
                .yes(FUNCTION_CALLING, "functions; free-form as a function")
                .yes(VISION, "also in tool results; PDF")
                .yes(TOKEN_REFRESH, way == Way.FILE ? "credential file" : "key command or credential file")
                .yes(CONTEXT_CACHING, "breakpoints, 5 min or 1 h")
                .yes(COST, "by price list")
                .yes(TOKEN_COUNT, "by the server")
                .yes(AUTHENTICATION, way == Way.KEY ? "x-api-key" : way == Way.TOKEN ? "bearer token" : "OAuth bearer").all();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        var settings = wiring.settings();
        var audience = wiring.tokens().audience(Keys.ANTHROPIC_BASE_URL);
        return switch (way(settings)) {
            case TOKEN -> CredentialSource.fixed(Credential.bearer(settings.get(Keys.ANTHROPIC_AUTH_TOKEN).strip(), audience),
                    "ANTHROPIC_AUTH_TOKEN (" + settings.value(Keys.ANTHROPIC_AUTH_TOKEN).source() + ")", "check that ANTHROPIC_AUTH_TOKEN is correct");
            case FILE -> wiring.tokens().anthropicFile(settings.path(Keys.ANTHROPIC_CREDENTIALS_FILE).orElseThrow(), base(settings));
            case KEY -> KEY.source(wiring, "Anthropic", audience);
        };
    }

    @Override
    public Provider open(Wiring wiring) {
        var settings = wiring.settings();
        var betas = new ArrayList<>(betas(settings));
        if (way(settings) == Way.FILE && !betas.contains(Tokens.OAUTH_BETA)) betas.add(Tokens.OAUTH_BETA);
        var dialect = new AnthropicDialect(ID, base(settings), betas, wiring.product(), wiring.clock(), name -> wiring.models().find(ID, name));
        return wiring.over(ID, dialect, wiring.orMissing(() -> credentials(wiring)));
    }

    static List<String> betas(Settings settings) {
        return Stream.of(settings.get(Keys.ANTHROPIC_BETA).split(",")).map(String::strip).filter(beta -> !beta.isEmpty()).distinct().toList();
    }

    private static String base(Settings settings) {
        return AnthropicDialect.base(settings.get(Keys.ANTHROPIC_BASE_URL));
    }

    /// A token comes before a key that is set no closer, and either before a file.
    private static Way way(Settings settings) {
        var token = settings.find(Keys.ANTHROPIC_AUTH_TOKEN).isPresent();
        var key = settings.find(Keys.ANTHROPIC_API_KEY).isPresent();
        if (token && key) {
            var closer = settings.value(Keys.ANTHROPIC_API_KEY).source().layer().compareTo(settings.value(Keys.ANTHROPIC_AUTH_TOKEN).source().layer()) > 0;
            return closer ? Way.KEY : Way.TOKEN;
        }
        if (token) return Way.TOKEN;
        return !KEY.configured(settings) && settings.find(Keys.ANTHROPIC_CREDENTIALS_FILE).isPresent() ? Way.FILE : Way.KEY;
    }
}
