package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.ToolKind;

/// The conversation as `contents`: neighbours of one role are one content, results of tools are the user's.
final class GeminiContents {
    /// Characters of base64 that fit into one request.
    private static final long MOST_INLINE = 20L * 1024 * 1024;

    private static final String USER = "user";
    private static final String MODEL = "model";

    private final String provider;
    private final GeminiModel model;
    private final ArrayNode contents = Json.array();
    private final Map<String, Called> calls = new HashMap<>();
    private final List<Part.ToolResult> results = new ArrayList<>();
    private ArrayNode parts;
    private String role;
    private boolean stepCalled;
    private boolean current;
    private long inline;

    /// A call that was made: the id it had on the wire, and its place among the calls.
    private record Called(String wireId, String name, int place) {}

    private GeminiContents(String provider, GeminiModel model) {
        this.provider = provider;
        this.model = model;
    }

    /// @param provider whose continuation data may be replayed
    /// @throws Failure `TOO_LARGE` for more pictures and files than fit into a request
    static ArrayNode of(List<Message> messages, String provider, GeminiModel model) {
        var made = new GeminiContents(provider, model);
        var turn = lastOfUser(messages);
        for (var i = 0; i < messages.size(); i++) {
            made.current = i > turn;
            for (var part : messages.get(i).parts()) made.add(messages.get(i).role(), part);
        }
        made.answer();
        return made.contents;
    }

    /// Where the current turn begins: the last message in which the user says something.
    private static int lastOfUser(List<Message> messages) {
        for (var i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() != Message.Role.USER) continue;
            for (var part : messages.get(i).parts()) if (!(part instanceof Part.ToolResult)) return i;
        }
        return -1;
    }

    private void add(Message.Role by, Part part) {
        if (part instanceof Part.ToolResult result) {
            results.add(result);
            return;
        }
        answer();
        var whose = by == Message.Role.ASSISTANT ? MODEL : USER;
        switch (part) {
            case Part.Text(var text, _, var opaque) -> text(whose, by == Message.Role.DEVELOPER ? fromTheProgram(text) : text, mine(opaque), false);
            case Part.Refusal(var text) -> text(whose, text, null, false);
            case Part.Image image -> inline(image.mime(), image.base64(), in(whose));
            case Part.ImageLink(var url, _) -> link(url, in(whose));
            case Part.File file -> inline(file.mime(), file.base64(), in(whose));
            case Part.Reasoning(var text, var opaque) -> {
                if (mine(opaque) != null) text(whose, text, mine(opaque), true);
            }
            case Part.ToolCall call -> call(call);
            case Part.Hosted(var opaque) -> {
                if (mine(opaque) != null) in(whose).add(mine(opaque));
            }
            case Part.ToolResult _ -> throw new IllegalStateException("results wait for each other");
        }
    }

    private static String fromTheProgram(String text) {
        return "[Note from the program that runs this conversation, not from the user]\n" + text;
    }

    /// Continuation data that this model may see: its own.
    private JsonNode mine(Opaque opaque) {
        return opaque != null && opaque.provider().equals(provider) && GeminiModel.plain(opaque.model()).equals(model.name()) ? opaque.data() : null;
    }

    /// The parts of the content that is being written for a role.
    private ArrayNode in(String whose) {
        if (parts == null || !whose.equals(role)) begin(whose);
        return parts;
    }

    private void begin(String whose) {
        role = whose;
        stepCalled = false;
        parts = contents.addObject().put("role", whose).putArray("parts");
    }

    private void text(String whose, String text, JsonNode data, boolean thought) {
        var pieces = Json.array();
        Signatures.parts(text, data, thought, pieces);
        if (!pieces.isEmpty()) in(whose).addAll(pieces);
    }

    private void inline(String mime, String base64, ArrayNode to) {
        inline += base64.length();
        if (inline > MOST_INLINE) {
            throw Failure.of(Kind.TOO_LARGE, "the pictures and files of this conversation are more than the 20 MB that Gemini takes")
                    .hint("leave some out, or send them smaller");
        }
        to.addObject().putObject("inlineData").put("mimeType", mime).put("data", base64);
    }

    /// The wire takes what Google itself keeps, and no other link.
    private static void link(String url, ArrayNode to) {
        to.addObject().put("text", "[a picture at " + url + "]");
    }

    /// Only the first call of a step carries a signature; without it a model of generation 3 refuses the whole turn.
    private void call(Part.ToolCall call) {
        var data = mine(call.opaque());
        var to = in(MODEL);
        var wireId = data == null ? null : Json.text(data, "id");
        calls.put(call.id(), new Called(wireId, call.name(), calls.size()));
        var part = to.addObject();
        var made = part.putObject("functionCall");
        if (wireId != null) made.put("id", wireId);
        made.put("name", call.name()).set("args", arguments(call));
        var signature = Signatures.ofCall(data);
        if (signature == null && !stepCalled && current && model.third()) signature = Signatures.SENTINEL;
        if (signature != null) part.put(Signatures.KIND, signature);
        stepCalled = true;
    }

    private static ObjectNode arguments(Part.ToolCall call) {
        if (call.kind() == ToolKind.FREEFORM) return Json.object().put(GeminiTools.INPUT, call.raw());
        try {
            return Json.read(call.raw()) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException invalid) {
            return Json.object();       // its result says what was wrong
        }
    }

    /// Writes the results that have come together, in the order of their calls: without ids that alone tells them apart.
    private void answer() {
        if (results.isEmpty()) return;
        results.sort((one, other) -> Integer.compare(place(one), place(other)));
        var pictures = new ArrayList<Part>();
        for (var result : results) answer(result, pictures);
        if (!pictures.isEmpty()) {
            begin(USER);
            for (var picture : pictures) {
                if (picture instanceof Part.Text(var text, _, _)) parts.addObject().put("text", text);
                else media(picture, parts);
            }
        }
        results.clear();
    }

    private int place(Part.ToolResult result) {
        var call = calls.get(result.callId());
        return call == null ? Integer.MAX_VALUE : call.place();
    }

    private void answer(Part.ToolResult result, List<Part> pictures) {
        var call = calls.get(result.callId());
        var text = new StringBuilder();
        var media = new ArrayList<Part>();
        for (var part : result.content()) {
            switch (part) {
                case Part.Text piece -> text.append(text.isEmpty() ? "" : "\n").append(piece.text());
                case Part.Image _, Part.ImageLink _, Part.File _ -> media.add(part);
                default -> { }
            }
        }
        var name = result.name() != null || call == null ? result.name() : call.name();
        var answer = in(USER).addObject().putObject("functionResponse");
        if (call != null && call.wireId() != null) answer.put("id", call.wireId());
        answer.put("name", name).putObject("response").put(result.error() ? "error" : "output", text.toString());
        if (media.isEmpty()) return;
        if (model.third()) {
            var within = answer.putArray("parts");
            media.forEach(part -> media(part, within));
        } else {
            pictures.add(new Part.Text("[What the tool " + name + " gave back besides text]"));
            pictures.addAll(media);
        }
    }

    private void media(Part part, ArrayNode to) {
        if (part instanceof Part.Image image) inline(image.mime(), image.base64(), to);
        else if (part instanceof Part.ImageLink(var url, _)) link(url, to);
        else if (part instanceof Part.File file) inline(file.mime(), file.base64(), to);
    }
}
