package scorpiox.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;

/// `--json`: one event a line, compatible with `codex exec --json`.
///
/// The last line is `turn.completed` or `turn.failed`, never both, whatever happens; keys beyond Codex's are additions.
public final class JsonLines implements Sink<RunEvent> {
    private final Stdout out;
    private final boolean partial;
    private final String version;
    private final String directory;
    private final InstantSource clock;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder raw = new StringBuilder();
    private final List<String> early = new ArrayList<>();      // notices from before the first event, which is thread.started
    private final Map<String, Integer> calls = new HashMap<>();
    private ObjectNode plan;
    private int planItem;
    private boolean begun;
    private boolean ended;
    private int items;
    private int own = -1;
    private int part = -1;
    private PartKind kind;

    /// @param partial   whether text is reported while it arrives
    /// @param version   of the program
    /// @param directory the working directory
    public JsonLines(Stdout out, boolean partial, String version, String directory, InstantSource clock) {
        this.out = out;
        this.partial = partial;
        this.version = version;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public void event(RunEvent event) {
        if (ended) return;
        switch (event) {
            case RunEvent.RunStarted started -> {
                line(Json.object().put("type", "thread.started").put("thread_id", started.thread()).put("schema_version", 1)
                        .put("sx_version", version).put("cwd", directory).put("provider", started.provider()).put("model", started.model()).put("mode", started.mode()));
                line(Json.object().put("type", "turn.started"));
                begun = true;
                early.forEach(this::notice);
                early.clear();
            }
            case RunEvent.Answering(var answering) -> answering(answering);
            case RunEvent.ToolStarted started -> {
                complete();
                if (!ToolItems.reportsStart(started.tool(), started.access())) return;
                calls.put(started.id(), items);
                item("item.started", items++, ToolItems.started(started.tool(), started.arguments()));
            }
            case RunEvent.ToolFinished finished -> {
                complete();
                finished(finished);
            }
            case RunEvent.Denied(var denial) -> {
                complete();
                over(denial.id(), ToolItems.started(denial.tool(), denial.arguments()), ToolItems.denied(denial));
            }
            case RunEvent.Notice(var notice) -> {
                if (begun) notice(notice);
                else early.add(notice);
            }
            case RunEvent.RunEnded(var result) -> {
                complete();
                if (plan != null) item(planItem, plan);
                line(result.failure() == null ? completed(result) : failed(result));
                out.flush();
                ended = true;
            }
        }
    }

    @Override
    public void pause() {
        out.flush();
    }

    private void finished(RunEvent.ToolFinished call) {
        var body = ToolItems.finished(call);
        if (!body.path("type").asText().equals("todo_list")) {
            over(call.id(), ToolItems.started(call.tool(), call.arguments()), body);
            return;
        }
        if (plan == null) planItem = items++;
        item(plan == null ? "item.started" : "item.updated", planItem, body);
        plan = body;
    }

    /// The end of a call; its start comes first in any case.
    private void over(String id, ObjectNode begun, ObjectNode body) {
        var number = calls.remove(id);
        if (number == null) {
            number = items++;
            if (body.path("type").equals(begun.path("type"))) item("item.started", number, begun);
        }
        item(number, body);
    }

    private void answering(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted started -> begin(started.part(), started.kind());
            case StreamEvent.TextDelta delta -> {
                if (delta.part() != part) begin(delta.part(), PartKind.TEXT);
                text.append(delta.text());
                if (partial) {
                    line(Json.object().put("type", "item.updated").set("item",
                            Json.object().put("id", "item_" + own).put("type", "agent_message").put("delta", delta.text())));
                }
            }
            case StreamEvent.ReasoningDelta delta -> {
                if (delta.part() != part) begin(delta.part(), PartKind.REASONING);
                (delta.thought() == Thought.RAW ? raw : text).append(delta.text());
            }
            case StreamEvent.Hosted hosted when hosted.item() != null && hosted.type().equals("web_search_call") -> {
                complete();
                item(items++, Json.object().put("type", "web_search").put("query", hosted.item().path("action").path("query").asText("")));
            }
            case StreamEvent.Notice notice -> notice(notice.text());
            case StreamEvent.Finish _ -> complete();
            case StreamEvent.Retrying retrying -> {
                forget();
                line(Json.object().put("type", "error").put("message", Redaction.mask(Progress.retry(retrying))));
            }
            default -> { }
        }
    }

    private void notice(String notice) {
        item(items++, Json.object().put("type", "error").put("message", Redaction.mask(notice)));
    }

    private void begin(int number, PartKind what) {
        complete();
        part = number;
        kind = what;
        own = items++;
    }

    private void complete() {
        if (part < 0) return;
        var content = text.isEmpty() ? raw.toString() : text.toString();
        if (!content.isEmpty()) {
            item(own, Json.object().put("type", kind == PartKind.REASONING ? "reasoning" : "agent_message").put("text", content));
            own = -1;
        }
        forget();
    }

    private void forget() {
        if (own >= 0 && own == items - 1) items--;
        own = -1;
        part = -1;
        text.setLength(0);
        raw.setLength(0);
    }

    private void item(int id, ObjectNode body) {
        item("item.completed", id, body);
    }

    private void item(String event, int id, ObjectNode body) {
        var item = Json.object().put("id", "item_" + id);
        item.setAll(body);
        line(Json.object().put("type", event).set("item", item));
    }

    private ObjectNode completed(Result result) {
        var event = Json.object().put("type", "turn.completed");
        event.set("usage", usage(result.usage()));
        event.set("total_usage", usage(result.usage()));
        event.put("cost_usd", result.cost() == null ? null : result.cost().sum());
        event.put("cost_as_of", result.cost() == null || result.cost().asOf().isEmpty() ? null : result.cost().asOf());
        event.put("final_message", result.text());
        if (result.value() != null) event.set("structured_output", result.value());
        event.put("num_turns", result.turns()).put("duration_ms", result.duration().toMillis());
        event.set("denials", denials(result));
        return event.put("exit_code", result.exit());
    }

    private ObjectNode failed(Result result) {
        var failure = result.failure();
        var event = Json.object().put("type", "turn.failed");
        event.set("error", Json.object().put("message", Redaction.mask(failure.line())));
        event.put("code", failure.kind().code());
        if (failure.status() > 0) event.put("status", failure.status());
        if (failure.retryAfter() != null) event.put("retry_after_s", failure.retryAfter().toSeconds());
        if (failure.kind() == Failure.Kind.LIMIT) event.put("final_message", result.text());
        return event.put("exit_code", result.exit());
    }

    /// The calls that were not allowed, as `claude -p` lists them, with the reason.
    static ArrayNode denials(Result result) {
        var list = Json.array();
        for (var denial : result.denials()) {
            list.addObject().put("tool_name", denial.tool()).put("tool_use_id", denial.id()).put("reason", denial.reason()).set("tool_input", denial.arguments());
        }
        return list;
    }

    /// Token counts under the names of `codex exec --json`; `input_tokens` includes the cached ones.
    static ObjectNode usage(Usage usage) {
        return Json.object().put("input_tokens", usage.input()).put("cached_input_tokens", usage.cached())
                .put("cache_write_input_tokens", usage.cacheWrite()).put("output_tokens", usage.output())
                .put("reasoning_output_tokens", usage.reasoning());
    }

    private void line(JsonNode event) {
        ((ObjectNode) event).put("ts", clock.millis());
        out.write(Json.bytes(event));
        out.print("\n");
    }
}
