package scorpiox.server.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.provider.Estimate;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.ConversationKey;
import scorpiox.server.ask.EnvironmentContext;
import scorpiox.server.ask.Instructions;
import scorpiox.server.ask.Members;
import scorpiox.server.ask.OfferedTools;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.ToolNames;
import scorpiox.server.ask.Wishes;

/// Reads requests of the Messages API.
final class MessagesReader {
    private static final int PICTURE = 1000;        // tokens that one is taken for

    private final ClientRequest request;
    private final Members body;
    private boolean thinks;     // whether the answer may hold thinking

    private MessagesReader(ClientRequest request) {
        this.request = request;
        this.body = Members.of(request);
        body.ignore("betas", "anthropic_version", "cache_control", "metadata");
    }

    static Asked read(ClientRequest request) {
        var reader = new MessagesReader(request);
        if (!reader.body.has("max_tokens")) throw reader.body.missing("max_tokens");
        return reader.asked();
    }

    /// Tokens of a prompt, estimated: one for four bytes of UTF-8, and so many a picture.
    static long count(ClientRequest request) {
        var prompt = new MessagesReader(request).asked().request();
        var pictures = 0L;
        var without = new ArrayList<Message>();
        for (var message : prompt.messages()) {
            var parts = new ArrayList<Part>();
            for (var part : message.parts()) pictures += words(part, parts);
            without.add(new Message(message.role(), parts));
        }
        return Estimate.tokens(prompt.messages(without)) + PICTURE * pictures;
    }

    /// Adds what is no picture.
    ///
    /// @return how many pictures there are in it
    private static int words(Part part, List<Part> to) {
        if (part instanceof Part.Image || part instanceof Part.ImageLink) return 1;
        if (!(part instanceof Part.ToolResult(var id, var name, var kind, var content, var error))) {
            to.add(part);
            return 0;
        }
        var pictures = 0;
        var words = new ArrayList<Part>();
        for (var inner : content) pictures += words(inner, words);
        to.add(new Part.ToolResult(id, name, kind, words, error));
        return pictures;
    }

    private Asked asked() {
        var tools = tools();
        var conversation = new MessageBlocks(tools.offered()).read(body);
        var leading = system();
        var instructions = Instructions.of(request, null, leading);
        var messages = new ArrayList<>(instructions.before());
        EnvironmentContext.of(request).ifPresent(messages::add);
        messages.addAll(conversation);
        var thinking = thinking(!tools.offered().isEmpty());
        var neutral = new Request(request.selection().model(), instructions.system(), messages, tools, thinking, output(), key(leading, conversation));
        var stream = body.flag("stream", false);
        var stops = stops();
        var names = ToolNames.of(neutral);
        var shown = thinks;
        return new Asked(names.request(neutral), null, stream, stops, body.dropped(request.strict()), stamp -> names.back(MessagesEncoder.of(stream, shown, stamp)));
    }

    private String key(List<String> leading, List<Message> conversation) {
        var metadata = body.object("metadata");
        if (metadata != null) metadata.text("user_id");
        for (var message : conversation) {
            if (message.role() != Message.Role.USER) continue;
            for (var part : message.parts()) if (part instanceof Part.Text(var text, _, _) && ConversationKey.opens(text)) return ConversationKey.of(request, leading, text);
        }
        return ConversationKey.of(request, leading, "");
    }

    private List<String> system() {
        var system = body.get("system");
        if (system == null) return List.of();
        var texts = new ArrayList<String>();
        if (system.isTextual()) {
            texts.add(system.textValue());
        } else {
            if (!system.isArray()) throw Members.wrong("system", "a string or an array of text blocks");
            var i = 0;
            for (var each : system) {
                var block = Members.of(each, "system[" + i++ + "]");
                if (block.word("type", "text") == null) throw block.missing("type");
                texts.add(MessageBlocks.text(block));
            }
        }
        texts.replaceAll(Billing::without);
        texts.removeIf(String::isBlank);
        return texts;
    }

