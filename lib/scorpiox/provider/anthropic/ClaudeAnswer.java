package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.base.TerminalFilter;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.provider.Errors;
import scorpiox.sse.SseEvent;

/// What the lines of `claude -p` amount to: events of the Messages wire inside `stream_event`, and a `result` at the end,
/// which alone says whether it went well.
final class ClaudeAnswer {
    private final Held held;
    private final AnthropicDecoder decoder;
    private String error;
    private StreamEvent end;

    ClaudeAnswer(Request request, Sink<StreamEvent> to) {
        held = new Held(to, request.model());
        decoder = new AnthropicDecoder(ClaudeCode.ID, request, null);
    }

    /// The event that ends the answer; null while there is none.
    StreamEvent end() {
        return end;
    }

    void line(JsonNode line) {
        if (line.hasNonNull("parent_tool_use_id")) return;      // of a helper that it has started
        switch (String.valueOf(Json.text(line, "type"))) {
            case "stream_event" -> {
                var event = line.path("event");
                if (!decoder.done()) decoder.event(new SseEvent(event.path("type").asText(), Json.write(event), ""), held);
            }
            case "assistant" -> error = Json.text(line, "error") == null ? error : Json.text(line, "error");
            case "result" -> result(line);
            default -> { }      // system, user, and whatever is yet to come
        }
    }

    /// It ended without a result.
    ///
    /// @param exit  its exit code
    /// @param wrote the last line of its error stream
    StreamEvent without(int exit, String wrote) {
        if (held.last instanceof StreamEvent.Finish && exit == 0) return held.last;
        var said = words(wrote);
        if (said.contains("unknown option")) return failed(Failure.of(Kind.PROTOCOL, "this claude is too old: " + said).hint("renew it with: claude update"));
        if (exit == 0) return failed(Failure.of(Kind.PROTOCOL, "claude ended without an answer" + (said.isEmpty() ? "" : ": " + said)));
        return failed(failure(said.isEmpty() ? "no explanation was given" : said, 0, "claude ended with exit code " + exit + ": "));
    }

    private void result(JsonNode line) {
        var text = Json.text(line, "result");
        if (line.path("is_error").asBoolean() || line.path("subtype").asText().startsWith("error")) {
            var said = text != null && !text.isBlank() ? text : line.path("errors").path(0).asText(line.path("subtype").asText("an error"));
            end = failed(failure(words(said), line.path("api_error_status").asInt(), "claude: "));
        } else if (held.last != null) {
            end = held.last;
        } else if (!held.spoke && text != null && !text.isBlank()) {
            end = whole(text, line.path("usage"));
        } else {
            decoder.end(Optional.empty(), held);
            end = held.last;
        }
    }

    /// An answer that was not streamed.
    private StreamEvent whole(String text, JsonNode usage) {
        var part = held.parts;
        held.event(new StreamEvent.PartStarted(part, PartKind.TEXT, null));
        held.event(new StreamEvent.TextDelta(part, text));
        if (usage.isObject()) {
            var tally = new Tally();
            tally.take(usage);
            held.event(new StreamEvent.UsageUpdate(tally.usage()));
        }
        return new StreamEvent.Finish(FinishReason.STOP, "end_turn");
    }

    private Failure failure(String said, int status, String who) {
        var kind = kind(said.toLowerCase(Locale.ROOT), status);
        var failure = Failure.of(kind, who + said).from(status, error);
        return switch (kind) {
            case AUTH -> failure.hint("run claude and sign in");
            case MODEL_NOT_FOUND -> failure.hint("choose another with --model");
            default -> failure;
        };
    }

    private Kind kind(String said, int status) {
        if (said.contains("/login") || said.contains("not logged in") || said.contains("invalid api key") || said.contains("oauth token")) return Kind.AUTH;
        if (said.contains("limit reached") || said.contains("hit your") && said.contains("limit")) return Kind.QUOTA;
        if (said.contains("prompt is too long")) return Kind.CONTEXT_LENGTH;
        return switch (error) {
            case "authentication_failed" -> Kind.AUTH;
            case "billing_error" -> Kind.BILLING;
            case "rate_limit" -> Kind.RATE_LIMIT;
            case "invalid_request" -> Kind.BAD_REQUEST;
            case "model_not_found" -> Kind.MODEL_NOT_FOUND;
            case "overloaded" -> Kind.OVERLOADED;
            case null, default -> switch (status) {
                case 400 -> Kind.BAD_REQUEST;
                case 401 -> Kind.AUTH;
                case 402 -> Kind.BILLING;
                case 403 -> Kind.PERMISSION;
                case 404 -> Kind.MODEL_NOT_FOUND;
                case 413 -> Kind.TOO_LARGE;
                case 429 -> Kind.RATE_LIMIT;
                case 529 -> Kind.OVERLOADED;
                default -> Kind.SERVER;
            };
        };
    }

    private static String words(String text) {
        return Errors.cut(new TerminalFilter().whole(text));
    }

    private static StreamEvent failed(Failure failure) {
        return new StreamEvent.Failed(failure);
    }

    /// Holds back the end until the program has told how it went. Calls of tools are its own affair: nobody here may run
    /// one that was never offered.
    private static final class Held implements Sink<StreamEvent> {
        final Sink<StreamEvent> to;
        final String asked;
        StreamEvent last;
        boolean started;
        boolean spoke;
        int parts;

        Held(Sink<StreamEvent> to, String asked) {
            this.to = to;
            this.asked = asked;
        }

        @Override
        public void event(StreamEvent event) {
            switch (event) {
                case StreamEvent.Finish finish -> last = finish.reason() == FinishReason.TOOL_CALLS ? new StreamEvent.Finish(FinishReason.STOP, finish.raw()) : finish;
                case StreamEvent.Failed failed -> last = failed;
                case StreamEvent.ToolCallStart call -> parts = Math.max(parts, call.part() + 1);
                case StreamEvent.ToolCallArgs _, StreamEvent.ToolCallEnd _, StreamEvent.Hosted _, StreamEvent.Continuation _ -> { }
                default -> pass(event);
            }
        }

        private void pass(StreamEvent event) {
            switch (event) {
                case StreamEvent.Started _ -> started = true;
                case StreamEvent.PartStarted part -> {
                    parts = Math.max(parts, part.part() + 1);
                    start();
                }
                case StreamEvent.TextDelta _ -> spoke = true;
                default -> { }
            }
            to.event(event);
        }

        private void start() {
            if (started) return;
            started = true;
            to.event(new StreamEvent.Started(ClaudeCode.ID, asked, ""));
        }
    }
}
