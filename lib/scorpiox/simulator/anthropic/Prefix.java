package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Ids;

/// The blocks of a request in the order of the cache: tools, system, messages.
final class Prefix {
    private static final int IMAGE_TOKENS = 1_500;

    /// A block.
    ///
    /// @param sum  number for all up to and including it, the same for the same content
    /// @param end  tokens up to and including it
    /// @param mark how long what ends here is to be kept, `5m` or `1h`; empty for no mark
    record Block(long sum, int end, String mark) {}

    private final List<Block> blocks = new ArrayList<>();
    private long sum;
    private int end;

    private Prefix(String model) {
        sum = Ids.hash(model);
    }

    static Prefix of(JsonNode body) {
        var prefix = new Prefix(body.path("model").asText());
        for (var tool : body.path("tools")) prefix.add("tool", tool);
        prefix.content("system", body.path("system"));
        for (var message : body.path("messages")) prefix.content(message.path("role").asText(), message.path("content"));
        if (body.has("cache_control") && !prefix.blocks.isEmpty()) {
            var last = prefix.blocks.removeLast();
            prefix.blocks.add(new Block(last.sum(), last.end(), mark(body.path("cache_control"))));
        }
        return prefix;
    }

    List<Block> blocks() {
        return blocks;
    }

    /// Tokens in all.
    int tokens() {
        return end + 1;
    }

    /// The marks there are, in order.
    List<String> marks() {
        var marks = new ArrayList<String>();
        for (var block : blocks) if (!block.mark.isEmpty()) marks.add(block.mark);
        return marks;
    }

    private void content(String role, JsonNode content) {
        if (content.isTextual()) add(role, Json.object().put("type", "text").put("text", content.asText()));
        else for (var block : content) add(role, block);
    }

    private void add(String role, JsonNode block) {
        var plain = block.deepCopy();
        if (plain instanceof ObjectNode object) object.remove("cache_control");
        var text = role + Json.write(plain);
        sum = Ids.hash(Ids.hex(sum) + text);
        end += block.path("type").asText().equals("image") ? Math.min(IMAGE_TOKENS, Ids.tokens(text)) : Ids.tokens(text);
        blocks.add(new Block(sum, end, block.has("cache_control") ? mark(block.path("cache_control")) : ""));
    }

    private static String mark(JsonNode control) {
        return control.path("ttl").asText("5m");
    }
}