    private Request.Tools tools() {
        var declared = MessageTools.read(body.list("tools"), request.backend().type());
        var offered = OfferedTools.of(request, declared);
        if (offered.ignored()) body.drop("tools", false);
        var choice = body.object("tool_choice");
        var kind = choice == null ? null : choice.word("type", "auto", "any", "none", "tool");
        if (choice != null && kind == null) throw choice.missing("type");
        var parallel = choice == null || !choice.flag("disable_parallel_tool_use", false);
        if (offered.tools().isEmpty()) {
            if ("any".equals(kind) || "tool".equals(kind)) throw choice.invalid("type", "asks for a call, and there are no tools");
            return Request.Tools.NONE;
        }
        return new Request.Tools(offered.tools(), choice(kind, choice, offered), parallel);
    }

    private static Request.Choice choice(String kind, Members choice, OfferedTools offered) {
        return switch (kind) {
            case "any" -> new Request.Choice.Required();
            case "none" -> new Request.Choice.None();
            case "tool" -> {
                var name = choice.name("name");
                if (offered.tools().stream().map(Tool::name).anyMatch(name::equals)) yield new Request.Choice.Named(name);
                if (offered.ignored()) yield new Request.Choice.Auto();
                throw choice.invalid("name", "is none of the tools");
            }
            case null, default -> new Request.Choice.Auto();
        };
    }

    /// Thinking that nobody spoke of is shown to an agent, which has to bring it back, and not to a client that only wants
    /// a text and takes the first block for it.
    private Request.Thinking thinking(boolean agent) {
        var config = body.object("output_config");
        var said = config == null ? null : Wishes.effort(config.text("effort"), config.path("effort"));
        var thinking = body.object("thinking");
        var kind = thinking == null ? null : thinking.word("type", "enabled", "adaptive", "disabled");
        if (thinking != null && kind == null) throw thinking.missing("type");
        thinks = kind == null ? agent : !kind.equals("disabled");
        var budget = "enabled".equals(kind) ? thinking.whole("budget_tokens", 1) : null;
        if ("enabled".equals(kind) && budget == null) throw thinking.missing("budget_tokens");
        var effort = "disabled".equals(kind) ? Effort.NONE : said != null ? said : budget != null ? effort(budget) : null;
        var omitted = thinking != null && "omitted".equals(thinking.text("display"));
        var wanted = Wishes.thinking(request, effort, null, thinks && !omitted);
        // Anthropic's models think as hard as that unless told otherwise, and at all only when told so
        var usual = "adaptive".equals(kind) && MessageTools.home(request.backend().type()) ? Effort.HIGH : null;
        return new Request.Thinking(wanted.effort() == null ? usual : wanted.effort(), wanted.summary(), budget == null ? 0 : budget);
    }

    private static Effort effort(int budget) {
        return budget <= 1024 ? Effort.LOW : budget <= 8192 ? Effort.MEDIUM : budget <= 24_576 ? Effort.HIGH : Effort.XHIGH;
    }

    private Request.Output output() {
        var most = Wishes.maxTokens(request, body, "max_tokens");
        if (request.backend().codex()) body.drop("max_tokens", true);      // it has to be said, so that it says nothing
        return new Request.Output(most, Wishes.verbosity(request, null), Wishes.tier(request, body), format(), Wishes.sampling(request, body));
    }

    /// `output_format` is what it was called before.
    private Request.Format format() {
        var config = body.object("output_config");
        var within = config == null ? null : config.object("format");
        var format = within != null ? within : body.object("output_format");
        if (format == null) return null;
        if (format.word("type", "json_schema") == null) throw format.missing("type");
        var schema = format.object("schema");
        if (schema == null) throw format.missing("schema");
        return Request.Format.of(schema.all());
    }

    private List<String> stops() {
        var stops = new ArrayList<String>();
        var given = body.list("stop_sequences");
        for (var i = 0; i < given.size(); i++) stops.add(stop(given.get(i), "stop_sequences[" + i + "]"));
        if (request.config().emulateStop()) return stops;
        body.drop("stop_sequences", stops.isEmpty());
        return List.of();
    }

    private static String stop(JsonNode stop, String path) {
        if (!stop.isTextual()) throw Members.wrong(path, "a string");
        if (stop.textValue().isBlank()) throw Refused.invalid("invalid_value", path + " must not be blank", path);
        return stop.textValue();
    }
}
