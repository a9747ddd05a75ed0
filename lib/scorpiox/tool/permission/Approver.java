package scorpiox.tool.permission;

import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.tool.Access;

/// Somebody who can be asked whether a call may go ahead.
@FunctionalInterface
public interface Approver {
    /// Blocks until there is an answer. Nobody there, or no longer, is a no.
    Answer ask(Question question, Cancel cancel);

    /// @param tool    its name
    /// @param access  what the tool does
    /// @param line    the call in one line
    /// @param preview what it would do: a unified diff, or the whole command
    /// @param why     why it is asked
    /// @param rule    what "always" would allow for this run, if that can be offered
    record Question(String tool, Access access, String line, String preview, String why, Optional<Rule> rule) {}

    /// What was said.
    sealed interface Answer {
        record Yes() implements Answer {}

        /// This, and everything the rule fits, for this run.
        record Always() implements Answer {}

        /// @param reason for the model; empty for none
        record No(String reason) implements Answer {}
    }
}
