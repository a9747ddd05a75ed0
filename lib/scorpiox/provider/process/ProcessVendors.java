package scorpiox.provider.process;

import java.util.List;
import java.util.Optional;
import scorpiox.provider.Vendor;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

/// The providers that are programs in the user's or the team's folder `providers`.
public final class ProcessVendors {
    private ProcessVendors() {}

    /// The one of that id; nothing is started for it.
    public static Optional<Vendor> find(String id, Settings settings) {
        return Optional.ofNullable(ProviderFile.all(settings.environment()).get(id)).map(ProcessVendor::new);
    }

    /// The ids of all, in their order by letter.
    public static List<String> ids(Environment environment) {
        return List.copyOf(ProviderFile.all(environment).keySet());
    }
}
