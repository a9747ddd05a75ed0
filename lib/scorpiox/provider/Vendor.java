package scorpiox.provider;

import scorpiox.auth.CredentialSource;
import scorpiox.base.Failure;
import scorpiox.settings.Settings;

/// Whom the name of a provider stands for: what it can do, whether it is set up on this machine, and a [Provider] of it.
public interface Vendor {
    /// Name as in `--provider`.
    String id();

    /// Whether there is something to sign in with, by a look that costs nothing: no network, no program.
    boolean configured(Settings settings);

    /// What it can do the way it is set up.
    Capabilities capabilities(Settings settings);

    /// Where its credential comes from.
    ///
    /// @throws Failure `AUTH` naming the variable or the command that is missing; `USAGE` for settings that contradict each other
    CredentialSource credentials(Wiring wiring);

    /// Who answers.
    ///
    /// @throws Failure as [#credentials], but for [a look at the request only][Wiring#dry]
    Provider open(Wiring wiring);
}
