package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.model.Message;
import scorpiox.model.Request;
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

/// Reads a request into neutral words, so that any provider can answer it.
final class NeutralReader {
    private static final int MOST_STOPS = 4;

    private final ClientRequest request;
    private final Members body;

    NeutralReader(ClientRequest request, Members body) {
        this.request = request;
        this.body = body;
    }

    Asked asked(List<ObjectNode> input) {
        body.ignore("input");
        var conversation = NeutralInput.read(input, ResponsesReader.maker(request));
        var instructions = Instructions.of(request, body.text("instructions"), conversation.leading());
        var offered = OfferedTools.of(request, DeclaredTools.read(body.list("tools"), "tools", request.relays()));
        if (offered.ignored()) body.drop("tools", false);
        var choice = new ToolChoice(offered.tools(), offered.ignored()).read(body.get("tool_choice"));
        var tools = new Request.Tools(offered.tools(), choice, body.flag("parallel_tool_calls", true));
        var text = body.object("text");
        var format = text == null ? null : AnswerFormat.read(text.object("format"));
        var messages = new ArrayList<Message>(instructions.before());
        EnvironmentContext.of(request).ifPresent(messages::add);
        messages.addAll(conversation.messages());
        var whole = new Request(request.selection().model(), instructions.system(), AnswerFormat.said(format, instructions.system(), messages), tools, thinking(), output(text, format),
                ConversationKey.of(request, conversation.leading(), conversation.firstUser()));
        var names = ToolNames.of(whole);
        var stops = stops();
        var shell = offered.tools().stream().anyMatch(tool -> tool.name().equals("local_shell"));
        var shape = ResponsesReader.shape(request, body, shell);
        return new Asked(names.request(whole), null, shape.stream(), stops, dropped(), stamp -> names.back(new RebuiltEncoder(shape, stamp)));
    }

    private Request.Thinking thinking() {
        var reasoning = body.object("reasoning");
        if (reasoning == null) return Wishes.thinking(request, null, null, true);
        return Wishes.thinking(request, Wishes.effort(reasoning.text("effort"), "reasoning.effort"), reasoning.word("summary", "auto", "concise", "detailed", "none"), true);
    }

    private Request.Output output(Members text, Request.Format format) {
        var verbosity = Wishes.verbosity(request, text == null ? null : text.word("verbosity", "low", "medium", "high"));
        return new Request.Output(Wishes.maxTokens(request, body, "max_output_tokens"), verbosity, Wishes.tier(request, body), format, Wishes.sampling(request, body));
    }

    /// Not of this API; some clients send it all the same.
    private List<String> stops() {
        var value = body.get("stop");
        if (value == null) return List.of();
        if (!request.config().emulateStop()) {
            body.drop("stop", false);
            return List.of();
        }
        var stops = new ArrayList<String>();
        if (value.isTextual()) stops.add(value.textValue());
        else if (!value.isArray()) throw Members.wrong("stop", "a string or an array of strings");
        for (var each : value) {
            if (!each.isTextual()) throw Members.wrong("stop", "a string or an array of strings");
            stops.add(each.textValue());
        }
        stops.removeIf(String::isEmpty);
        if (stops.size() > MOST_STOPS) throw body.invalid("stop", "must hold " + MOST_STOPS + " texts at most");
        return stops;
    }

    private List<String> dropped() {
        ResponsesReader.usual(body);
        body.object("client_metadata");
        body.list("include");
        return body.dropped(request.strict());
    }
}
