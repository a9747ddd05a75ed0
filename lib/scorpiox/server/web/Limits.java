package scorpiox.server.web;

import java.time.Duration;

/// What a client may ask of the server.
///
/// @param headerBytes   of a request's header in all
/// @param headerFields  in it
/// @param bodyBytes     of a body, decoded
/// @param headerTime    for the whole header to come
/// @param bodySilence   between two reads of a body
/// @param clientSilence that a client takes nothing of its answer
/// @param parallel      requests at a time
public record Limits(int headerBytes, int headerFields, long bodyBytes, Duration headerTime, Duration bodySilence, Duration clientSilence, int parallel) {
    public static final Limits USUAL = new Limits(64 * 1024, 100, 64L * 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60), 1024);
}
