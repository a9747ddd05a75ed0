package scorpiox.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.provider.Turn;
import scorpiox.server.ask.Encoder;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.status.Visits;
import scorpiox.server.web.Outflow;
import scorpiox.sse.SseEvent;

/// Brings one answer to its client. Status and first frames wait for a sign that an answer comes, so that what fails early is
/// a real HTTP error and may be tried again; from then on whatever comes is passed on at once.
///
/// Until the answer is committed two threads may work on it: the one that reads from the backend, and one that commits when
/// the client has waited long enough. A lock keeps them apart; afterwards there is only the first, and no lock.
final class Delivery implements Sink<StreamEvent> {
    /// So many bytes go out even if more events are at hand.
    private static final int FULL = 32 * 1024;

    private static final Map<String, String> STREAM = Map.of("Cache-Control", "no-cache", "X-Accel-Buffering", "no");

    private final Errand errand;
    private final AnswerHead head;
    private final Turn turn;
    private final Supplier<Encoder> encoders;
    private final boolean streamed;
    private final Duration silence;
    private final byte[] heartbeat;
    private final Visits visits;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Frames frames = new Frames();
    private Encoder encoder;
    private Outflow out;
    private volatile boolean committed;
    private boolean over;
    private boolean said;
    private boolean finished;
    private String call;
    private Consumer<String> onCall = _ -> { };
    private Failure failure;
    private ScheduledFuture<?> hold;

    /// @param encoders  give a new encoder for each attempt
    /// @param silence   after which the heartbeat keeps the connection open; zero for never
    Delivery(Errand errand, AnswerHead head, Turn turn, Supplier<Encoder> encoders, boolean streamed, Duration silence, byte[] heartbeat, Visits visits, InstantSource clock) {
        this.errand = errand;
        this.head = head;
        this.turn = turn;
        this.encoders = encoders;
        this.encoder = encoders.get();
        this.streamed = streamed;
        this.silence = silence;
        this.heartbeat = heartbeat;
        this.visits = visits;
        this.clock = clock;
    }

    /// Tells the id of the first call of the answer, before the client hears of it: it may come back with a result at once.
    void onCall(Consumer<String> told) {
        onCall = told;
    }

