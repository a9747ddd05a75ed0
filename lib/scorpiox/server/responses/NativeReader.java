package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.ToolKind;
import scorpiox.provider.NativeRequest;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.EnvironmentContext;
import scorpiox.server.ask.Instructions;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.ToolNames;
import scorpiox.server.ask.Wishes;
import scorpiox.server.config.Profile.PromptMode;

/// Makes of a request the body that is passed through: the client's own, cleaned of what the backend refuses. Members and items
/// keep their order and, where nothing is wrong with them, their bytes, which the backend's cache goes by.
final class NativeReader {
    /// What every backend of the wire takes. The ChatGPT backend answers any other member with status 400.
    private static final Set<String> TAKEN = Set.of("model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text", "include", "store", "stream",
            "prompt_cache_key", "service_tier", "client_metadata");

    /// What the OpenAI API takes besides.
    private static final List<String> MORE = List.of("max_output_tokens", "max_tool_calls", "temperature", "top_p", "top_logprobs", "truncation", "metadata", "user", "safety_identifier",
            "prompt_cache_retention", "prompt_cache_options", "stream_options", "service_tier");

    private static final String ENCRYPTED = "reasoning.encrypted_content";

    private final ClientRequest request;
    private final Members body;
    private final boolean codex;
    private final Map<String, JsonNode> members = new LinkedHashMap<>();      // in place of the client's; null for left out

    NativeReader(ClientRequest request, Members body) {
        this.request = request;
        this.body = body;
        this.codex = request.backend().codex();
    }

    Asked asked(List<ObjectNode> input) {
        var items = new NativeItems(ResponsesReader.maker(request)).clean(input);
        var leading = leading(items);
        var instructions = Instructions.of(request, body.text("instructions"), leading);
        var tools = NativeTools.read(request, body);
        var thinking = thinking();
        var conversation = ConversationKey.of(request, leading.isEmpty() ? texts(items, 0) : leading, firstUser(items));
        var names = ToolNames.of(named(tools, items, thinking, conversation));
        var before = new ArrayList<Message>(instructions.before());
        EnvironmentContext.of(request).ifPresent(before::add);
        items.addAll(0, before.stream().map(NativeItems::message).toList());
        var system = String.join("\n\n", instructions.system());
        members.put("model", TextNode.valueOf(request.selection().model()));
        var lite = items.stream().anyMatch(item -> ResponsesReader.type(item).equals(NativeRequest.TOOLS));
        members.put("instructions", codex && !(lite && itsOwn()) || !codex && !system.isEmpty() ? TextNode.valueOf(system) : null);
        members.put("input", tools.renamed(Json.array().addAll(items), names));
        tools.into(members, names, lite);
        rest(conversation);
        body.ignore("input");
        var shape = ResponsesReader.shape(request, body, false);
        var store = body.has("store") ? Boolean.valueOf(body.flag("store", false)) : null;
        var verbatim = ordered();
        var neutral = names.request(new Request(request.selection().model(), List.of(), List.of(), tools.neutral(), thinking, Request.Output.TEXT, conversation));
        return new Asked(neutral, verbatim, shape.stream(), List.of(), body.dropped(request.strict()), stamp -> new NativeEncoder(shape, stamp, store, names));
    }

    /// Whether the client says among the items what the model is to do, and nobody else wants to add anything.
    private boolean itsOwn() {
        var prompt = request.backend().prompt();
        var usual = (prompt.template() == null || prompt.template().isBlank()) && prompt.prepend().isEmpty() && prompt.append().isEmpty();
        return usual && request.profile().prompt() == PromptMode.CODEX_DEFAULT && (body.text("instructions") == null || body.text("instructions").isBlank());
    }

    /// Texts of the system before any other item that the mode of the prompt puts into the instructions; they are items no longer.
    private List<String> leading(List<ObjectNode> items) {
        if (!codex || request.profile().prompt() == PromptMode.CODEX_DEFAULT) return List.of();
        var leading = texts(items, 0);
        items.subList(0, leading.size()).clear();
        return leading;
    }

    private static List<String> texts(List<ObjectNode> items, int from) {
        var texts = new ArrayList<String>();
        for (var item : items.subList(from, items.size())) {
            var text = "developer".equals(Json.text(item, "role")) ? text(item.path("content")) : null;
            if (text == null) break;
            texts.add(text);
        }
        return texts;
    }

