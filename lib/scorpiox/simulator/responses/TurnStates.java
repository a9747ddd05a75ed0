package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import scorpiox.base.Json;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Refusal;

/// Sticky turn routing: the first answer of a turn hands out a state, each further request of the turn must repeat it,
/// and a new turn must not.
final class TurnStates {
    private static final String HEADER = "x-codex-turn-state";

    private final Map<String, String> byConversation = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> begun = new ConcurrentHashMap<>();
    private final Set<String> handedOut = ConcurrentHashMap.newKeySet();

    /// What is wrong with a request's state, if anything.
    Optional<Refusal> check(HttpExchange exchange, JsonNode body) {
        var sent = exchange.header(HEADER);
        var expected = byConversation.get(conversation(body));
        if (ItemReader.lastOutput(body).isPresent()) {
            return expected == null || expected.equals(sent) ? Optional.empty() : refusal("a follow-up must repeat the turn state");
        }
        var again = expected != null && expected.equals(sent) && body.path("input").equals(begun.get(sent));
        return handedOut.contains(sent) && !again ? refusal("a new turn must not carry the state of another") : Optional.empty();
    }

    /// The state to hand out with an answer; empty where the turn already has one.
    String state(HttpExchange exchange, JsonNode body) {
        var repeated = exchange.header(HEADER).equals(byConversation.get(conversation(body)));
        if (repeated || ItemReader.lastOutput(body).isPresent()) return "";
        var state = "ts_" + conversation(body) + "_" + handedOut.size();
        handedOut.add(state);
        begun.put(state, body.path("input"));
        byConversation.put(conversation(body), state);
        return state;
    }

    private static String conversation(JsonNode body) {
        return body.path("prompt_cache_key").asText("none");
    }

    private static Optional<Refusal> refusal(String text) {
        return Optional.of(new Refusal(400, Json.object().put("detail", text)));
    }
}
