package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import scorpiox.base.Json;
import scorpiox.model.Usage;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;

/// The `response` object of an answer that is made here. It has every member that the official clients look for, in the order
/// of OpenAI's reference.
///
/// @param stamp what is the same in all of its states
/// @param echo  members that repeat the request
record ResponseObject(Stamp stamp, ObjectNode echo) {
    String id() {
        return "resp_" + stamp.id();
    }

    /// While it is made.
    ObjectNode running() {
        return of("in_progress", null, null, Json.array(), null);
    }

    /// @param reason why it is not whole; null where it is, or where nobody knows why
    ObjectNode finished(boolean whole, String reason, ArrayNode output, Usage usage) {
        return of(whole ? "completed" : "incomplete", null, reason, output, usage);
    }

    /// @param output items that were whole by then
    ObjectNode failed(Refused why, ArrayNode output) {
        return of("failed", error(why), null, output, null);
    }

    /// Why an answer failed, as it stands in the response.
    static ObjectNode error(Refused why) {
        var error = Json.object().put("code", why.code() == null ? "server_error" : why.code()).put("message", why.getMessage());
        for (var member : why.more().properties()) if (!error.has(member.getKey())) error.set(member.getKey(), member.getValue());
        return error;
    }

    /// With what was written to a cache, and what it cost, where the provider says so.
    private static ObjectNode usage(Usage usage) {
        var object = Json.object().put("input_tokens", usage.input());
        var details = object.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        if (usage.cacheWrite() > 0) details.put("cache_write_tokens", usage.cacheWrite());
        object.put("output_tokens", usage.output()).putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        object.put("total_tokens", usage.input() + usage.output());
        return usage.charged() == null ? object : object.put("cost", usage.charged());
    }

    private ObjectNode of(String status, ObjectNode error, String reason, ArrayNode output, Usage usage) {
        var response = Json.object().put("id", id()).put("object", "response").put("created_at", stamp.created().getEpochSecond()).put("status", status).put("background", false);
        response.set("error", error);
        response.set("incomplete_details", reason == null ? null : Json.object().put("reason", reason));
        response.putNull("instructions");
        repeat(response, "max_output_tokens", null);
        response.putNull("max_tool_calls");
        response.put("model", stamp.model()).set("output", output);
        repeat(response, "parallel_tool_calls", BooleanNode.TRUE);
        response.putNull("previous_response_id");
        repeat(response, "reasoning", Json.object().putNull("effort").putNull("summary"));
        repeat(response, "service_tier", TextNode.valueOf("auto"));
        repeat(response, "store", BooleanNode.FALSE);
        repeat(response, "temperature", null);
        repeat(response, "text", Json.object().set("format", Json.object().put("type", "text")));
        repeat(response, "tool_choice", TextNode.valueOf("auto"));
        response.putArray("tools");
        repeat(response, "top_p", null);
        response.put("truncation", "disabled");
        response.set("usage", usage == null ? null : usage(usage));
        response.putNull("user");
        repeat(response, "metadata", Json.object());
        return response;
    }

    private void repeat(ObjectNode response, String member, JsonNode usual) {
        response.set(member, echo.has(member) ? echo.get(member) : usual);
    }
}
