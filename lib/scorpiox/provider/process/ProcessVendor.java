package scorpiox.provider.process;

import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.settings.Settings;

/// A program of the user's or the team's as a provider.
///
/// @param file it
record ProcessVendor(ProviderFile file) implements Vendor {
    @Override
    public String id() {
        return file.id();
    }

    /// It signs in by itself, if at all.
    @Override
    public boolean configured(Settings settings) {
        return true;
    }

    /// @throws Failure `USAGE` when it does not say
    @Override
    public Capabilities capabilities(Settings settings) {
        return Program.of(file, settings, _ -> { }, new Cancel()).description().capabilities();
    }

    @Override
    public CredentialSource credentials(Wiring wiring) {
        return CredentialSource.missing(Failure.of(Kind.AUTH, "provider " + id() + " is a program of its own and has no credential here").hint("see " + file.path()));
    }

    @Override
    public Provider open(Wiring wiring) {
        return new ProcessProvider(Program.of(file, wiring.settings(), wiring::notice, wiring.tokens().cancel()), wiring);
    }
}
