package scorpiox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    /// Where requests go, for whoever connects early or names it to a person.
    URI endpoint();

    /// The request for a model, without its credential. Whoever calls has cut it to the model and made its history one that
    /// this provider can read ([Fit], [History]).
    HttpCall encode(Request request, ModelInfo model, Turn turn);

    /// Headers that depend on the credential, such as an account id.
    default Map<String, String> headersFor(Credential credential) {
        return Map.of();
    }

    /// A fresh decoder for one response.
    Decoder decoder(Request request);

    /// Whether it sends bodies of the Responses wire as they are.
    default boolean relays() {
        return false;
    }

    /// The same dialect for one request that goes out as it is, where it [relays][#relays]: the body takes the place of the
    /// encoded one, and each event that can be read goes to [NativeRequest#raw] before what it means is handed on.
    default Dialect relaying(NativeRequest asked) {
        throw new IllegalStateException(endpoint() + " does not relay");
    }

    /// The events that a whole answer amounts to, for a server that sent one as JSON where a stream was asked for; empty
    /// for any other JSON.
    default List<SseEvent> whole(byte[] json) {
        return List.of();
    }

    /// What a refusal by HTTP status means.
    Failure failure(HttpReply reply, byte[] body);

    /// A simpler way to ask.
    ///
    /// @param dialect that leaves out what was refused
    /// @param notice  says so
    record Simpler(Dialect dialect, StreamEvent.Notice notice) {}

    /// What to try, once, after the server refused a member of the request by name; empty where nothing can be left out.
    default Optional<Simpler> simpler(Failure refused, Request request) {
        return Optional.empty();
    }

    /// What the response headers tell about the plan's limits.
    default Optional<StreamEvent.Limits> limits(HttpReply reply) {
        return Optional.empty();
    }

    /// The request that counts a prompt's tokens; empty where the server cannot.
    default Optional<HttpCall> counting(Request request, ModelInfo model) {
        return Optional.empty();
    }

    /// The tokens in the answer to it.
    default long counted(JsonNode answer) {
        return 0;
    }

    /// The request that lists models; empty where the server cannot.
    default Optional<HttpCall> listing() {
        return Optional.empty();
    }

    /// The models in the answer to it, each with what `known` knows of it and the answer says better.
    default List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        return List.of();
    }
}
