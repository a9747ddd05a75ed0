package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.provider.Decoder;
import scorpiox.provider.Dialect;
import scorpiox.provider.Turn;
import scorpiox.sse.SseEvent;

/// Google's Gemini API: `models/NAME:streamGenerateContent`.
///
/// @param provider id of the provider that speaks it, the owner of its continuation data
/// @param base     origin of the API, with or without `/v1beta` behind it
/// @param product  `user-agent`
/// @param clock    for waits until a time of day
/// @param without  what the server refused and is left out
/// @param kept     the explicit cache that stands for the beginning of a conversation, or null
record GeminiDialect(String provider, String base, String product, InstantSource clock, GeminiRequest.Without without, Kept kept) implements Dialect {
    private static final String VERSION = "/v1beta";

    /// A cache on the server.
    ///
    /// @param name its name there, `cachedContents/…`
    /// @param hash of the [beginning][Beginning] that it holds
    record Kept(String name, String hash) {}

    GeminiDialect {
        while (base.endsWith("/")) base = base.substring(0, base.length() - 1);
        if (base.endsWith(VERSION)) base = base.substring(0, base.length() - VERSION.length());
        while (base.endsWith("/")) base = base.substring(0, base.length() - 1);
    }

    GeminiDialect(String provider, String base, String product, InstantSource clock) {
        this(provider, base, product, clock, GeminiRequest.Without.NOTHING, null);
    }

    /// The same for requests that may name a cache.
    GeminiDialect with(Kept cache) {
        return new GeminiDialect(provider, base, product, clock, without, cache);
    }

    @Override
    public URI endpoint() {
        return at("models");
    }

    @Override
    public HttpCall encode(Request request, ModelInfo model, Turn turn) {
        var body = body(request, model);
        var beginning = kept == null ? Optional.<Beginning>empty() : Beginning.of(body, GeminiModel.of(model));
        if (beginning.isPresent() && beginning.get().hash().equals(kept.hash())) body = beginning.get().rest(body, kept.name());
        return post(path(request.model()) + ":streamGenerateContent?alt=sse", body, "text/event-stream");
    }

    /// The body of a request, all of it.
    ObjectNode body(Request request, ModelInfo model) {
        return GeminiRequest.body(request, model, provider, without);
    }

