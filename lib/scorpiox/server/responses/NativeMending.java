package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.server.ask.ToolNames;

/// What in events that are passed through has to be said in another way: names of tools that went out changed, and that the
/// client asked for its answer to be stored.
///
/// @param store what the client asked; null where it did not say
/// @param names of the request's tools
record NativeMending(Boolean store, ToolNames names) {
    /// Whether events of a type may need it. The many that bring a piece of text never do.
    boolean needed(String type) {
        return switch (type) {
            case "response.created", "response.in_progress", "response.queued" -> !names.none() || store != null;
            case "response.output_item.added", "response.output_item.done", "response.function_call_arguments.done", "response.custom_tool_call_input.done" -> !names.none();
            default -> false;
        };
    }

    /// An event's data; as it came where nothing in it has to change.
    String mended(String type, String data) {
        var event = NativeOutput.object(data);
        var changed = !event.isEmpty() && mend(event);
        if (event.has("type") && !type.equals(Json.text(event, "type"))) {
            event.put("type", type);
            changed = true;
        }
        return changed ? Json.write(event) : data;
    }

    /// Changes an event, and says whether there was anything to change.
    boolean mend(ObjectNode event) {
        var changed = event.has("arguments") || event.has("input") ? renamed(event) : false;
        changed |= renamed(event.get("item"));
        if (!(event.get("response") instanceof ObjectNode response)) return changed;
        if (store != null && !(response.path("store").isBoolean() && response.path("store").booleanValue() == store)) {
            response.put("store", store);
            changed = true;
        }
        changed |= renamed(response.get("tool_choice"));
        for (var tool : response.path("tool_choice").path("tools")) changed |= renamed(tool);
        for (var tool : response.path("tools")) changed |= renamed(tool);
        for (var item : response.path("output")) changed |= renamed(item);
        return changed;
    }

    /// Numbers that clients count on, 0 where the backend leaves them out.
    static boolean countAll(ObjectNode response) {
        if (!(response.get("usage") instanceof ObjectNode usage)) return false;
        return count(usage, "input_tokens_details", "cached_tokens") | count(usage, "output_tokens_details", "reasoning_tokens");
    }

    private static boolean count(ObjectNode usage, String member, String number) {
        if (usage.path(member).path(number).isNumber()) return false;
        var details = usage.get(member) instanceof ObjectNode object ? object : usage.putObject(member);
        details.put(number, 0);
        return true;
    }

    private boolean renamed(JsonNode named) {
        var name = names.none() || !(named instanceof ObjectNode) ? null : Json.text(named, "name");
        if (name == null || names.own(name).equals(name)) return false;
        ((ObjectNode) named).put("name", names.own(name));
        return true;
    }
}
