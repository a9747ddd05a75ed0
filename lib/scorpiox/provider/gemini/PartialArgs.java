package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;

/// Arguments of a call that arrive value by value, as Vertex sends them: `{jsonPath, stringValue | numberValue | boolValue |
/// nullValue, willContinue}`. A text goes on as long as its path comes again.
final class PartialArgs {
    private static final int MOST_STEPS = 60;

    private final ObjectNode root = Json.object();
    private String path;
    private StringBuilder text;
    private boolean broken;

    /// One step into a value: a member, or for a null name an item.
    private record Step(String name, int index) {}

    /// Takes in one value; a path that leads nowhere breaks the whole.
    void add(JsonNode value) {
        var at = Json.text(value, "jsonPath");
        var piece = Json.text(value, "stringValue");
        if (piece == null) {
            close();
            put(at, plain(value));
            return;
        }
        if (at == null || !at.equals(path)) {
            close();
            path = at == null ? "" : at;
            text = new StringBuilder();
        }
        text.append(piece);
        if (!value.path("willContinue").asBoolean()) close();
    }

    /// The arguments; null when they are not complete.
    ///
    /// @param ended whether the server ended the call
    ObjectNode complete(boolean ended) {
        close();
        return broken || !ended ? null : root;
    }

    /// The arguments as JSON text, cut short where they are not complete.
    String raw(boolean complete) {
        var json = Json.write(root);
        return complete ? json : json.substring(0, json.length() - 1);
    }

    private static JsonNode plain(JsonNode value) {
        if (value.path("numberValue").isNumber()) return value.get("numberValue");
        if (value.path("boolValue").isBoolean()) return value.get("boolValue");
        return value.has("nullValue") ? JsonNodeFactory.instance.nullNode() : null;
    }

    private void close() {
        if (path == null) return;
        put(path, JsonNodeFactory.instance.textNode(text.toString()));
        path = null;
        text = null;
    }

    private void put(String at, JsonNode value) {
        var steps = at == null || value == null ? List.<Step>of() : steps(at);
        if (steps.isEmpty() || !put(steps, value)) broken = true;
    }

    private boolean put(List<Step> steps, JsonNode value) {
        JsonNode in = root;
        for (var i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var last = i == steps.size() - 1;
            if (step.name != null ? !(in instanceof ObjectNode) : !(in instanceof ArrayNode array) || step.index > array.size()) return false;
            var child = last ? value : step.name != null ? in.get(step.name) : in.get(step.index);
            if (child == null) child = steps.get(i + 1).name != null ? Json.object() : Json.array();
            switch (in) {
                case ObjectNode object -> object.set(step.name, child);
                case ArrayNode array when step.index < array.size() -> array.set(step.index, child);
                case ArrayNode array -> array.add(child);
                default -> throw new IllegalStateException("neither object nor array: " + in);
            }
            in = child;
        }
        return true;
    }

    /// The steps of `$.a.b[0]['c d']`; none for a path that is not understood.
    private static List<Step> steps(String path) {
        var steps = new ArrayList<Step>();
        if (!path.startsWith("$")) return List.of();
        for (var at = 1; at < path.length(); ) {
            if (steps.size() == MOST_STEPS) return List.of();
            int end;
            if (path.charAt(at) == '.') {
                end = at + 1;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') end++;
                if (end == at + 1) return List.of();
                steps.add(new Step(path.substring(at + 1, end), 0));
            } else {
                end = path.charAt(at) == '[' ? bracket(path, at, steps) : -1;
                if (end < 0) return List.of();
            }
            at = end;
        }
        return steps;
    }

    /// Reads `[3]`, `['name']` or `["name"]` and returns the place behind it, or -1.
    private static int bracket(String path, int at, List<Step> steps) {
        var quote = at + 1 < path.length() ? path.charAt(at + 1) : ' ';
        if (quote == '\'' || quote == '"') {
            var close = path.indexOf(quote + "]", at + 2);
            if (close < 0) return -1;
            steps.add(new Step(path.substring(at + 2, close), 0));
            return close + 2;
        }
        var close = path.indexOf(']', at);
        if (close < 0 || close == at + 1 || close - at > 6) return -1;
        var index = 0;
        for (var i = at + 1; i < close; i++) {
            if (path.charAt(i) < '0' || path.charAt(i) > '9') return -1;
            index = index * 10 + path.charAt(i) - '0';
        }
        steps.add(new Step(null, index));
        return close + 1;
    }
}
