package scorpiox.server.messages;

import scorpiox.model.Usage;
import scorpiox.server.ask.Frames;

/// Where the blocks of an answer go: one after another, each begun, filled and ended before the next. What a block holds is
/// the same for a stream and for a whole answer.
interface Content {
    /// The answer begins.
    ///
    /// @param known what is known of its tokens by then
    void begin(Usage known, Frames out);

    void text(Frames out);

    void thinking(Frames out);

    void call(String id, String name, Frames out);

    /// More of the block's text, of its thinking, or of its arguments.
    void more(String piece, Frames out);

    /// The block ends.
    ///
    /// @param signature of thinking, or null
    void close(String signature, Frames out);

    /// The answer ends.
    ///
    /// @param reason   `end_turn`, `tool_use`, …
    /// @param sequence at which it stopped, or null
    void end(String reason, String sequence, Usage usage, Frames out);

    /// Adds a `usage` object. What was read from a cache and what was written to one does not count as input on this wire.
    static Frames usage(Usage usage, Frames out) {
        return out.add("{\"input_tokens\":" + Math.max(0, usage.input() - usage.cached() - usage.cacheWrite()) + ",\"cache_creation_input_tokens\":" + usage.cacheWrite()
                + ",\"cache_read_input_tokens\":" + usage.cached() + ",\"output_tokens\":" + usage.output() + "}");
    }

    /// Adds text as a JSON string, or `null`.
    static Frames orNull(String text, Frames out) {
        return text == null ? out.add("null") : out.quoted(text);
    }
}
