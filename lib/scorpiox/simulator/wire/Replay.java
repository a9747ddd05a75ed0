package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// A capture of `serve`, played back: a request is answered as the same request was answered then.
///
/// The same is a request to the same path whose body is equal, once what a capture masks and what differs from run to run
/// is left out; where there is none, one to the same path for the same model that ends in the same message. Of several the
/// answers come in their order, the last of them again and again.
public final class Replay {
    private static final Pattern FILE = Pattern.compile("request-(\\d+)-after-transform\\.json");
    private static final List<String> PASSING = List.of("prompt_cache_key", "client_metadata", "metadata", "user", "safety_identifier");

    /// An answer as it was.
    ///
    /// @param timings milliseconds after the request at which each event came
    private record Taken(String path, JsonNode body, int status, Map<String, String> headers, String type, String content, JsonNode timings) {}

    private final List<Taken> all;
    private final boolean timed;
    private final Map<String, Integer> played = new HashMap<>();

    /// @param folder of the capture
    /// @param timed  whether events come when they came then; else at once
    /// @throws Failure `USAGE` for a folder that holds no capture
    public Replay(Path folder, boolean timed) {
        this.timed = timed;
        var byNumber = new TreeMap<Long, Taken>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var match = FILE.matcher(file.getFileName().toString());
                if (match.matches()) read(folder, match.group(1), byNumber);
            }
        } catch (IOException e) {
            throw Failure.usage("the capture in " + folder + " cannot be read: " + e.getMessage()).hint("name the folder that serve --capture wrote");
        }
        if (byNumber.isEmpty()) throw Failure.usage(folder + " holds no capture").hint("name the folder that serve --capture wrote");
        all = List.copyOf(byNumber.values());
    }

    /// How many answers there are.
    public int size() {
        return all.size();
    }

    /// Plays the answer to a request.
    public void answer(HttpExchange exchange, JsonNode body) throws IOException {
        var taken = find(exchange.path(), plain(body));
        if (taken == null) {
            exchange.answer(404, Map.of("x-should-retry", "false"), "application/json", Json.bytes(ErrorBodies.error(
                    "the capture holds no answer to this request", "invalid_request_error", null, "not_captured")));
        } else if (taken.timings().isMissingNode()) {
            exchange.answer(taken.status(), taken.headers(), taken.type(), taken.content().getBytes(StandardCharsets.UTF_8));
        } else {
            stream(exchange, taken);
        }
    }

    private void stream(HttpExchange exchange, Taken taken) throws IOException {
        exchange.stream(taken.status(), taken.headers(), taken.type());
        var number = 0;
        var millis = 0L;
        for (var event : taken.content().split("(?<=\n\n)")) {
            var at = taken.timings().path(number++).asLong(millis);
            if (timed) Pace.pause((int) Math.clamp(at - millis, 0, 600_000));
            millis = at;
            exchange.write(event);
        }
        exchange.end();
    }

    private synchronized Taken find(String path, JsonNode body) {
        var same = all.stream().filter(taken -> taken.path().equals(path) && taken.body().equals(body)).toList();
        if (same.isEmpty()) same = all.stream().filter(taken -> taken.path().equals(path) && ending(taken.body()).equals(ending(body))).toList();
        if (same.isEmpty()) return null;
        var number = played.merge(path + " " + ending(same.getFirst().body()) + same.size(), 1, Integer::sum) - 1;
        return same.get(Math.min(number, same.size() - 1));
    }

    /// Model and last message of a request, on every wire.
    private static String ending(JsonNode body) {
        for (var name : List.of("input", "messages", "contents")) {
            var list = body.path(name);
            if (list.isArray() && !list.isEmpty()) return body.path("model").asText() + " " + list.get(list.size() - 1);
        }
        return body.path("model").asText() + " " + body.path("input");
    }

    private static void read(Path folder, String number, Map<Long, Taken> to) throws IOException {
        var after = stage(folder, number, "after-transform");
        var response = stage(folder, number, "response");
        if (!response.path("status").isInt()) return;       // the connection broke: there is no answer to play
        var headers = new LinkedHashMap<String, String>();
        response.path("headers").properties().forEach(header -> {
            if (kept(header.getKey(), header.getValue().asText())) headers.put(header.getKey(), header.getValue().asText());
        });
        var stream = stage(folder, number, "stream-full");
        var type = response.path("headers").path("content-type").asText("application/json");
        var refusal = stage(folder, number, "error-response").path("body").asText("");
        var path = after.path("url").asText().replaceFirst("^[a-z]+://[^/]*", "").replaceFirst("\\?.*", "");
        to.put(Long.parseLong(number), new Taken(path, plain(after.path("body")), response.path("status").asInt(), headers,
                stream.isMissingNode() ? type : "text/event-stream", stream.isMissingNode() ? refusal : stream.path("fullContent").asText(), stream.path("timings")));
    }

    /// Headers that tell of the answer; what belongs to the connection is this server's own.
    private static boolean kept(String name, String value) {
        return !value.equals(Redaction.MASK) && (name.startsWith("x-") || name.equals("retry-after"));
    }

    private static JsonNode stage(Path folder, String number, String name) throws IOException {
        var file = folder.resolve("request-" + number + "-" + name + ".json");
        return Files.isRegularFile(file) ? Json.read(Files.readAllBytes(file)) : Json.object().path("missing");
    }

    /// A body without what a capture masks and what differs from run to run.
    private static JsonNode plain(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var copy = Json.object();
                object.properties().forEach(member -> {
                    if (!PASSING.contains(member.getKey()) && !member.getKey().equals("encrypted_content")) copy.set(member.getKey(), plain(member.getValue()));
                });
                yield copy;
            }
            case ArrayNode array -> {
                var copy = Json.array();
                array.forEach(item -> copy.add(plain(item)));
                yield copy;
            }
            case TextNode text -> TextNode.valueOf(Redaction.maskPeople(text.textValue()));
            default -> value;
        };
    }
}
