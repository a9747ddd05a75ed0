package scorpiox.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import scorpiox.base.Failure;

/// What a provider reports while one answer arrives, the same for every provider.
///
/// Exactly one [Finish] or [Failed] ends a stream, and nothing follows it. `part` numbers the pieces of the answer
/// (text, thinking, calls) from 0 in order of appearance. Every started call ends before a [Finish].
public sealed interface StreamEvent {
    /// First event of an attempt; `model` is what the server says it runs.
    record Started(String provider, String model, String responseId) implements StreamEvent {}

    /// A piece of text or thinking is on its way; nothing of it has come yet, and perhaps nothing will. Only some providers say so.
    record Announced() implements StreamEvent {}

    /// A piece of text or thinking begins; `phase` may be null.
    record PartStarted(int part, PartKind kind, Phase phase) implements StreamEvent {}

    record TextDelta(int part, String text) implements StreamEvent {}

    record ReasoningDelta(int part, String text, Thought thought) implements StreamEvent {}

    /// A call begins. `id` is never empty.
    record ToolCallStart(int part, String id, String name, ToolKind kind) implements StreamEvent {}

    record ToolCallArgs(int part, String fragment) implements StreamEvent {}

    /// A call is complete. `args` is null for a free-form call, and for a function whose `raw` arguments are not a JSON
    /// object: it must not run, the model gets an error as its result.
    record ToolCallEnd(int part, String id, String name, ToolKind kind, ObjectNode args, String raw) implements StreamEvent {}

    /// A call the provider makes itself: `status` moves from `in_progress` to `completed`; `item` comes with the last.
    record Hosted(int part, String type, String status, JsonNode item) implements StreamEvent {}

    record Citation(int part, String url, String title) implements StreamEvent {}

    /// Continuation data of a piece.
    record Continuation(int part, Opaque opaque) implements StreamEvent {}

    /// Totals so far; replaces the one before.
    record UsageUpdate(Usage usage) implements StreamEvent {}

    record Limits(List<RateLimit> limits) implements StreamEvent {}

    /// Something the user should know that changes nothing: a dropped parameter, a skipped event.
    record Notice(String code, String text) implements StreamEvent {}

    /// The attempt failed before any of it counted and is made again after `delay`: what came so far is void.
    record Retrying(int next, int attempts, Duration delay, Failure why) implements StreamEvent {}

    record Finish(FinishReason reason, String raw) implements StreamEvent {}

    record Failed(Failure failure) implements StreamEvent {}

    enum PartKind { TEXT, REFUSAL, REASONING }

    /// Thinking as the provider words it for people, or as the model thought it.
    enum Thought { SUMMARY, RAW }

    /// Why an answer ended. `PAUSE`: the server wants the same conversation again, its half answer included, and goes on.
    /// `MALFORMED_CALL`: the model made a call that the provider itself could not read.
    enum FinishReason { STOP, TOOL_CALLS, LENGTH, CONTENT_FILTER, REFUSAL, PAUSE, MALFORMED_CALL, OTHER }
}
