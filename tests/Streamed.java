package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;

/// An answer of Chat Completions as a client puts it together from its chunks.
///
/// @param message its members in one order; those that are empty are missing
/// @param usage   null where the stream had none
record Streamed(ObjectNode message, String finish, JsonNode usage) {
    /// The events of a stream, which must end with `[DONE]`.
    static List<JsonNode> frames(byte[] stream) throws IOException {
        var frames = new ArrayList<JsonNode>();
        var texts = new String(stream, StandardCharsets.UTF_8).split("\n\n", -1);
        assertEquals("", texts[texts.length - 1]);
        assertEquals("data: [DONE]", texts[texts.length - 2]);
        for (var i = 0; i < texts.length - 2; i++) {
            assertTrue(texts[i].startsWith("data: {") && !texts[i].contains("\n"), texts[i]);
            frames.add(Json.read(texts[i].substring("data: ".length())));
        }
        return frames;
    }

    static Streamed of(List<JsonNode> frames) {
        var whole = Json.object();
        String finish = null;
        JsonNode usage = null;
        assertEquals("assistant", frames.getFirst().at("/choices/0/delta/role").asText());
        for (var frame : frames) {
            if (frame.has("error")) continue;
            assertEquals(frames.getFirst().path("id"), frame.path("id"));
            if (frame.path("choices").isEmpty()) {
                usage = frame.path("usage");
                continue;
            }
            assertEquals(null, finish, "a chunk came after the last");
            assertEquals(1, frame.path("choices").size());
            var choice = frame.path("choices").path(0);
            add(whole, choice.path("delta"));
            if (!choice.path("finish_reason").isNull()) finish = choice.path("finish_reason").asText();
        }
        return new Streamed(usual(whole), finish, usage);
    }

    static Streamed whole(JsonNode answer) {
        var choice = answer.path("choices").path(0);
        var message = ((ObjectNode) choice.path("message")).deepCopy();
        for (var call : message.path("tool_calls")) assertTrue(!call.has("index"));
        return new Streamed(usual(message), choice.path("finish_reason").asText(), answer.path("usage"));
    }

    private static void add(ObjectNode whole, JsonNode delta) {
        for (var member : delta.properties()) {
            var name = member.getKey();
            var value = member.getValue();
            switch (name) {
                case "role" -> whole.set("role", value);
                case "tool_calls" -> value.forEach(call -> call(whole, call));
                case "annotations" -> whole.set(name, value);
                default -> {
                    if (value.isTextual()) whole.put(name, whole.path(name).asText() + value.asText());
                    else if (name.equals("function_call")) merge(whole.withObject("/function_call"), value);
                    else merge(whole, name, value);
                }
            }
        }
    }

    /// Thinking as the shape that hides it in lists has it.
    private static void merge(ObjectNode whole, String name, JsonNode value) {
        var had = whole.at("/" + name + "/content/0/text").asText();
        whole.set(name, value.deepCopy());
        ((ObjectNode) whole.at("/" + name + "/content/0")).put("text", had + value.at("/content/0/text").asText());
    }

    private static void call(ObjectNode whole, JsonNode piece) {
        var calls = whole.withArray("/tool_calls");
        var index = piece.path("index").asInt();
        assertTrue(index <= calls.size(), "a call is numbered before the one before it");
        if (index == calls.size()) {
            assertTrue(piece.hasNonNull("id") && piece.hasNonNull("type"));
            calls.addObject();
        }
        var call = (ObjectNode) calls.get(index);
        for (var member : piece.properties()) {
            if (member.getValue() instanceof ObjectNode inner) merge(call.withObject("/" + member.getKey()), inner);
            else if (!member.getKey().equals("index")) call.set(member.getKey(), member.getValue());
        }
    }

    private static void merge(ObjectNode call, JsonNode more) {
        for (var member : more.properties()) call.put(member.getKey(), call.path(member.getKey()).asText() + member.getValue().asText());
    }

    /// Members in one order, without those that say nothing.
    private static ObjectNode usual(ObjectNode message) {
        var usual = Json.object();
        var names = new ArrayList<String>();
        message.fieldNames().forEachRemaining(names::add);
        names.sort(null);
        for (var name : names) {
            var value = message.get(name);
            if (!value.isNull() && !(value.isContainerNode() && value.isEmpty()) && !(value.isTextual() && value.asText().isEmpty())) usual.set(name, value);
        }
        return usual;
    }
}
