package scorpiox.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
import scorpiox.model.StreamEvent.Notice;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// Anthropic's Messages wire.
///
/// @param provider id of the provider that speaks it, the owner of its continuation data
/// @param base     of its URLs, without `/v1`
/// @param betas    features to ask for in `anthropic-beta`
/// @param product  `user-agent`
/// @param clock    for waits until a time
/// @param models   what is known of a model, by its name
/// @param without  what the server has refused and is left out
record AnthropicDialect(String provider, String base, List<String> betas, String product, InstantSource clock, Function<String, ModelInfo> models, Omission without)
        implements Dialect {
    private static final String VERSION = "2023-06-01";
    private static final String INTERLEAVED = "interleaved-thinking-2025-05-14";

    AnthropicDialect {
        betas = List.copyOf(betas);
    }

    AnthropicDialect(String provider, String base, List<String> betas, String product, InstantSource clock, Function<String, ModelInfo> models) {
        this(provider, base, betas, product, clock, models, Omission.NONE);
    }

    /// A base URL as people write it, without what this wire adds to it.
    static String base(String url) {
        var base = url.strip();
        while (base.endsWith("/")) base = base.substring(0, base.length() - 1);
        return base.endsWith("/v1") ? base.substring(0, base.length() - 3) : base;
    }

    @Override
    public URI endpoint() {
        return URI.create(base + "/v1/messages");
    }

    @Override
    public HttpCall encode(Request request, ModelInfo model, Turn turn) {
        var thinking = Thinking.of(request, model, without);
        var body = AnthropicRequest.body(request, model, thinking, provider, without);
        return new HttpCall(endpoint(), headers("text/event-stream", thinking.budgeted() && body.has("tools")), Json.bytes(body));
    }

    private Map<String, String> headers(String accept, boolean interleaved) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", accept);
        headers.put("User-Agent", product);
        headers.put("anthropic-version", VERSION);
        var asked = new ArrayList<>(betas);
        if (interleaved && without != Omission.BETA && !asked.contains(INTERLEAVED)) asked.add(INTERLEAVED);
        if (!asked.isEmpty()) headers.put("anthropic-beta", String.join(",", asked));
        return headers;
    }

    @Override
    public Decoder decoder(Request request) {
        var forced = AnthropicRequest.forced(request.tools().choice()) && AnthropicRequest.unforceable(request, models.apply(request.model()));
        return new AnthropicDecoder(provider, request, forced && without == Omission.NONE ? new Notice("tool_choice_dropped",
                request.model() + " cannot be forced to call a tool: it is asked to") : null);
    }

    @Override
    public List<SseEvent> whole(byte[] json) {
        try {
            return Json.read(json) instanceof ObjectNode message && message.path("content").isArray() ? WholeAnswer.events(message) : List.of();
        } catch (IOException notJson) {
            return List.of();
        }
    }

    @Override
    public Failure failure(HttpReply reply, byte[] body) {
        return AnthropicErrors.of(reply, body, clock.instant());
    }

    @Override
    public Optional<Simpler> simpler(Failure refused, Request request) {
        var named = refused.kind() == Kind.BAD_REQUEST ? Omission.in(refused.getMessage()) : Omission.NONE;
        if (named == Omission.NONE) return Optional.empty();
        var kept = named == Omission.BETA ? List.<String>of() : betas;
        return Optional.of(new Simpler(new AnthropicDialect(provider, base, kept, product, clock, models, named),
                new Notice("parameter_dropped", request.model() + " refused " + named.what() + ": asked again without")));
    }

    @Override
    public Optional<StreamEvent.Limits> limits(HttpReply reply) {
        var limits = AnthropicLimits.of(reply);
        return limits.isEmpty() ? Optional.empty() : Optional.of(new StreamEvent.Limits(limits));
    }

    @Override
    public Optional<HttpCall> counting(Request request, ModelInfo model) {
        var body = Json.bytes(AnthropicRequest.counted(request, model, provider));
        return Optional.of(new HttpCall(URI.create(base + "/v1/messages/count_tokens"), headers("application/json", false), body));
    }

    @Override
    public long counted(JsonNode answer) {
        return answer.path("input_tokens").asLong();
    }

    @Override
    public Optional<HttpCall> listing() {
        return Optional.of(new HttpCall(URI.create(base + "/v1/models?limit=1000"), headers("application/json", false), null));
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        var listed = new ArrayList<ModelInfo>();
        for (var entry : answer.path("data")) {
            var id = Json.text(entry, "id");
            if (id != null && !id.isBlank()) listed.add(better(known.apply(id), entry));
        }
        return listed;
    }

    /// The list may say how much goes in and out, and whether pictures are taken.
    private static ModelInfo better(ModelInfo known, JsonNode entry) {
        var window = new ModelInfo.Window(entry.path("max_input_tokens").asInt(known.window().context()), entry.path("max_tokens").asInt(known.window().output()));
        var vision = entry.path("capabilities").path("image_input").path("supported").asBoolean(known.vision());
        return new ModelInfo(known.id(), known.known(), window, vision, known.tools(), known.reasoning(), known.verbosity(), known.parallelCalls(), known.price());
    }
}
