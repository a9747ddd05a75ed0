package scorpiox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Fault;

/// Scripted answers from a file: the first rule that fits a request, and is not used up, answers it.
///
/// `{"rules": [{"when": {"text": REGEX, "model": NAME, "output": REGEX}, "times": N, "answer": {…}}]}`. `text` is sought
/// in the last user message, `output` in the last tool result. An answer is `text`, or `parts` (`text` with `phase`,
/// `reasoning`, `call` with `arguments`, `custom` with `input`, `search`, `refusal`, `repeat` with `times`), or `sse` (a
/// file beside the scenario), or `status` with `headers` and `body`; `faults` apply on top.
public final class Scenario {
    /// What a rule answers with. Exactly one of `pieces`, `sse` and `status` counts; `status` is 0 for a stream.
    public record Answer(List<Piece> pieces, String sse, int status, Map<String, String> headers, String body, List<Fault> faults) {}

    private static final class Rule {
        Pattern text;
        Pattern output;
        String model;
        int left;
        Answer answer;
    }

    private final List<Rule> rules = new ArrayList<>();

    private Scenario() {}

    public static Scenario empty() {
        return new Scenario();
    }

    /// @throws Failure `USAGE` naming what is wrong with the file
    public static Scenario read(Path file) {
        try {
            return of(Json.read(Files.readAllBytes(file)), file.toAbsolutePath().getParent());
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.usage("scenario " + file + " cannot be used: " + e.getMessage().split("\n")[0]);
        }
    }

    /// @param folder where `sse` files are looked for
    public static Scenario of(JsonNode json, Path folder) throws IOException {
        var scenario = new Scenario();
        if (!json.path("rules").isArray()) throw new IOException("it has no list of rules");
        for (var node : json.path("rules")) {
            only(node, "when", "times", "answer");
            only(node.path("when"), "text", "output", "model");
            only(node.path("answer"), "text", "parts", "sse", "status", "headers", "body", "faults");
            var rule = new Rule();
            rule.text = pattern(node.path("when"), "text");
            rule.output = pattern(node.path("when"), "output");
            rule.model = Json.text(node.path("when"), "model");
            rule.left = node.path("times").asInt(Integer.MAX_VALUE);
            rule.answer = answer(node.path("answer"), folder);
            scenario.rules.add(rule);
        }
        return scenario;
    }

    /// The answer to a request, if a rule has one.
    public synchronized Optional<Answer> answer(Asked asked) {
        for (var rule : rules) {
            if (rule.left <= 0 || rule.model != null && !rule.model.equals(asked.model())) continue;
            if (rule.text != null && !rule.text.matcher(asked.text()).find()) continue;
            if (rule.output != null && (asked.output().isEmpty() || !rule.output.matcher(asked.output().get()).find())) continue;
            rule.left--;
            return Optional.of(rule.answer);
        }
        return Optional.empty();
    }

    private static Answer answer(JsonNode node, Path folder) throws IOException {
        var pieces = new ArrayList<Piece>();
        if (node.has("text")) pieces.add(new Piece.Text(node.path("text").asText(), null));
        for (var part : node.path("parts")) pieces.add(piece(part));
        var sse = node.has("sse") ? Files.readString(folder.resolve(node.path("sse").asText()), StandardCharsets.UTF_8) : null;
        var headers = new HashMap<String, String>();
        node.path("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        var faults = new ArrayList<Fault>();
        for (var fault : node.path("faults")) faults.add(Fault.parse(fault.asText()));
        for (var fault : faults) if (Fault.ofSignIn(fault.name())) throw new IOException("the fault " + fault.name() + " is about signing in, not about answers");
        var status = node.path("status").asInt(0);
        if (pieces.isEmpty() && sse == null && status == 0 && faults.isEmpty()) throw new IOException("a rule has no answer");
        var body = node.path("body");
        return new Answer(pieces, sse, status, headers, body.isTextual() ? body.asText() : Json.write(body.isMissingNode() ? Json.object() : body), faults);
    }

    private static Piece piece(JsonNode part) throws IOException {
        if (part.has("repeat")) return new Piece.Repeated(part.path("repeat").asText(), part.path("times").asInt(1));
        if (part.has("text")) return new Piece.Text(part.path("text").asText(), Json.text(part, "phase"));
        if (part.has("reasoning")) return new Piece.Reasoning(part.path("reasoning").asText());
        if (part.has("refusal")) return new Piece.Refusal(part.path("refusal").asText());
        if (part.has("search")) return new Piece.Search(part.path("search").asText());
        if (part.has("custom")) return new Piece.Custom(part.path("custom").asText(), part.path("input").asText());
        if (part.has("call")) {
            var arguments = part.path("arguments");
            return new Piece.Call(part.path("call").asText(), arguments.isTextual() ? arguments.asText() : Json.write(arguments));
        }
        throw new IOException("unknown part " + Json.write(part));
    }

    private static void only(JsonNode node, String... known) throws IOException {
        for (var member : node.properties()) {
            if (!List.of(known).contains(member.getKey())) {
                throw new IOException("unknown member " + member.getKey() + ", there are: " + String.join(", ", known));
            }
        }
    }

    private static Pattern pattern(JsonNode when, String member) {
        var regex = Json.text(when, member);
        return regex == null ? null : Pattern.compile(regex, Pattern.DOTALL);
    }
}
