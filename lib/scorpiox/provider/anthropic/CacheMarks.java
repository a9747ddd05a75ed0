package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import scorpiox.base.Json;
import scorpiox.model.Request;

/// The marks in a request up to which the server caches it, four at most: after the tools, after the system text, after
/// the newest message of the user or of tools, and some blocks before that, since a mark looks back only 20 blocks.
final class CacheMarks {
    private static final int BACK = 15;

    private CacheMarks() {}

    static void set(ObjectNode body, Request.Cache cache) {
        if (cache.mode() == Request.Cache.Mode.OFF) return;
        mark(last(body.path("tools")), cache);
        mark(last(body.path("system")), cache);
        var newest = 0;
        var blocks = new ArrayList<JsonNode>();
        for (var message : body.path("messages")) {
            message.path("content").forEach(blocks::add);
            if (message.path("role").asText().equals("user")) newest = blocks.size();
        }
        if (newest == 0) return;
        mark(blocks.get(newest - 1), cache);
        var earlier = newest - 1 - BACK;
        while (earlier > 0 && !takesMark(blocks.get(earlier))) earlier--;
        if (earlier > 0) mark(blocks.get(earlier), cache);
    }

    private static JsonNode last(JsonNode list) {
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    /// Thinking takes none, and what goes back to its maker is not touched.
    private static boolean takesMark(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text", "image", "document", "tool_use", "tool_result" -> true;
            default -> false;
        };
    }

    private static void mark(JsonNode block, Request.Cache cache) {
        if (!(block instanceof ObjectNode markable)) return;
        var mark = Json.object().put("type", "ephemeral");
        if (cache.longLived()) mark.put("ttl", "1h");
        markable.set("cache_control", mark);
    }
}
