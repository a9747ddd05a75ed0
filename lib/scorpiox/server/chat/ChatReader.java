package scorpiox.server.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.server.ask.AnswerFormat;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.DeclaredTools;
import scorpiox.server.ask.EnvironmentContext;
import scorpiox.server.ask.Instructions;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.OfferedTools;
import scorpiox.server.ask.ToolChoice;
import scorpiox.server.ask.ToolNames;
import scorpiox.server.ask.Wishes;
import scorpiox.server.config.Profile.Exposure;

/// Reads requests of Chat Completions.
final class ChatReader {
    private static final int MOST_STOPS = 4;

    private final ClientRequest request;
    private final Members body;

    private ChatReader(ClientRequest request) {
        this.request = request;
        this.body = Members.of(request);
    }

    /// @throws scorpiox.server.ask.Refused where it is wrong
    static Asked read(ClientRequest request) {
        return new ChatReader(request).asked();
    }

    private Asked asked() {
        var stream = body.flag("stream", false);
        var conversation = conversation();
        var instructions = Instructions.of(request, null, conversation.leading());
        var client = clientTools();
        var offered = OfferedTools.of(request, client);
        var tools = tools(offered);
        var format = AnswerFormat.read(body.object("response_format"));
        var reasoning = body.object("reasoning");
        var exposure = exposure(reasoning, format);
        var thinking = Wishes.thinking(request, effort(reasoning), reasoning == null ? null : reasoning.word("summary", "auto", "concise", "detailed", "none"),
                exposure != Exposure.HIDDEN);
        var whole = new Request(request.selection().model(), instructions.system(), messages(instructions, conversation, format), tools, thinking, output(format),
                ConversationKey.of(request, conversation.leading(), conversation.firstUser()));
        var names = ToolNames.of(whole);
        var stops = stops();
        var shape = shape(stream, client, tools, format, exposure);
        return new Asked(names.request(whole), null, stream, stops, dropped(), stamp -> names.back(ChatEncoder.of(shape, stamp)));
    }

    private ChatConversation conversation() {
        if (!body.has("messages")) throw body.missing("messages");
        var messages = body.list("messages");
        if (messages.isEmpty()) throw body.invalid("messages", "must hold a message");
        return ChatConversation.read(messages, "messages", request.profile().exposure() == Exposure.THINK_TAGS);
    }

    private List<Message> messages(Instructions instructions, ChatConversation conversation, Request.Format format) {
        var all = new ArrayList<>(instructions.before());
        EnvironmentContext.of(request).ifPresent(all::add);
        all.addAll(conversation.messages());
        return AnswerFormat.said(format, instructions.system(), all);
    }

    private List<Tool> clientTools() {
        var tools = new ArrayList<>(DeclaredTools.read(body.list("tools"), "tools", false));
        var functions = body.list("functions");
        for (var i = 0; i < functions.size(); i++) tools.add(DeclaredTools.function(Members.of(functions.get(i), "functions[" + i + "]")));
        var declared = tools.size() - functions.size();
        DeclaredTools.distinct(tools, i -> i < declared ? "tools[" + i + "]" : "functions[" + (i - declared) + "].name");
        var search = body.object("web_search_options");
        if (search != null && tools.stream().noneMatch(tool -> tool.name().equals("web_search"))) tools.add(DeclaredTools.search(flat(search)));
        return tools;
    }

    /// The place of the user stands one level deeper here than in Responses.
    private static ObjectNode flat(Members options) {
        var search = Json.object();
        var size = options.word("search_context_size", "low", "medium", "high");
        if (size != null) search.put("search_context_size", size);
        var place = options.object("user_location");
        if (place == null) return search;
        var flat = search.putObject("user_location").put("type", "approximate");
        var approximate = place.has("approximate") ? place.object("approximate") : place;
        for (var name : List.of("country", "region", "city", "timezone")) {
            var value = approximate.text(name);
            if (value != null) flat.put(name, value);
        }
        return search;
    }

