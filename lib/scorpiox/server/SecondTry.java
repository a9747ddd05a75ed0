package scorpiox.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.server.ask.Asked;

/// What is asked once more, whatever the number of retries, when there was no answer for reasons that a second request often
/// does away with.
final class SecondTry {
    private static final String SEALED = "invalid_encrypted_content";

    private SecondTry() {}

    /// The request to send; empty where that is of no use.
    static Optional<Asked> of(Asked asked, Failure failure) {
        if (failure == Delivery.EMPTY) return Optional.of(asked);
        if (SEALED.equals(failure.code())) return withoutThoughts(asked);
        return failure.kind() == Kind.BAD_REQUEST && failure.status() == 404 && failure.getMessage().contains("no explanation was given") ? Optional.of(asked) : Optional.empty();
    }

    /// Without what the backend sealed and cannot open any more, as after a change of account.
    private static Optional<Asked> withoutThoughts(Asked asked) {
        var messages = new ArrayList<Message>();
        for (var message : asked.request().messages()) {
            var parts = message.parts().stream().filter(part -> !(part instanceof Part.Reasoning)).toList();
            if (!parts.isEmpty()) messages.add(parts.size() == message.parts().size() ? message : new Message(message.role(), parts));
        }
        var verbatim = asked.verbatim() == null ? null : withoutThoughts(asked.verbatim());
        var same = messages.equals(asked.request().messages()) && (verbatim == null || verbatim.path("input").size() == asked.verbatim().path("input").size());
        return same ? Optional.empty() : Optional.of(new Asked(asked.request().messages(messages), verbatim, asked.stream(), asked.stops(), asked.dropped(), asked.encoder()));
    }

    private static ObjectNode withoutThoughts(ObjectNode body) {
        var without = body.deepCopy();
        var input = Json.array();
        for (var item : body.path("input")) if (!item.path("type").asText("").equals("reasoning")) input.add(item);
        if (body.path("input").isArray()) without.set("input", input);
        return without;
    }
}
