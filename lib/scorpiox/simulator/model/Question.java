package scorpiox.simulator.model;

import java.util.Map;
import java.util.Optional;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Refusal;
import scorpiox.simulator.wire.Wire;

/// One request for an answer, as its wire understands it.
public interface Question {
    Wire wire();

    /// Why the caller may not ask.
    Optional<Refusal> denied();

    /// The first thing that is wrong with the request.
    Optional<Refusal> wrong();

    /// What is asked; called for requests that nothing is wrong with.
    Asked asked();

    /// A fault in the words of the wire; empty for one that is no status here.
    Optional<Refusal> refusal(Fault fault);

    /// Whether a stream is wanted, and not JSON.
    boolean streamed();

    /// Headers of an answer.
    ///
    /// @param generated whether it comes from the "model", and not from a recording
    Map<String, String> headers(boolean generated);

    /// Writes the answer.
    Writer writer(Events events);
}
