package scorpiox.server.ask;

import java.time.Instant;

/// What is the same in every frame of an answer.
///
/// @param id      letters and digits that no other answer has; each API puts its own prefix before them
/// @param created when it was asked for
/// @param model   as the client wrote it
public record Stamp(String id, Instant created, String model) {}