    /// A request with a JSON body to a place below the version.
    HttpCall post(String place, JsonNode body, String accept) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", accept);
        headers.put("User-Agent", product);
        return new HttpCall(at(place), headers, Json.bytes(body));
    }

    /// A request without a body, or with one, that is no POST.
    HttpCall other(String method, String place, JsonNode body) {
        var headers = body == null ? Map.of("User-Agent", product) : Map.of("User-Agent", product, "Content-Type", "application/json");
        return new HttpCall(method, at(place), headers, body == null ? null : Json.bytes(body));
    }

    @Override
    public Decoder decoder(Request request) {
        return new GeminiDecoder(provider, request);
    }

    @Override
    public List<SseEvent> whole(byte[] json) {
        try {
            var answer = Json.read(json);
            var events = new ArrayList<SseEvent>();
            for (var chunk : answer.isArray() ? answer : Json.array().add(answer)) {
                var first = events.isEmpty() && !chunk.has("candidates") && !chunk.has("promptFeedback") && !chunk.has("usageMetadata");
                if (!chunk.isObject() || first) return List.of();
                events.add(new SseEvent("message", Json.write(chunk), ""));
            }
            return events;
        } catch (IOException notJson) {
            return List.of();
        }
    }

    @Override
    public Failure failure(HttpReply reply, byte[] body) {
        return GeminiErrors.of(reply, body, clock.instant());
    }

    /// Older models refuse members that newer ones take; the message names them.
    @Override
    public Optional<Simpler> simpler(Failure refused, Request request) {
        var said = refused.getMessage().toLowerCase(Locale.ROOT).replace("_", "");
        if (said.contains("thinking") && !without.thinking()) {
            return Optional.of(simpler(new GeminiRequest.Without(without.schemas(), true, without.format(), without.hosted()), "thinking_dropped",
                    request.model() + " takes nothing said about thinking"));
        }
        if ((said.contains("response mime type") || said.contains("responsemimetype")) && request.output().schema() != null && !without.format()) {
            return Optional.of(simpler(new GeminiRequest.Without(without.schemas(), without.thinking(), true, without.hosted()), "format_dropped",
                    request.model() + " takes no shape of the answer" + (request.tools().offered().isEmpty() ? "" : " together with tools")));
        }
        var hosted = request.tools().offered().stream().anyMatch(Tool.Hosted.class::isInstance);
        if (hosted && !without.hosted() && said.contains("function calling") && (said.contains("tool use") || said.contains("built-in tools"))) {
            return Optional.of(simpler(new GeminiRequest.Without(without.schemas(), without.thinking(), without.format(), true), "hosted_dropped",
                    request.model() + " runs no tool of its own beside ours"));
        }
        var schemas = request.output().schema() != null || request.tools().offered().stream().anyMatch(tool -> !(tool instanceof Tool.Hosted));
        if (schemas && !without.schemas() && (said.contains("schema") || said.contains("functiondeclarations") || said.contains("parameters"))) {
            return Optional.of(simpler(new GeminiRequest.Without(true, without.thinking(), without.format(), without.hosted()), "schema_simplified",
                    request.model() + " takes schemas in a simpler form only" + lost(request)));
        }
        return Optional.empty();
    }

    private Simpler simpler(GeminiRequest.Without less, String code, String text) {
        return new Simpler(new GeminiDialect(provider, base, product, clock, less, null), new StreamEvent.Notice(code, text));
    }

    private static String lost(Request request) {
        var notes = new ArrayList<String>();
        for (var tool : request.tools().offered()) {
            if (!(tool instanceof Tool.Function function)) continue;
            for (var note : GeminiSchema.of(function.parameters()).notes()) notes.add(function.name() + ": " + note);
        }
        if (request.output().schema() != null) notes.addAll(GeminiSchema.of(request.output().schema()).notes());
        return notes.isEmpty() ? "" : "; " + String.join("; ", notes);
    }

    @Override
    public Optional<HttpCall> counting(Request request, ModelInfo model) {
        var counted = Json.object().put("model", GeminiModel.full(request.model()));
        counted.setAll(body(request, model));
        var body = Json.object();
        body.set("generateContentRequest", counted);
        return Optional.of(post(path(request.model()) + ":countTokens", body, "application/json"));
    }

    @Override
    public long counted(JsonNode answer) {
        return answer.path("totalTokens").asLong();
    }

    /// With a cache, what is not found is the cache: no list of models would explain that.
    @Override
    public Optional<HttpCall> listing() {
        return kept != null ? Optional.empty() : Optional.of(other("GET", "models?pageSize=1000", null));
    }

    @Override
    public List<ModelInfo> listed(JsonNode answer, Function<String, ModelInfo> known) {
        var models = new ArrayList<ModelInfo>();
        for (var entry : answer.path("models")) {
            var name = Json.text(entry, "name");
            if (name != null && answers(entry)) models.add(info(entry, known.apply(GeminiModel.plain(name))));
        }
        return models;
    }

    private static boolean answers(JsonNode entry) {
        if (!entry.path("supportedGenerationMethods").isArray()) return true;
        for (var method : entry.path("supportedGenerationMethods")) if (method.asText().equals("generateContent")) return true;
        return false;
    }

    private static ModelInfo info(JsonNode entry, ModelInfo known) {
        var input = entry.path("inputTokenLimit").asInt(0);
        var output = entry.path("outputTokenLimit").asInt(0);
        var window = new ModelInfo.Window(input > 0 ? input : known.window().context(), output > 0 ? output : known.window().output());
        var silent = !known.known() && entry.path("thinking").isBoolean() && !entry.path("thinking").booleanValue();
        var reasoning = silent ? new ModelInfo.Reasoning(ModelInfo.Style.NONE, List.of(), false) : known.reasoning();
        return new ModelInfo(known.id(), known.known(), window, known.vision(), known.tools(), reasoning, known.verbosity(),
                known.parallelCalls(), known.price());
    }

    private URI at(String place) {
        return URI.create(base + VERSION + "/" + place);
    }

    /// A model's place; what a name has no business to hold is escaped, so that it cannot lead elsewhere.
    private static String path(String model) {
        var path = new StringBuilder();
        for (var b : GeminiModel.full(model).getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            var slash = c == '/' && path.indexOf("/") < 0;
            if (c < 0x80 && Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || slash) path.append(c);
            else path.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
        }
        return path.toString();
    }
}
