package scorpiox.server.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Tool;
import scorpiox.provider.codex.BridgeText;
import scorpiox.server.ask.Asked;

/// Puts the [bridge text][BridgeText] before a conversation with a third-party Codex endpoint. No other request ever gets it.
public final class Bridge {
    private Bridge() {}

    /// The request with the text; the same where nothing is to be said.
    ///
    /// @param on `CODEX_MODE`: off, the text is the shorter one
    public static Asked over(Asked asked, boolean on) {
        var tools = asked.request().tools().offered().stream().filter(tool -> !(tool instanceof Tool.Hosted)).map(Tool::name).toList();
        var text = BridgeText.of(tools, on);
        if (text.isEmpty()) return asked;
        var messages = new ArrayList<Message>();
        messages.add(new Message(Message.Role.DEVELOPER, List.of(new Part.Text(text.get()))));
        messages.addAll(asked.request().messages());
        var verbatim = asked.verbatim() == null ? null : before(asked.verbatim(), text.get());
        return new Asked(asked.request().messages(messages), verbatim, asked.stream(), asked.stops(), asked.dropped(), asked.encoder());
    }

    private static ObjectNode before(ObjectNode body, String text) {
        var whole = body.deepCopy();
        var input = Json.array();
        var content = input.addObject().put("type", "message").put("role", "developer").putArray("content");
        content.addObject().put("type", "input_text").put("text", text);
        body.path("input").forEach(input::add);
        whole.set("input", input);
        return whole;
    }
}