    /// Commits after this time at the latest, if it is a stream.
    void holdFor(Duration longest, ScheduledExecutorService timer) {
        if (!streamed) return;
        hold = timer.schedule(() -> Thread.startVirtualThread(this::held), longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void held() {
        lock.lock();
        try {
            if (!committed && !over) commit();
        } catch (Failure gone) {
            // whoever reads from the backend learns it too
        } finally {
            lock.unlock();
        }
    }

    /// An event of an answer that is passed through, before what it means.
    void raw(SseEvent event) {
        if (committed || !streamed) {
            encoder.raw(event, frames);
            if (frames.size() > FULL) pause();
            return;
        }
        lock.lock();
        try {
            encoder.raw(event, frames);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void event(StreamEvent event) {
        if (committed || !streamed) {
            take(event);
            if (committed && frames.size() > FULL) pause();
            return;
        }
        lock.lock();
        try {
            take(event);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause() {
        if (!committed || frames.size() == 0) return;
        out.write(frames.array(), 0, frames.size());
        frames.clear();
    }

    private void take(StreamEvent event) {
        switch (event) {
            case StreamEvent.TextDelta delta -> {
                said |= !delta.text().isEmpty();
                substance(event);
            }
            case StreamEvent.Announced _, StreamEvent.PartStarted _, StreamEvent.ReasoningDelta _, StreamEvent.ToolCallArgs _, StreamEvent.Citation _ -> substance(event);
            case StreamEvent.ToolCallStart start -> {
                said = true;
                if (call == null) called(start.id());
                substance(event);
            }
            case StreamEvent.ToolCallEnd _, StreamEvent.Hosted _ -> {
                said = true;
                substance(event);
            }
            case StreamEvent.Finish finish -> finish(finish);
            case StreamEvent.Failed failed -> failure = failed.failure();
            case StreamEvent.Retrying again -> again(again.why());
            default -> {
                note(event);
                encoder.event(event, frames);
            }
        }
    }

    private void note(StreamEvent event) {
        var visit = errand.visit();
        switch (event) {
            case StreamEvent.Started started -> {
                head.model(started.model());
                visit.model = started.model() == null ? visit.model : started.model();
            }
            case StreamEvent.UsageUpdate update -> visit.usage = update.usage();
            case StreamEvent.Notice notice -> {
                head.notice(notice);
                if (notice.code().startsWith("unknown_")) visits.unknownEvent(notice.code());
            }
            case StreamEvent.Limits limits -> {
                head.limits(limits.limits());
                visits.limits(visit.backend, limits.limits());
            }
            default -> { }
        }
    }

    private void substance(StreamEvent event) {
        encoder.event(event, frames);
        if (committed) return;
        firstByte();
        if (streamed) commit();
    }

    private void called(String id) {
        call = id;
        onCall.accept(id);
    }

    private void finish(StreamEvent.Finish finish) {
        errand.visit().finish = finish.raw() == null || finish.raw().isBlank() ? finish.reason().name().toLowerCase(Locale.ROOT) : finish.raw();
        finished = true;
        var nothing = !said && finish.reason() == FinishReason.STOP && errand.visit().usage.output() == 0;
        if (nothing && !committed) failure = EMPTY;
        else substance(finish);
    }

    /// A finished answer without anything in it.
    static final Failure EMPTY = Failure.of(Kind.SERVER, "the backend answered with nothing").from(0, "empty_response");

    /// What came so far is void.
    void again(Failure why) {
        errand.visit().attempts++;
        visits.retried(why.code() != null && why.code().equals(EMPTY.code()) ? EMPTY.code() : why.kind().name().toLowerCase(Locale.ROOT));
        if (committed) return;
        frames.clear();
        encoder = encoders.get();
        failure = null;
        finished = false;
        said = false;
        call = null;
    }

    private void firstByte() {
        var visit = errand.visit();
        if (visit.firstByteNanos < 0) visit.firstByteNanos = System.nanoTime() - visit.beganNanos;
    }

    private void commit() {
        turn.commit();
        firstByte();
        var headers = errand.headers("text/event-stream; charset=utf-8");
        headers.putAll(STREAM);
        headers.putAll(head.fields(clock.instant(), turn.state()));
        errand.visit().status = 200;
        errand.visit().dropped = head.dropped();
        out = errand.exchange().begin(200, headers);
        out.heartbeat(silence, heartbeat);
        if (frames.size() > 0) out.write(frames.array(), 0, frames.size());
        frames.clear();
        committed = true;       // last of all: from here on there is no lock
    }

    boolean remarksAreText() {
        return encoder.remarksAreText();
    }

    boolean committed() {
        return committed;
    }

    /// Id of the first call of the answer; null for none.
    String call() {
        return call;
    }

    /// Why there is no answer; null where there is one.
    Failure failure() {
        return failure != null || finished ? failure : Failure.of(Kind.TRUNCATED, "the answer of the backend ended before it was finished");
    }

    /// Nothing more comes from the backend: nobody commits any more.
    void stop() {
        if (hold != null) hold.cancel(false);
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /// Sends what is left of an answer that is whole.
    void end() {
        errand.visit().dropped = head.dropped();
        if (committed) {
            pause();
            out.end();
            return;
        }
        var headers = errand.headers("application/json");
        headers.putAll(head.fields(clock.instant(), turn.state()));
        errand.answer(200, headers, frames.toBytes());
    }

    /// Ends a stream that cannot go on, as its client can bear it.
    void broken(Refused why) {
        errand.visit().error = why.code();
        encoder.broken(why, frames);
        pause();
        out.end();
    }

    /// Breaks a stream off.
    void abort() {
        if (out != null) out.abort();
    }
}
