package scorpiox.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.Members;

/// The messages of a chat request in neutral words.
///
/// What only the chat's own words can tell is mended here: ids and names that are missing, and functions as they were before
/// there were tools. Calls and results that do not belong together are left to the provider, which mends them for everybody.
final class ChatConversation {
    private final List<String> leading = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Call> calls = new HashMap<>();
    private final List<Call> open = new ArrayList<>();
    private final boolean thinkTags;
    private final List<Part> results = new ArrayList<>();
    private Call function;      // the last call without a result, of the kind that had no id
    private boolean begun;
    private int legacy;
    private String firstUser = "";

    /// A call of the last message that had any.
    ///
    /// @param own  whether the client gave it an id
    /// @param part null where it has no name: it is left out together with its result
    private record Call(boolean own, Part.ToolCall part) {}

    /// @param thinkTags whether this client was shown thinking as a part of the text, which does not go back
    private ChatConversation(boolean thinkTags) {
        this.thinkTags = thinkTags;
    }

    static ChatConversation read(List<JsonNode> list, String path, boolean thinkTags) {
        var conversation = new ChatConversation(thinkTags);
        for (var i = 0; i < list.size(); i++) conversation.message(Members.of(list.get(i), path + "[" + i + "]"), i);
        conversation.endResults();
        return conversation;
    }

    /// Texts of the system before any other message.
    List<String> leading() {
        return leading;
    }

    /// The rest.
    List<Message> messages() {
        return messages;
    }

    /// The first text of the user; empty for none.
    String firstUser() {
        return firstUser;
    }

    private void message(Members message, int number) {
        var role = message.text("role");
        var content = message.get("content");
        var path = message.path("content");
        switch (role) {
            case "system", "developer" -> system(ChatContent.system(content, path));
            case "user" -> user(ChatContent.user(content, path));
            case "assistant" -> assistant(message, number);
            case "tool" -> result(message.text("tool_call_id"), ChatContent.tool(content, path));
            case "function" -> functionResult(message.text("name"), ChatContent.tool(content, path));
            case null -> throw message.missing("role");
            default -> throw message.invalid("role", "must be one of system, developer, user, assistant, tool, function");
        }
    }

    private void system(String text) {
        if (!begun) leading.add(text);
        else if (!text.isEmpty()) add(Role.DEVELOPER, List.of(new Part.Text(text)));
    }

    private void user(List<Part> parts) {
        begun = true;
        for (var part : parts) if (firstUser.isEmpty() && part instanceof Part.Text(var text, _, _) && ConversationKey.opens(text)) firstUser = text;
        add(Role.USER, parts);
    }

    private void assistant(Members message, int number) {
        begun = true;
        var parts = new ArrayList<>(ChatContent.assistant(message.get("content"), message.path("content")));
        if (thinkTags && !parts.isEmpty() && parts.getFirst() instanceof Part.Text(var text, _, _)) parts.set(0, new Part.Text(withoutThinking(text)));
        parts.removeIf(part -> part instanceof Part.Text(var text, _, _) && text.isEmpty());
        var refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) parts.add(new Part.Refusal(refusal));
        var made = made(message, number);
        for (var call : made) if (call.part() != null) parts.add(call.part());
        add(Role.ASSISTANT, parts);
        if (!made.isEmpty()) {
            open.clear();
            open.addAll(made);
        }
    }

    /// The calls of a message, in their order.
    private List<Call> made(Members message, int number) {
        var made = new ArrayList<Call>();
        var list = message.list("tool_calls");
        for (var i = 0; i < list.size(); i++) {
            var path = message.path("tool_calls") + "[" + i + "]";
            made.add(call(Members.of(list.get(i), path), "call_sx_" + number + "_" + i));
        }
        var called = message.object("function_call");
        if (called != null) {
            var call = new Call(false, part("call_fn_" + ++legacy, ToolKind.FUNCTION, called, "arguments"));
            function = call;
            made.add(call);
        }
        return made;
    }

    private Call call(Members call, String spare) {
        var said = call.text("id");
        var own = said != null && !said.isBlank();
        var type = call.text("type");
        var custom = "custom".equals(type) || type == null && call.has("custom");
        if (type != null && !custom && !type.equals("function")) throw call.invalid("type", "must be function or custom");
        var member = custom ? "custom" : "function";
        if (!call.has(member)) throw call.missing(member);
        var made = new Call(own, part(own ? said : spare, custom ? ToolKind.FREEFORM : ToolKind.FUNCTION, call.object(member), custom ? "input" : "arguments"));
        if (own) calls.put(said, made);
        return made;
    }

    /// @return null where the call has no name
    private static Part.ToolCall part(String id, ToolKind kind, Members function, String input) {
        var name = function.text("name");
        var raw = raw(function.get(input), kind, function.path(input));
        return name == null || name.isBlank() ? null : new Part.ToolCall(id, name, kind, raw);
    }

    private static String raw(JsonNode input, ToolKind kind, String path) {
        var nothing = kind == ToolKind.FUNCTION ? "{}" : "";
        return switch (input) {
            case null -> nothing;
            case JsonNode text when text.isTextual() -> text.textValue().isBlank() ? nothing : text.textValue();
            case ObjectNode object when kind == ToolKind.FUNCTION -> Json.write(object);
            default -> throw Members.wrong(path, "a string");
        };
    }

    private void result(String id, List<Part> content) {
        begun = true;
        var given = id != null && !id.isBlank();
        var call = given ? calls.get(id) : unnamed();
        answer(call, given ? id : "", "", content);
    }

    /// The call that a result without an id must belong to: the only one that is open, or the first without an id itself.
    private Call unnamed() {
        if (open.size() == 1) return open.getFirst();
        for (var call : open) if (!call.own()) return call;
        return null;
    }

    private void functionResult(String name, List<Part> content) {
        begun = true;
        var call = function;
        function = null;
        answer(call, "", name == null ? "" : name, content);
    }

    /// @param call null where nobody knows it
    private void answer(Call call, String id, String name, List<Part> content) {
        if (call == null) {
            results.add(new Part.ToolResult(id, name, ToolKind.FUNCTION, content, false));
            return;
        }
        open.remove(call);
        var part = call.part();
        if (part != null) results.add(new Part.ToolResult(part.id(), part.name(), part.kind(), content, false));
    }

    private void add(Role role, List<Part> parts) {
        endResults();
        if (!parts.isEmpty()) messages.add(new Message(role, parts));
    }

    /// Results that follow each other are one message.
    private void endResults() {
        if (!results.isEmpty()) messages.add(new Message(Role.TOOL, results));
        results.clear();
    }

    private static String withoutThinking(String text) {
        var end = text.startsWith("<think>") ? text.indexOf("</think>") : -1;
        return end < 0 ? text : text.substring(end + "</think>".length()).stripLeading();
    }
}
