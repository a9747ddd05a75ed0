package scorpiox.server.ask;

import java.util.function.BiPredicate;
import scorpiox.server.config.ServeConfig;

/// Reads what clients write as `model`: `backend:name-effort?query`.
///
/// @param known whether a backend, by its name, knows a model
public record Selectors(ServeConfig config, BiPredicate<String, String> known) {
    /// @throws Refused `invalid_value` for an effort or a query that means nothing
    public Selection of(String model) {
        throw new UnsupportedOperationException();
    }
}