    private static String firstUser(List<ObjectNode> items) {
        for (var item : items) {
            if (!"user".equals(Json.text(item, "role"))) continue;
            if (item.path("content").isTextual() && ConversationKey.opens(item.path("content").textValue())) return item.path("content").textValue();
            for (var part : item.path("content")) if (Json.text(part, "text") != null && ConversationKey.opens(Json.text(part, "text"))) return Json.text(part, "text");
        }
        return "";
    }

    /// The text of a content that is nothing but text; else null.
    private static String text(JsonNode content) {
        if (content.isTextual()) return content.textValue();
        var texts = new ArrayList<String>();
        for (var part : content) {
            if (Json.text(part, "text") == null) return null;
            texts.add(Json.text(part, "text"));
        }
        return String.join("\n", texts);
    }

    /// The request as far as names of tools stand in it.
    private Request named(NativeTools tools, List<ObjectNode> items, Request.Thinking thinking, String conversation) {
        var calls = new ArrayList<Part>();
        for (var item : items) if (NativeHistory.call(item)) calls.add(new Part.ToolCall("", Json.text(item, "name"), ToolKind.FUNCTION, ""));
        return new Request(request.selection().model(), List.of(), List.of(new Message(Message.Role.ASSISTANT, calls)), tools.neutral(), thinking, Request.Output.TEXT, conversation);
    }

    private Request.Thinking thinking() {
        var reasoning = body.object("reasoning");
        var said = reasoning == null ? null : Wishes.effort(reasoning.text("effort"), "reasoning.effort");
        var thinking = Wishes.thinking(request, said, reasoning == null ? null : reasoning.word("summary", "auto", "concise", "detailed", "none"), true);
        var wanted = reasoning == null ? Json.object() : reasoning.all().deepCopy();
        wanted.properties().removeIf(member -> member.getValue().isNull());
        if (thinking.effort() != null) wanted.put("effort", thinking.effort().clamp(request.model().efforts()).wire());
        if (request.selection().summary() != null) wanted.put("summary", thinking.summary());
        if ("none".equals(Json.text(wanted, "summary"))) wanted.remove("summary");
        members.put("reasoning", wanted.isEmpty() ? null : wanted);
        return thinking;
    }

    private void rest(String conversation) {
        members.put("store", BooleanNode.FALSE);
        members.put("stream", BooleanNode.TRUE);
        var include = Json.array();
        var asked = body.list("include");
        for (var i = 0; i < asked.size(); i++) {
            if (!asked.get(i).isTextual()) throw Members.wrong("include[" + i + "]", "a string");
            if (!include.valueStream().toList().contains(asked.get(i))) include.add(asked.get(i));
        }
        if (include.valueStream().noneMatch(each -> each.textValue().equals(ENCRYPTED))) include.add(ENCRYPTED);
        members.put("include", include);
        members.put("prompt_cache_key", TextNode.valueOf(conversation));
        text();
        body.object("client_metadata");
        if (codex) onlyCodex();
        else MORE.forEach(body::ignore);
    }

    private void onlyCodex() {
        var tier = Wishes.tier(request, body);
        members.put("service_tier", tier == null ? null : TextNode.valueOf(tier));
        ResponsesReader.usual(body);
        Wishes.sampling(request, body);
        Wishes.maxTokens(request, body, "max_output_tokens");
        body.drop("metadata", body.all().path("metadata").isEmpty());
    }

    private void text() {
        var text = body.object("text");
        var verbosity = Wishes.verbosity(request, text == null ? null : text.word("verbosity", "low", "medium", "high"));
        if (text != null) text.object("format");
        if (verbosity == null) return;
        var wanted = text == null ? Json.object() : text.all().deepCopy();
        members.put("text", wanted.put("verbosity", verbosity));
    }

    /// The client's members in their order, then those that it left out in ours.
    private ObjectNode ordered() {
        var ordered = Json.object();
        for (var member : body.all().properties()) {
            var name = member.getKey();
            if (members.containsKey(name)) {
                if (members.get(name) != null) ordered.set(name, members.get(name));
            } else if (!member.getValue().isNull() && (TAKEN.contains(name) || !codex && MORE.contains(name))) {
                ordered.set(name, member.getValue());
            }
        }
        for (var name : List.of("model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text", "include", "store", "stream", "prompt_cache_key",
                "service_tier")) {
            if (!ordered.has(name) && members.get(name) != null) ordered.set(name, members.get(name));
        }
        return ordered;
    }
}
