package scorpiox.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.TimeLimit;

/// A small answer read to its end, for questions that are no stream: tokens, limits, catalogues.
///
/// @param head status and headers; its body has been read
/// @param body at most 1 MiB
public record WholeReply(HttpReply head, byte[] body) {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /// Sends once and reads everything.
    ///
    /// @param limit for all of it
    /// @throws Failure as [Http#send]; `TIMEOUT` beyond the limit, `PROTOCOL` for an answer that is too large
    public static WholeReply of(Http http, HttpCall call, Optional<Credential> credential, Duration limit, Cancel cancel) {
        var origin = Origin.of(call.uri());
        var late = Failure.of(Kind.TIMEOUT, origin + " did not answer within " + limit.toSeconds() + " s");
        try (var time = new TimeLimit(limit, cancel, late);
                var reply = http.send(call, credential, new Timeouts(CONNECT, limit, limit), time.cancel())) {
            try {
                var body = reply.body().readNBytes(MOST_BYTES + 1);
                if (body.length > MOST_BYTES) throw Failure.of(Kind.PROTOCOL, origin + " answered with more than 1 MiB").from(reply.status(), null);
                return new WholeReply(reply, body);
            } catch (IOException e) {
                time.cancel().check();
                throw Http.failure(e, origin);
            }
        }
    }

    public int status() {
        return head.status();
    }
}
