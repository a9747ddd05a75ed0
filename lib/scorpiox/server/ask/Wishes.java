package scorpiox.server.ask;

import java.util.List;
import java.util.Locale;
import scorpiox.model.Effort;
import scorpiox.model.Request;

/// What clients of every API wish for besides an answer: how hard to think, how long and how freely to write. What the
/// backend does not take is dropped from the [Members], after a look at its type.
public final class Wishes {
    /// The words for efforts, the least first.
    static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra");

    private Wishes() {}

    /// An effort in a client's words; `ultra` is the highest there is.
    ///
    /// @param word null for none
    /// @param path of the member
    public static Effort effort(String word, String path) {
        if (word == null) return null;
        var name = word.strip().toLowerCase(Locale.ROOT);
        if (!EFFORTS.contains(name)) throw Refused.invalid("invalid_value", path + " must be one of " + String.join(", ", EFFORTS), path);
        return name.equals("ultra") ? Effort.MAX : Effort.named(name).orElseThrow();
    }

    /// How to think, all places considered in which that may be said.
    ///
    /// @param effort  of the body, or null
    /// @param summary of the body, or null
    /// @param shown   whether the client sees anything of it
    public static Request.Thinking thinking(ClientRequest request, Effort effort, String summary, boolean shown) {
        var preset = request.config().reasoning();
        var wanted = request.selection().summary() != null ? request.selection().summary() : summary != null ? summary : preset.summary();
        return new Request.Thinking(request.selection().effort(effort, preset.defaultEffort()), shown ? wanted : "none");
    }

    /// `temperature`, `top_p` and `top_k`; Codex takes none of them.
    public static Request.Sampling sampling(ClientRequest request, Members body) {
        var sampling = new Request.Sampling(body.number("temperature", 0, 2), body.number("top_p", 0, 1), body.whole("top_k", 0));
        if (!request.backend().codex()) return sampling;
        body.drop("temperature", sampling.temperature() != null && sampling.temperature() == 1);
        body.drop("top_p", sampling.topP() != null && sampling.topP() == 1);
        body.drop("top_k", false);
        return Request.Sampling.USUAL;
    }

    /// The most tokens of an answer, 0 for the model's own limit; Codex takes none.
    ///
    /// @param members that may say so, the first of them counts; -1 means no limit, as some clients write it
    public static int maxTokens(ClientRequest request, Members body, String... members) {
        var most = 0;
        for (var member : members) {
            var tokens = body.whole(member, -1);
            if (tokens == null) continue;
            if (tokens == 0) throw body.invalid(member, "must be at least 1");
            if (most == 0) most = tokens;
            if (request.backend().codex()) body.drop(member, false);
        }
        return request.backend().codex() ? 0 : Math.max(0, most);
    }

    /// @param body what the body says, or null
    public static String verbosity(ClientRequest request, String body) {
        return request.selection().verbosity() != null ? request.selection().verbosity() : body;
    }

    /// `service_tier`: at Codex `priority` alone, elsewhere `flex` too; null for the usual one.
    public static String tier(ClientRequest request, Members body) {
        var said = body.text("service_tier");
        var tier = request.selection().tier() != null ? request.selection().tier() : said;
        return switch (tier) {
            case "priority", "fast" -> "priority";
            case "auto", "default" -> null;
            case String flex when flex.equals("flex") && !request.backend().codex() -> flex;
            case null -> null;
            default -> {
                body.drop("service_tier", false);
                yield null;
            }
        };
    }
}
