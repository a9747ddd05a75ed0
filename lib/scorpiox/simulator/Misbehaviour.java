package scorpiox.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Json;

/// Plays an answer on an exchange the way the faults say; without faults, the way it should be.
final class Misbehaviour {
    private final HttpExchange exchange;
    private final List<Fault> faults;

    Misbehaviour(HttpExchange exchange, List<Fault> faults) {
        this.exchange = exchange;
        this.faults = faults;
        get("pieces").ifPresent(fault -> exchange.cutInto(fault.or(1)));
    }

    /// Answers with a fault that takes the place of a stream; false when there is none.
    static boolean instead(HttpExchange exchange, List<Fault> faults) throws IOException {
        for (var fault : faults) {
            if (fault.name().equals("delay")) pause(fault.or(100));
            else if (instead(exchange, fault)) return true;
        }
        return false;
    }

    private static boolean instead(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault.name()) {
            case "stall-headers" -> exchange.stall();
            case "401" -> error(exchange, 401, Map.of("x-openai-authorization-error", "token_expired"), ErrorBodies.unauthorized());
            case "403" -> error(exchange, 403, Map.of(), ErrorBodies.error("You may not do this.", "invalid_request_error", null, "forbidden"));
            case "404" -> error(exchange, 404, Map.of(), Json.object().put("detail", "Not Found"));
            case "429" -> error(exchange, 429, fault.argument() < 0 ? Map.of() : Map.of("Retry-After", String.valueOf(fault.argument())),
                    ErrorBodies.error("Rate limit", "rate_limit_error", null, "rate_limit_exceeded"));
            case "500" -> error(exchange, 500, Map.of(), ErrorBodies.error("boom", "server_error", null, null));
            case "503" -> error(exchange, 503, Map.of(), ErrorBodies.error("overloaded", "service_unavailable_error", null, "server_is_overloaded"));
            case "usage-limit" -> error(exchange, 429, Map.of("x-codex-primary-used-percent", "100"), ErrorBodies.usageLimit(resetsAt()));
            case "usage-limit-404" -> error(exchange, 404, Map.of(), ErrorBodies.usageLimit(resetsAt()));
            case "html" -> exchange.answer(403, Map.of(), "text/html; charset=UTF-8", ErrorBodies.PAGE.getBytes(StandardCharsets.UTF_8));
            case "html-200" -> exchange.answer(200, Map.of(), "text/html", ErrorBodies.PAGE.getBytes(StandardCharsets.UTF_8));
            case "redirect" -> exchange.answer(307, Map.of("Location", "http://elsewhere.invalid/"), "text/plain", new byte[0]);
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean wholeJson() {
        return get("json").isPresent();
    }

    /// A generated answer.
    void play(Response response, List<Piece> pieces) throws IOException {
        var writer = new EventWriter(exchange::write, get("crlf").isPresent(), this::brake);
        if (wholeJson()) {
            exchange.answer(200, Map.of(), "application/json", Json.bytes(wholeResponse(response, pieces)));
            return;
        }
        if (get("garbage").isPresent()) {
            exchange.write("\u0000\u0001\u0002 no events at all \u00ff".repeat(50));
            exchange.end();
            return;
        }
        frame(writer, response, pieces);
        if (writer.stopped()) return;
        exchange.end();
    }

    /// A recorded body, event by event.
    void replay(String sse) throws IOException {
        var number = 0;
        for (var event : sse.split("(?<=\n\n)")) {
            if (!brake(number++)) return;
            exchange.write(get("crlf").isPresent() ? event.replace("\n", "\r\n") : event);
        }
        exchange.end();
    }

    private void frame(EventWriter writer, Response response, List<Piece> pieces) throws IOException {
        writer.event("response.created", with(response.started()));
        writer.event("response.in_progress", with(response.started()));
        var error = inStream();
        if (error.isPresent()) {
            if (get("overloaded-late").isPresent()) writer.pieces(List.of(new Piece.Text("Partial text", null)));
            writer.event("response.failed", with(response.failed(error.get())));
            return;
        }
        if (get("error-event").isPresent()) {
            writer.event("error", Json.object().put("code", "server_error").put("message", "The server had an error.").putNull("param"));
            return;
        }
        if (get("malformed").isPresent()) writer.raw("event: response.output_text.delta\ndata: {\"type\":\"response.output_te\n\n");
        if (get("huge").isPresent()) writer.raw("data: {\"type\":\"filler\",\"filler\":\"" + "x".repeat(get("huge").get().or(17 * 1024 * 1024)) + "\"}\n\n");
        var silent = get("empty").isPresent() || get("no-output").isPresent();
        if (!silent) writer.pieces(pieces);
        if (get("no-end").isPresent()) return;
        if (get("incomplete").isPresent()) writer.event("response.incomplete", with(response.incomplete(writer.output())));
        else if (get("no-output").isPresent()) writer.event("response.completed", with(wholeResponse(response, pieces)));
        else writer.event("response.completed", with(response.completed(silent ? Json.array() : writer.output())));
    }

    private static ObjectNode wholeResponse(Response response, List<Piece> pieces) throws IOException {
        var writer = new EventWriter(_ -> { }, false, _ -> true);
        writer.pieces(pieces);
        return response.completed(writer.output());
    }

    private boolean brake(int number) throws IOException {
        if (get("cut").map(fault -> number >= fault.or(4)).orElse(false)) {
            exchange.cut();
            return false;
        }
        if (get("stall").map(fault -> number >= fault.or(4)).orElse(false)) {
            exchange.stall();
            return false;
        }
        if (get("drip").isPresent()) {
            exchange.flush();
            pause(get("drip").get().or(50));
        }
        return true;
    }

    private Optional<ObjectNode> inStream() {
        for (var fault : faults) {
            var error = switch (fault.name()) {
                case "context-length" -> error("context_length_exceeded", "Your input exceeds the context window of this model.");
                case "overloaded", "overloaded-late" -> error("server_is_overloaded", "Our servers are currently overloaded. Please try again later.");
                case "rate-limit" -> error("rate_limit_exceeded", "Rate limit reached. Please try again in " + fault.or(1) + "ms.");
                case "quota" -> error("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
                case "invalid-prompt" -> error("invalid_prompt", "Invalid prompt: limited access to this content for safety reasons.");
                default -> null;
            };
            if (error != null) return Optional.of(error);
        }
        return Optional.empty();
    }

    private Optional<Fault> get(String name) {
        return faults.stream().filter(fault -> fault.name().equals(name)).findFirst();
    }

    private static ObjectNode error(String code, String message) {
        return Json.object().put("code", code).put("message", message);
    }

    private static ObjectNode with(ObjectNode response) {
        return Json.object().set("response", response);
    }

    private static void error(HttpExchange exchange, int status, Map<String, String> headers, ObjectNode body) throws IOException {
        exchange.answer(status, headers, "application/json", Json.bytes(body));
    }

    private static long resetsAt() {
        return Instant.now().getEpochSecond() + 18_000;
    }

    /// Waits, so that an answer comes late.
    static void pause(int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
