package scorpiox.server.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class PrintedTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"",
            "port: 1\nallowed_hosts: [a.example, 'yes', '1', '*', 'a: b', ' x ', '# c']\ncors: { allowed_origins: ['*'], allow_null: true }\n",
            "default_backend: B-2\nlimits: { max_body_mb: 1 }\nstream: { heartbeat_seconds: 0, tool_calls: whole, commentary: reasoning }\nbackends: { a: { type: demo }, b_2: { type: openai } }",
            "reasoning: { expose: o3, summary: none, default_effort: max }\nmodel_aliases: { gpt-4o: 'x:y', 'a b': 'c?d=e' }\nanthropic_default_model: m\nlog: { level: warn, bodies: true }",
            "token_endpoint: { enabled: true, requests_per_minute: 7 }\nresponses_store: { enabled: false }\nemulate_stop: no\nstrict_params: yes\nexpose_effort_models: on\n",
            "backends: { codex: { path: ~/x, api_base_url: 'https://a.example/v1', api_key_env: K, allow_insecure_upstream: true, timeout: 9, total_timeout: 8 } }",
            "backends: { codex: { extra: { codex: { default_capabilities: { protocol: openai-responses } } } } }",
            "backends: { codex: { extra: { codex: { default_capabilities: { codex_passthrough: false, protocol: openai-responses, reasoning_expose: hidden }, agent_capabilities: { Cline: { prompt_mode: merge_custom } } } } } }",
            "reasoning: { expose: both }\nbackends: { codex: { extra: { codex: { default_capabilities: { reasoning_expose: hidden } } } }, router: }",
            "backends: { codex: { extra: { codex: { prompt: { template: \"Two\\nlines: 'x' \\\"y\\\" é\\t#\", prepend: ['', a], append: ['null'], deduplicate: false, system_role: user_block, use_catalog: true } } } } }",
            "backends: { codex: { extra: { codex: { tool_schema: { base_tools: [], custom_tools: [{ type: function, name: f, parameters: { type: object, n: 1.5, x: null, big: 12345678901234567890 } }] }, "
                    + "renderer: { default: xml, fallback: none, aliases: { pretty: markdown } }, streaming: { max_retries: 0, retry_backoff_seconds: [0, 0.125, 600] } } } } }"})
    void whatIsPrintedReadsAsItWas(String text) {
        var blank = text.replace("prepend: ['', a]", "prepend: [a]");
        var config = parse(blank);
        var printed = Printed.yaml(config);
        assertEquals(config, parse(printed), printed);
        assertEquals(printed, Printed.yaml(parse(printed)));
        assertEquals(List.of(), warnings);
    }

    @Test
    void secretsAreMaskedAndAMaskIsNoKey() {
        variables.put("SX_PROXY_API_KEY", "key-of-the-environment");
        var printed = Printed.yaml(parse("auth: { api_keys: [secret-of-file-1, short] }\nbackends: { codex: { extra: { codex: { prompt: { template: 'say secret-of-file-1' } } } } }"));
        assertAll(() -> assertFalse(printed.contains("secret-of-file")), () -> assertFalse(printed.contains("short")), () -> assertFalse(printed.contains("key-of-the-environment")),
                () -> assertTrue(printed.contains("***")));
        assertEquals(List.of(), parse(printed).auth().keys());
        assertEquals(List.of("auth.api_keys holds a masked key (ignored)", "auth.api_keys holds a masked key (ignored)"), warnings);
    }

    @Test
    void theEnvironmentIsInIt() {
        variables.put("OPENAI_API_BASE_URL", "https://other.example");
        assertTrue(Printed.yaml(parse("")).contains("api_base_url: https://other.example"), Printed.yaml(parse("")));
    }

    private ServeConfig parse(String text) {
        return ConfigFile.parse(text, "c.yaml", home, settings(), warnings::add);
    }

    private Settings settings() {
        variables.put("HOME", home.toString());
        return Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
    }
}
