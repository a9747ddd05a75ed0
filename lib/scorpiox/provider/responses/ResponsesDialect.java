package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.Errors;
import scorpiox.provider.RateLimits;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// The Responses wire, as the ChatGPT Codex backend, third-party Codex endpoints and the OpenAI API speak it.
///
/// @param provider id of the provider that speaks it, the owner of its continuation data
/// @param endpoint URL the request goes to
/// @param kind     which of the three it is
/// @param product  `user-agent`
/// @param clock    for limits that reset after some time
public record ResponsesDialect(String provider, URI endpoint, Kind kind, String product, InstantSource clock) implements Dialect {
    /// Who stands behind the endpoint.
    public enum Kind { CHATGPT, THIRD_PARTY, API }

    @Override
    public HttpCall encode(Request request, ModelInfo model, Turn turn) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "text/event-stream");
        headers.put("User-Agent", product);
        if (kind == Kind.CHATGPT) {
            headers.put("OpenAI-Beta", "responses=experimental");
            headers.put("originator", "codex_cli_rs");
        }
        if (request.conversation() != null && kind != Kind.API) {
            headers.put("session_id", request.conversation());
            headers.put("conversation_id", request.conversation());
        }
        turn.state().ifPresent(state -> headers.put("x-codex-turn-state", state));
        var body = ResponsesRequest.body(request, model, provider, kind == Kind.API);
        return new HttpCall(endpoint, headers, Json.bytes(body));
    }

    @Override
    public Map<String, String> headersFor(Credential credential) {
        return kind == Kind.CHATGPT ? credential.account().map(id -> Map.of("chatgpt-account-id", id)).orElse(Map.of()) : Map.of();
    }

    @Override
    public Decoder decoder(Request request) {
        return new ResponsesDecoder(provider, request.model(), clock);
    }

    @Override
    public List<SseEvent> whole(byte[] json) {
        try {
            if (!(Json.read(json) instanceof ObjectNode response) || !response.path("output").isArray()) return List.of();
            var status = response.path("status").asText("completed");
            var event = Json.object().put("type", status.equals("failed") ? "response.failed" : "response.completed");
            event.set("response", response);
            return List.of(new SseEvent("message", Json.write(event), ""));
        } catch (IOException notJson) {
            return List.of();
        }
    }

    @Override
    public Failure failure(HttpReply reply, byte[] body) {
        var failure = Errors.of(reply, body, clock.instant());
        if (failure.hint() != null) return failure;
        return switch (failure.status()) {
            case 404 -> kind == Kind.THIRD_PARTY ? failure.hint("check CODEX_BASE_URL, or set CODEX_ENDPOINT_EXACT=1 to use it as the whole URL") : failure;
            case 403 -> failure.hint("the credential is valid but not allowed to do this");
            default -> failure.kind() == Failure.Kind.MODEL_NOT_FOUND ? failure.hint("choose another with --model") : failure;
        };
    }

    @Override
    public Optional<StreamEvent.Limits> limits(HttpReply reply) {
        var limits = RateLimits.of(reply);
        return limits.isEmpty() ? Optional.empty() : Optional.of(new StreamEvent.Limits(limits));
    }

    @Override
    public Optional<HttpCall> listing() {
        return kind == Kind.CHATGPT ? Optional.of(CodexCatalogue.listing(endpoint, product)) : Optional.empty();
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        return CodexCatalogue.listed(answer, known);
    }
}
