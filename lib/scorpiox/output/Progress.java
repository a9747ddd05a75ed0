package scorpiox.output;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Sink;
import scorpiox.model.Cost;
import scorpiox.model.Phase;
import scorpiox.model.RateLimit;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.Thought;
import scorpiox.model.Usage;

/// What a person sees on stderr while a run goes on: always warnings and retries, on a terminal also what the model
/// is doing and what it took.
public final class Progress implements Sink<RunEvent> {
    private static final double NEARLY_USED_UP = 90;

    private final Stderr err;
    private final boolean usage;
    private final boolean remarks;
    private final ToolLines lines;
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder remark = new StringBuilder();
    private final StringBuilder perhaps = new StringBuilder();      // a remark if calls follow, else the answer
    private final Set<String> limitsShown = new HashSet<>();
    private StringBuilder current;
    private boolean tools;
    private boolean called;

    /// @param usage   whether to print the tokens in any case (`-u`)
    /// @param remarks whether what the model says before its calls is shown here, since stdout does not show it
    /// @param lines   how calls of tools are worded
    public Progress(Stderr err, boolean usage, boolean remarks, ToolLines lines) {
        this.err = err;
        this.usage = usage;
        this.remarks = remarks;
        this.lines = lines;
    }

    @Override
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.RunStarted started -> {
                tools = started.tools();
                err.progress("· " + started.provider() + " · " + started.model() + (tools ? " · " + started.mode() : ""));
            }
            case RunEvent.Answering(var answering) -> answering(answering);
            case RunEvent.ToolStarted started -> {
                if (err.showsProgress()) lines.started(started).ifPresent(err::progress);
            }
            case RunEvent.ToolFinished finished -> {
                if (err.showsProgress()) lines.finished(finished).forEach(err::progress);
            }
            case RunEvent.Denied(var denial) -> err.message(lines.denied(denial));
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
            case StreamEvent.PartStarted started -> begin(started.kind(), started.phase());
            case StreamEvent.TextDelta delta when current != null -> current.append(delta.text());
            case StreamEvent.ReasoningDelta delta when delta.thought() == Thought.SUMMARY && err.showsProgress() -> {
                thought.append(delta.text());
                titles();
            }
            case StreamEvent.Hosted hosted when hosted.item() == null -> err.progress("· " + hosted.type().replaceFirst("_call$", "").replace('_', ' '));
            case StreamEvent.Notice notice -> err.message(notice.text());
            case StreamEvent.ToolCallEnd _ -> called = true;
            case StreamEvent.Finish _ -> {
                flush();
                if (called) say(perhaps);
                forget();
            }
            case StreamEvent.Retrying retrying -> {
                forget();
                err.message(retry(retrying));
            }
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

    private void begin(PartKind kind, Phase phase) {
        flush();
        current = !remarks || kind != PartKind.TEXT ? null : phase == Phase.COMMENTARY ? remark : tools && phase == null ? perhaps : null;
        if (!perhaps.isEmpty()) perhaps.append('\n');
    }

    private void flush() {
        say(remark);
        thought.append('\n');
        titles();
    }

    private void say(StringBuilder text) {
        if (!text.isEmpty()) err.progress(text.toString());
        text.setLength(0);
    }

    private void forget() {
        remark.setLength(0);
        perhaps.setLength(0);
        thought.setLength(0);
        current = null;
        called = false;
    }

    private void limit(RateLimit limit) {
        var line = "· limit %s: %.0f %% used%s".formatted(limit.name(), limit.usedPercent(), limit.resets().map(at -> ", resets at " + at).orElse(""));
        if (limitsShown.add(line)) err.progress(line);
    }

    private void ended(Result result) {
        flush();
        if (usage) err.message(used(result.usage(), result.cost()) + ", " + seconds(result.duration()));
        else if (result.failure() == null && err.showsProgress()) err.progress("· " + seconds(result.duration()) + " · " + tokens(result.usage()));
    }

    /// Tokens and what they cost, as far as either is known.
    ///
    /// @param cost null where it is not
    public static String used(Usage usage, Cost cost) {
        if (!usage.reported()) return "no usage reported";
        return tokens(usage) + ", " + (cost == null ? "price unknown" : cost.text());
    }

    private static String tokens(Usage usage) {
        return String.format(Locale.ROOT, "%,d tokens in (%,d cached), %,d out (%,d thinking)", usage.input(), usage.cached(), usage.output(), usage.reasoning());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
