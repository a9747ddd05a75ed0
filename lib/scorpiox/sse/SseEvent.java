package scorpiox.sse;

/// One dispatched server-sent event.
///
/// @param type        value of the last `event` field, `message` when there was none
/// @param data        the `data` lines joined by LF
/// @param lastEventId the `id` in force, which earlier events may have set; empty at first
public record SseEvent(String type, String data, String lastEventId) {}
