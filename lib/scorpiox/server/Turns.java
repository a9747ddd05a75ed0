package scorpiox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.provider.Turn;
import scorpiox.server.ask.Asked;

/// The turns that are still going on: clients send each request by itself, and a backend wants those that bring results of
/// calls to come back to where the calls were made. A cache only: a server that does not know a turn begins a new one.
final class Turns {
    private static final int MOST = 4096;
    private static final int LONGEST = 8192;

    /// @param state  that the backend gave the turn; null for none
    /// @param routed who answered, in the router's words; null for nobody in particular
    private record Place(String state, String routed) {}

    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > MOST;
        }
    };

    /// The turn that a request belongs to.
    ///
    /// @param key  whose conversation it is
    /// @param sent state that the client itself repeats
    Turn of(String key, Asked asked, Optional<String> sent, boolean strict, int hops) {
        var follows = asked.verbatim() == null ? follows(asked.request()) : follows(asked.verbatim().path("input"));
        var place = follows ? place(key) : null;
        var own = sent.filter(state -> state.length() < LONGEST && state.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
        var turn = new Turn(strict, hops, own.orElse(place == null ? null : place.state));
        if (place != null && place.routed != null) turn.routed(place.routed);
        return turn;
    }

    /// Remembers where a turn has gone.
    void went(String key, Turn turn) {
        if (turn.state().isEmpty() && turn.routed().isEmpty()) return;
        synchronized (places) {
            places.put(key, new Place(turn.state().orElse(null), turn.routed().orElse(null)));
        }
    }

    private Place place(String key) {
        synchronized (places) {
            return places.get(key);
        }
    }

    private static boolean follows(JsonNode input) {
        return input.isArray() && !input.isEmpty() && input.path(input.size() - 1).path("type").asText("").endsWith("_output");
    }

    /// Whether a request brings results of calls, and nothing new of the user.
    private static boolean follows(Request request) {
        for (var message : request.messages().reversed()) {
            if (message.parts().stream().anyMatch(Part.ToolResult.class::isInstance)) return true;
            if (message.role() == Message.Role.USER || message.role() == Message.Role.ASSISTANT) return false;
        }
        return false;
    }
}
