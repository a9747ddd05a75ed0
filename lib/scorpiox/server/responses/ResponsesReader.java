package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.Refused;

/// Reads requests of the Responses API: those that a backend takes as they are go out as they are, all others in neutral words.
final class ResponsesReader {
    private ResponsesReader() {}

    /// @throws Refused where it is wrong
    static Asked read(ClientRequest request) {
        var body = Members.of(request);
        if (body.has("previous_response_id")) {
            throw Refused.invalid("previous_response_not_supported", "previous_response_id is not supported: answers are not stored here. Send the whole conversation as input, "
                    + "with store set to false", "previous_response_id");
        }
        for (var elsewhere : List.of("conversation", "prompt")) if (body.has(elsewhere)) throw body.unsupported(elsewhere);
        var input = input(body);
        return request.relays() && request.profile().passthrough() ? new NativeReader(request, body).asked(input) : new NeutralReader(request, body).asked(input);
    }

    /// The items of `input`, copied: a text is a message of the user.
    private static List<ObjectNode> input(Members body) {
        var input = body.get("input");
        var items = new ArrayList<ObjectNode>();
        switch (input) {
            case null -> throw body.missing("input");
            case ObjectNode item -> items.add(item(item, "input"));
            case ArrayNode array -> {
                for (var i = 0; i < array.size(); i++) items.add(item(array.get(i), "input[" + i + "]"));
            }
            case JsonNode text when text.isTextual() -> {
                var message = Json.object().put("type", "message").put("role", "user");
                message.putArray("content").addObject().put("type", "input_text").put("text", text.textValue());
                items.add(message);
            }
            default -> throw Members.wrong("input", "a string or an array");
        }
        return items;
    }

    private static ObjectNode item(JsonNode value, String path) {
        var item = Members.of(value, path);
        item.text("type");
        item.text("role");
        return item.all().deepCopy();
    }

    /// The kind of an item. A message need not say it.
    static String type(ObjectNode item) {
        var type = Json.text(item, "type");
        return type != null ? type : item.has("role") || item.has("content") ? "message" : "item_reference";
    }

    /// A text that only names something; null where it is missing.
    static String name(ObjectNode item, String member) {
        var text = Json.text(item, member);
        return text == null || text.isBlank() ? null : text;
    }

    /// Who made reasoning that says nothing of its maker: the backend that is asked now.
    static String maker(ClientRequest request) {
        return request.backend().provider().equals("openai") ? "openai" : "codex";
    }

    /// Members that change nothing, or that nobody is sent.
    static void usual(Members body) {
        for (var text : List.of("user", "safety_identifier", "prompt_cache_key")) body.text(text);
        for (var object : List.of("metadata", "stream_options")) body.object(object);
        body.flag("store", false);
        body.drop("truncation", "disabled".equals(body.text("truncation")));
        body.drop("background", !body.flag("background", false));
        body.drop("top_logprobs", true);
    }

    /// How the answer is to be written.
    ///
    /// @param shell whether the client has the tool `local_shell`
    static ResponsesShape shape(ClientRequest request, Members body, boolean shell) {
        var echo = Json.object();
        for (var member : List.of("max_output_tokens", "parallel_tool_calls", "store", "temperature", "tool_choice", "top_p")) {
            if (body.all().hasNonNull(member)) echo.set(member, body.all().get(member));
        }
        if (body.all().path("metadata").isObject()) echo.set("metadata", body.all().get("metadata"));
        if (body.all().path("text").isObject()) echo.set("text", text((ObjectNode) body.all().get("text")));
        if (body.all().path("reasoning").isObject()) {
            var said = body.all().get("reasoning");
            echo.set("reasoning", Json.object().put("effort", Json.text(said, "effort")).put("summary", Json.text(said, "summary")));
        }
        return new ResponsesShape(body.flag("stream", false), ResponsesShape.codex(request.headers()), shell, echo);
    }

    private static ObjectNode text(ObjectNode said) {
        if (said.path("format").isObject()) return said;
        var text = Json.object();
        text.putObject("format").put("type", "text");
        if (said.hasNonNull("verbosity")) text.set("verbosity", said.get("verbosity"));
        return text;
    }
}
