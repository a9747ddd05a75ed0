package scorpiox.command.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;
import scorpiox.model.StreamEvent;
import scorpiox.output.Stderr;

/// What a person sees while answers arrive: on a terminal one line a provider, changed in place; elsewhere, when asked for,
/// a line for each thing that happens.
final class Board implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final String CLEAR = "\u001b[2K";

    private final Stderr err;
    private final boolean inPlace;
    private final int width;
    private final List<Lane> lanes = new ArrayList<>();
    private boolean drawn;
    private boolean changed = true;
    private boolean closed;

    private static final class Lane {
        String name;
        String doing = "waiting";
        String run = "";
        long since = System.nanoTime();
        long characters;
        boolean over;
    }

    /// @param names   one a provider
    /// @param repeat  how often each is asked
    /// @param inPlace whether lines may be changed
    Board(Stderr err, List<String> names, boolean inPlace, int width) {
        this.err = err;
        this.inPlace = inPlace && err.showsProgress();
        this.width = width;
        var longest = names.stream().mapToInt(Cells::width).max().orElse(0);
        for (var name : names) {
            var lane = new Lane();
            lane.name = inPlace ? Cells.pad(name, longest, false) : name;
            lanes.add(lane);
        }
        if (this.inPlace) Thread.ofPlatform().daemon().name("board").start(this::tick);
    }

    /// One that shows nothing.
    static Board silent(int lanes) {
        return new Board(new Stderr("compare", false, false), Collections.nCopies(lanes, ""), false, Cells.USUAL);
    }

    /// A question is sent, for the n-th time.
    synchronized void asked(int number, int run) {
        var lane = lanes.get(number);
        lane.run = run > 1 ? " (" + run + ")" : "";
        lane.since = System.nanoTime();
        lane.characters = 0;
        say(lane, "waiting", false);
    }

    synchronized void event(int number, StreamEvent event) {
        var lane = lanes.get(number);
        switch (event) {
            case StreamEvent.ReasoningDelta _ -> say(lane, "thinking", false);
            case StreamEvent.TextDelta delta -> {
                if (lane.characters == 0) say(lane, "answering after " + elapsed(lane), !inPlace);
                lane.characters += delta.text().codePointCount(0, delta.text().length());
                if (inPlace) say(lane, "answering, " + lane.characters + " characters", false);
            }
            case StreamEvent.Retrying retrying -> {
                lane.characters = 0;
                say(lane, "retrying (" + retrying.next() + " of " + retrying.attempts() + "): " + retrying.why().getMessage(), !inPlace);
            }
            case StreamEvent.Notice notice -> {
                if (!inPlace) say(lane, notice.text(), true);
            }
            default -> { }
        }
    }

    synchronized void ended(int number, Measure measure) {
        var lane = lanes.get(number);
        lane.over = true;
        say(lane, measure.ok() ? "done in " + Figures.seconds(measure.total()) : "failed: " + measure.failure().getMessage(), !inPlace);
    }

    /// A message for a person, above the lines that change.
    synchronized void message(String text) {
        if (drawn && !closed) err.raw("\r\u001b[" + lanes.size() + "A\u001b[J");
        drawn = false;
        changed = true;
        err.message(text);
    }

    /// Draws for the last time.
    @Override
    public synchronized void close() {
        if (inPlace && !closed) draw();
        closed = true;
        notifyAll();
    }

    private void say(Lane lane, String doing, boolean line) {
        lane.doing = doing;
        if (!doing.startsWith("done") && !doing.startsWith("failed")) lane.over = false;
        changed = true;
        if (line) err.progress(lane.name + lane.run + ": " + doing);
    }

    private synchronized void tick() {
        try {
            while (!closed) {
                if (changed || lanes.stream().anyMatch(lane -> !lane.over)) draw();
                TimeUnit.MILLISECONDS.timedWait(this, TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        var text = new StringBuilder(drawn ? "\r\u001b[" + lanes.size() + "A" : "");
        for (var lane : lanes) {
            var time = lane.over || lane.doing.startsWith("retrying") ? "" : "  " + elapsed(lane);
            var line = Redaction.mask(new TerminalFilter().whole(lane.name + "  " + lane.doing + lane.run)).replaceAll("\\s*\\n\\s*", " ") + time;
            text.append(CLEAR).append(Cells.cut(line, width - 1)).append('\n');
        }
        err.raw(text.toString());
        drawn = true;
        changed = false;
    }

    private static String elapsed(Lane lane) {
        return Figures.seconds((System.nanoTime() - lane.since) / 1e6);
    }
}
