package scorpiox.server.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Json;

/// Calls and their outputs among the items of a request: each call gets exactly one output, behind it. What is in order stays
/// as it is, to the byte.
final class NativeHistory {
    private static final int LONGEST_ID = 64;
    private static final int KEPT = 47;
    private static final String NOTHING = "[no result recorded]";
    private static final Set<String> OUTPUTS = Set.of("function_call_output", "custom_tool_call_output");

    private final List<ObjectNode> items;
    private final List<Call> calls = new ArrayList<>();
    private final Map<ObjectNode, Call> made = new IdentityHashMap<>();
    private final Map<ObjectNode, Call> answers = new IdentityHashMap<>();
    private final Map<Call, ObjectNode> outputs = new IdentityHashMap<>();
    private final Set<String> nameless = new HashSet<>();
    private final Set<String> strange = new HashSet<>();        // ids of calls of other kinds

    /// A call.
    ///
    /// @param id    that the client gave it
    /// @param sent  the id that goes out
    /// @param group number of the run of calls that it stands in
    private record Call(ObjectNode item, String id, String sent, int at, int group) {}

    private NativeHistory(List<ObjectNode> items) {
        this.items = items;
    }

    /// @param items that may be changed
    static List<ObjectNode> mended(List<ObjectNode> items) {
        var history = new NativeHistory(items);
        history.findCalls();
        history.findOutputs();
        return history.ordered();
    }

    /// Whether an item is a call that the client answers.
    static boolean call(ObjectNode item) {
        return switch (ResponsesReader.type(item)) {
            case "function_call", "custom_tool_call" -> ResponsesReader.name(item, "name") != null && ResponsesReader.name(item, "call_id") != null;
            default -> false;
        };
    }

    private void findCalls() {
        var group = 0;
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var type = ResponsesReader.type(item);
            var id = ResponsesReader.name(item, "call_id");
            if (OUTPUTS.contains(type) || !type.equals("reasoning") && !type.endsWith("_call")) group++;
            if (id == null) continue;
            if (call(item)) {
                var call = new Call(item, id, sent(id, group), i, group);
                if (!call.sent.equals(id)) item.put("call_id", call.sent);
                made.put(item, call);
                calls.add(call);
            } else if (type.equals("function_call") || type.equals("custom_tool_call")) {
                nameless.add(id);
            } else if (!OUTPUTS.contains(type)) {
                strange.add(id);
            }
        }
    }

    private void findOutputs() {
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var id = OUTPUTS.contains(ResponsesReader.type(item)) ? ResponsesReader.name(item, "call_id") : null;
            if (id == null) continue;
            var call = called(id, i);
            if (call == null) continue;
            answers.put(item, call);
            var first = outputs.putIfAbsent(call, item);
            if (first != null) join(first, item);
        }
    }

    /// The call that an output belongs to: of the last ones of its id before it the first without one, else the next behind it.
    private Call called(String id, int at) {
        Call best = null;
        for (var call : calls) {
            if (!call.id.equals(id)) continue;
            if (call.at > at) return best != null ? best : outputs.containsKey(call) ? null : call;
            if (best == null || call.group != best.group || outputs.containsKey(best) && !outputs.containsKey(call)) best = call;
        }
        return best;
    }

    private List<ObjectNode> ordered() {
        var ordered = new ArrayList<ObjectNode>();
        var open = new ArrayList<Call>();
        var group = -1;
        for (var item : items) {
            var type = ResponsesReader.type(item);
            var call = made.get(item);
            if (OUTPUTS.contains(type)) {
                output(item, open, ordered);
                continue;
            }
            var blank = type.equals("function_call") || type.equals("custom_tool_call");
            if (call == null && blank) continue;
            if (call != null ? call.group != group : !type.equals("reasoning") && !type.endsWith("_call")) close(open, ordered);
            ordered.add(item);
            if (call == null) continue;
            group = call.group;
            open.add(call);
        }
        close(open, ordered);
        return ordered;
    }

    private void output(ObjectNode item, List<Call> open, List<ObjectNode> ordered) {
        var call = answers.get(item);
        if (call != null) {
            if (outputs.get(call) == item && open.remove(call)) add(call, ordered);
            return;
        }
        var id = ResponsesReader.name(item, "call_id");
        if (id == null || nameless.contains(id)) return;
        if (strange.contains(id)) {
            ordered.add(item);
            return;
        }
        var message = Json.object().put("type", "message").put("role", "assistant");
        message.putArray("content").addObject().put("type", "output_text").put("text", "[earlier result of call " + id + "]\n" + text(item.path("output")));
        close(open, ordered);
        ordered.add(message);
    }

    /// Outputs that stand elsewhere, or nowhere.
    private void close(List<Call> open, List<ObjectNode> ordered) {
        for (var call : open) add(call, ordered);
        open.clear();
    }

    private void add(Call call, List<ObjectNode> ordered) {
        var type = ResponsesReader.type(call.item).equals("custom_tool_call") ? "custom_tool_call_output" : "function_call_output";
        var output = outputs.getOrDefault(call, Json.object().put("type", type).put("call_id", call.sent).put("output", NOTHING));
        if (!type.equals(Json.text(output, "type"))) output.put("type", type);
        if (!output.hasNonNull("output")) output.put("output", "");
        if (!call.sent.equals(Json.text(output, "call_id"))) output.put("call_id", call.sent);
        ordered.add(output);
    }

    /// The second of two outputs of a call goes on where the first ends.
    private static void join(ObjectNode first, ObjectNode second) {
        var one = first.path("output");
        var other = second.path("output");
        if (!one.isArray() && !other.isArray()) {
            first.put("output", text(one) + "\n" + text(other));
            return;
        }
        first.set("output", parts(one).addAll(parts(other)));
    }

    private static ArrayNode parts(JsonNode output) {
        if (output instanceof ArrayNode array) return array.deepCopy();
        var parts = Json.array();
        parts.addObject().put("type", "input_text").put("text", text(output));
        return parts;
    }

    private static String text(JsonNode output) {
        if (!output.isArray()) return output.isContainerNode() ? Json.write(output) : output.asText("");
        var texts = new ArrayList<String>();
        for (var part : output) texts.add(part.path("text").asText("[" + part.path("type").asText("data") + "]"));
        return String.join("\n", texts);
    }

    /// The id, as long as the backend takes it; of two calls of one group with the same id the second has another.
    private String sent(String id, int group) {
        var plain = id.length() <= LONGEST_ID ? id : id.substring(0, KEPT) + "_" + hash(id);
        var number = 1 + calls.stream().filter(call -> call.group == group && call.id.equals(id)).count();
        return number == 1 ? plain : plain.substring(0, Math.min(plain.length(), LONGEST_ID - 5)) + "_" + number;
    }

    private static String hash(String id) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8))).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
