package scorpiox.simulator.model;

/// One output item of a scripted answer.
public sealed interface Piece {
    /// A message; `phase` may be null.
    record Text(String text, String phase) implements Piece {}

    /// A message in many equal deltas, for measuring.
    record Repeated(String delta, int times) implements Piece {}

    record Refusal(String text) implements Piece {}

    /// Thinking with its summary.
    record Reasoning(String summary) implements Piece {}

    /// A function call; `arguments` go out as they are, valid JSON or not.
    record Call(String name, String arguments) implements Piece {}

    /// A free-form call.
    record Custom(String name, String input) implements Piece {}

    /// A web search the backend makes itself.
    record Search(String query) implements Piece {}
}
