package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.server.ask.Frames;

/// Thinking: summaries of it, the thinking itself where a model shows it, and what is to come back with the next request.
final class ReasoningItem extends OutputItem {
    private static final String SUMMARY = "summary_index";
    private static final String CONTENT = "content_index";

    private final List<String> summaries = new ArrayList<>();
    private final StringBuilder summary = new StringBuilder();
    private final StringBuilder raw = new StringBuilder();
    private Events.Delta summaryDelta;
    private Events.Delta rawDelta;
    private String encrypted;

    /// Announces it.
    ReasoningItem(Events events, String answer, int number, Frames out) {
        super(events, "rs_", answer, number);
        var shell = Json.object().put("id", id).put("type", "reasoning");
        shell.putArray("summary");
        added(shell, out);
    }

    /// A blank line before more of it begins another part.
    void summary(String more, Frames out) {
        var text = more;
        if (summaryDelta != null && more.length() > 2 && more.startsWith("\n\n")) {
            endSummary(out);
            text = more.substring(2);
        }
        if (summaryDelta == null) {
            summaryDelta = new Events.Delta("response.reasoning_summary_text.delta", id, index, "\"summary_index\":" + summaries.size(), "");
            events.write("response.reasoning_summary_part.added", place(SUMMARY, summaries.size()).set("part", part("")), out);
        }
        summary.append(text);
        events.write(summaryDelta, text, out);
    }

    void raw(String more, Frames out) {
        if (rawDelta == null) {
            rawDelta = new Events.Delta("response.reasoning_text.delta", id, index, "\"content_index\":0", "");
            events.write("response.content_part.added", place(CONTENT, 0).set("part", content("")), out);
        }
        raw.append(more);
        events.write(rawDelta, more, out);
    }

    /// What the client is to send back with it.
    void carrying(String carried) {
        encrypted = carried;
    }

    @Override
    void closing(Frames out) {
        if (summaryDelta != null) endSummary(out);
        if (rawDelta == null) return;
        events.write("response.reasoning_text.done", place(CONTENT, 0).put("text", raw.toString()), out);
        events.write("response.content_part.done", place(CONTENT, 0).set("part", content(raw.toString())), out);
    }

    @Override
    ObjectNode item(boolean whole) {
        var item = Json.object().put("id", id).put("type", "reasoning");
        var list = item.putArray("summary");
        for (var each : summaries) list.add(part(each));
        if (!summary.isEmpty()) list.add(part(summary.toString()));
        if (rawDelta != null) item.putArray("content").add(content(raw.toString()));
        if (encrypted != null) item.put("encrypted_content", encrypted);
        return item;
    }

    private void endSummary(Frames out) {
        var place = summaries.size();
        var text = summary.toString();
        events.write("response.reasoning_summary_text.done", place(SUMMARY, place).put("text", text), out);
        events.write("response.reasoning_summary_part.done", place(SUMMARY, place).set("part", part(text)), out);
        summaries.add(text);
        summary.setLength(0);
        summaryDelta = null;
    }

    private static ObjectNode part(String text) {
        return Json.object().put("type", "summary_text").put("text", text);
    }

    private static ObjectNode content(String text) {
        return Json.object().put("type", "reasoning_text").put("text", text);
    }
}
