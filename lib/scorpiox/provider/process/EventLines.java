package scorpiox.provider.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;

/// The answer of a provider's program, a JSON object a line on its stdout:
///
/// - `{"type": "text", "text"}`, `{"type": "reasoning", "text"}`: the next piece of either
/// - `{"type": "call", "id", "name", "arguments"}`: a call, whole; the arguments an object or its JSON text, the id may be left out
/// - `{"type": "usage", "input", "cached", "output", "reasoning", "cost"}`: tokens so far (`input` with the cached ones), US dollars
/// - `{"type": "notice", "text"}`: something the user should know
/// - `{"type": "finish", "reason"}`: the end: `stop` (also when left out), `tool_calls`, `length`, `content_filter`, `refusal`
/// - `{"type": "error", "kind", "message", "retry_after_s"}`: the end too; the kind is one of [#kind]
///
/// Empty lines and other types mean nothing.
final class EventLines {
    private final Set<String> freeform = new HashSet<>();
    private int part = -1;
    private PartKind kind;
    private int calls;
    private boolean counted;
    private boolean done;

    EventLines(Request request) {
        for (var tool : request.tools().offered()) if (tool instanceof Tool.Freeform) freeform.add(tool.name());
    }

    /// Whether the answer is over.
    boolean done() {
        return done;
    }

    /// Whether something came that is printed or carried out.
    boolean counted() {
        return counted;
    }

    /// @param number of the line, for messages
    /// @throws Failure `PROTOCOL` naming a line that is no event; what an `error` says
    void line(String text, int number, Sink<StreamEvent> to) {
        if (text.isBlank()) return;
        var event = read(text, number);
        switch (Json.text(event, "type")) {
            case "text" -> {
                begin(PartKind.TEXT, to);
                counted = true;
                to.event(new StreamEvent.TextDelta(part, string(event, "text", number)));
            }
            case "reasoning" -> {
                begin(PartKind.REASONING, to);
                to.event(new StreamEvent.ReasoningDelta(part, string(event, "text", number), Thought.SUMMARY));
            }
            case "call" -> call(event, number, to);
            case "usage" -> to.event(new StreamEvent.UsageUpdate(usage(event)));
            case "notice" -> to.event(new StreamEvent.Notice("provider", Words.line(string(event, "text", number))));
            case "finish" -> finish(event.path("reason").asText(""), to);
            case "error" -> throw error(event);
            case null -> throw bad(number, "it has no type", text);
            default -> { }
        }
    }

    private static JsonNode read(String text, int number) {
        try {
            if (Json.read(text) instanceof ObjectNode object) return object;
        } catch (IOException notJson) {
            throw bad(number, "it is not JSON", text);
        }
        throw bad(number, "it is no JSON object", text);
    }

    private void begin(PartKind wanted, Sink<StreamEvent> to) {
        if (kind == wanted) return;
        kind = wanted;
        to.event(new StreamEvent.PartStarted(++part, wanted, null));
    }

    private void call(JsonNode event, int number, Sink<StreamEvent> to) {
        var name = string(event, "name", number);
        var given = Json.text(event, "id");
        var id = given == null || given.isEmpty() ? "call_" + (calls + 1) : given;
        var said = event.path("arguments");
        var raw = said.isTextual() ? said.textValue() : said.isMissingNode() || said.isNull() ? "{}" : Json.write(said);
        var args = object(raw);
        var free = freeform.contains(name) && args != null && Json.text(args, "input") != null;
        var type = free ? ToolKind.FREEFORM : ToolKind.FUNCTION;
        if (free) raw = Json.text(args, "input");
        kind = null;
        calls++;
        counted = true;
        to.event(new StreamEvent.ToolCallStart(++part, id, name, type));
        to.event(new StreamEvent.ToolCallArgs(part, raw));
        to.event(new StreamEvent.ToolCallEnd(part, id, name, type, free ? null : args, raw));
    }

    private static ObjectNode object(String raw) {
        try {
            return Json.read(raw) instanceof ObjectNode object ? object : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static Usage usage(JsonNode event) {
        var cost = event.path("cost");
        var charged = cost.isNumber() && cost.doubleValue() >= 0 && Double.isFinite(cost.doubleValue()) ? Double.valueOf(cost.doubleValue()) : null;
        return new Usage(tokens(event, "input"), tokens(event, "cached"), 0, 0, tokens(event, "output"), tokens(event, "reasoning"), charged);
    }

    private static long tokens(JsonNode event, String name) {
        return event.path(name).canConvertToLong() ? Math.max(0, event.path(name).longValue()) : 0;
    }

    private void finish(String reason, Sink<StreamEvent> to) {
        done = true;
        to.event(new StreamEvent.Finish(switch (reason) {
            case "", "stop", "tool_calls" -> calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "refusal" -> FinishReason.REFUSAL;
            default -> FinishReason.OTHER;
        }, reason));
    }

    private Failure error(JsonNode event) {
        done = true;
        var message = Json.text(event, "message");
        var failure = Failure.of(kind(event.path("kind").asText("")), message == null || message.isBlank() ? "it reported an error" : Words.line(message));
        var wait = event.path("retry_after_s");
        return wait.isNumber() && wait.doubleValue() > 0 && wait.doubleValue() < 1e9 ? failure.retryAfter(Duration.ofMillis((long) (wait.doubleValue() * 1000))) : failure;
    }

    /// What a word for an error means; any other is a fault of the server's that is not tried again.
    private static Kind kind(String word) {
        return switch (word) {
            case "auth" -> Kind.AUTH;
            case "permission" -> Kind.PERMISSION;
            case "billing" -> Kind.BILLING;
            case "quota" -> Kind.QUOTA;
            case "rate_limit" -> Kind.RATE_LIMIT;
            case "context_length" -> Kind.CONTEXT_LENGTH;
            case "overloaded" -> Kind.OVERLOADED;
            case "server" -> Kind.SERVER;
            case "network" -> Kind.NETWORK;
            case "timeout" -> Kind.TIMEOUT;
            case "bad_request" -> Kind.BAD_REQUEST;
            case "model_not_found" -> Kind.MODEL_NOT_FOUND;
            case "refused" -> Kind.REFUSED;
            default -> Kind.INTERNAL;
        };
    }

    private static String string(JsonNode event, String member, int number) {
        var text = Json.text(event, member);
        if (text == null) throw bad(number, "it has no text '" + member + "'", "");
        return text;
    }

    private static Failure bad(int number, String why, String text) {
        var shown = Words.line(text.length() > 100 ? text.substring(0, 100) : text);
        return Failure.of(Kind.PROTOCOL, "line " + number + " of its output is no event: " + why + (shown.isEmpty() ? "" : ": " + shown)).last();
    }
}
