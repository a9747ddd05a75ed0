package scorpiox.provider;

import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.http.Credential;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.sse.SseEvent;

/// One wire format. Pure: the same request gives the same bytes, and nothing here waits or retries.
public interface Dialect {
    /// The request for a model, without its credential.
    HttpCall encode(Request request, ModelInfo model, Turn turn);

    /// Headers that depend on the credential, such as an account id.
    default Map<String, String> headersFor(Credential credential) {
        return Map.of();
    }

    /// A fresh decoder for one response.
    Decoder decoder(Request request);

    /// The event that a whole answer amounts to, for a server that sent one as JSON where a stream was asked for.
    default Optional<SseEvent> whole(byte[] json) {
        return Optional.empty();
    }

    /// What a refusal by HTTP status means.
    Failure failure(HttpReply reply, byte[] body);

    /// What the response headers tell about the plan's limits.
    default Optional<StreamEvent.Limits> limits(HttpReply reply) {
        return Optional.empty();
    }
}
