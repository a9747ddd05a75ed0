package scorpiox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final int MOST = 8192;
    private static final int LONGEST = 8192;
    private static final int LONGEST_ID = 64;

    /// @param state  that the backend gave the turn; null for none
    /// @param routed who answered, in the router's words; null for nobody in particular
    private record Place(String state, String routed) {}

    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > MOST;
        }
    };

    /// The turn that a request belongs to: that of the calls whose results it brings, or else the last of its conversation. One
    /// conversation may have several at a time, for clients give their side errands the key of the main one.
    ///
    /// @param client whose request it is, and to which backend
    /// @param sent   state that the client itself repeats
    Turn of(String client, Asked asked, Optional<String> sent, boolean strict, int hops) {
        var place = place(client, asked);
        var own = sent.filter(state -> state.length() < LONGEST && state.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
        var turn = new Turn(strict, hops, own.orElse(place == null ? null : place.state));
        if (place != null && place.routed != null) turn.routed(place.routed);
        return turn;
    }

    /// Remembers where a turn has gone.
    ///
    /// @param call id of the first call of the answer; null for none
    void went(String client, Asked asked, Turn turn, String call) {
        if (turn.state().isEmpty() && turn.routed().isEmpty()) return;
        var place = new Place(turn.state().orElse(null), turn.routed().orElse(null));
        synchronized (places) {
            places.put(conversation(client, asked), place);
            if (call != null) places.put(call(client, asked, call), place);
        }
    }

    private Place place(String client, Asked asked) {
        var results = asked.verbatim() == null ? results(asked.request()) : results(asked.verbatim().path("input"));
        if (results.isEmpty()) return null;
        synchronized (places) {
            for (var id : results) {
                var place = places.get(call(client, asked, id));
                if (place != null) return place;
            }
            return places.get(conversation(client, asked));
        }
    }

    private static String conversation(String client, Asked asked) {
        return client + " in " + asked.request().conversation();
    }

    private static String call(String client, Asked asked, String id) {
        return conversation(client, asked) + " of " + (id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID));
    }

    /// Ids of the calls whose results a request brings, with nothing new of the user behind them.
    private static List<String> results(JsonNode input) {
        var ids = new ArrayList<String>();
        for (var i = input.size() - 1; i >= 0; i--) {
            var item = input.path(i);
            var result = item.path("type").asText("").endsWith("_output");
            if (result) ids.add(item.path("call_id").asText(""));
            else if (!ids.isEmpty() || !"developer".equals(item.path("role").asText())) break;
        }
        return ids;
    }

    private static List<String> results(Request request) {
        var ids = new ArrayList<String>();
        for (var message : request.messages().reversed()) {
            for (var part : message.parts()) if (part instanceof Part.ToolResult result) ids.add(result.callId());
            if (!ids.isEmpty() || message.role() == Message.Role.USER || message.role() == Message.Role.ASSISTANT) break;
        }
        return ids;
    }
}
