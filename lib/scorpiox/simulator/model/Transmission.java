package scorpiox.simulator.model;

import java.io.IOException;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Events;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Pace;

/// Sends an answer at its pace, the way the faults say; without faults, the way it should be.
final class Transmission implements Events.Way {
    private static final List<String> ERRORS = List.of("context-length", "overloaded", "overloaded-late", "rate-limit", "quota", "invalid-prompt",
            "error-event");

    private final HttpExchange exchange;
    private final Question question;
    private final List<Fault> faults;
    private final Pace pace;

    Transmission(HttpExchange exchange, Question question, List<Fault> faults, Pace pace) {
        this.exchange = exchange;
        this.question = question;
        this.faults = faults;
        this.pace = pace;
        var pieces = get("pieces");
        if (pieces != null) exchange.cutInto(pieces.or(1));
    }

    /// A generated answer.
    void play(List<Piece> pieces) throws IOException {
        var events = new Events(this, has("crlf"));
        var writer = question.writer(events);
        if (has("json") || !question.streamed()) {
            whole(writer, events, pieces);
            return;
        }
        exchange.stream(200, question.headers(true), "text/event-stream; charset=utf-8");
        if (has("garbage")) {
            exchange.write("\u0000\u0001\u0002 no events at all \u00ff".repeat(50));
            exchange.end();
            return;
        }
        frame(writer, events, pieces);
        if (!events.stopped()) exchange.end();
    }

    /// A recorded body, event by event.
    void replay(String sse) throws IOException {
        exchange.stream(200, question.headers(false), "text/event-stream");
        var number = 0;
        for (var event : sse.split("(?<=\n\n)")) {
            if (!before(number++)) return;
            exchange.write(has("crlf") ? event.replace("\n", "\r\n") : event);
        }
        exchange.end();
    }

    private void whole(Writer writer, Events events, List<Piece> pieces) throws IOException {
        events.mute(true);
        writer.begin();
        if (!has("empty") && !has("no-output")) for (var piece : pieces) writer.piece(piece);
        writer.end(!has("incomplete"));
        if (events.tokens() > 0) Pace.pause(pace.first(question.wire()) + (events.tokens() - 1) * pace.each(question.wire()));
        exchange.answer(200, question.headers(true), "application/json", Json.bytes(writer.whole()));
    }

    private void frame(Writer writer, Events events, List<Piece> pieces) throws IOException {
        writer.begin();
        for (var fault : faults) {
            if (!ERRORS.contains(fault.name())) continue;
            if (fault.name().equals("overloaded-late")) writer.piece(new Piece.Text("Partial text", null));
            writer.failed(fault);
            return;
        }
        if (has("malformed")) events.raw(writer.malformed());
        var huge = get("huge");
        if (huge != null) events.raw(writer.filler(huge.or(17 * 1024 * 1024)));
        events.mute(has("no-output"));
        if (!has("empty")) for (var piece : pieces) writer.piece(piece);
        events.mute(false);
        if (!has("no-end")) writer.end(!has("incomplete"));
    }

    @Override
    public boolean before(int number) throws IOException {
        if (faults.isEmpty()) return true;
        var cut = get("cut");
        if (cut != null && number >= cut.or(4)) {
            exchange.cut();
            return false;
        }
        var stall = get("stall");
        if (stall != null && number >= stall.or(4)) {
            exchange.stall();
            return false;
        }
        var drip = get("drip");
        if (drip != null) {
            exchange.flush();
            Pace.pause(drip.or(50));
        }
        return true;
    }

    @Override
    public void token(boolean first) throws IOException {
        var millis = first ? pace.first(question.wire()) : pace.each(question.wire());
        if (millis == 0) return;
        exchange.flush();
        Pace.pause(millis);
    }

    @Override
    public void write(String text) throws IOException {
        exchange.write(text);
    }

    private boolean has(String name) {
        return get(name) != null;
    }

    private Fault get(String name) {
        for (var fault : faults) if (fault.name().equals(name)) return fault;
        return null;
    }
}
