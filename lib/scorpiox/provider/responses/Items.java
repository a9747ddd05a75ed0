package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.model.Phase;

/// The output items of one response, in the order in which they appear.
///
/// They are told apart by `output_index`, else by `item_id`: some servers change the id on the way, some give now the one and
/// now the other, and some neither.
final class Items {
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();

    Collection<Item> all() {
        return items.values();
    }

    /// The name of the item that an event is about.
    String key(ResponsesEvent event) {
        if (event.output() < 0) return aliases.getOrDefault(event.itemId(), String.valueOf(event.itemId()));
        var key = "#" + event.output();
        if (event.itemId() != null && !items.containsKey(key)) aliases.put(event.itemId(), key);
        return key;
    }

    /// The name under which an item that comes whole has begun, if it has.
    String begun(String key, JsonNode whole) {
        var id = String.valueOf(Json.text(whole, "id"));
        for (var candidate : List.of(key, aliases.getOrDefault(id, id), "null")) {
            var item = items.get(candidate);
            if (item != null && !item.done && item.type.equals(Json.text(whole, "type"))) return candidate;
        }
        return key.equals("null") ? id : key;
    }

    /// The item that an event is about, new when there was none.
    Item of(ResponsesEvent event, String type) {
        return items.computeIfAbsent(key(event), _ -> new Item(type, null));
    }

    /// The item of a name, new when there was none.
    Item of(String key, JsonNode shell) {
        return items.computeIfAbsent(key, _ -> new Item(String.valueOf(Json.text(shell, "type")), Phase.named(Json.text(shell, "phase"))));
    }
}