    private Request.Tools tools(OfferedTools offered) {
        var choice = new ToolChoice(offered.tools(), offered.ignored());
        var legacy = body.get("function_call");
        var chosen = body.has("tool_choice") || legacy == null ? choice.read(body.get("tool_choice")) : choice.legacy(legacy);
        var parallel = body.flag("parallel_tool_calls", true);
        if (offered.ignored()) for (var member : List.of("tools", "functions", "web_search_options")) body.drop(member, false);
        return new Request.Tools(offered.tools(), chosen, parallel && !body.has("functions"));
    }

    private Effort effort(Members reasoning) {
        var effort = Wishes.effort(body.text("reasoning_effort"), "reasoning_effort");
        return effort != null || reasoning == null ? effort : Wishes.effort(reasoning.text("effort"), "reasoning.effort");
    }

    private Exposure exposure(Members reasoning, Request.Format format) {
        var exposure = request.profile().exposure();
        var hidden = reasoning != null && reasoning.flag("exclude", false) || format != null && exposure == Exposure.THINK_TAGS;
        return hidden ? Exposure.HIDDEN : exposure;
    }

    private Request.Output output(Request.Format format) {
        var text = body.object("text");
        var said = body.word("verbosity", "low", "medium", "high");
        var verbosity = said == null && text != null ? text.word("verbosity", "low", "medium", "high") : said;
        return new Request.Output(Wishes.maxTokens(request, body, "max_completion_tokens", "max_tokens"), Wishes.verbosity(request, verbosity), Wishes.tier(request, body), format,
                Wishes.sampling(request, body));
    }

    private List<String> stops() {
        var value = body.get("stop");
        if (value == null) return List.of();
        if (!value.isTextual() && !value.isArray()) throw Members.wrong("stop", "a string or an array of strings");
        var stops = new ArrayList<String>();
        if (value.isTextual()) stops.add(value.textValue());
        var index = 0;
        for (var each : value) {
            if (!each.isTextual()) throw Members.wrong("stop[" + index + "]", "a string");
            stops.add(each.textValue());
            index++;
        }
        stops.removeIf(String::isEmpty);
        if (stops.size() > MOST_STOPS) throw body.invalid("stop", "must hold " + MOST_STOPS + " texts at most");
        if (request.config().emulateStop()) return stops;
        body.drop("stop", stops.isEmpty());
        return List.of();
    }

    private ChatShape shape(boolean stream, List<Tool> client, Request.Tools tools, Request.Format format, Exposure exposure) {
        var options = body.object("stream_options");
        var usage = options != null && options.flag("include_usage", false);
        var functions = body.has("functions") && !body.has("tools");
        var custom = client.stream().anyMatch(Tool.Freeform.class::isInstance);
        var set = request.config().stream();
        var commentary = switch (set.commentary()) {
            case "content" -> ChatShape.Commentary.CONTENT;
            case "reasoning" -> ChatShape.Commentary.REASONING;
            case "drop" -> ChatShape.Commentary.DROP;
            default -> !tools.offered().isEmpty() && format == null ? ChatShape.Commentary.CONTENT : ChatShape.Commentary.REASONING;
        };
        return new ChatShape(stream, usage, functions, custom, exposure, set.wholeCalls(), commentary, ToolText.of(request.profile(), request.backend().renderer()));
    }

    /// What is left out, and what cannot be.
    private List<String> dropped() {
        var count = body.whole("n", 1);
        if (count != null && count != 1) throw body.invalid("n", "must be 1: one answer is given");
        if (body.flag("logprobs", false)) throw body.unsupported("logprobs");
        if (body.has("audio")) throw body.unsupported("audio");
        for (var kind : body.list("modalities")) if (!kind.asText().equals("text")) throw body.unsupported("modalities");
        for (var kept : List.of("user", "safety_identifier", "prompt_cache_key")) body.text(kept);
        for (var penalty : List.of("frequency_penalty", "presence_penalty")) {
            var value = body.number(penalty, -2, 2);
            body.drop(penalty, value != null && value == 0);
        }
        var store = body.flag("store", false);
        if (store) body.drop("store", false);
        for (var empty : List.of("metadata", "logit_bias")) body.drop(empty, body.has(empty) && body.object(empty).all().isEmpty());
        for (var usual : List.of("logprobs", "top_logprobs", "modalities")) body.drop(usual, true);
        return body.dropped(request.strict());
    }
}
