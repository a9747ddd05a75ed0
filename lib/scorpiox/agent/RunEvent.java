package scorpiox.agent;

import scorpiox.model.StreamEvent;

/// What happens in a run, the one stream that every output of `sx` is made of.
public sealed interface RunEvent {
    /// The run begins.
    ///
    /// @param thread   id of the conversation
    /// @param provider who is asked
    /// @param model    for which model
    record RunStarted(String thread, String provider, String model) implements RunEvent {}

    /// The model is answering.
    record Answering(StreamEvent event) implements RunEvent {}

    /// Something the user should know that does not end the run.
    record Notice(String text) implements RunEvent {}

    /// The last event.
    record RunEnded(Result result) implements RunEvent {}
}
