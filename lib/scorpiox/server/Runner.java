package scorpiox.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.model.StreamEvent;
import scorpiox.provider.NativeRequest;
import scorpiox.provider.Provider;
import scorpiox.provider.StageRecording;
import scorpiox.provider.Turn;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.ask.StopFilter;
import scorpiox.server.backend.Backends;
import scorpiox.server.backend.Bridge;
import scorpiox.server.capture.Capture;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.messages.Messages;
import scorpiox.server.status.Visits;

/// Runs one answer: reads what a client asks for, has a backend answer it, and brings the answer to the client in its own
/// words, whole or piece by piece.
final class Runner {
    private final ServeConfig config;
    private final Reader reader;
    private final Backends backends;
    private final Visits visits;
    private final Optional<Capture> capture;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier stopping;
    private final Turns turns = new Turns();

    /// @param stopping whether the server stops, so that who is cancelled may still be told
    Runner(ServeConfig config, Reader reader, Backends backends, Visits visits, Optional<Capture> capture, InstantSource clock, ScheduledExecutorService timer,
           BooleanSupplier stopping) {
        this.stopping = stopping;
        this.config = config;
        this.reader = reader;
        this.backends = backends;
        this.visits = visits;
        this.capture = capture;
        this.clock = clock;
        this.timer = timer;
    }

    /// Answers a request.
    ///
    /// @param client whose key it came with
    /// @throws Refused where nothing has been sent yet and there is no answer
    void run(Errand errand, ClientDialect dialect, String client) {
        var exchange = errand.exchange();
        var hops = Guard.hops(exchange.headers());
        var order = reader.read(errand, dialect, client);
        var recording = capture.map(to -> to.of(errand.visit(), order.whole(), backends.bridge(order.backend()).orElse(false)));
        recording.ifPresent(each -> errand.afterwards(() -> capture.orElseThrow().answered(errand.visit(), each)));
        answer(errand, dialect, order, hops, recording);
    }

    private void answer(Errand errand, ClientDialect dialect, Reader.Order order, int hops, Optional<StageRecording> recording) {
        var exchange = errand.exchange();
        var request = order.request();
        var bridge = backends.bridge(order.backend());
        var asked = bridge.isPresent() ? Bridge.over(order.asked(), bridge.get()) : order.asked();
        var client = request.client() + " " + order.backend();
        var turn = turns.of(client, asked, exchange.headers().get("x-codex-turn-state"), request.strict(), hops);
        recording.ifPresent(turn::recording);
        var head = new AnswerHead(asked.dropped(), order.wished(), asked.request().thinking().effort(), request.model());
        errand.visit().effort = head.effort();
        var stamp = new Stamp(UUID.randomUUID().toString().replace("-", ""), clock.instant(), request.selection().asked());
        var delivery = new Delivery(errand, head, turn, () -> asked.encoder().apply(stamp), asked.stream(), config.stream().heartbeat(), dialect.heartbeat(exchange.headers()), visits, clock);
        delivery.onCall(id -> turns.went(client, asked, turn, id));
        var upstream = new Cancel();
        try (var _ = exchange.cancel().onCancel(() -> upstream.cancel(exchange.cancel().reason()))) {
            delivery.holdFor(config.stream().commitHold(), timer);
            var total = request.backend().totalTimeout();
            var limit = total.isZero() ? null : timer.schedule(() -> upstream.cancel(late(total)), total.toMillis(), TimeUnit.MILLISECONDS);
            try {
                ask(order.provider(), asked, turn, delivery, upstream);
                var failed = delivery.failure();
                var second = failed == null || delivery.committed() || upstream.reason() != null ? Optional.<Asked>empty() : SecondTry.of(asked, failed);
                if (second.isPresent()) {
                    delivery.again(failed);
                    ask(order.provider(), second.get(), turn, delivery, upstream);
                }
            } finally {
                if (limit != null) limit.cancel(false);
                delivery.stop();
            }
            turns.went(client, asked, turn, delivery.call());      // who answered is only known now
            end(errand, delivery);
        } catch (RuntimeException | Error e) {
            if (!delivery.committed()) throw e;
            if (exchange.cancel().reason() == null && !(e instanceof Failure)) delivery.broken(Refusals.bug());
            delivery.abort();
            throw e;
        }
    }

    private static Failure late(Duration total) {
        return Failure.of(Kind.DEADLINE, "the answer took longer than " + total.toSeconds() + " s (total_timeout)");
    }

    private void ask(Provider provider, Asked asked, Turn turn, Delivery delivery, Cancel cancel) {
        Sink<StreamEvent> to = delivery;
        if (!asked.stops().isEmpty() && config.emulateStop()) to = stopping(asked, delivery, cancel);
        if (asked.verbatim() != null && provider.relays()) provider.relay(new NativeRequest(asked.request(), asked.verbatim(), delivery::raw), turn, to, cancel);
        else provider.stream(asked.request(), turn, to, cancel);
    }

    /// Ends the answer at a text of the client's; the backend is told to stop.
    private static Sink<StreamEvent> stopping(Asked asked, Delivery delivery, Cancel cancel) {
        var filter = new StopFilter(asked.stops(), delivery.remarksAreText(), delivery);
        return new Sink<>() {
            @Override
            public void event(StreamEvent event) {
                filter.event(event);
                if (filter.matched() && cancel.reason() == null) cancel.cancel(Failure.of(Kind.CANCELLED, "the answer has reached a stop text"));
            }

            @Override
            public void pause() {
                filter.pause();
            }
        };
    }

    /// Tells how many tokens a prompt has, as far as that can be told here: no backend is asked.
    void count(Errand errand, Messages dialect) {
        errand.json(dialect.count(reader.look(errand, dialect)));
    }

    private void end(Errand errand, Delivery delivery) {
        var failure = delivery.failure();
        var gone = errand.exchange().cancel().reason();
        if (gone == null && failure != null && failure.kind() == Kind.CANCELLED) gone = failure;       // a write failed before anybody said so
        if (gone != null && !(failure == null && stopping.getAsBoolean())) {
            if (stopping.getAsBoolean() && delivery.committed()) {
                delivery.broken(Refusals.of(gone, clock.instant()));
                return;
            }
            delivery.abort();
            throw gone;
        }
        if (failure == null) {
            delivery.end();
            return;
        }
        errand.visit().upstreamStatus = failure.status();
        var why = failure == Delivery.EMPTY ? Refused.of(502, "api_error", "empty_response", failure.getMessage()) : Refusals.of(failure, clock.instant());
        if (!delivery.committed()) throw why;
        delivery.broken(why);
    }
}
