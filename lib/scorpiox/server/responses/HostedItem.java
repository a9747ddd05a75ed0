package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.server.ask.Frames;

/// A call that the provider makes itself, such as a search of the web.
final class HostedItem extends OutputItem {
    private final String type;
    private ObjectNode whole = Json.object();

    /// Announces it.
    ///
    /// @param type of the item, `web_search_call`
    HostedItem(Events events, String answer, int number, String type, Frames out) {
        super(events, prefix(type), answer, number);
        this.type = type;
        added(Json.object().put("id", id).put("type", type).put("status", "in_progress"), out);
        events.write("response." + type + ".in_progress", place(), out);
    }

    /// Ends it.
    ///
    /// @param item as the provider says it, or null
    void complete(JsonNode item, Frames out) {
        if (item instanceof ObjectNode object) whole = object;
        end(true, out);
    }

    @Override
    void closing(Frames out) {
        events.write("response." + type + ".completed", place(), out);
    }

    @Override
    ObjectNode item(boolean ended) {
        var item = Json.object().put("id", id).put("type", type).put("status", ended ? "completed" : "in_progress");
        for (var member : whole.properties()) if (!item.has(member.getKey()) || member.getKey().equals("status")) item.set(member.getKey(), member.getValue());
        return item;
    }

    private static String prefix(String type) {
        return type.equals("web_search_call") ? "ws_" : type.substring(0, Math.min(type.indexOf('_') + 1, 8));
    }
}
