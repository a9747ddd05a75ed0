package scorpiox.server.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.Attachments;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.Refused;

/// Reads the conversation of a request: messages of text or of blocks, the blocks in their order.
final class MessageBlocks {
    private static final String FREE_TEXT = "input";

    private final Set<String> freeform = new HashSet<>();
    private final Map<String, Part.ToolCall> calls = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();

    /// @param offered tools of the request: calls of those that take free text hold it as their one argument
    MessageBlocks(List<Tool> offered) {
        for (var tool : offered) if (tool instanceof Tool.Freeform) freeform.add(tool.name());
    }

    List<Message> read(Members body) {
        if (!body.has("messages")) throw body.missing("messages");
        var list = body.list("messages");
        if (list.isEmpty()) throw body.invalid("messages", "must not be empty");
        for (var i = 0; i < list.size(); i++) message(Members.of(list.get(i), "messages[" + i + "]"));
        if (messages.isEmpty()) throw body.invalid("messages", "must say something");
        return messages;
    }

    private void message(Members message) {
        var role = message.word("role", "user", "assistant", "system");
        if (role == null) throw message.missing("role");
        var blocks = blocks(message, "content");
        switch (role) {
            case "assistant" -> assistant(blocks);
            case "system" -> {
                var parts = new ArrayList<Part>();
                for (var block : blocks) {
                    if (!"text".equals(block.text("type"))) throw unknown(block);
                    add(Billing.without(text(block)), parts);
                }
                add(Role.DEVELOPER, parts);
            }
            default -> user(blocks);
        }
    }

    /// Content as blocks; a text is a block of its own.
    private static List<Members> blocks(Members holder, String member) {
        var content = holder.get(member);
        if (content == null) throw holder.missing(member);
        if (content.isTextual()) return List.of(Members.of(Json.object().put("type", "text").put("text", content.textValue()), holder.path(member)));
        if (!content.isArray()) throw Members.wrong(holder.path(member), "a string or an array of blocks");
        var blocks = new ArrayList<Members>(content.size());
        for (JsonNode block : content) blocks.add(Members.of(block, holder.path(member) + "[" + blocks.size() + "]"));
        return blocks;
    }

    /// The text of a text block.
    static String text(Members block) {
        var text = block.text("text");
        if (text == null) throw block.missing("text");
        return text;
    }

    private void add(Role role, List<Part> parts) {
        if (!parts.isEmpty()) messages.add(new Message(role, parts));
        parts.clear();
    }

    private static void add(String text, List<Part> to) {
        if (!text.isEmpty()) to.add(new Part.Text(text));
    }

    /// Results of calls are a message of their own, what is said before and after them another.
    private void user(List<Members> blocks) {
        var parts = new ArrayList<Part>();
        var results = false;
        for (var block : blocks) {
            var result = "tool_result".equals(block.text("type"));
            if (result != results) add(results ? Role.TOOL : Role.USER, parts);
            results = result;
            if (result) parts.add(result(block));
            else shown(block, parts);
        }
        add(results ? Role.TOOL : Role.USER, parts);
    }

    /// What a user and a tool can show: text, pictures, documents.
    private static void shown(Members block, List<Part> to) {
        switch (block.text("type")) {
            case "text" -> add(text(block), to);
            case "image" -> to.add(picture(block));
            case "document" -> document(block, to);
            case "search_result" -> found(block, to);
            case null, default -> throw unknown(block);
        }
    }

    /// What a search of the client's own found: no other wire has a word for it.
    private static void found(Members block, List<Part> to) {
        add(block.name("title") + " (" + block.name("source") + ")", to);
        for (var inner : blocks(block, "content")) add(text(inner), to);
    }

    private static Refused unknown(Members block) {
        return block.has("type") ? block.invalid("type", "is no kind of block that can be read here") : block.missing("type");
    }

    private static Members source(Members block) {
        var source = block.object("source");
        if (source == null) throw block.missing("source");
        return source;
    }

    private static Part picture(Members block) {
        var source = source(block);
        return switch (source.text("type")) {
            case "base64" -> Attachments.picture(source.name("media_type"), source.name("data"), null, source.path("data"));
            case "url" -> Attachments.picture(source.name("url"), null, source.path("url"));
            case null -> throw source.missing("type");
            default -> throw source.invalid("type", "must be one of base64, url");
        };
    }

