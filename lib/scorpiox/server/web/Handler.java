package scorpiox.server.web;

/// Whoever answers requests.
@FunctionalInterface
public interface Handler {
    /// Answers one. What it throws is logged by the caller and ends the request with status 500, or breaks it off where an answer has begun.
    void handle(Exchange exchange) throws Exception;
}
