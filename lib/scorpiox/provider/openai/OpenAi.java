package scorpiox.provider.openai;

import static scorpiox.provider.Capabilities.Feature.*;

import java.net.URI;
import java.util.List;
import java.util.Map;
import scorpiox.auth.CredentialSource;
import scorpiox.provider.ApiKey;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// The OpenAI API and compatible servers.
public final class OpenAi implements Vendor {
    public static final String ID = "openai";

    private static final ApiKey KEY = new ApiKey(List.of(Keys.OPENAI_API_KEY), Keys.OPENAI_API_KEY_CMD, Keys.OPENAI_API_KEY_TTL, "Authorization");

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
        throw new UnsupportedOperationException(ID);
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        throw new UnsupportedOperationException(ID);
    }

    @Override
    public Provider open(Wiring wiring) {
        throw new UnsupportedOperationException(ID);
    }

    /// A provider that speaks Chat Completions with a compatible server.
    public static Provider compatible(String id, URI base, CredentialSource credentials, Wiring wiring, Map<String, String> extraHeaders) {
        throw new UnsupportedOperationException(ID);
    }
}
