package scorpiox.server.ask;

import java.util.Optional;
import scorpiox.model.Effort;

/// Whom a client means by its `model`.
///
/// @param asked   as the client wrote it
/// @param backend name of the backend in the configuration
/// @param model   that the backend is asked for
/// @param query   what `?reasoning_effort=` says
/// @param suffix  the effort that the name ends in
/// @param verbosity, tier, summary what the query says of them; null where it says nothing
public record Selection(String asked, String backend, String model, Optional<Effort> query, Optional<Effort> suffix, String verbosity, String tier, String summary) {
    /// The effort in force: the query, then the body, then the name's ending, then the configuration; null leaves it to the model.
    ///
    /// @param body   what the body says, or null
    /// @param preset of the configuration, or null
    public Effort effort(Effort body, Effort preset) {
        return query.orElse(body != null ? body : suffix.orElse(preset));
    }
}
