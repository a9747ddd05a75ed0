package scorpiox.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.server.config.Profile.Exposure;
import scorpiox.server.config.Profile.PromptMode;
import scorpiox.server.config.Profile.ToolSchemaMode;

/// The capabilities by their names in files and requests, and the values that each may have.
final class Vocabulary {
    static final String PASSTHROUGH = "codex_passthrough";
    static final String EXPOSURE = "reasoning_expose";
    static final List<String> EXPOSURES = List.of("reasoning_content", "reasoning", "both", "think-tags", "o3", "hidden");
    static final List<String> FORMATS = List.of("none", "xml", "markdown", "summary");
    private static final String RESPONSES = "openai-responses";
    private static final String PROTOCOL = "protocol";
    private static final String PROMPT = "prompt_mode";
    private static final String TOOLS = "tool_schema_mode";
    private static final String TEXT = "tool_text_format";
    private static final String TEXT_FALLBACK = "fallback_tool_text_format";
    private static final String BYPASS = "bypass_tool_call_reactor";
    private static final String ENVIRONMENT = "include_environment_context";
    private static final Set<String> FLAGS = Set.of(PASSTHROUGH, BYPASS, ENVIRONMENT);
    private static final Set<String> RENDERED = Set.of(TEXT, TEXT_FALLBACK);
    private static final Map<String, List<String>> WORDS = Map.of(PROTOCOL, List.of("openai-chat", RESPONSES), PROMPT, List.of("codex_default", "merge_custom", "custom_only"),
            TOOLS, List.of("custom_only", "merge_custom", "codex_default"), EXPOSURE, EXPOSURES);
    static final List<String> KEYS = List.of(PROTOCOL, PASSTHROUGH, PROMPT, TOOLS, TEXT, TEXT_FALLBACK, BYPASS, ENVIRONMENT, EXPOSURE);

    private Vocabulary() {}

    /// Makes the failure for a value that a capability cannot have.
    interface Wrong {
        Failure of(String key, String must, JsonNode value);
    }

    /// Those of a layer that are known and not null, their values as they are written usually.
    static ObjectNode checked(ObjectNode layer, BackendConfig.Renderer renderer, Wrong wrong) {
        var checked = Json.object();
        for (var key : KEYS) {
            var value = layer.get(key);
            if (value == null || value.isNull()) continue;
            if (FLAGS.contains(key)) {
                var flag = Members.flag(value);
                if (flag == null) throw wrong.of(key, "be true or false", value);
                checked.put(key, flag);
            } else {
                var word = !value.isTextual() ? null : RENDERED.contains(key) ? format(value.textValue(), renderer) : word(value.textValue(), WORDS.get(key));
                if (word == null) throw wrong.of(key, "be one of " + String.join(", ", RENDERED.contains(key) ? FORMATS : WORDS.get(key)), value);
                checked.put(key, word);
            }
        }
        return checked;
    }

    /// The format that a word means: one of [#FORMATS], the renderer's own, or one that has a name there; null for none.
    static String format(String word, BackendConfig.Renderer renderer) {
        var folded = BackendConfig.folded(word);
        if (folded.equals("default") || folded.equals("inherit")) return renderer.preset();
        if (folded.equals("codex-xml")) return "xml";
        for (var alias : renderer.aliases().entrySet()) if (BackendConfig.folded(alias.getKey()).equals(folded)) return alias.getValue();
        return word(word, FORMATS);
    }

    /// A profile in these words.
    static ObjectNode of(Profile profile) {
        return Json.object().put(PROTOCOL, profile.protocol()).put(PASSTHROUGH, profile.passthrough()).put(PROMPT, WORDS.get(PROMPT).get(profile.prompt().ordinal()))
                .put(TOOLS, WORDS.get(TOOLS).get(profile.tools().ordinal())).put(TEXT, profile.text()).put(TEXT_FALLBACK, profile.textFallback()).put(BYPASS, profile.bypass())
                .put(ENVIRONMENT, profile.environment()).put(EXPOSURE, EXPOSURES.get(profile.exposure().ordinal()));
    }

    /// The profile that words say, all of them given.
    static Profile profile(ObjectNode all) {
        return new Profile(all.get(PROTOCOL).textValue(), all.get(PASSTHROUGH).booleanValue(), PromptMode.values()[WORDS.get(PROMPT).indexOf(all.get(PROMPT).textValue())],
                ToolSchemaMode.values()[WORDS.get(TOOLS).indexOf(all.get(TOOLS).textValue())], all.get(TEXT).textValue(), all.get(TEXT_FALLBACK).textValue(),
                all.get(BYPASS).booleanValue(), all.get(ENVIRONMENT).booleanValue(), Exposure.values()[EXPOSURES.indexOf(all.get(EXPOSURE).textValue())]);
    }

    /// Whether words say that the client speaks the Responses API, whose requests are passed through unless something else is said.
    static boolean responses(ObjectNode all) {
        return RESPONSES.equals(Json.text(all, PROTOCOL));
    }

    private static String word(String said, List<String> words) {
        for (var word : words) if (BackendConfig.folded(word).equals(BackendConfig.folded(said))) return word;
        return null;
    }
}
