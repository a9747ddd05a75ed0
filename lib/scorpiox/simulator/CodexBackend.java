package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Json;

/// The routes of a Codex backend: model requests with their checks, the catalogue, and refusals for everything else.
final class CodexBackend {
    private final Simulator.Setup setup;
    private final Faults faults;
    private final Bearers bearers;
    private final TurnStates turns = new TurnStates();
    private final PromptCache cache = new PromptCache();

    CodexBackend(Simulator.Setup setup, Faults faults, Bearers bearers) {
        this.setup = setup;
        this.faults = faults;
        this.bearers = bearers;
    }

    void handle(HttpExchange exchange, JsonNode body) throws IOException {
        if (exchange.path().endsWith("/models") && exchange.method().equals("GET")) models(exchange);
        else if (!exchange.path().endsWith("/responses")) json(exchange, 404, Map.of(), Json.object().put("detail", "Not Found"));
        else if (exchange.header("upgrade").equalsIgnoreCase("websocket")) json(exchange, 426, Map.of("Upgrade", "HTTP/1.1"), Json.object().put("detail", "Upgrade Required"));
        else if (!exchange.method().equals("POST")) json(exchange, 405, Map.of("Allow", "POST"), Json.object().put("detail", "Method Not Allowed"));
        else model(exchange, body);
    }

    private void models(HttpExchange exchange) throws IOException {
        var denied = bearers.denied(exchange);
        if (denied == null) json(exchange, 200, Map.of("ETag", "\"simulated\""), catalogue());
        else json(exchange, 401, Map.of(), denied);
    }

    private void model(HttpExchange exchange, JsonNode body) throws IOException {
        var chatgpt = exchange.path().contains("/backend-api/");
        var faults = this.faults.take(name -> !Fault.ofSignIn(name));
        if (Misbehaviour.instead(exchange, faults)) return;
        var denied = bearers.denied(exchange);
        if (denied != null) {
            json(exchange, 401, Map.of("x-openai-authorization-error", denied.path("error").path("code").asText()), denied);
            return;
        }
        if (!exchange.header("content-encoding").isEmpty()) {
            json(exchange, 415, Map.of(), Json.object().put("detail", "the simulator reads no content-encoding " + exchange.header("content-encoding")));
            return;
        }
        var refusal = body.isMissingNode() ? Optional.of(new Checks.Refusal(400, Json.object().put("detail", "Request body is not JSON")))
                : Checks.of(body, setup.models(), chatgpt);
        if (refusal.isEmpty() && chatgpt) refusal = turns.check(exchange, body);
        if (refusal.isPresent()) {
            json(exchange, refusal.get().status(), Map.of(), refusal.get().body());
            return;
        }
        var scripted = setup.scenario().answer(body);
        if (scripted.isEmpty()) {
            answer(exchange, body, DemoModel.answer(body), faults);
            return;
        }
        var answer = scripted.get();
        var all = new ArrayList<>(faults);
        all.addAll(answer.faults());
        if (Misbehaviour.instead(exchange, answer.faults())) return;
        if (answer.status() > 0) exchange.answer(answer.status(), answer.headers(), "application/json", answer.body().getBytes(StandardCharsets.UTF_8));
        else if (answer.sse() != null) recorded(exchange, answer.sse(), all);
        else answer(exchange, body, answer.pieces(), all);
    }

    private void answer(HttpExchange exchange, JsonNode body, List<Piece> pieces, List<Fault> faults) throws IOException {
        var state = turns.state(exchange, body);
        var misbehaviour = new Misbehaviour(exchange, faults);
        if (!misbehaviour.wholeJson()) exchange.stream(200, limits(state), "text/event-stream; charset=utf-8");
        misbehaviour.play(new Response(body, cache.usage(body)), pieces);
    }

    private void recorded(HttpExchange exchange, String sse, List<Fault> faults) throws IOException {
        exchange.stream(200, limits(""), "text/event-stream");
        new Misbehaviour(exchange, faults).replay(sse);
    }

    private ObjectNode catalogue() {
        var models = Json.object();
        var list = models.putArray("models");
        var names = setup.models().isEmpty() ? List.of("gpt-5.3-codex", "gpt-5.2-codex", "gpt-5.1-codex-mini") : setup.models().stream().sorted().toList();
        for (var name : names) list.addObject().put("slug", name).put("display_name", name).put("visibility", "list").put("context_window", 272_000);
        return models;
    }

    private static Map<String, String> limits(String state) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-request-id", "req_simulated");
        headers.put("x-codex-primary-used-percent", "12.5");
        headers.put("x-codex-primary-window-minutes", "300");
        headers.put("x-codex-primary-reset-at", "4102444800");
        if (!state.isEmpty()) headers.put("x-codex-turn-state", state);
        return headers;
    }

    private static void json(HttpExchange exchange, int status, Map<String, String> headers, JsonNode body) throws IOException {
        exchange.answer(status, new HashMap<>(headers), "application/json", Json.bytes(body));
    }
}
