package scorpiox.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.model.StreamEvent;
import scorpiox.tool.Access;
import scorpiox.tool.Outcome;

/// What happens in a run, the one stream that every output of `sx` is made of.
///
/// The answers of the model come between their own [StreamEvent.Started] and [StreamEvent.Finish]; the calls of an answer
/// come after its end, each with one [ToolStarted] and one [ToolFinished], or one [Denied]; a call that is not made
/// any more, since the run is cancelled or at a limit, has none.
public sealed interface RunEvent {
    /// The run begins.
    ///
    /// @param thread   id of the conversation
    /// @param provider who is asked
    /// @param model    for which model
    /// @param mode     what it may do unasked
    /// @param tools    whether the model may call any
    record RunStarted(String thread, String provider, String model, String mode, boolean tools) implements RunEvent {}

    /// The model is answering.
    record Answering(StreamEvent event) implements RunEvent {}

    /// A call has been allowed and begins.
    ///
    /// @param id        of the call, as the model gave it
    /// @param tool      our name of the tool
    /// @param arguments as they were understood
    /// @param line      the call in one line
    record ToolStarted(String id, String tool, Access access, ObjectNode arguments, String line) implements RunEvent {}

    /// A call is over. One that could not begin (unknown tool, arguments that do not fit) has no start.
    record ToolFinished(String id, String tool, Access access, ObjectNode arguments, Outcome outcome) implements RunEvent {}

    /// A call was not allowed.
    record Denied(Denial denial) implements RunEvent {}

    /// Something the user should know that does not end the run.
    record Notice(String text) implements RunEvent {}

    /// The last event.
    record RunEnded(Result result) implements RunEvent {}
}
