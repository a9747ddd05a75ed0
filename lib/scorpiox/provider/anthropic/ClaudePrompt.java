package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;

/// A request as the one message of a user that `claude -p` reads: what was said before stands in it as text, since a
/// conversation cannot be handed over.
final class ClaudePrompt {
    private ClaudePrompt() {}

    /// One line of JSON.
    static ObjectNode of(Request request) {
        var messages = request.messages();
        var newest = messages.size();
        while (newest > 0 && asks(messages.get(newest - 1))) newest--;
        var content = Json.array();
        if (newest > 0) {
            var said = new StringBuilder("This is the conversation so far. It is for you to know; do not repeat it.\n");
            for (var message : messages.subList(0, newest)) for (var part : message.parts()) tell(message.role(), part, said);
            content.add(Blocks.text(said.append("\nIt ends here. ").append(newest < messages.size() ? "Answer what comes now." : "Go on with your answer.").toString()));
        }
        for (var message : messages.subList(newest, messages.size())) add(message, content);
        if (request.output().schema() != null) {
            content.add(Blocks.text("Answer with nothing but JSON that follows this JSON Schema:\n" + Json.write(request.output().schema())));
        }
        var line = Json.object().put("type", "user").put("session_id", "").<ObjectNode>set("message", Json.object().put("role", "user").set("content", content));
        return line.putNull("parent_tool_use_id");
    }

    private static boolean asks(Message message) {
        return message.role() == Message.Role.USER || message.role() == Message.Role.DEVELOPER;
    }

    private static void add(Message message, ArrayNode to) {
        for (var part : message.parts()) {
            var block = Blocks.of(part);
            if (block == null) continue;
            to.add(message.role() == Message.Role.DEVELOPER && part instanceof Part.Text(var text, _, _) ? Blocks.note(text) : block);
        }
    }

    private static void tell(Message.Role role, Part part, StringBuilder to) {
        var text = switch (part) {
            case Part.Text(var said, _, _) -> said;
            case Part.Refusal(var said) -> said;
            case Part.Image _, Part.ImageLink _ -> "[a picture]";
            case Part.File file -> "[the file " + file.name() + "]";
            case Part.ToolCall call -> "[calls " + call.name() + "] " + call.raw();
            case Part.ToolResult result -> {
                var inner = new StringBuilder(result.error() ? "[failed: " : "[result of ").append(result.name()).append("] ");
                for (var piece : result.content()) inner.append(piece instanceof Part.Text(var said, _, _) ? said : "[a picture]");
                yield inner.toString();
            }
            case Part.Reasoning _, Part.Hosted _ -> "";
        };
        if (!text.isBlank()) to.append("\n<").append(role.name().toLowerCase(Locale.ROOT)).append(">\n").append(text).append('\n');
    }
}
