package scorpiox.output;

import java.time.Duration;
import java.util.Locale;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.model.Phase;
import scorpiox.model.RateLimit;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;

/// What a person sees on stderr while a run goes on: always warnings and retries, on a terminal also what the model
/// is doing and what it took.
public final class Progress implements Sink<RunEvent> {
    private static final double NEARLY_USED_UP = 90;

    private final Stderr err;
    private final boolean usage;
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder remark = new StringBuilder();
    private boolean inRemark;

    /// @param usage whether to print the tokens in any case (`-u`)
    public Progress(Stderr err, boolean usage) {
        this.err = err;
        this.usage = usage;
    }

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.RunStarted started -> err.progress("· " + started.provider() + " · " + started.model());
            case RunEvent.Answering(var answering) -> answering(answering);
            case RunEvent.Notice(var text) -> err.message(text);
            case RunEvent.RunEnded(var result) -> ended(result);
        }
    }

    /// A retry in one line: attempt, of how many, wait, reason.
    static String retry(StreamEvent.Retrying retrying) {
        return "retrying (%d of %d) in %s: %s".formatted(retrying.next(), retrying.attempts(), seconds(retrying.delay()), retrying.why().getMessage());
    }

    private void answering(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted started -> {
                flush();
                inRemark = started.phase() == Phase.COMMENTARY;
            }
            case StreamEvent.TextDelta delta when inRemark -> remark.append(delta.text());
            case StreamEvent.ReasoningDelta delta when delta.thought() == Thought.SUMMARY && err.showsProgress() -> {
                thought.append(delta.text());
                titles();
            }
            case StreamEvent.Hosted hosted when hosted.item() == null -> err.progress("· " + hosted.type().replaceFirst("_call$", "").replace('_', ' '));
            case StreamEvent.Notice notice -> err.message(notice.text());
            case StreamEvent.Retrying retrying -> err.message(retry(retrying));
            case StreamEvent.Limits limits -> limits.limits().stream().filter(limit -> limit.usedPercent() >= NEARLY_USED_UP).forEach(this::limit);
            default -> { }
        }
    }

    /// Summaries begin with a bold line that says what the thinking is about.
    private void titles() {
        for (var end = thought.indexOf("\n"); end >= 0; end = thought.indexOf("\n")) {
            var line = thought.substring(0, end).strip();
            thought.delete(0, end + 1);
            if (line.startsWith("**") && line.endsWith("**") && line.length() > 4) err.progress("· " + line.substring(2, line.length() - 2));
        }
    }

    private void flush() {
        if (!remark.isEmpty()) err.progress(remark.toString());
        remark.setLength(0);
        thought.setLength(0);
    }

    private void limit(RateLimit limit) {
        err.progress("· limit %s: %.0f %% used%s".formatted(limit.name(), limit.usedPercent(), limit.resets().map(at -> ", resets at " + at).orElse("")));
    }

    private void ended(Result result) {
        flush();
        if (usage) err.message(tokens(result.usage()) + ", " + seconds(result.duration()));
        else if (result.failure() == null && err.showsProgress()) err.progress("· " + seconds(result.duration()) + " · " + tokens(result.usage()));
    }

    private static String tokens(Usage usage) {
        return String.format(Locale.ROOT, "%,d tokens in (%,d cached), %,d out (%,d thinking)", usage.input(), usage.cached(), usage.output(), usage.reasoning());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
