package scorpiox.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.EnvironmentContext;
import scorpiox.server.ask.Instructions;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Wishes;
import scorpiox.server.chat.ChatShape.Commentary;
import scorpiox.server.config.Profile.Exposure;

/// Completions of text, as before there was a chat: the prompt is what the user says, the text is the answer. No tools are
/// offered, not even those of the configuration, since no answer could speak of a call; thinking is not shown.
public final class Completions implements ClientDialect {
    @Override
    public String name() {
        return "completions";
    }

    @Override
    public Asked read(ClientRequest request) {
        var body = Members.of(request);
        var stream = body.flag("stream", false);
        var prompt = prompt(body);
        impossible(body);
        var instructions = Instructions.of(request, null, List.of());
        var messages = new ArrayList<>(instructions.before());
        EnvironmentContext.of(request).ifPresent(messages::add);
        messages.add(Message.user(new Part.Text(prompt)));
        var thinking = Wishes.thinking(request, Wishes.effort(body.text("reasoning_effort"), "reasoning_effort"), null, false);
        var output = new Request.Output(Wishes.maxTokens(request, body, "max_tokens"), Wishes.verbosity(request, null), Wishes.tier(request, body), null, Wishes.sampling(request, body));
        var whole = new Request(request.selection().model(), instructions.system(), messages, Request.Tools.NONE, thinking, output, ConversationKey.of(request, List.of(), prompt));
        var stops = Stops.read(body, request.config());
        var options = body.object("stream_options");
        var usage = options != null && options.flag("include_usage", false);
        var remarks = request.config().stream().commentary().equals("content") ? Commentary.CONTENT : Commentary.DROP;
        var shape = new ChatShape(stream, usage, false, false, Exposure.HIDDEN, false, remarks, ToolText.NONE);
        return new Asked(whole, null, stream, stops, dropped(request, body), stamp -> ChatEncoder.of(shape, stamp, "cmpl-", stream ? new CompletionChunks(shape, stamp) : new CompletionWhole(stamp)));
    }

    /// Several texts are one prompt, a line each: there is one answer.
    private static String prompt(Members body) {
        var value = body.get("prompt");
        if (value == null) throw body.missing("prompt");
        if (value.isTextual()) return said(body, value.textValue());
        if (!value.isArray()) throw Members.wrong("prompt", "a string or an array of strings");
        var texts = new ArrayList<String>();
        for (var each : value) texts.add(text(each, "prompt[" + texts.size() + "]"));
        return said(body, String.join("\n", texts));
    }

    private static String text(JsonNode each, String path) {
        if (each.isTextual()) return each.textValue();
        if (each.isNumber() || each.isArray()) throw Refused.invalid("unsupported_parameter", path + " must be a string: numbers of tokens are not supported", "prompt");
        throw Members.wrong(path, "a string");
    }

    private static String said(Members body, String prompt) {
        if (prompt.isBlank()) throw body.invalid("prompt", "must not be blank");
        return prompt;
    }

    /// What no provider here can do.
    private static void impossible(Members body) {
        if (body.flag("echo", false)) throw body.unsupported("echo");
        var suffix = body.text("suffix");
        if (suffix != null && !suffix.isEmpty()) throw body.unsupported("suffix");
        if (body.has("logprobs")) throw body.unsupported("logprobs");
        for (var several : List.of("best_of", "n")) {
            var count = body.whole(several, 1);
            if (count != null && count != 1) throw body.invalid(several, "must be 1: one answer is given");
        }
    }

    private static List<String> dropped(ClientRequest request, Members body) {
        for (var kept : List.of("user", "safety_identifier", "prompt_cache_key")) body.text(kept);
        for (var penalty : List.of("frequency_penalty", "presence_penalty")) {
            var value = body.number(penalty, -2, 2);
            body.drop(penalty, value != null && value == 0);
        }
        for (var empty : List.of("metadata", "logit_bias")) body.drop(empty, body.has(empty) && body.object(empty).all().isEmpty());
        return body.dropped(request.strict());
    }
}
