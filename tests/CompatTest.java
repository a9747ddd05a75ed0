package scorpiox.provider.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class CompatTest {
    private static final Compat USUAL = Compat.of(URI.create("https://llm.example/v1"), true);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "OpenAI, https://api.openai.com/v1, true, max_completion_tokens, reasoning_effort, developerRole sendStore strictTools sendCacheKey",
            "Ollama, http://127.0.0.1:11434/v1, false, max_tokens, reasoning_effort, thinkTags",
            "llama.cpp, http://localhost:8080/v1, false, max_tokens, chat_template_kwargs, thinkTags",
            "LM Studio, http://127.0.0.1:1234/v1, false, max_tokens, reasoning_effort, thinkTags",
            "vLLM, http://127.0.0.1:8000/v1, false, max_tokens, chat_template_kwargs, thinkTags",
            "vLLM of another machine, http://gpu.lan:8000/v1, false, max_tokens, chat_template_kwargs, thinkTags",
            "vLLM with a key, http://127.0.0.1:8000/v1, true, max_tokens, reasoning_effort, ''",
            "OpenRouter, https://openrouter.ai/api/v1, true, max_tokens, reasoning, cacheControl",
            "x.ai, https://api.x.ai/v1, true, max_tokens, reasoning_effort, -sendReasoningEffort",
            "z.ai, https://api.z.ai/api/paas/v4, true, max_tokens, reasoning_effort, -sendReasoningEffort",
            "DeepSeek, https://api.deepseek.com/v1, true, max_tokens, reasoning_effort, -sendSchema",
            "Groq, https://api.groq.com/openai/v1, true, max_completion_tokens, reasoning_effort, ''",
            "a gateway, https://llm.example/v1, true, max_tokens, reasoning_effort, ''",
            "a gateway without a key, https://llm.example/v1, false, max_tokens, reasoning_effort, ''",
            "a name like OpenAI's, https://api.openai.com.evil.example/v1, true, max_tokens, reasoning_effort, ''",
            "a name that ends like z.ai, https://buzz.ai/v1, true, max_tokens, reasoning_effort, ''",
    })
    void aServerIsKnownByItsAddress(String name, URI base, boolean keyed, String limit, String reasoning, String unusual) {
        var compat = Compat.of(base, keyed);
        assertEquals(limit, compat.maxTokensField());
        assertEquals(reasoning, compat.reasoningParam().word());
        assertEquals(unusual, Stream.of(Trait.values()).filter(trait -> compat.has(trait) != USUAL.has(trait))
                .map(trait -> (compat.has(trait) ? "" : "-") + trait.word()).collect(Collectors.joining(" ")));
    }

    @Test
    void theUsualServerStreamsCallsAndUsageAndNeedsNothingOfOpenAis() {
        for (var trait : Trait.values()) {
            assertEquals(switch (trait) {
                case SEND_REASONING_EFFORT, USAGE_IN_STREAM, STREAM_TOOLS, SEND_PARALLEL_CALLS, SEND_VERBOSITY, SEND_TIER, SEND_SCHEMA -> true;
                case DEVELOPER_ROLE, SEND_STORE, STRICT_TOOLS, TOOL_RESULT_NAME, THINK_TAGS, CACHE_CONTROL, SEND_CACHE_KEY -> false;
            }, USUAL.has(trait), trait.word());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theUserKnowsEveryTraitBetter(Trait trait) {
        assertTrue(USUAL.said(trait.word() + "=1").has(trait));
        assertFalse(USUAL.said(" " + trait.word() + " = 0 ;").has(trait));
    }

    @Test
    void severalSayingsHoldAndTheLastOneCounts() {
        var compat = USUAL.said("maxTokensField=max_completion_tokens;;thinkTags=1;reasoningParam=enable_thinking;thinkTags=0");
        assertEquals("max_completion_tokens", compat.maxTokensField());
        assertEquals(Compat.ReasoningParam.ENABLE_THINKING, compat.reasoningParam());
        assertFalse(compat.has(Trait.THINK_TAGS));
        assertEquals(USUAL, USUAL.said(""));
    }

    @Test
    void whatNobodyKnowsIsRefusedWithWhatThereIs() {
        var failure = assertThrows(Failure.class, () -> USUAL.said("thinkTag=1"));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("thinkTag"), failure.line());
        for (var trait : Trait.values()) assertTrue(failure.hint().contains(trait.word()), failure.line());
        assertTrue(failure.hint().contains("maxTokensField") && failure.hint().contains("reasoningParam"), failure.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinkTags", "thinkTags=", "thinkTags=yes", "maxTokensField=tokens", "maxTokensField", "reasoningParam=none", "=1", "=", "thinktags=1"})
    void aValueThatIsNoneIsRefused(String said) {
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> USUAL.said(said)).kind());
    }
}
