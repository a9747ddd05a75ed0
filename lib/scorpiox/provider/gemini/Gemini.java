package scorpiox.provider.gemini;

import static scorpiox.provider.Capabilities.Feature.*;

import java.util.List;
import scorpiox.auth.CredentialSource;
import scorpiox.provider.ApiKey;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Google's Gemini API with a key.
public final class Gemini implements Vendor {
    public static final String ID = "gemini";

    private static final ApiKey KEY = new ApiKey(List.of(Keys.GEMINI_API_KEY, Keys.GOOGLE_API_KEY), Keys.GEMINI_API_KEY_CMD,
            Keys.GEMINI_API_KEY_TTL, "x-goog-api-key");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean configured(Settings settings) {
        return KEY.configured(settings);
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        return Capabilities.saying()
                .yes(STREAMING, "SSE")
                .yes(THINKING, "level or budget, summaries, signed replay")
                .yes(TOOL_USE, "parallel, no switch against it")
                .yes(FUNCTION_CALLING, "functions; free-form as a function")
                .yes(VISION, "also in tool results")
                .yes(TOKEN_REFRESH, "key command")
                .yes(CONTEXT_CACHING, "implicit; explicit on request")
                .yes(COST, "by price list")
                .yes(TOKEN_COUNT, "server")
                .yes(AUTHENTICATION, "x-goog-api-key").all();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        return KEY.source(wiring, "Gemini", wiring.tokens().audience(Keys.GEMINI_BASE_URL));
    }

    @Override
    public Provider open(Wiring wiring) {
        var dialect = new GeminiDialect(ID, wiring.settings().get(Keys.GEMINI_BASE_URL), wiring.product(), wiring.clock());
        return new GeminiProvider(dialect, wiring, wiring.orMissing(() -> credentials(wiring)));
    }
}
