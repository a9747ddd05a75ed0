package scorpiox.provider.anthropic;

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

/// Anthropic's Messages API with a key.
public final class Anthropic implements Vendor {
    public static final String ID = "anthropic";

    private static final ApiKey KEY = new ApiKey(List.of(Keys.ANTHROPIC_API_KEY), Keys.ANTHROPIC_API_KEY_CMD, Keys.ANTHROPIC_API_KEY_TTL, "x-api-key");

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
}
