package scorpiox.output;

import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;

/// `--output-format json`: one object when the run is over, in the manner of `claude -p --output-format json`.
public final class ResultObject implements Sink<RunEvent> {
    private final Stdout out;
    private String thread = "";
    private boolean printed;

    public ResultObject(Stdout out) {
        this.out = out;
    }

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.RunStarted started -> thread = started.thread();
            case RunEvent.RunEnded(var result) -> print(result);
            default -> { }
        }
    }

    private static String subtype(Failure failure) {
        if (failure == null) return "success";
        return failure.kind() == Failure.Kind.LIMIT ? "error_max_turns" : "error_during_execution";
    }

    private void print(Result result) {
        if (printed) return;
        printed = true;
        var failure = result.failure();
        var object = Json.object().put("type", "result").put("subtype", subtype(failure))
                .put("is_error", failure != null).put("result", result.text());
        var errors = object.putArray("errors");
        if (failure != null) errors.add(Redaction.mask(failure.line()));
        object.put("num_turns", result.turns()).put("duration_ms", result.duration().toMillis());
        object.set("usage", JsonLines.usage(result.usage()));
        object.put("total_cost_usd", result.cost() == null ? null : result.cost().sum());
        object.set("permission_denials", JsonLines.denials(result));
        object.put("session_id", thread);
        if (result.value() != null) object.set("structured_output", result.value());
        out.write(Json.bytes(object));
        out.print("\n");
        out.flush();
    }
}
