package scorpiox.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.model.Part;
import scorpiox.tool.Access;
import scorpiox.tool.Detail;
import scorpiox.tool.Outcome;
import scorpiox.tool.ToolError;

/// The calls of one answer: each is answered exactly once, in their order.
///
/// What only looks runs side by side; what changes something runs alone and in order, after everything before it.
/// Events come from the caller's thread.
final class Round {
    private static final int THREADS = 4;
    private static final int MOST_CHARS = 60_000;
    private static final String CANCELLED = "cancelled by user";

    /// A call that goes ahead, and its place among the calls of the answer.
    private record Started(int place, Dispatcher.Ready ready) {}

    private final Dispatcher dispatcher;
    private final Repetition repetition;
    private final Sink<RunEvent> to;
    private final Cancel cancel;
    private final List<Denial> denials = new ArrayList<>();

    /// @param repetition what was called before, also in earlier rounds
    Round(Dispatcher dispatcher, Repetition repetition, Sink<RunEvent> to, Cancel cancel) {
        this.dispatcher = dispatcher;
        this.repetition = repetition;
        this.to = to;
        this.cancel = cancel;
    }

    /// What was denied in it.
    List<Denial> denials() {
        return denials;
    }

    /// Carries the calls out.
    List<Part.ToolResult> run(List<Part.ToolCall> calls) {
        var outcomes = new Outcome[calls.size()];
        for (var next = 0; next < calls.size() && cancel.reason() == null && !repetition.endless(); ) {
            var end = batchEnd(calls, next);
            if (repetition.tooOften(calls.get(next))) {
                outcomes[next] = failed(calls.get(next), Outcome.error(Repetition.warning()));
                repetition.note(calls.get(next++), "", true);
                continue;
            }
            batch(calls, next, end, outcomes);
            for (; next < end; next++) if (outcomes[next] != null) repetition.note(calls.get(next), essence(outcomes[next]), false);
        }
        var left = Outcome.error(cancel.reason() != null ? CANCELLED : "not run: the calls before it went in circles");
        var results = new ArrayList<Part.ToolResult>();
        for (var i = 0; i < calls.size(); i++) results.add(result(calls.get(i), outcomes[i] == null ? left : outcomes[i]));
        return results;
    }

    /// Where the calls end that run side by side. Not with two that are the same: whether the second is made depends on
    /// what the first comes to.
    private int batchEnd(List<Part.ToolCall> calls, int from) {
        var end = from + 1;
        if (!dispatcher.looks(calls.get(from))) return end;
        while (end < calls.size() && dispatcher.looks(calls.get(end)) && !Repetition.same(calls.get(end - 1), calls.get(end))) end++;
        return end;
    }

    /// What makes two results the same; a command's text also says how long it took.
    private static String essence(Outcome outcome) {
        return outcome.detail() instanceof Detail.Command command ? command.output() + "\0" + command.exit() : outcome.text();
    }

    /// Calls from `from` to `to`, all of them at once when they are several.
    private void batch(List<Part.ToolCall> calls, int from, int end, Outcome[] outcomes) {
        var started = new ArrayList<Started>();
        for (var i = from; i < end && cancel.reason() == null; i++) {
            var ready = allowed(calls.get(i), i, outcomes);
            if (ready != null) started.add(new Started(i, ready));
        }
        if (cancel.reason() != null) return;
        for (var each : started) {
            var ready = each.ready;
            to.event(new RunEvent.ToolStarted(ready.asked().id(), ready.tool().name(), ready.tool().access(), ready.arguments(), ready.line()));
        }
        to.pause();
        if (started.size() > 1) together(started, outcomes);
        else for (var each : started) finish(each, carryOut(each.ready), outcomes);
    }

    /// The call if it may go ahead; else its outcome is set.
    private Dispatcher.Ready allowed(Part.ToolCall call, int place, Outcome[] outcomes) {
        to.pause();
        Dispatcher.Ready ready;
        Optional<Denial> refusal;
        try {
            ready = dispatcher.understand(call);
            refusal = dispatcher.refusal(ready, cancel);
        } catch (RuntimeException | Error wrong) {
            outcomes[place] = failed(call, answer(call.name(), wrong));
            return null;
        }
        if (refusal.isEmpty()) return ready;
        denials.add(refusal.get());
        to.event(new RunEvent.Denied(refusal.get()));
        outcomes[place] = Outcome.error("denied: " + refusal.get().reason());
        return null;
    }

    private void together(List<Started> started, Outcome[] outcomes) {
        var pool = Executors.newFixedThreadPool(Math.min(THREADS, started.size()), Thread.ofPlatform().daemon().name("tool").factory());
        try {
            var done = new ExecutorCompletionService<Runnable>(pool);
            for (var each : started) {
                done.submit(() -> {
                    var outcome = carryOut(each.ready);
                    return () -> finish(each, outcome, outcomes);
                });
            }
            for (var _ : started) {
                done.take().get().run();
                to.pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel.cancel(Failure.of(Failure.Kind.CANCELLED, "interrupted", e));
            for (var each : started) if (outcomes[each.place] == null) finish(each, Outcome.error(CANCELLED), outcomes);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private void finish(Started call, Outcome outcome, Outcome[] outcomes) {
        outcomes[call.place] = outcome;
        var ready = call.ready;
        to.event(new RunEvent.ToolFinished(ready.asked().id(), ready.tool().name(), ready.tool().access(), ready.arguments(), outcome));
    }

    /// Reports a call that could not begin.
    private Outcome failed(Part.ToolCall call, Outcome outcome) {
        to.event(new RunEvent.ToolFinished(call.id(), call.name(), Access.META, null, outcome));
        return outcome;
    }

    private Outcome carryOut(Dispatcher.Ready ready) {
        try {
            return cut(ready.call().run(cancel));
        } catch (RuntimeException | Error wrong) {
            return answer(ready.tool().name(), wrong);
        }
    }

    /// Whatever goes wrong in a tool is an answer for the model.
    private Outcome answer(String tool, Throwable wrong) {
        return cut(Outcome.error(switch (wrong) {
            case ToolError error -> error.getMessage();
            case Failure failure -> cancel.reason() != null ? CANCELLED : failure.line();
            default -> tool + " failed: " + wrong;
        }));
    }

    private static Outcome cut(Outcome outcome) {
        var text = outcome.text();
        if (text.length() <= MOST_CHARS) return outcome;
        var end = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
        return new Outcome(text.substring(0, end) + "\n[cut at " + MOST_CHARS + " characters]", outcome.error(), outcome.images(), outcome.detail());
    }

    /// Secrets in use never travel, not even in what a tool has read.
    private static Part.ToolResult result(Part.ToolCall call, Outcome outcome) {
        var text = new Part.Text(Redaction.maskKnown(outcome.text()));
        var content = Stream.<Part>concat(Stream.of(text), outcome.images().stream()).toList();
        return new Part.ToolResult(call.id(), call.name(), call.kind(), content, outcome.error());
    }
}
