package scorpiox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.provider.Provider;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Selectors;
import scorpiox.server.backend.Backends;
import scorpiox.server.config.Overrides;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.messages.Messages;
import scorpiox.server.web.Exchange;

/// Reads what a client sends: JSON, what it overrides of the configuration, whom it means, and then, by its API, what it
/// asks for.
///
/// @param guard says how large it may be
record Reader(ServeConfig config, Guard guard, Selectors selectors, Backends backends, InstantSource clock) {
    /// What is to be done for a client.
    ///
    /// @param whole    the body as it came
    /// @param request  what is the same for every API
    /// @param asked    what is asked for
    /// @param provider that answers
    /// @param wished   the effort in the client's own word; null for none
    record Order(ObjectNode whole, ClientRequest request, Asked asked, Provider provider, String wished) {
        String backend() {
            return request.backend().name();
        }
    }

    /// @throws Refused for a request that is wrong, or a backend that cannot be asked
    Order read(Errand errand, ClientDialect dialect, String client) {
        var whole = json(errand.exchange());
        try {
            var request = request(errand, dialect, whole, client);
            var provider = provider(request.backend().name());
            var known = new ClientRequest(request.body(), request.headers(), request.selection(), request.profile(), request.backend(), config,
                    provider.model(request.selection().model()), provider.relays(), client);
            return new Order(whole, known, dialect.read(known), provider, wished(known));
        } catch (Failure failure) {
            throw Refusals.of(failure, clock.instant());
        }
    }

    /// The same without asking anybody, for whoever only looks at it.
    ClientRequest look(Errand errand, ClientDialect dialect) {
        try {
            return request(errand, dialect, json(errand.exchange()), "");
        } catch (Failure failure) {
            throw Refusals.of(failure, clock.instant());
        }
    }

    private ClientRequest request(Errand errand, ClientDialect dialect, ObjectNode whole, String client) {
        var headers = errand.exchange().headers();
        var visit = errand.visit();
        var overrides = Overrides.take(whole.deepCopy(), headers);
        var body = overrides.body();
        visit.stream = body.path("stream").asBoolean();
        var named = model(body);
        var selection = dialect instanceof Messages ? selectors.ofClaude(named) : selectors.of(named);
        visit.asked = selection.asked();
        visit.backend = selection.backend();
        visit.model = selection.model();
        var backend = config.backends().get(selection.backend());
        return new ClientRequest(body, headers, selection, overrides.profile(backend), backend, config, selectors.models().model(selection.backend(), selection.model()), false, client);
    }

    private Provider provider(String backend) {
        try {
            return backends.provider(backend);
        } catch (Failure failure) {
            throw Refusals.misconfigured(failure, clock.instant());
        }
    }

    private ObjectNode json(Exchange exchange) {
        var bytes = bytes(exchange);
        if (bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) bytes = Arrays.copyOfRange(bytes, 3, bytes.length);
        JsonNode read;
        try {
            read = bytes.length == 0 ? null : Json.read(bytes);
        } catch (IOException notJson) {
            throw Refused.invalid("invalid_json", "the body is not JSON", null);
        }
        if (read instanceof ObjectNode object) return object;
        throw Refused.invalid("invalid_json", "the body must be a JSON object", null);
    }

    private byte[] bytes(Exchange exchange) {
        try {
            return exchange.body();
        } catch (Failure failure) {
            throw switch (failure.kind()) {
                case TOO_LARGE -> guard.tooLarge();
                case TIMEOUT -> Refused.of(408, "invalid_request_error", "request_timeout", "the body did not come on").again(false);
                case BAD_REQUEST -> failure.status() == 415 ? Refused.of(415, "invalid_request_error", "unsupported_media_type", failure.getMessage())
                        : Refused.invalid("invalid_body", failure.getMessage(), null);
                default -> failure;
            };
        }
    }

    private static String model(ObjectNode body) {
        var model = body.path("model");
        if (model.isTextual() && !model.textValue().isBlank()) return model.textValue();
        if (model.isMissingNode() || model.isNull() || model.isTextual()) throw Refused.invalid("missing_required_parameter", "model must name a model", "model");
        throw Refused.invalid("invalid_type", "model must be a string", "model");
    }

    /// The effort as the body words it, wherever an API has it.
    private static String wished(ClientRequest request) {
        var body = request.body();
        if (request.selection().query().isPresent()) return null;
        for (var word : new JsonNode[] {body.path("reasoning_effort"), body.path("reasoning").path("effort"), body.path("output_config").path("effort")}) {
            if (word.isTextual() && word.textValue().length() < 20) return word.textValue();
        }
        return null;
    }
}
