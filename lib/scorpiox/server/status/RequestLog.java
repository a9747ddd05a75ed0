package scorpiox.server.status;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import scorpiox.output.Stderr;
import scorpiox.server.ask.Visit;

/// The server's log on stderr: one line a request and whatever else is to be said. Whoever has something to say never waits:
/// lines that a slow reader does not take are left out, and their number is told.
public final class RequestLog implements AutoCloseable {
    /// How grave a line is; a log shows its own level and everything graver.
    public enum Level {
        ERROR, WARN, INFO, DEBUG;

        /// By its name in small letters; empty for none.
        public static Optional<Level> of(String name) {
            for (var level : values()) if (level.name().toLowerCase(Locale.ROOT).equals(name)) return Optional.of(level);
            return Optional.empty();
        }
    }

    /// Something to write down: a visit that has ended, or else a message; neither to end with.
    private record Item(Level level, Instant at, Visit visit, String message) {}

    private static final Item END = new Item(Level.ERROR, Instant.EPOCH, null, null);
    private static final int MOST_WAITING = 1024;
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private final Stderr err;
    private final boolean terminal;
    private final Level most;
    private final InstantSource clock;
    private final Duration lastLines;
    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::write);

    /// @param terminal whether a person reads it; otherwise each line is a JSON object
    /// @param most     the least grave lines that are shown
    public RequestLog(Stderr err, boolean terminal, Level most, InstantSource clock) {
        this(err, terminal, most, clock, LAST_LINES);
    }

    /// @param lastLines how long closing waits for lines to be written
    RequestLog(Stderr err, boolean terminal, Level most, InstantSource clock, Duration lastLines) {
        this.lastLines = lastLines;
        this.err = err;
        this.terminal = terminal;
        this.most = most;
        this.clock = clock;
        writer.start();
    }

    /// Writes down a request that has ended, for [Visits#listen].
    public void visit(Visit visit) {
        say(new Item(level(visit), clock.instant(), visit, null));
    }

    /// Writes down anything else; what in it looks like a secret is masked.
    public void message(Level level, String text) {
        say(new Item(level, clock.instant(), null, text));
    }

    /// Lines that were left out since the last one that was written.
    public long dropped() {
        return dropped.get();
    }

    /// Writes what still waits, for at most a second.
    @Override
    public void close() {
        try {
            var end = System.nanoTime() + lastLines.toNanos();
            if (waiting.offer(END, lastLines.toMillis(), TimeUnit.MILLISECONDS)) writer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Watching is worth a line only for who looks for it, and what went wrong is worth one to everybody.
    static Level level(Visit visit) {
        if (visit.status == 500) return Level.ERROR;
        if (Totals.failed(visit)) return Level.WARN;
        return Visits.WATCHING.contains(visit.route) && visit.status < 400 ? Level.DEBUG : Level.INFO;
    }

    private void say(Item item) {
        if (item.level.compareTo(most) <= 0 && !waiting.offer(item)) dropped.incrementAndGet();
    }

    private void write() {
        try {
            for (var item = waiting.take(); item != END; item = waiting.take()) {
                err.unmasked(line(item));
                var lost = dropped.getAndSet(0);
                if (lost > 0) err.unmasked(line(new Item(Level.WARN, item.at, null, lost + " lines of the log were left out: stderr is not read fast enough")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line(Item item) {
        if (item.visit == null) return terminal ? LogLine.text(item.message, item.at, ZoneId.systemDefault()) : LogLine.json(item.level, item.message, item.at);
        return terminal ? LogLine.text(item.visit, item.at, ZoneId.systemDefault()) : LogLine.json(item.level, item.visit, item.at);
    }
}
