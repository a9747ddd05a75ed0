package scorpiox.provider.codex;

import static scorpiox.provider.Capabilities.Feature.*;

import scorpiox.auth.CredentialSource;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Settings;

/// Codex: a ChatGPT plan, a third-party Codex endpoint, or an API key from `auth.json`.
public final class CodexVendor implements Vendor {
    @Override
    public String id() {
        return Codex.ID;
    }

    @Override
    public boolean configured(Settings settings) {
        return Codex.configured(settings);
    }

    @Override
    public Capabilities capabilities(Settings settings) {
        var key = Codex.thirdParty(settings);
        return Capabilities.saying()
                .yes(STREAMING, "SSE")
                .yes(THINKING, "effort, summaries, encrypted replay")
                .yes(TOOL_USE, "parallel")
                .yes(FUNCTION_CALLING, "functions and free-form")
                .yes(VISION, "also in tool results")
                .yes(TOKEN_REFRESH, key ? "key command" : "OAuth")
                .yes(CONTEXT_CACHING, "conversation key")
                .yes(COST, key ? "by price list" : "estimate at API prices")
                .yes(TOKEN_COUNT, "estimate")
                .yes(AUTHENTICATION, key ? "bearer key" : "OAuth bearer").all();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        return Codex.of(wiring.settings(), wiring.tokens()).credentials();
    }

    @Override
    public Provider open(Wiring wiring) {
        var codex = wiring.dry() ? Codex.evenWithoutCredentials(wiring.settings(), wiring.tokens()) : Codex.of(wiring.settings(), wiring.tokens());
        return codex.over(wiring);
    }
}
