package scorpiox.agent;

import java.time.Duration;
import scorpiox.base.Failure;
import scorpiox.model.Usage;

/// How a run ended.
///
/// @param text     the final answer; partial or empty when the run failed
/// @param failure  why it failed, or null
/// @param usage    tokens of the whole run
/// @param turns    model requests that were answered
/// @param duration from start to end
public record Result(String text, Failure failure, Usage usage, int turns, Duration duration) {
    /// The exit code: 0, or the failure's.
    public int exit() {
        return failure == null ? 0 : failure.kind().exit();
    }
}
