package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Ids;

/// The `response` object that frames a stream.
record Response(JsonNode request, ObjectNode input) {
    /// Every answer is made at the same time, so that equal requests get equal answers.
    private static final long CREATED = 1_780_000_000;

    /// A number that is practically the request's own.
    long number() {
        return request.hashCode() & 0xffff_ffffL;
    }

    ObjectNode started() {
        return object("in_progress", Json.array(), null);
    }

    ObjectNode completed(ArrayNode output) {
        return object("completed", output, usage(output));
    }

    ObjectNode incomplete(ArrayNode output) {
        var response = object("incomplete", output, usage(output));
        response.set("incomplete_details", Json.object().put("reason", "max_output_tokens"));
        return response;
    }

    ObjectNode failed(ObjectNode error) {
        var response = object("failed", Json.array(), null);
        response.set("error", error);
        return response;
    }

    private ObjectNode usage(ArrayNode output) {
        var reasoning = 0;
        for (var item : output) if (item.path("type").asText().equals("reasoning")) reasoning += 64;
        var tokens = Json.write(output).length() / 16 + 1 + reasoning;
        var usage = input.deepCopy();
        usage.put("output_tokens", tokens).set("output_tokens_details", Json.object().put("reasoning_tokens", reasoning));
        return usage.put("total_tokens", usage.path("input_tokens").asInt() + tokens);
    }

    private ObjectNode object(String status, ArrayNode output, ObjectNode usage) {
        var response = Json.object().put("id", Ids.of("resp", number())).put("object", "response").put("created_at", CREATED).put("status", status)
                .put("model", request.path("model").asText());
        response.set("output", output);
        response.set("usage", usage);
        return response;
    }
}
