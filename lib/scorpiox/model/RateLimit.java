package scorpiox.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One window of a plan's limit as the backend reports it.
///
/// @param name        family of the limit and window, `codex primary`
/// @param usedPercent 0 to 100
/// @param window      length of the window
/// @param resets      when it starts anew
public record RateLimit(String name, double usedPercent, Optional<Duration> window, Optional<Instant> resets) {}
