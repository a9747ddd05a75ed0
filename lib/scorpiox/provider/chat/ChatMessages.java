package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.ToolKind;

/// A conversation as this wire has it.
///
/// Results of calls hold text only: pictures in them follow in a message of the user's, behind the last result of the turn.
/// A message of the program's own keeps its place only where the server has a role for it; elsewhere templates refuse one
/// that is not the first, so it speaks as the user.
final class ChatMessages {
    private static final String ELSEWHERE = "see next message";

    private final String instructions;
    private final ObjectNode mark;
    private final String provider;
    private final String model;
    private final Compat compat;
    private final ArrayNode out = Json.array();
    private final List<ObjectNode> shown = new ArrayList<>();

    /// @param instructions role of the instructions
    /// @param mark         `cache_control` for what is to be cached, or null
    /// @param provider     whose continuation data may be replayed
    /// @param model        and of which model
    ChatMessages(String instructions, ObjectNode mark, String provider, String model, Compat compat) {
        this.instructions = instructions;
        this.mark = mark;
        this.provider = provider;
        this.model = model;
        this.compat = compat;
    }

    ArrayNode of(List<String> system, List<Message> messages) {
        var first = new ArrayList<>(system);
        var from = 0;
        for (; !compat.has(Trait.DEVELOPER_ROLE) && from < messages.size() && messages.get(from).role() == Message.Role.DEVELOPER; from++) {
            first.add(text(messages.get(from).parts()));
        }
        if (!first.isEmpty()) out.addObject().put("role", instructions).put("content", String.join("\n\n", first));
        for (var message : messages.subList(from, messages.size())) message(message);
        showImages();
        if (mark != null) markEnds();
        return out;
    }

    private void message(Message message) {
        if (message.role() != Message.Role.TOOL) showImages();
        switch (message.role()) {
            case ASSISTANT -> assistant(message.parts());
            case TOOL -> {
                for (var part : message.parts()) if (part instanceof Part.ToolResult result) result(result);
            }
            case DEVELOPER -> user(compat.has(Trait.DEVELOPER_ROLE) ? instructions : "user", message.parts());
            case USER -> user("user", message.parts());
        }
    }

    private void user(String role, List<Part> parts) {
        var message = out.addObject().put("role", role);
        if (textAlone(parts)) {
            message.put("content", text(parts));
            return;
        }
        var content = message.putArray("content");
        for (var part : parts) {
            switch (part) {
                case Part.Text(var text, _, _) -> content.add(block(text));
                case Part.Image image -> content.add(image(image.dataUrl(), image.detail()));
                case Part.ImageLink(var url, var detail) -> content.add(image(url, detail));
                case Part.File(var name, var mime, var base64) -> content.addObject().put("type", "file").putObject("file").put("filename", name)
                        .put("file_data", "data:" + mime + ";base64," + base64);
                case Part.Refusal _, Part.Reasoning _, Part.ToolCall _, Part.ToolResult _, Part.Hosted _ -> { }
            }
        }
    }

    /// Thinking goes back only as what its maker asked for: plain thinking is refused by some and ignored by the rest.
    private void assistant(List<Part> parts) {
        var calls = Json.array();
        var details = Json.array();
        for (var part : parts) {
            if (part instanceof Part.ToolCall call) calls.add(call(call));
            else if (part instanceof Part.Reasoning(_, var opaque) && ours(opaque)) details.addAll((ArrayNode) opaque.data());
        }
        var text = text(parts);
        if (text.isEmpty() && calls.isEmpty()) return;
        var message = out.addObject().put("role", "assistant");
        if (text.isEmpty()) message.putNull("content");
        else message.put("content", text);
        if (!details.isEmpty()) message.set(ReasoningDetails.KIND, details);
        if (!calls.isEmpty()) message.set("tool_calls", calls);
    }

    private boolean ours(Opaque opaque) {
        return opaque != null && opaque.provider().equals(provider) && opaque.model().equals(model) && opaque.kind().equals(ReasoningDetails.KIND)
                && opaque.data() instanceof ArrayNode;
    }

    private static ObjectNode call(Part.ToolCall call) {
        var arguments = call.kind() == ToolKind.FREEFORM ? wrapped(call.raw()) : call.raw().isBlank() ? "{}" : isObject(call.raw()) ? call.raw() : wrapped(call.raw());
        var node = Json.object().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", arguments);
        return node;
    }

    private static String wrapped(String raw) {
        return Json.write(Json.object().put(ChatRequest.INPUT, raw));
    }

    /// Templates of local servers fail on arguments that are no object.
    private static boolean isObject(String raw) {
        try {
            return Json.read(raw).isObject();
        } catch (IOException invalid) {
            return false;
        }
    }

    private void result(Part.ToolResult result) {
        var text = text(result.content());
        var before = shown.size();
        for (var part : result.content()) {
            if (part instanceof Part.Image image) shown.add(image(image.dataUrl(), image.detail()));
            else if (part instanceof Part.ImageLink(var url, var detail)) shown.add(image(url, detail));
        }
        if (shown.size() > before) text = text.isEmpty() ? ELSEWHERE : text + "\n\n" + ELSEWHERE;
        var message = out.addObject().put("role", "tool").put("tool_call_id", result.callId());
        if (compat.has(Trait.TOOL_RESULT_NAME)) message.put("name", result.name());
        message.put("content", text);
    }

    private void showImages() {
        if (shown.isEmpty()) return;
        var content = out.addObject().put("role", "user").putArray("content");
        content.add(block(shown.size() == 1 ? "The image of the tool's result:" : "The images of the tools' results, in their order:"));
        for (var image : shown) content.add(image);
        shown.clear();
    }

    /// Marks the end of the instructions, which the tools stand before, and the newest text: what comes before it is the same
    /// in the next request. Results of calls take no mark.
    private void markEnds() {
        if (!out.isEmpty() && out.get(0).path("role").asText().equals(instructions)) mark((ObjectNode) out.get(0));
        for (var i = out.size() - 1; i > 0; i--) {
            if (!out.get(i).path("role").asText().equals("tool") && mark((ObjectNode) out.get(i))) return;
        }
    }

    private boolean mark(ObjectNode message) {
        var text = Json.text(message, "content");
        if (text != null && !text.isEmpty()) message.putArray("content").add(block(text));
        var content = message.path("content");
        if (content.isEmpty()) return false;
        ((ObjectNode) content.get(content.size() - 1)).set("cache_control", mark);
        return true;
    }

    private static ObjectNode block(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    /// The wire has no word for `original`.
    private static ObjectNode image(String url, String detail) {
        var node = Json.object().put("type", "image_url");
        var link = node.putObject("image_url").put("url", url);
        if (detail != null) link.put("detail", detail.equals("original") ? "high" : detail);
        return node;
    }

    private static boolean textAlone(List<Part> parts) {
        for (var part : parts) if (!(part instanceof Part.Text)) return false;
        return true;
    }

    /// Texts and refusals, with a blank line between them.
    private static String text(List<Part> parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            var next = part instanceof Part.Text(var said, _, _) ? said : part instanceof Part.Refusal(var said) ? said : "";
            if (next.isEmpty()) continue;
            if (!text.isEmpty()) text.append("\n\n");
            text.append(next);
        }
        return text.toString();
    }
}
