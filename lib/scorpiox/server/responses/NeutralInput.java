package scorpiox.server.responses;

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
import scorpiox.model.Phase;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.Members;

/// The items of a request in neutral words: what the model made in one go is one message again, and so are the results that
/// follow. Calls and results that do not belong together are left to the provider, which mends them for everybody.
final class NeutralInput {
    private static final String SHELL = "local_shell";

    private final String maker;
    private final List<String> leading = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Part.ToolCall> calls = new HashMap<>();
    private final Set<String> nameless = new HashSet<>();
    private final List<Part> parts = new ArrayList<>();     // of the message that goes on
    private Role role;                                      // of it
    private Opaque ofNext;                                  // what belongs to the next call
    private boolean begun;
    private String firstUser = "";

    private NeutralInput(String maker) {
        this.maker = maker;
    }

    /// @param maker whose reasoning it is that does not say
    static NeutralInput read(List<ObjectNode> items, String maker) {
        var input = new NeutralInput(maker);
        for (var i = 0; i < items.size(); i++) input.item(Members.of(items.get(i), "input[" + i + "]"));
        input.end();
        return input;
    }

    /// Texts of the system before any other message.
    List<String> leading() {
        return leading;
    }

    List<Message> messages() {
        return messages;
    }

    /// The first text of the user; empty for none.
    String firstUser() {
        return firstUser;
    }

    private void item(Members item) {
        var type = ResponsesReader.type(item.all());
        switch (type) {
            case "message" -> message(item);
            case "reasoning" -> reasoning(item);
            case "function_call" -> call(item, ToolKind.FUNCTION, item.text("name"), arguments(item));
            case "custom_tool_call" -> call(item, ToolKind.FREEFORM, item.text("name"), item.text("input") == null ? "" : item.text("input"));
            case "local_shell_call" -> call(item, ToolKind.FUNCTION, SHELL, item.has("action") ? Json.write(item.object("action").all()) : "{}");
            case "function_call_output", "local_shell_call_output" -> result(item, ToolKind.FUNCTION);
            case "custom_tool_call_output" -> result(item, ToolKind.FREEFORM);
            case "web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call" -> hosted(item, type);
            case "item_reference" -> { }        // nothing is stored here
            default -> throw item.invalid("type", "is no kind of item that can be understood here; there are message, reasoning, function_call, custom_tool_call, their outputs, "
                    + "and calls of a search");
        }
    }

    private void message(Members message) {
        var content = message.get("content");
        var path = message.path("content");
        switch (message.text("role")) {
            case "system", "developer" -> {
                var text = NeutralContent.text(NeutralContent.said(content, path));
                if (!begun) leading.add(text);
                else if (!text.isEmpty()) add(Role.DEVELOPER, new Part.Text(text));
            }
            case "user" -> {
                var said = NeutralContent.said(content, path);
                begun = true;
                end();
                for (var part : said) {
                    if (firstUser.isEmpty() && part instanceof Part.Text(var text, _, _) && ConversationKey.opens(text)) firstUser = text;
                    add(Role.USER, part);
                }
                end();
            }
            case "assistant" -> {
                for (var part : NeutralContent.answered(content, path, Phase.named(message.text("phase")))) add(Role.ASSISTANT, part);
            }
            case null -> throw message.missing("role");
            default -> throw message.invalid("role", "must be one of system, developer, user, assistant");
        }
    }

    private void reasoning(Members item) {
        var summary = texts(item, "summary");
        var shown = summary.isEmpty() ? texts(item, "content") : summary;
        var encrypted = item.text("encrypted_content");
        if (encrypted == null || encrypted.isBlank()) {
            add(Role.ASSISTANT, new Part.Reasoning(shown, null));
        } else if (!encrypted.startsWith("sx1.") && !encrypted.startsWith("sx2.")) {
            var data = item.all().deepCopy();
            for (var member : List.of("id", "status")) data.remove(member);
            if (data.path("content").isNull()) data.remove("content");
            add(Role.ASSISTANT, new Part.Reasoning(shown, new Opaque(maker, null, "reasoning", data)));
        } else {
            Carried.read(encrypted, shown).ifPresent(carried -> carried(carried, shown));
        }
    }

    private void carried(Carried carried, String shown) {
        switch (carried.place()) {
            case THINKING -> add(Role.ASSISTANT, new Part.Reasoning(shown, carried.opaque()));
            case CALL -> ofNext = carried.opaque();
            case HOSTED -> add(Role.ASSISTANT, new Part.Hosted(carried.opaque()));
        }
    }

    private static String texts(Members item, String list) {
        var all = new ArrayList<String>();
        var pieces = item.list(list);
        for (var i = 0; i < pieces.size(); i++) {
            var text = Members.of(pieces.get(i), item.path(list) + "[" + i + "]").text("text");
            if (text != null) all.add(text);
        }
        return String.join("\n\n", all);
    }

    private void call(Members item, ToolKind kind, String name, String raw) {
        var id = item.text("call_id");
        if (id == null || id.isBlank()) return;
        if (name == null || name.isBlank()) {
            nameless.add(id);
            return;
        }
        var call = new Part.ToolCall(id, name, kind, raw, ofNext);
        ofNext = null;
        calls.put(id, call);
        add(Role.ASSISTANT, call);
    }

    private static String arguments(Members item) {
        JsonNode arguments = item.get("arguments");
        return switch (arguments) {
            case null -> "{}";
            case ObjectNode object -> Json.write(object);
            default -> item.text("arguments").isBlank() ? "{}" : item.text("arguments");
        };
    }

    private void result(Members item, ToolKind kind) {
        var id = item.text("call_id");
        var content = NeutralContent.result(item.get("output"), item.path("output"));
        if (id == null || id.isBlank() || nameless.contains(id)) return;
        var call = calls.get(id);
        add(Role.TOOL, new Part.ToolResult(id, call == null ? "" : call.name(), call == null ? kind : call.kind(), content, false));
    }

    private void hosted(Members item, String type) {
        var data = item.all().deepCopy();
        data.remove("id");
        add(Role.ASSISTANT, new Part.Hosted(new Opaque(maker, null, type, data)));
    }

    private void add(Role of, Part part) {
        begun = true;
        if (role != of) end();
        role = of;
        parts.add(part);
    }

    private void end() {
        if (!parts.isEmpty()) messages.add(new Message(role, parts));
        parts.clear();
        role = null;
    }
}
