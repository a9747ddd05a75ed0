package scorpiox.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.sse.SseParser;

/// Reads what a backend answers: a stream of events, or a whole answer in their place.
final class Incoming {
    /// Most bytes of a whole answer.
    static final int MAX = 32 * 1024 * 1024;

    /// So much is read at a time, and so much once that was all there was.
    private static final int CHUNK = 4 * 1024;
    private static final int LARGE = 32 * 1024;

    private Incoming() {}

    static void stream(InputStream body, Decoder decoder, Gate gate, Recording recording) throws IOException {
        var parser = new SseParser();
        var chunk = new byte[CHUNK];
        while (!decoder.done()) {
            var count = body.read(chunk);
            if (count < 0) {
                decoder.end(parser.end(), gate);
                return;
            }
            parser.feed(chunk, 0, count, event -> {
                recording.event(event);
                if (!decoder.done()) decoder.event(event, gate);
            });
            if (body.available() == 0) gate.pause();
            if (count == CHUNK && chunk.length == CHUNK) chunk = new byte[LARGE];
        }
    }

    static Failure broken(IOException e, HttpCall call) {
        var failure = Http.failure(e, Origin.of(call.uri()));
        return failure.kind() == Kind.NETWORK ? Failure.of(Kind.TRUNCATED, "the answer broke off: " + e.getMessage(), e) : failure;
    }

    /// Status 200 without a stream: a complete answer as JSON, an error as JSON, or something in between that is not the
    /// backend at all.
    static void whole(HttpReply reply, String type, Dialect way, Decoder decoder, Gate gate, Recording recording) {
        var body = some(reply, MAX);
        if (type.equals("application/json")) {
            var events = way.whole(body);
            if (!events.isEmpty()) {
                events.forEach(recording::event);
                for (var event : events) decoder.event(event, gate);
                if (!decoder.done()) decoder.end(Optional.empty(), gate);
                return;
            }
            var meant = way.failure(reply, body);
            if (meant.kind() != Kind.PROTOCOL) throw meant;
        }
        var start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
        throw Failure.of(Kind.PROTOCOL, "the backend answered " + type + " instead of a stream: " + Redaction.mask(start)).from(200, null)
                .hint("check the base URL");
    }

    static byte[] some(HttpReply reply, int most) {
        var out = new ByteArrayOutputStream();
        try {
            out.writeBytes(reply.body().readNBytes(most));
        } catch (IOException cutShort) {
            // the status says enough
        }
        return out.toByteArray();
    }
}
