package scorpiox.http;

import java.time.Duration;

/// How long each phase of a request may take.
///
/// @param connect to open the connection, TLS included
/// @param headers from the request's last byte to the end of the response headers
/// @param silence between two reads of the body
public record Timeouts(Duration connect, Duration headers, Duration silence) {
    /// For a model's turn: it may think for minutes before the first byte.
    public static final Timeouts TURN = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(300));

    /// The same with another limit for silence, before the headers and after.
    public Timeouts silence(Duration limit) {
        return new Timeouts(connect, limit, limit);
    }
}
