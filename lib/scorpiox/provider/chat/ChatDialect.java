package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.Errors;
import scorpiox.provider.ModelList;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// The Chat Completions wire, as OpenAI and whatever is compatible with it speak it.
///
/// @param provider id of the provider that speaks it, the owner of its continuation data
/// @param base     URL that `/chat/completions` is appended to, without a slash at its end
/// @param compat   what the server behind it makes of the wire
/// @param product  `user-agent`
/// @param headers  that every request carries besides
/// @param clock    for limits that reset after some time
public record ChatDialect(String provider, URI base, Compat compat, String product, Map<String, String> headers, InstantSource clock) implements Dialect {
    public ChatDialect {
        headers = Map.copyOf(headers);
    }

    @Override
    public URI endpoint() {
        return URI.create(base + "/chat/completions");
    }

    @Override
    public HttpCall encode(Request request, ModelInfo model, Turn turn) {
        var all = new LinkedHashMap<String, String>();
        all.put("Content-Type", "application/json");
        all.put("Accept", ChatRequest.streams(request, compat) ? "text/event-stream" : "application/json");
        all.put("User-Agent", product);
        all.putAll(headers);
        return new HttpCall(endpoint(), all, Json.bytes(ChatRequest.body(request, model, provider, compat)));
    }

    @Override
    public Decoder decoder(Request request) {
        return new ChatDecoder(provider, request, compat.has(Trait.THINK_TAGS), clock);
    }

    /// A whole answer is one chunk, its message in place of a delta; an error says so itself.
    @Override
    public List<SseEvent> whole(byte[] json) {
        try {
            if (!(Json.read(json) instanceof ObjectNode answer)) return List.of();
            var failed = answer.hasNonNull("error") || answer.hasNonNull("detail");
            if (!failed && answer.path("choices").isEmpty()) return List.of();
            return List.of(new SseEvent("message", Json.write(answer), ""), new SseEvent("message", "[DONE]", ""));
        } catch (IOException notJson) {
            return List.of();
        }
    }

    @Override
    public Failure failure(HttpReply reply, byte[] body) {
        var failure = Errors.of(reply, body, clock.instant());
        if (failure.hint() != null) return failure;
        if (failure.kind() == Kind.MODEL_NOT_FOUND) {
            var ollama = failure.getMessage().contains("try pulling it");
            return failure.hint(ollama ? "fetch it with: ollama pull, or choose another with --model" : "choose another with --model");
        }
        return switch (failure.status()) {
            case 404 -> failure.hint("check the base URL, " + base);
            case 403 -> failure.hint("the credential is valid but not allowed to do this");
            default -> failure;
        };
    }

    @Override
    public Optional<Simpler> simpler(Failure refused, Request request) {
        var said = refused.getMessage().toLowerCase(Locale.ROOT);
        if (request.output().maxTokens() > 0 && Trait.mentions(said, compat.maxTokensField()) && !said.contains("too large")) {
            var other = compat.otherLimit();
            return Optional.of(with(other, compat.maxTokensField(), "it goes out as " + other.maxTokensField(), "maxTokensField=" + other.maxTokensField()));
        }
        for (var trait : Trait.values()) {
            if (!compat.has(trait) || !trait.namedIn(said, compat)) continue;
            var without = compat.with(trait, false);
            if (!body(request, without).equals(body(request, compat))) return Optional.of(with(without, trait.what(compat), "it is left out", trait.word() + "=0"));
        }
        return Optional.empty();
    }

    private ObjectNode body(Request request, Compat as) {
        return ChatRequest.body(request, ModelInfo.unknown(request.model()), provider, as);
    }

    private Simpler with(Compat other, String what, String now, String setting) {
        return new Simpler(new ChatDialect(provider, base, other, product, headers, clock),
                new StreamEvent.Notice("parameter_refused", "the server refused " + what + "; " + now + " (OPENAI_COMPAT=" + setting + " spares the attempt)"));
    }

    @Override
    public Optional<HttpCall> listing() {
        return Optional.of(ModelList.call(URI.create(base + "/models"), product, headers));
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        return ModelList.of(answer, known);
    }
}
