package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import scorpiox.base.Cancel;
import scorpiox.base.ProcessGroup;

/// A program that somebody has waited for: to its own end, its time limit or a cancel. It is over when the program is,
/// whatever children still hold its output: those end with the run.
///
/// @param exit      its exit code; null where it was ended
/// @param cancelled whether it was ended since nobody wants the result any more
/// @param flooded   bytes of output that it was ended for printing more than; 0 where it was not
/// @param took      until it was over
/// @param left      what it has left running
public record Foreground(Integer exit, boolean cancelled, long flooded, Duration took, List<ProcessGroup.Member> left) {
    /// How often a program that runs is looked at.
    public static final Duration STEP = Duration.ofMillis(200);

    private static final Duration LATE_BYTES = Duration.ofMillis(100);

    /// What a program may take.
    ///
    /// @param time    how long
    /// @param outputs files it writes to, none of which may become larger than [OutputFiles#most]
    public record Bounds(Duration time, List<Path> outputs) {
        public Bounds(Duration time, Path... outputs) {
            this(time, List.of(outputs));
        }
    }

    public Foreground {
        left = List.copyOf(left);
    }

    /// Waits, and ends the program with everything it has started where it does not end by itself.
    ///
    /// @param step between two looks
    /// @param look done at each
    public static Foreground of(Commands commands, ProcessGroup group, Bounds bounds, Cancel cancel, Duration step, Runnable look) {
        var began = System.nanoTime();
        var flooded = new AtomicBoolean();
        boolean ended;
        try (var _ = cancel.onCancel(group::terminate)) {
            ended = awaited(group, bounds.time, cancel, step, () -> {
                look.run();
                if (commands.outputs().full(bounds.outputs) && flooded.compareAndSet(false, true)) group.kill();
            }) && !flooded.get();
        }
        var cancelled = cancel.reason() != null;
        if (!ended || cancelled) group.end(cancelled && commands.grace().compareTo(Commands.SHORT_GRACE) > 0 ? Commands.SHORT_GRACE : commands.grace());
        if (flooded.get()) commands.outputs().cut(bounds.outputs);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var left = ended && !cancelled ? group.leftOver() : List.<ProcessGroup.Member>of();
        if (left.isEmpty()) commands.over(group);
        else commands.guard(group, bounds.outputs);
        return new Foreground(ended && !cancelled ? (Integer) group.exit() : null, cancelled, flooded.get() ? commands.outputs().most() : 0, took, left);
    }

    /// In steps, so that a cancelled group gets its grace and not the whole limit.
    private static boolean awaited(ProcessGroup group, Duration limit, Cancel cancel, Duration step, Runnable look) {
        var until = System.nanoTime() + limit.toNanos();
        while (cancel.reason() == null) {
            var rest = Duration.ofNanos(until - System.nanoTime());
            if (rest.isNegative() || rest.isZero()) return false;
            if (group.await(rest.compareTo(step) < 0 ? rest : step)) return true;
            look.run();
        }
        return false;
    }

    /// Waits a moment where a child still holds the output and may have some of it on the way.
    public static void settle(Path file) {
        try {
            var size = -1L;
            for (var waited = 0L; waited < LATE_BYTES.toMillis() && size != Files.size(file); waited += 20) {
                size = Files.size(file);
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException unreadable) {
            // said when it is read
        }
    }

    /// Why it was ended, in brackets.
    ///
    /// @param partial whether there is output
    public String early(Duration limit, boolean partial) {
        if (flooded > 0 && !cancelled) return OutputFiles.flood(flooded);
        return cancelled ? "[cancelled by user; processes ended]" : "[timed out after " + seconds(limit) + "; process group killed" + (partial ? "; partial output above" : "") + "]";
    }

    /// A line about what it has left running; empty for nothing.
    public String remark() {
        return left.isEmpty() ? "" : "\n[left " + left.size() + " background " + (left.size() == 1 ? "process: " : "processes: ") + ProcessGroup.shown(left) + "; ended when the run ends]";
    }

    /// A time as people read it: `2 s`, `0.3 s`.
    public static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 && time.toSeconds() >= 1 ? time.toSeconds() + " s" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
