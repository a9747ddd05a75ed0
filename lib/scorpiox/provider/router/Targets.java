package scorpiox.provider.router;

import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.model.ModelInfo;
import scorpiox.provider.Provider;

/// Those whom the router asks.
interface Targets {
    /// Why a provider cannot be asked at all, such as for want of credentials; empty where it can, by a look that costs nothing.
    Optional<Failure> missing(String provider);

    /// What is known of a model.
    ModelInfo model(Choice choice);

    /// Who answers.
    ///
    /// @param once whether a failed request goes to somebody else, rather than there again
    /// @throws Failure where it cannot be asked
    Provider open(String provider, boolean once);
}
