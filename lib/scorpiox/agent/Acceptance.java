package scorpiox.agent;

import com.fasterxml.jackson.databind.JsonNode;
import scorpiox.base.Failure;

/// Whether an answer without calls is one that a run may end with. Asked once for each such answer of a run.
@FunctionalInterface
public interface Acceptance {
    /// Every answer is good.
    Acceptance ANY = text -> new Fits(text, null);

    Verdict judge(String text);

    /// What becomes of an answer.
    sealed interface Verdict {}

    /// It ends the run.
    ///
    /// @param text  what counts of it
    /// @param value it as JSON, where that was asked for; else null
    record Fits(String text, JsonNode value) implements Verdict {}

    /// The model is told so and asked once more.
    record Again(String told) implements Verdict {}

    /// It was asked often enough.
    record Never(Failure why) implements Verdict {}
}
