package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.ToolKind;

/// The conversation as messages of two roles: neighbours of one role become one message, and all results of a turn stand
/// in one, before any text, as the wire demands.
final class AnthropicMessages {
    private final Request request;
    private final String provider;
    private final WireNames names;
    private final boolean replay;
    private final ArrayNode messages = Json.array();
    private final List<ObjectNode> results = new ArrayList<>();
    private final List<ObjectNode> content = new ArrayList<>();
    private String role = "";

    private AnthropicMessages(Request request, String provider, WireNames names, boolean replay) {
        this.request = request;
        this.provider = provider;
        this.names = names;
        this.replay = replay;
    }

    /// @param provider whose continuation data may be sent back, for the same model only
    /// @param replay   whether earlier thinking goes back at all
    static ArrayNode of(Request request, String provider, WireNames names, boolean replay) {
        var making = new AnthropicMessages(request, provider, names, replay);
        for (var message : request.messages()) making.add(message);
        making.close();
        return making.messages;
    }

    private void add(Message message) {
        var speaks = message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
        for (var part : message.parts()) {
            var block = block(message.role(), part);
            if (block == null) continue;
            if (!speaks.equals(role)) close();      // not before it says anything: an empty message parts no neighbours
            role = speaks;
            (part instanceof Part.ToolResult ? results : content).add(block);
        }
    }

    private ObjectNode block(Message.Role role, Part part) {
        return switch (part) {
            case Part.Reasoning(_, var opaque) -> replay ? own(opaque) : null;
            case Part.Hosted(var opaque) -> own(opaque);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Text(var text, _, _) when role == Message.Role.DEVELOPER && !text.isBlank() -> Blocks.note(text);
            case Part.Text _, Part.Refusal _, Part.Image _, Part.ImageLink _, Part.File _ -> Blocks.of(part);
        };
    }

    private void close() {
        if (!results.isEmpty() || !content.isEmpty()) {
            var blocks = messages.addObject().put("role", role).putArray("content");
            results.forEach(blocks::add);
            content.forEach(blocks::add);
        }
        results.clear();
        content.clear();
    }

    /// What its maker wants back: bound to the model that made it, and meaningless to any other.
    private ObjectNode own(Opaque opaque) {
        var valid = opaque != null && opaque.provider().equals(provider) && opaque.model().equals(request.model());
        return valid && opaque.data() instanceof ObjectNode block ? block : null;
    }

    private ObjectNode call(Part.ToolCall call) {
        var block = Json.object().put("type", "tool_use").put("id", WireNames.id(call.id())).put("name", names.wire(call.name()));
        return block.set("input", call.kind() == ToolKind.FREEFORM ? Json.object().put(AnthropicRequest.FREE_TEXT, call.raw()) : arguments(call.raw()));
    }

    /// Arguments that were broken go back empty; the result says what was wrong with them.
    private static ObjectNode arguments(String raw) {
        try {
            return !raw.isBlank() && Json.read(raw) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException broken) {
            return Json.object();
        }
    }

    /// The result of a call that failed may hold nothing but text.
    private static ObjectNode result(Part.ToolResult result) {
        var block = Json.object().put("type", "tool_result").put("tool_use_id", WireNames.id(result.callId()));
        var blocks = new ArrayList<ObjectNode>();
        for (var part : result.content()) {
            var inner = Blocks.of(part);
            if (inner != null && (!result.error() || inner.has("text"))) blocks.add(inner);
        }
        if (blocks.size() == 1 && blocks.getFirst().has("text")) block.put("content", blocks.getFirst().get("text").textValue());
        else if (!blocks.isEmpty()) blocks.forEach(block.putArray("content")::add);
        return result.error() ? block.put("is_error", true) : block;
    }
}
