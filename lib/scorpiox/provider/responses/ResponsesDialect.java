package scorpiox.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.Credential;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.Errors;
import scorpiox.provider.ModelList;
import scorpiox.provider.NativeRequest;
import scorpiox.provider.RateLimits;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// The Responses wire, as the ChatGPT Codex backend, third-party Codex endpoints and the OpenAI API speak it.
///
/// @param provider id of the provider that speaks it, the owner of its continuation data
/// @param endpoint URL the request goes to
/// @param kind     which of them it is
/// @param product  `user-agent`
/// @param clock    for limits that reset after some time
/// @param include  what answers should include besides encrypted reasoning
/// @param headers  that every request carries besides
/// @param without  what is left out because the server refused it
/// @param relayed  the one request that goes out as it is; null where requests are encoded
public record ResponsesDialect(String provider, URI endpoint, Kind kind, String product, InstantSource clock, List<String> include, Map<String, String> headers,
                               List<Dispensable> without, NativeRequest relayed) implements Dialect {
    /// Who stands behind the endpoint, and what is asked there: `API` is the OpenAI API with what Codex asks, `OPENAI` the same
    /// with all it takes.
    public enum Kind { CHATGPT, THIRD_PARTY, API, OPENAI }

    public ResponsesDialect(String provider, URI endpoint, Kind kind, String product, InstantSource clock) {
        this(provider, endpoint, kind, product, clock, List.of(), Map.of(), List.of(), null);
    }

    /// The same with more to include; blanks and what is named twice are left out.
    public ResponsesDialect including(String... more) {
        var all = new LinkedHashSet<String>();
        for (var each : more) if (!each.isBlank()) all.add(each.strip());
        return new ResponsesDialect(provider, endpoint, kind, product, clock, List.copyOf(all), headers, without, relayed);
    }

    /// The same with headers of its own.
    public ResponsesDialect carrying(Map<String, String> own) {
        return new ResponsesDialect(provider, endpoint, kind, product, clock, include, Map.copyOf(own), without, relayed);
    }

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
        headers.putAll(this.headers);
        if (ResponsesRequest.keyed(request) && kind != Kind.API && kind != Kind.OPENAI) {
            headers.put("session_id", request.conversation());
            headers.put("conversation_id", request.conversation());
        }
        if (relayed != null && relayed.toolsAmongItems() && kind != Kind.API && kind != Kind.OPENAI) headers.put("x-openai-internal-codex-responses-lite", "true");
        turn.state().ifPresent(state -> headers.put("x-codex-turn-state", state));
        return new HttpCall(endpoint, headers, Json.bytes(body(request, model)));
    }

    private ObjectNode body(Request request, ModelInfo model) {
        if (relayed != null && without.isEmpty()) return relayed.body();
        var body = relayed != null ? relayed.body().deepCopy()
                : kind == Kind.OPENAI ? ApiRequest.body(request, model, provider) : ResponsesRequest.body(request, model, provider, kind == Kind.API);
        if (!include.isEmpty() && relayed == null) included(body);
        for (var refused : without) refused.removeFrom(body);
        return body;
    }

    private void included(ObjectNode body) {
        var own = body.path("include");
        var list = body.putArray("include");
        include.forEach(list::add);
        for (var each : own) if (!include.contains(each.asText())) list.add(each);
    }

    @Override
    public Map<String, String> headersFor(Credential credential) {
        if (kind != Kind.CHATGPT || credential.account().isEmpty()) return Map.of();
        var account = credential.account().get();
        Redaction.register(account);        // answers to requests that go wrong may name it
        return Map.of("chatgpt-account-id", account);
    }

    @Override
    public Decoder decoder(Request request) {
        return new ResponsesDecoder(provider, request, clock, relayed == null ? null : relayed.raw());
    }

    @Override
    public boolean relays() {
        return true;
    }

    @Override
    public ResponsesDialect relaying(NativeRequest asked) {
        return new ResponsesDialect(provider, endpoint, kind, product, clock, include, headers, without, asked);
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
            case 404 -> switch (failure.kind()) {
                case QUOTA, RATE_LIMIT -> failure;
                default -> kind == Kind.THIRD_PARTY ? failure.hint("check CODEX_BASE_URL, or set CODEX_ENDPOINT_EXACT=1 to use it as the whole URL")
                        : failure.kind() == Failure.Kind.BAD_REQUEST && kind != Kind.CHATGPT ? failure.hint("check the base URL") : failure;
            };
            case 403 -> failure.hint("the credential is valid but not allowed to do this");
            default -> failure.kind() == Failure.Kind.MODEL_NOT_FOUND ? failure.hint("choose another with --model") : failure;
        };
    }

    /// At the OpenAI API some members depend on the model and on who asks.
    @Override
    public Optional<Simpler> simpler(Failure refused, Request request) {
        if (kind != Kind.OPENAI) return Optional.empty();
        for (var member : Dispensable.values()) {
            var body = relayed != null ? relayed.body().deepCopy() : ApiRequest.body(request, ModelInfo.unknown(request.model()), provider);
            if (without.contains(member) || !member.namedIn(refused.getMessage()) || !member.removeFrom(body)) continue;
            var all = new ArrayList<>(without);
            all.add(member);
            return Optional.of(new Simpler(new ResponsesDialect(provider, endpoint, kind, product, clock, include, headers, List.copyOf(all), relayed),
                    new StreamEvent.Notice("parameter_refused", "the server refused " + member.path() + "; it is left out")));
        }
        return Optional.empty();
    }

    @Override
    public Optional<StreamEvent.Limits> limits(HttpReply reply) {
        var limits = RateLimits.of(reply);
        return limits.isEmpty() ? Optional.empty() : Optional.of(new StreamEvent.Limits(limits));
    }

    @Override
    public Optional<HttpCall> listing() {
        return switch (kind) {
            case CHATGPT -> Optional.of(CodexCatalogue.listing(endpoint, product));
            case OPENAI -> Optional.of(ModelList.call(endpoint.resolve("models"), product, headers));
            case THIRD_PARTY, API -> Optional.empty();
        };
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        return kind == Kind.CHATGPT ? CodexCatalogue.listed(answer, known) : ModelList.of(answer, known);
    }
}