    private static void document(Members block, List<Part> to) {
        var source = source(block);
        switch (source.text("type")) {
            case "base64" -> {
                var mime = source.name("media_type");
                if (!mime.equals("application/pdf")) throw source.invalid("media_type", "must be application/pdf");
                var title = block.text("title");
                to.add(new Part.File(title == null || title.isBlank() ? "document.pdf" : title, mime, Attachments.base64(source.name("data"), source.path("data"))));
            }
            case "text" -> {
                var text = source.text("data");
                if (text == null) throw source.missing("data");
                add(text, to);
            }
            case "content" -> {
                for (var inner : blocks(source, "content")) {
                    if ("document".equals(inner.text("type"))) throw unknown(inner);
                    shown(inner, to);
                }
            }
            case null -> throw source.missing("type");
            default -> throw source.invalid("type", "must be one of base64, text, content");
        }
    }

    private Part result(Members block) {
        var id = block.name("tool_use_id");
        var error = block.flag("is_error", false);
        var content = new ArrayList<Part>();
        if (block.has("content")) for (var inner : blocks(block, "content")) {
            if ("tool_reference".equals(inner.text("type"))) content.add(new Part.Text("The tool " + inner.name("tool_name") + " can be called now."));
            else shown(inner, content);
        }
        var joined = joined(content);
        if (error) failed(joined);
        if (joined.isEmpty()) joined.add(new Part.Text(""));
        var call = calls.get(id);
        return new Part.ToolResult(id, call == null ? "" : call.name(), call == null ? ToolKind.FUNCTION : call.kind(), joined, error);
    }

    /// Texts behind one another as one, since a result of text alone goes out as a string.
    private static List<Part> joined(List<Part> content) {
        var joined = new ArrayList<Part>();
        for (var part : content) {
            if (part instanceof Part.Text(var text, _, _) && !joined.isEmpty() && joined.getLast() instanceof Part.Text(var before, _, _)) {
                joined.set(joined.size() - 1, new Part.Text(before + "\n" + text));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    /// Most wires have no word for a call that failed.
    private static void failed(List<Part> content) {
        if (content.isEmpty() || !(content.getFirst() instanceof Part.Text(var text, _, _))) content.addFirst(new Part.Text("Error: "));
        else if (!text.startsWith("Error: ")) content.set(0, new Part.Text("Error: " + text));
    }

    private void assistant(List<Members> blocks) {
        var parts = new ArrayList<Part>();
        Opaque ofCall = null;
        for (var block : blocks) {
            switch (block.text("type")) {
                case "tool_use" -> {
                    parts.add(call(block, ofCall));
                    ofCall = null;
                }
                case "thinking" -> {
                    var carried = carried(block);
                    if (carried == null) continue;
                    switch (carried.place()) {
                        case THINKING -> parts.add(new Part.Reasoning(shownThinking(block), carried.opaque()));
                        case HOSTED -> parts.add(new Part.Hosted(carried.opaque()));
                        case CALL -> ofCall = carried.opaque();
                    }
                }
                case "redacted_thinking" -> { }
                case String foreign when foreign.endsWith("_tool_use") || foreign.endsWith("_tool_result") -> { }      // of another server
                case "text" -> add(text(block), parts);
                case null, default -> throw unknown(block);
            }
        }
        add(Role.ASSISTANT, parts);
    }

    private static Carried carried(Members block) {
        return Carried.read(block.text("signature"), shownThinking(block)).orElse(null);
    }

    private static String shownThinking(Members block) {
        var thinking = block.text("thinking");
        return thinking == null ? "" : thinking;
    }

    private Part.ToolCall call(Members block, Opaque opaque) {
        var id = block.name("id");
        var name = block.name("name");
        var given = block.object("input");
        var input = given == null ? Json.object() : given.all();
        var free = freeform.contains(name) ? free(input) : null;
        var call = free != null ? new Part.ToolCall(id, name, ToolKind.FREEFORM, free, opaque) : new Part.ToolCall(id, name, ToolKind.FUNCTION, Json.write(input), opaque);
        calls.put(id, call);
        return call;
    }

    private static String free(ObjectNode input) {
        return input.size() == 1 ? Json.text(input, FREE_TEXT) : null;
    }
}
