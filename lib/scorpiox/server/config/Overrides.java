package scorpiox.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.server.web.Fields;

/// What one request changes of the capabilities: in a header, in a literal `extra_body`, and at the top level of its body,
/// where SDKs put what their `extra_body` holds. The later counts.
public final class Overrides {
    /// Header with a JSON object of capabilities.
    public static final String HEADER = "x-codex-capabilities";
    /// Header with the way reasoning is shown.
    public static final String REASONING = "x-sx-reasoning";
    private static final String MEMBER = "codex_capabilities";
    private static final String EXTRA = "extra_body";
    private static final String AGENT = "agent";
    private static final String INPUT = "input";

    /// The names of the member, the strongest last.
    private static final List<String> NAMES = List.of("capabilities", "client_capabilities", MEMBER);

    /// @param param the member that is wrong when a value is; null for the value's own
    private record Layer(ObjectNode values, String param) {}

    private final ObjectNode body;
    private final String agent;
    private final List<Layer> layers;

    private Overrides(ObjectNode body, String agent, List<Layer> layers) {
        this.body = body;
        this.agent = agent;
        this.layers = layers;
    }

    /// Takes them out of a request's body, which is changed, and its header.
    ///
    /// @throws Failure `USAGE`, its [code][Failure#code] naming the member, where they are no mappings
    public static Overrides take(ObjectNode body, Fields headers) {
        var layers = new ArrayList<Layer>();
        headers.get(HEADER).filter(text -> !text.isEmpty()).ifPresent(text -> layers.add(new Layer(header(text), null)));
        headers.get(REASONING).filter(text -> !text.isEmpty()).ifPresent(word -> layers.add(new Layer(Json.object().put(Vocabulary.EXPOSURE, word), REASONING)));
        var said = body.remove(EXTRA);
        if (said != null && !said.isNull() && !(said instanceof ObjectNode)) throw wrong(EXTRA, "must be an object", said);
        var extra = said instanceof ObjectNode object ? object : Json.object();
        extra.remove(EXTRA);
        var bare = Json.object();
        for (var key : Vocabulary.KEYS) {
            var value = extra.remove(key);
            if (value != null) bare.set(key, value);
        }
        layers.add(new Layer(bare, null));
        named(extra, layers);
        named(body, layers);
        for (var member : extra.properties()) if (!body.has(member.getKey())) body.set(member.getKey(), member.getValue());
        var agent = body.path(AGENT).asText("");
        if (body.path(AGENT).isTextual()) body.remove(AGENT);
        return new Overrides(body, BackendConfig.folded(agent.indexOf('/') < 0 ? agent : agent.substring(0, agent.indexOf('/'))), layers);
    }

    /// The body without them, members of `extra_body` at top level.
    public ObjectNode body() {
        return body;
    }

    /// The program that asks, by its own word; empty where it says none.
    public String agent() {
        return agent;
    }

    /// The capabilities in force: the backend's, those of the agent where the backend's are the usual ones, the request's own.
    ///
    /// @throws Failure `USAGE`, its [code][Failure#code] naming the member, for a value that none can have
    public Profile profile(BackendConfig backend) {
        var all = Vocabulary.of(backend.profile());
        var given = backend.passthroughGiven();
        var ofAgent = agent.isEmpty() ? null : backend.agents().get(agent);
        if (ofAgent != null) {
            var usual = Vocabulary.of(Profile.ENTHUSIAST);
            for (var each : ofAgent.properties()) {
                if (!all.get(each.getKey()).equals(usual.get(each.getKey()))) continue;
                all.set(each.getKey(), each.getValue());
                given |= each.getKey().equals(Vocabulary.PASSTHROUGH);
            }
        }
        for (var layer : layers) {
            var checked = Vocabulary.checked(layer.values, backend.renderer(),
                    (key, must, value) -> wrong(layer.param == null ? MEMBER + "." + key : layer.param, "must " + must, value));
            all.setAll(checked);
            given |= checked.has(Vocabulary.PASSTHROUGH);
        }
        if (!given) all.put(Vocabulary.PASSTHROUGH, Vocabulary.responses(all) || body.has(INPUT));
        return Vocabulary.profile(all);
    }

    private static ObjectNode header(String text) {
        try {
            if (Json.read(text) instanceof ObjectNode values) return values;
        } catch (IOException notJson) {
            // said below
        }
        throw Failure.usage("the header " + HEADER + " must be a JSON object").from(400, HEADER);
    }

    private static void named(ObjectNode from, List<Layer> layers) {
        for (var name : NAMES) {
            var value = from.remove(name);
            if (value == null || value.isNull()) continue;
            if (!(value instanceof ObjectNode values)) throw wrong(name, "must be an object", value);
            layers.add(new Layer(values, null));
        }
    }

    private static Failure wrong(String param, String must, JsonNode value) {
        return Failure.usage(param + " " + must + ", not " + Members.shown(value)).from(400, param);
    }
}
