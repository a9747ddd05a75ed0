package scorpiox.agent;

import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Usage;

/// Keeps a conversation within the model's context window by dropping the oldest results of tools.
///
/// What the backend counted is taken as it is; what came since is guessed at four characters a token.
final class ContextBudget {
    /// Kept free for the answer, in tokens.
    private static final int RESERVE = 16_384;
    /// Share of what is left that the results of tools may take.
    private static final double SHARE = 0.6;
    private static final int TOKENS_OF_AN_IMAGE = 1500;
    private static final int WORTH_DROPPING = 200;

    private final int window;

    /// @param window tokens of prompt and answer together; 0 when not known, and then nothing is dropped
    ContextBudget(int window) {
        this.window = window;
    }

    /// Makes room for the next request.
    ///
    /// @param counted what the backend counted for the last one, its answer included
    /// @param fresh   messages that were added since
    /// @throws Failure `CONTEXT_LENGTH` when dropping is not enough
    void fit(Conversation conversation, Usage counted, int fresh) {
        if (window == 0) return;
        var messages = conversation.messages();
        var added = messages.subList(messages.size() - fresh, messages.size()).stream().mapToLong(ContextBudget::tokens).sum();
        var before = counted.input() > 0 ? counted.input() + counted.output() : messages.stream().mapToLong(ContextBudget::tokens).sum() - added;
        var limit = Math.max(window - RESERVE, window / 2);
        var excess = Math.max(before + added - limit, added - (long) (SHARE * Math.max(0, window - before)));
        if (excess <= 0) return;
        var left = drop(conversation, excess);
        if (left > 0 && before + added - (excess - left) > limit) {
            throw Failure.of(Kind.CONTEXT_LENGTH, "the conversation does not fit the model's context of " + window + " tokens").hint("start a new one, or ask for less at once");
        }
    }

    /// Drops the oldest results until so many tokens are free; also when the backend itself said that it was too much.
    ///
    /// @return how many are still missing
    static long drop(Conversation conversation, long tokens) {
        var missing = new long[] {tokens};
        conversation.replace(part -> {
            if (missing[0] <= 0 || !(part instanceof Part.ToolResult result) || tokens(result) < WORTH_DROPPING) return part;
            var size = result.content().stream().mapToInt(content -> content instanceof Part.Text(var text, _, _) ? text.length() : 0).sum();
            var note = new Part.Text("[result dropped: " + size + " chars; call again if needed]");
            missing[0] -= tokens(result) - tokens(note);
            return new Part.ToolResult(result.callId(), result.name(), result.kind(), List.of(note), result.error());
        });
        return Math.max(0, missing[0]);
    }

    private static long tokens(Message message) {
        return message.parts().stream().mapToLong(ContextBudget::tokens).sum();
    }

    private static long tokens(Part part) {
        return switch (part) {
            case Part.Text(var text, _, _) -> text.length() / 4 + 1;
            case Part.Refusal(var text) -> text.length() / 4 + 1;
            case Part.Image _, Part.ImageLink _ -> TOKENS_OF_AN_IMAGE;
            case Part.File file -> file.base64().length() / 6;
            case Part.Reasoning reasoning -> reasoning.text().length() / 4;
            case Part.ToolCall call -> call.raw().length() / 4 + 10;
            case Part.ToolResult result -> result.content().stream().mapToLong(ContextBudget::tokens).sum() + 10;
            case Part.Hosted _ -> 100;
        };
    }
}
