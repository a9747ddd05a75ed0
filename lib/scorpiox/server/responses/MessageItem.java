package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.model.Phase;
import scorpiox.server.ask.Frames;

/// A message of the model: one text, or one refusal.
final class MessageItem extends OutputItem {
    private static final String CONTENT = "content_index";

    private final boolean refusal;
    private final Phase phase;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = Json.array();
    private final Events.Delta delta;

    /// Announces it.
    MessageItem(Events events, String answer, int number, boolean refusal, Phase phase, Frames out) {
        super(events, "msg_", answer, number);
        this.refusal = refusal;
        this.phase = phase;
        this.delta = new Events.Delta(refusal ? "response.refusal.delta" : "response.output_text.delta", id, index, "\"content_index\":0", refusal ? "" : ",\"logprobs\":[]");
        added(shell("in_progress"), out);
        events.write("response.content_part.added", place(CONTENT, 0).set("part", part("")), out);
    }

    boolean refusal() {
        return refusal;
    }

    void text(String more, Frames out) {
        text.append(more);
        events.write(delta, more, out);
    }

    /// A source of what was said last; where exactly it counts is not known here.
    void cite(String url, String title, Frames out) {
        if (refusal) return;
        var note = Json.object().put("type", "url_citation").put("start_index", text.length()).put("end_index", text.length()).put("url", url).put("title", title == null ? "" : title);
        annotations.add(note);
        events.write("response.output_text.annotation.added", place(CONTENT, 0).put("annotation_index", annotations.size() - 1).set("annotation", note), out);
    }

    @Override
    void closing(Frames out) {
        var place = place(CONTENT, 0).put(refusal ? "refusal" : "text", text.toString());
        if (!refusal) place.putArray("logprobs");
        events.write(refusal ? "response.refusal.done" : "response.output_text.done", place, out);
        events.write("response.content_part.done", place(CONTENT, 0).set("part", part(text.toString())), out);
    }

    @Override
    ObjectNode item(boolean whole) {
        var item = shell(whole ? "completed" : "incomplete");
        ((ArrayNode) item.get("content")).add(part(text.toString()));
        return item;
    }

    private ObjectNode shell(String status) {
        var item = Json.object().put("id", id).put("type", "message").put("status", status).put("role", "assistant");
        if (phase != null) item.put("phase", phase.wire());
        item.putArray("content");
        return item;
    }

    private ObjectNode part(String text) {
        if (refusal) return Json.object().put("type", "refusal").put("refusal", text);
        var part = Json.object().put("type", "output_text").put("text", text);
        part.set("annotations", annotations.deepCopy());
        part.putArray("logprobs");
        return part;
    }
}
