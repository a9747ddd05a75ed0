package scorpiox.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.model.Cost;
import scorpiox.model.Usage;

/// How a run ended.
///
/// @param text     the final answer; partial or empty when the run failed
/// @param failure  why it failed, or null
/// @param usage    tokens of the whole run
/// @param cost     of the whole run; null where the price of any answer is not known
/// @param turns    model requests that were answered
/// @param duration from start to end
/// @param denials  calls that were not allowed
/// @param tolerant whether denials leave the exit code alone
/// @param value    the answer as JSON, where it had to follow a schema and does; else null
public record Result(String text, Failure failure, Usage usage, Cost cost, int turns, Duration duration, List<Denial> denials, boolean tolerant, JsonNode value) {
    /// Exit code of a run that finished although a call was denied.
    private static final int DENIED = 5;

    public Result {
        denials = List.copyOf(denials);
    }

    /// Without JSON.
    public Result(String text, Failure failure, Usage usage, Cost cost, int turns, Duration duration, List<Denial> denials, boolean tolerant) {
        this(text, failure, usage, cost, turns, duration, denials, tolerant, null);
    }

    /// A run that failed before the model was asked.
    public static Result failed(Failure failure) {
        return new Result("", failure, Usage.NONE, null, 0, Duration.ZERO, List.of(), false);
    }

    /// The exit code: the failure's, else 5 when a call was denied, else 0.
    public int exit() {
        return failure != null ? failure.kind().exit() : denials.isEmpty() || tolerant ? 0 : DENIED;
    }

    /// The same with another failure.
    public Result with(Failure other) {
        return new Result(text, other, usage, cost, turns, duration, denials, tolerant, value);
    }
}
