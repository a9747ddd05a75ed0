package scorpiox.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Visit;
import scorpiox.server.web.Exchange;

/// One request on its way through the server, and the header fields that every answer to it has.
final class Errand {
    /// A client that went away before it had its answer, as nginx writes it down.
    static final int GONE = 499;

    private final Exchange exchange;
    private final Visit visit;
    private final ClientDialect dialect;
    private final Map<String, String> common = new LinkedHashMap<>();
    private Runnable last = () -> { };

    /// @param dialect in which it is refused; null for the usual one
    Errand(Exchange exchange, Visit visit, ClientDialect dialect) {
        this.exchange = exchange;
        this.visit = visit;
        this.dialect = dialect;
        common.put("x-request-id", visit.id);
    }

    Exchange exchange() {
        return exchange;
    }

    Visit visit() {
        return visit;
    }

    /// Every answer to it says this too.
    void also(Map<String, String> headers) {
        common.putAll(headers);
    }

    /// What is to be done once it is known how the request has ended.
    void afterwards(Runnable action) {
        last = action;
    }

    void ended() {
        last.run();
    }

    /// The header of an answer of some type.
    Map<String, String> headers(String type) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", type);
        headers.putAll(common);
        return headers;
    }

    void answer(int status, Map<String, String> headers, byte[] body) {
        visit.status = status;
        exchange.answer(status, headers, body);
    }

    void json(byte[] body) {
        answer(200, headers("application/json"), body);
    }

    void text(String type, String body) {
        answer(200, headers(type), body.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers without a body.
    void empty(int status, Map<String, String> more) {
        var headers = new LinkedHashMap<>(common);
        headers.putAll(more);
        answer(status, headers, new byte[0]);
    }

    void refuse(Refused why) {
        refuse(why, Map.of());
    }

    /// Says why there is no answer. The codes of statuses are the dialect's; whether asking again may help is always said,
    /// because SDKs of OpenAI and Anthropic go by it.
    void refuse(Refused why, Map<String, String> more) {
        visit.error = why.code() == null ? why.type() : why.code();
        var headers = headers("application/json");
        headers.putAll(more);
        headers.put("x-should-retry", String.valueOf(why.again()));
        if (why.retryAfter() != null) headers.put("Retry-After", String.valueOf(Math.max(1, why.retryAfter().plusMillis(999).toSeconds())));
        if (why.status() == 401) headers.put("WWW-Authenticate", "Bearer");
        answer(dialect == null ? why.status() : dialect.status(why), headers, dialect == null ? ErrorBody.of(why) : dialect.error(why, visit.id));
    }

    /// The client is not there any more.
    void gone() {
        visit.status = GONE;
        visit.error = "client_gone";
    }
}
