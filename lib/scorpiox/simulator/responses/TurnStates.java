package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scorpiox.base.Json;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Refusal;

/// Sticky turn routing: the first answer of a turn hands out a state, each further request of the turn must repeat it,
/// and a new turn must not. Of one conversation several turns may go on at a time: clients ask for its title meanwhile.
final class TurnStates {
    private static final String HEADER = "x-codex-turn-state";

    private final Map<String, Set<String>> byTurn = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, JsonNode> begun = new ConcurrentHashMap<>();

    /// What is wrong with a request's state, if anything.
    Optional<Refusal> check(HttpExchange exchange, JsonNode body) {
        var sent = exchange.header(HEADER);
        var expected = byTurn.getOrDefault(turn(body), Set.of());
        if (ItemReader.lastOutput(body).isPresent()) {
            return expected.isEmpty() || expected.contains(sent) ? Optional.empty() : refusal("a follow-up must repeat the turn state");
        }
        var again = expected.contains(sent) && body.path("input").equals(begun.get(sent));
        return begun.containsKey(sent) && !again ? refusal("a new turn must not carry the state of another") : Optional.empty();
    }

    /// The state to hand out with an answer; empty where the turn already has one.
    String state(HttpExchange exchange, JsonNode body) {
        var states = byTurn.computeIfAbsent(turn(body), _ -> ConcurrentHashMap.newKeySet());
        if (states.contains(exchange.header(HEADER)) || ItemReader.lastOutput(body).isPresent()) return "";
        var state = "ts_" + conversation(body) + "_" + number.getAndIncrement();
        begun.put(state, body.path("input"));
        states.add(state);
        return state;
    }

    /// A conversation, and what its user said last.
    private static String turn(JsonNode body) {
        return conversation(body) + " " + ItemReader.asked(body).text();
    }

    private static String conversation(JsonNode body) {
        return body.path("prompt_cache_key").asText("none");
    }

    private static Optional<Refusal> refusal(String text) {
        return Optional.of(new Refusal(400, Json.object().put("detail", text)));
    }
}
