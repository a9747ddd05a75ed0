package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Request;

/// How a model is told to think, which differs by its generation, and how long its answer may get, which depends on that.
///
/// @param maxTokens `max_tokens`, thinking included
/// @param thinking  the member of that name; null for none
/// @param effort    `output_config.effort`; null for none
record Thinking(int maxTokens, ObjectNode thinking, String effort) {
    /// For an answer nobody set a limit for.
    static final int USUAL = 32_000;

    private static final int LEAST = 1024;      // the wire takes no smaller budget, and the answer keeps as much
    private static final int ANSWER = 8192;

    static Thinking of(Request request, ModelInfo model, Omission without) {
        var most = model.window().output();
        var asked = request.output().maxTokens();
        var limit = asked == 0 ? USUAL : asked;
        if (most > 0) limit = Math.min(limit, most);
        if (without == Omission.THINKING) return new Thinking(limit, null, null);
        return switch (model.reasoning().style()) {
            case NONE -> new Thinking(limit, null, null);
            case BUDGET -> budgeted(request, limit, asked == 0 ? most : 0);
            case ADAPTIVE_OR_BUDGET -> request.thinking().budget() > 0 && request.thinking().effort() != Effort.NONE ? budgeted(request, limit, asked == 0 ? most : 0)
                    : adaptive(request.thinking(), Style.ADAPTIVE_OR_BUDGET, limit, without);
            case ADAPTIVE_BETWEEN_TOOLS, ADAPTIVE_ALWAYS -> adaptive(request.thinking(), model.reasoning().style(), limit, without);
            case ADAPTIVE, EFFORT, LEVEL -> adaptive(request.thinking(), Style.ADAPTIVE, limit, without);
        };
    }

    /// Whether it thinks by a number of tokens; only then thinking between tool calls has to be asked for.
    boolean budgeted() {
        return thinking != null && thinking.has("budget_tokens");
    }

    /// @param raise what the limit may be raised to; 0 to leave it
    private static Thinking budgeted(Request request, int limit, int raise) {
        var wanted = request.thinking().effort() == Effort.NONE ? 0 : request.thinking().budget() > 0 ? Math.max(request.thinking().budget(), LEAST) : tokens(request.thinking().effort());
        var room = Math.max(limit, (int) Math.min(raise, (long) wanted + ANSWER));
        var budget = Math.min(wanted, room - LEAST);
        // a forced tool and a budget exclude each other
        if (budget < LEAST || AnthropicRequest.forced(request.tools().choice())) return new Thinking(limit, null, null);
        return new Thinking(room, Json.object().put("type", "enabled").put("budget_tokens", budget), null);
    }

    private static int tokens(Effort effort) {
        return switch (effort) {
            case null -> 0;
            case NONE -> 0;
            case MINIMAL, LOW -> 2048;
            case MEDIUM -> 8192;
            case HIGH -> 16_384;
            case XHIGH, MAX -> 32_000;
        };
    }

    /// A generation that thinks unasked is told only what to show of it.
    private static Thinking adaptive(Request.Thinking asked, Style style, int limit, Omission without) {
        var unasked = style == Style.ADAPTIVE_BETWEEN_TOOLS || style == Style.ADAPTIVE_ALWAYS;
        if (asked.effort() == null && asked.budget() == 0 && !unasked) return new Thinking(limit, null, null);
        var off = asked.effort() == Effort.NONE && style != Style.ADAPTIVE_ALWAYS;
        if (off && style != Style.ADAPTIVE_BETWEEN_TOOLS) return new Thinking(limit, Json.object().put("type", "disabled"), null);
        var thinking = Json.object().put("type", off ? "between_tools" : "adaptive");
        var shown = !asked.summary().equals("none");
        // the oldest of these generations shows its thinking unless told otherwise, the later ones the other way round
        if (without != Omission.DISPLAY && !(shown && style == Style.ADAPTIVE_OR_BUDGET)) thinking.put("display", shown ? "summarized" : "omitted");
        return new Thinking(limit, thinking, off || without == Omission.EFFORT || without == Omission.OUTPUT ? null : word(asked.effort()));
    }

    private static String word(Effort effort) {
        return switch (effort) {
            case null -> null;
            case NONE, MINIMAL -> Effort.LOW.wire();
            default -> effort.wire();
        };
    }
}
