package scorpiox.server.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.model.Effort;
import scorpiox.server.config.Profile.Exposure;
import scorpiox.server.config.Profile.PromptMode;
import scorpiox.server.config.Profile.ToolSchemaMode;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class ConfigFileTest {
    private static final String PROFILE = """
            # Profile A: chat completions client
            backends:
              openai_codex:
                timeout: 120
                extra:
                  codex:
                    default_capabilities:
                      protocol: openai-chat
                      codex_passthrough: false
                      prompt_mode: codex_default
                      tool_schema_mode: custom_only
                      tool_text_format: none
                      bypass_tool_call_reactor: true
                      include_environment_context: false
            """;
    private static final String EVERYTHING = """
            host: 0.0.0.0
            port: 9000
            default_backend: third-party
            strict_config: true
            auth: { api_keys_env: MY_KEYS, api_keys: [first-key-1, "second-key-2"] }
            allowed_hosts: [proxy.example]
            cors: { allowed_origins: ["https://app.example"], allow_null: true }
            limits: { max_body_mb: 8, max_concurrent: 32 }
            stream: { heartbeat_seconds: 0, commit_hold_ms: 500, tool_calls: whole, commentary: drop }
            reasoning: { expose: think_tags, summary: none, default_effort: high }
            model_aliases: { "gpt-4o": "gpt-5.1-codex:medium" }
            expose_effort_models: true
            responses_store: { enabled: false, max_entries: 3, ttl_seconds: 60 }
            emulate_stop: false
            strict_params: true
            anthropic_default_model: gpt-5.2
            log: { level: debug, bodies: true }
            token_endpoint: { enabled: true, requests_per_minute: 5 }
            backends:
              mine:
                type: openai_codex
                timeout: 1
                total_timeout: 600
                path: ~/auth
              third_party:
                type: openai-codex-key
                api_base_url: http://upstream.example/v1
                allow_insecure_upstream: true
                api_key_env: THIRD_KEY
                extra:
                  codex:
                    default_capabilities: { prompt_mode: merge_custom, tool_schema_mode: merge-custom, tool_text_format: pretty, fallback_tool_text_format: inherit,
                      bypass_tool_call_reactor: no, include_environment_context: yes }
                    agent_capabilities: { Cline: { tool_text_format: codex_xml } }
                    prompt: { template: "Be brief.", prepend: [a, b], append: c, deduplicate: false, fallback_to_default: false, system_role: user_block, use_catalog: true }
                    tool_schema: { base_tools: [], custom_tools: [{ type: function, name: f }] }
                    renderer: { default: xml, fallback: markdown, aliases: { pretty: markdown } }
                    streaming: { max_retries: 0, retry_backoff_seconds: [1, 0.25] }
              gemini:
            """;

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    @Test
    void withoutAFileEverythingIsUsual() {
        var config = ConfigFile.read(Optional.empty(), settings(), warnings::add);
        var backend = config.backends().get("openai_codex");
        assertAll(() -> assertEquals("127.0.0.1", config.host()), () -> assertEquals(8787, config.port()), () -> assertEquals("openai_codex", config.defaultBackend()),
                () -> assertEquals(new ServeConfig.Bounds(64, 1024), config.limits()),
                () -> assertEquals(new ServeConfig.Stream(Duration.ofSeconds(15), Duration.ofSeconds(10), false, "auto"), config.stream()),
                () -> assertEquals(new ServeConfig.Reasoning("auto", null), config.reasoning()), () -> assertEquals(new ServeConfig.Store(true, 256, Duration.ofHours(1)), config.store()),
                () -> assertTrue(config.emulateStop()), () -> assertFalse(config.strictParams()), () -> assertFalse(config.exposeEfforts()), () -> assertFalse(config.tokens()),
                () -> assertEquals(60, config.tokensPerMinute()), () -> assertNull(config.anthropicModel()), () -> assertEquals(new ServeConfig.Log("info", false), config.log()),
                () -> assertEquals("openai-codex", backend.type()), () -> assertEquals(Duration.ofSeconds(300), backend.timeout()), () -> assertEquals(Duration.ZERO, backend.totalTimeout()),
                () -> assertEquals(Profile.ENTHUSIAST, backend.profile()), () -> assertFalse(backend.passthroughGiven()), () -> assertEquals(BackendConfig.Prompt.USUAL, backend.prompt()),
                () -> assertEquals(BackendConfig.Tools.USUAL, backend.tools()), () -> assertEquals(BackendConfig.Renderer.USUAL, backend.renderer()), () -> assertEquals(2, backend.maxRetries()),
                () -> assertEquals(List.of(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(3)), backend.retryBackoff()),
                () -> assertEquals(List.of(), warnings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "backends:\n", "backends: {}\n", "backends: { openai_codex: { type: openai-codex } }\n", "backends: { openai_codex: }\n", "null\n", "\r\n"})
    void aFileThatSaysNothingIsNone(String text) {
        assertEquals(ConfigFile.read(Optional.empty(), settings(), warnings::add), parse(text));
        assertEquals(List.of(), warnings);
    }

    /// The two documented profiles, and that they are the enthusiast's.
    @Test
    void bothDocumentedProfilesLoadAsTheyAre() {
        var chat = parse(PROFILE).backends().get("openai_codex");
        var responses = parse(PROFILE.replace("openai-chat", "openai-responses").replace("codex_passthrough: false", "codex_passthrough: true")).backends().get("openai_codex");
        assertAll(() -> assertEquals(Profile.ENTHUSIAST, chat.profile()), () -> assertEquals(Duration.ofSeconds(120), chat.timeout()), () -> assertEquals("openai-codex", chat.type()),
                () -> assertTrue(chat.passthroughGiven()),
                () -> assertEquals(new Profile("openai-responses", true, PromptMode.CODEX_DEFAULT, ToolSchemaMode.CUSTOM_ONLY, "none", "summary", true, false, Exposure.REASONING_CONTENT),
                        responses.profile()),
                () -> assertEquals(List.of(), warnings));
    }

    @Test
    void theProtocolOfResponsesPassesThroughUnlessTheFileSaysOtherwise() {
        var codex = "backends: { codex: { extra: { codex: { default_capabilities: { protocol: openai-responses%s } } } } }";
        assertAll(() -> assertTrue(parse(codex.formatted("")).backends().get("codex").profile().passthrough()),
                () -> assertFalse(parse(codex.formatted(", codex_passthrough: false")).backends().get("codex").profile().passthrough()));
    }

    @Test
    void everyKeyCounts() {
        variables.put("MY_KEYS", "third-key-3, ,first-key-1");
        var config = parse(EVERYTHING);
        var third = config.backends().get("third_party");
        assertAll(() -> assertEquals("0.0.0.0:9000", config.host() + ":" + config.port()), () -> assertEquals("third_party", config.defaultBackend()),
                () -> assertEquals(List.of("third-key-3", "first-key-1", "second-key-2"), config.auth().all(settings())), () -> assertEquals(List.of("proxy.example"), config.allowedHosts()),
                () -> assertEquals(new ServeConfig.Cors(List.of("https://app.example"), true), config.cors()), () -> assertEquals(new ServeConfig.Bounds(8, 32), config.limits()),
                () -> assertEquals(new ServeConfig.Stream(Duration.ZERO, Duration.ofMillis(500), true, "drop"), config.stream()),
                () -> assertEquals(new ServeConfig.Reasoning("none", Effort.HIGH), config.reasoning()), () -> assertEquals(Map.of("gpt-4o", "gpt-5.1-codex:medium"), config.modelAliases()),
                () -> assertEquals(new ServeConfig.Store(false, 3, Duration.ofMinutes(1)), config.store()), () -> assertFalse(config.emulateStop()), () -> assertTrue(config.strictParams()),
                () -> assertTrue(config.exposeEfforts()), () -> assertEquals("gpt-5.2", config.anthropicModel()), () -> assertEquals(new ServeConfig.Log("debug", true), config.log()),
                () -> assertTrue(config.tokens()), () -> assertEquals(5, config.tokensPerMinute()), () -> assertEquals(List.of("mine", "third_party", "gemini"), List.copyOf(config.backends().keySet())),
                () -> assertEquals(Optional.of(home.resolve("auth").toString()), config.backends().get("mine").path()), () -> assertEquals(Duration.ofSeconds(600), config.backends().get("mine").totalTimeout()),
                () -> assertEquals("gemini", config.backends().get("gemini").type()),
                () -> assertEquals("openai-codex-key", third.type()), () -> assertEquals(Optional.of("http://upstream.example/v1"), third.apiBaseUrl()),
                () -> assertEquals(Optional.of("THIRD_KEY"), third.apiKeyEnv()), () -> assertTrue(third.insecure()),
                () -> assertEquals(new Profile("openai-chat", false, PromptMode.MERGE_CUSTOM, ToolSchemaMode.MERGE_CUSTOM, "markdown", "xml", false, true, Exposure.THINK_TAGS), third.profile()),
                () -> assertEquals("{\"tool_text_format\":\"xml\"}", third.agents().get("cline").toString()),
                () -> assertEquals(new BackendConfig.Prompt("Be brief.", List.of("a", "b"), List.of("c"), false, false, true, true), third.prompt()),
                () -> assertEquals(List.of(), third.tools().base()), () -> assertEquals("f", third.tools().custom().getFirst().get("name").textValue()),
                () -> assertEquals(new BackendConfig.Renderer("xml", "markdown", Map.of("pretty", "markdown")), third.renderer()), () -> assertEquals(0, third.maxRetries()),
                () -> assertEquals(List.of(Duration.ofSeconds(1), Duration.ofMillis(250)), third.retryBackoff()), () -> assertEquals(List.of(), warnings));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: x                                                     | c.yaml:1: port must be a whole number from 0 to 65535, not "x"
            port: 65536                                                 | c.yaml:1: port must be a whole number from 0 to 65535, not 65536
            port: 80.5                                                  | c.yaml:1: port must be a whole number from 0 to 65535, not 80.5
            port: 99999999999999999999                                  | c.yaml:1: port must be a whole number from 0 to 65535, not 99999999999999999999
            port: [1]                                                   | c.yaml:1: port must be a whole number from 0 to 65535, not a list
            host: 1                                                     | c.yaml:1: host must be text, not 1
            host: { a: b }                                              | c.yaml:1: host must be text, not a mapping
            emulate_stop: maybe                                         | c.yaml:1: emulate_stop must be true or false, not "maybe"
            emulate_stop: 1                                             | c.yaml:1: emulate_stop must be true or false, not 1
            limits: 5                                                   | c.yaml:1: limits must be a mapping, not 5
            limits: { max_body_mb: 0 }                                  | c.yaml:1: limits.max_body_mb must be a whole number from 1 to 1024, not 0
            stream: { tool_calls: all }                                 | c.yaml:1: stream.tool_calls must be one of deltas, whole, not "all"
            stream: { heartbeat_seconds: -1 }                           | c.yaml:1: stream.heartbeat_seconds must be a whole number from 0 to 3600, not -1
            reasoning: { default_effort: hard }                         | c.yaml:1: reasoning.default_effort must be one of none, minimal, low, medium, high, xhigh, max, not "hard"
            reasoning: { expose: 3 }                                    | c.yaml:1: reasoning.expose must be one of reasoning_content, reasoning, both, think-tags, o3, hidden, not 3
            allowed_hosts: [ok.example, 3]                              | c.yaml:1: allowed_hosts[1] must be text, not 3
            allowed_hosts: 3                                            | c.yaml:1: allowed_hosts must be a list, not 3
            model_aliases: { a: [b] }                                   | c.yaml:1: model_aliases.a must be text, not a list
            auth: { api_keys: [12345678] }                              | c.yaml:1: auth.api_keys[0] must be text, not what stands there
            auth: { api_keys_env: sk-secret.1 }                         | c.yaml:1: auth.api_keys_env must be the name of an environment variable
            default_backend: nobody                                     | c.yaml:1: default_backend must be one of the backends openai_codex, not "nobody"
            backends: [a]                                               | c.yaml:1: backends must be a mapping, not a list
            backends: { codex: 3 }                                      | c.yaml:1: backends.codex must be a mapping, not 3
            backends: { a_b: { type: demo }, A-B: { type: demo } }      | c.yaml:1: backends.A-B must have a name of its own: a_b has the same
            'backends: { "a b": { type: demo } }'                       | c.yaml:1: backends.a b must be named by letters, digits, '.', '_' and '-', at most 64
            backends: { mine: { timeout: 5 } }                          | c.yaml:1: backends.mine.type must be one of openai-codex, openai-codex-key, router, demo, anthropic, claude-code, openai, gemini
            backends: { codex: { type: azure } }                        | c.yaml:1: backends.codex.type must be one of openai-codex, openai-codex-key, router, demo, anthropic, claude-code, openai, gemini, not "azure"
            backends: { openai_codex: { timeout: x } }                  | c.yaml:1: backends.openai_codex.timeout must be a whole number from 1 to 600, not "x"
            backends: { codex: { timeout: 601 } }                       | c.yaml:1: backends.codex.timeout must be a whole number from 1 to 600, not 601
            backends: { codex: { accounts: [a] } }                      | c.yaml:1: backends.codex.accounts must not be there: a backend has one account (several backends can have one each, by their path), not a list
            backends: { codex: { api_base_url: ftp://x } }              | c.yaml:1: backends.codex.api_base_url must be an http or https URL, not "ftp://x"
            backends: { codex: { api_base_url: 'https://u:p@x' } }      | c.yaml:1: backends.codex.api_base_url must be a URL without user and password
            backends: { codex: { api_base_url: 'https://x/?a=b' } }     | c.yaml:1: backends.codex.api_base_url must be a URL without ? and #, not "https://x/?a=b"
            backends: { openai: { api_key_env: sk-abc } }               | c.yaml:1: backends.openai.api_key_env must be the name of an environment variable
            """)
    void whatCannotBeUsedIsNamedWithItsPlace(String text, String message) {
        assertEquals(message, assertThrows(Failure.class, () -> parse(text)).line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            default_capabilities: { prompt_mode: best }                 | default_capabilities.prompt_mode must be one of codex_default, merge_custom, custom_only, not "best"
            default_capabilities: { tool_schema_mode: all }             | default_capabilities.tool_schema_mode must be one of custom_only, merge_custom, codex_default, not "all"
            default_capabilities: { codex_passthrough: 2 }              | default_capabilities.codex_passthrough must be true or false, not 2
            default_capabilities: { tool_text_format: html }            | default_capabilities.tool_text_format must be one of none, xml, markdown, summary, not "html"
            agent_capabilities: { cline: { protocol: soap } }           | agent_capabilities.cline.protocol must be one of openai-chat, openai-responses, not "soap"
            agent_capabilities: { cline: true }                         | agent_capabilities.cline must be a mapping, not true
            prompt: { prepend: [[a]] }                                  | prompt.prepend[0] must be text, not a list
            prompt: { system_role: system }                             | prompt.system_role must be one of developer, user_block, not "system"
            tool_schema: { base_tools: [shell] }                        | tool_schema.base_tools[0] must be a mapping, not "shell"
            tool_schema: { custom_tools: [{ name: f }] }                | tool_schema.custom_tools must hold tools of the Responses API, each with its type, not a mapping
            renderer: { default: html }                                 | renderer.default must be one of none, xml, markdown, summary, not "html"
            renderer: { default: default }                              | renderer.default must be one of none, xml, markdown, summary, not "default"
            renderer: { aliases: { a: b } }                             | renderer.aliases.a must be one of none, xml, markdown, summary, not "b"
            streaming: { max_retries: 11 }                              | streaming.max_retries must be a whole number from 0 to 10, not 11
            streaming: { retry_backoff_seconds: 1 }                     | streaming.retry_backoff_seconds must be a list, not 1
            streaming: { retry_backoff_seconds: [] }                    | streaming.retry_backoff_seconds must hold at least one number, not a list
            streaming: { retry_backoff_seconds: [1, -1] }               | streaming.retry_backoff_seconds[1] must be a number from 0 to 600, not -1
            streaming: { retry_backoff_seconds: [1e999999999] }         | streaming.retry_backoff_seconds[0] must be a number from 0 to 600, not 1E+999999999
            """)
    void theSameBelowExtra(String text, String message) {
        var whole = "backends: { codex: { extra: { codex: { " + text + " } } } }";
        assertEquals("c.yaml:1: backends.codex.extra.codex." + message, assertThrows(Failure.class, () -> parse(whole)).line());
    }

    @Test
    void theLineIsThatOfTheValue() {
        assertEquals("c.yaml:3: backends.codex.timeout must be a whole number from 1 to 600, not \"x\"",
                assertThrows(Failure.class, () -> parse("backends:\n  codex:\n    timeout: x\n")).line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prt: 1                                                      | c.yaml:1: unknown key prt, did you mean port? (ignored)
            limits: { max_body: 1 }                                     | c.yaml:1: unknown key limits.max_body, did you mean max_body_mb? (ignored)
            zzzzzz: 1                                                   | c.yaml:1: unknown key zzzzzz (ignored)
            backends: { codex: { api-base-url: x } }                    | c.yaml:1: unknown key backends.codex.api-base-url, did you mean api_base_url? (ignored)
            backends: { codex: { extra: { other: 1 } } }                | c.yaml:1: unknown key backends.codex.extra.other (ignored)
            backends: { codex: { extra: { codex: { default_capabilities: { promt_mode: x } } } } } | c.yaml:1: unknown key backends.codex.extra.codex.default_capabilities.promt_mode, did you mean prompt_mode? (ignored)
            """)
    void unknownKeysAreWarnedOfAndErrorsWhereTheFileIsStrict(String text, String warning) {
        parse(text);
        assertEquals(List.of(warning), warnings);
        var failure = assertThrows(Failure.class, () -> parse("strict_config: true\n" + text));
        assertEquals(warning.replace(" (ignored)", "").replace("c.yaml:1", "c.yaml:2"), failure.line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: &x [1, 2]~b: *x                | c.yaml:1: anchors and aliases (& and *) are not taken here, write the value out
            a: &x v~b: *x                     | c.yaml:2: anchors and aliases (& and *) are not taken here, write the value out
            port: 1~port: 2                   | c.yaml:2: the key port stands here twice
            limits:~\tmax_body_mb: 1          | c.yaml:2: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
            host: !!binary aGk=               | c.yaml:1: tags (!) are not taken here
            host: !java/object:x y            | c.yaml:1: tags (!) are not taken here
            port: 1~---~port: 2               | c.yaml:3: one document is expected, another begins
            - a                               | c.yaml:1: a mapping is expected, with keys such as backends in it
            just text                         | c.yaml:1: a mapping is expected, with keys such as backends in it
            a: [1, 2                          | c.yaml:1: expected ',' or ']', but got <stream end>
            ? [a]~: b                         | c.yaml:1: this is no YAML of a configuration
            """)
    void whatIsNotPlainYamlIsRefusedWithItsLine(String text, String message) {
        assertEquals(message, assertThrows(Failure.class, () -> parse(text.replace("~", "\n").replace("\\t", "\t"))).line().replace("\t(TAB)", "\\t(TAB)"));
    }

    @Test
    void nestingHasAnEnd() {
        assertTrue(assertThrows(Failure.class, () -> parse("a: " + "[".repeat(40) + "]".repeat(40))).line().contains("nested more than 32 levels deep"));
    }

    /// The library would quote the line.
    @Test
    void aBrokenLineIsNotShown() {
        var failure = assertThrows(Failure.class, () -> parse("auth: { api_keys: [secret-in-file-1, \"x }\n"));
        assertFalse(failure.line().contains("secret-in-file-1"), failure.line());
    }

    @ParameterizedTest
    @CsvSource({"codex, openai-codex", "openai_codex, openai-codex", "OpenAI-Codex, openai-codex", "openai_codex_key, openai-codex-key", "router, router", "scorpiox, router", "demo, demo",
            "anthropic, anthropic", "claude_code, claude-code", "openai, openai", "gemini, gemini", "google, gemini", "google_gemini, gemini"})
    void theTypeFollowsFromTheName(String name, String type) {
        assertEquals(type, parse("backends: { " + name + ": }").backends().get(name).type());
        assertEquals(type, parse("backends: { x: { type: " + name + " } }").backends().get("x").type());
    }

    @ParameterizedTest
    @CsvSource({"'a, b', '', a", "'a, openai_codex', '', openai_codex", "'a, b', B, b", "'a_b, c', A-B, a_b"})
    void theDefaultBackendIsTheOneNamedElseTheUsualOneElseTheFirst(String names, String said, String chosen) {
        var text = new StringBuilder("default_backend: " + said + "\nbackends:\n");
        for (var name : names.split(", ")) text.append("  ").append(name).append(": { type: openai-codex }\n");
        assertEquals(chosen, parse(text.toString()).defaultBackend());
    }

    @ParameterizedTest
    @CsvSource({"a, a", "A, a", "openai-codex, b", "codex, b", "router, c", "openai_codex, b", "anthropic, ''", "'', ''"})
    void aBackendIsFoundByItsNameElseByItsTypeTheDefaultOneFirst(String asked, String found) {
        var config = parse("default_backend: b\nbackends: { a: { type: codex }, b: { type: codex }, c: { type: router } }");
        assertEquals(found, config.backend(asked).map(BackendConfig::name).orElse(""));
    }

    @Test
    void theEnvironmentComesBeforeTheFile() {
        variables.putAll(Map.of("OPENAI_API_BASE_URL", "https://other.example/v1", "OPENAI_CODEX_DEFAULT_CAPABILITIES", "{\"prompt_mode\":\"custom_only\",\"unknown\":1,\"protocol\":null}",
                "OPENAI_CODEX_AGENT_CAPABILITIES", "{\"Roo_Code\":{\"tool_text_format\":\"xml\"}}", "OPENAI_CODEX_PROMPT_TEMPLATE", "T", "OPENAI_CODEX_PROMPT_PREPEND", "[\"p\"]",
                "OPENAI_CODEX_PROMPT_APPEND", "[]", "OPENAI_CODEX_PROMPT_DEDUPLICATE", "off", "OPENAI_CODEX_PROMPT_FALLBACK_DEFAULT", "YES", "OPENAI_CODEX_STREAMING_MAX_RETRIES", "5",
                "OPENAI_CODEX_STREAMING_RETRY_BACKOFF", "1, 0.125"));
        var text = """
                backends:
                  codex:
                    api_base_url: https://file.example
                    extra: { codex: { default_capabilities: { prompt_mode: merge_custom, tool_schema_mode: merge_custom }, agent_capabilities: { roo-code: { tool_text_format: summary, protocol: openai-chat } },
                      prompt: { template: F, prepend: [f], append: [f], deduplicate: true, fallback_to_default: false }, streaming: { max_retries: 1, retry_backoff_seconds: [9] } } }
                  router: { api_base_url: https://router.example }
                """;
        var config = parse(text);
        var codex = config.backends().get("codex");
        assertAll(() -> assertEquals(Optional.of("https://other.example/v1"), codex.apiBaseUrl()), () -> assertEquals(Optional.of("https://router.example"), config.backends().get("router").apiBaseUrl()),
                () -> assertEquals(PromptMode.CUSTOM_ONLY, codex.profile().prompt()), () -> assertEquals(ToolSchemaMode.MERGE_CUSTOM, codex.profile().tools()),
                () -> assertEquals("xml", codex.agents().get("roo-code").get("tool_text_format").textValue()), () -> assertTrue(codex.agents().get("roo-code").has("protocol")),
                () -> assertEquals(new BackendConfig.Prompt("T", List.of("p"), List.of(), false, true, false, false), codex.prompt()), () -> assertEquals(5, codex.maxRetries()),
                () -> assertEquals(List.of(Duration.ofSeconds(1), Duration.ofMillis(125)), codex.retryBackoff()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPENAI_API_BASE_URL                   | http://far.example   | OPENAI_API_BASE_URL must begin with https://: without TLS the credential could be read on its way (allow_insecure_upstream: true lets it)
            OPENAI_CODEX_DEFAULT_CAPABILITIES     | no                   | OPENAI_CODEX_DEFAULT_CAPABILITIES is not JSON (column 1)
            OPENAI_CODEX_DEFAULT_CAPABILITIES     | [1]                  | OPENAI_CODEX_DEFAULT_CAPABILITIES must be a JSON object
            OPENAI_CODEX_DEFAULT_CAPABILITIES     | {"prompt_mode":"x"}  | OPENAI_CODEX_DEFAULT_CAPABILITIES: prompt_mode must be one of codex_default, merge_custom, custom_only, not "x"
            OPENAI_CODEX_AGENT_CAPABILITIES       | {"a":1}              | OPENAI_CODEX_AGENT_CAPABILITIES: a must be a JSON object
            OPENAI_CODEX_AGENT_CAPABILITIES       | {"a":{"protocol":1}} | OPENAI_CODEX_AGENT_CAPABILITIES: a.protocol must be one of openai-chat, openai-responses, not 1
            OPENAI_CODEX_PROMPT_PREPEND           | text                 | OPENAI_CODEX_PROMPT_PREPEND must be a JSON list of texts, such as ["Be brief."]
            OPENAI_CODEX_PROMPT_APPEND            | [1]                  | OPENAI_CODEX_PROMPT_APPEND[0] must be text, not 1
            OPENAI_CODEX_PROMPT_DEDUPLICATE       | maybe                | OPENAI_CODEX_PROMPT_DEDUPLICATE must be one of 1, true, yes, on, 0, false, no, off, not maybe
            OPENAI_CODEX_STREAMING_MAX_RETRIES    | 11                   | OPENAI_CODEX_STREAMING_MAX_RETRIES must be a whole number from 0 to 10, not 11
            OPENAI_CODEX_STREAMING_RETRY_BACKOFF  | 1,x                  | OPENAI_CODEX_STREAMING_RETRY_BACKOFF must be numbers from 0 to 600 with commas between, not x
            OPENAI_CODEX_STREAMING_RETRY_BACKOFF  | 601                  | OPENAI_CODEX_STREAMING_RETRY_BACKOFF must be numbers from 0 to 600 with commas between, not 601
            """)
    void aVariableThatCannotBeUsedIsNamed(String name, String value, String message) {
        variables.put(name, value);
        assertEquals(message, assertThrows(Failure.class, () -> parse("")).line());
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:9/v1, false, true", "http://localhost/v1, false, true", "http://[::1]:9, false, true", "http://upstream.example, false, false", "http://upstream.example, true, true",
            "https://upstream.example, false, true", "http://127.0.0.1.example, false, false"})
    void onlyThisMachineIsAskedWithoutTls(String base, boolean insecure, boolean accepted) {
        var text = "backends: { codex: { api_base_url: '" + base + "', allow_insecure_upstream: " + insecure + " } }";
        if (accepted) assertEquals(Optional.of(base), parse(text).backends().get("codex").apiBaseUrl());
        else assertTrue(assertThrows(Failure.class, () -> parse(text)).line().contains("must begin with https://"));
    }

    @Test
    void theFileIsTheOneNamedOrTheUsersNeverOneOfTheWorkingDirectory() throws IOException {
        var environment = environment();
        write(home.resolve("work/config.yaml"), "port: 1\n");
        assertEquals(Optional.empty(), ConfigFile.find(Optional.empty(), environment));
        var own = write(home.resolve("settings/scorpiox/config.yaml"), "port: 2\n");
        assertEquals(Optional.of(own), ConfigFile.find(Optional.empty(), environment));
        assertEquals(Optional.of(home.resolve("work/config.yaml")), ConfigFile.find(Optional.of("config.yaml"), environment));
        assertEquals("there is no " + home.resolve("work/none.yaml"), assertThrows(Failure.class, () -> ConfigFile.find(Optional.of("none.yaml"), environment)).line());
        assertEquals(2, ConfigFile.read(Optional.of(own), settings(), warnings::add).port());
    }

    @ParameterizedTest
    @CsvSource({"rw-rw----, its group", "rw----rw-, everybody", "rw-rw-rw-, everybody"})
    void aFileThatOthersMayWriteIsNotRead(String modes, String who) throws IOException {
        var file = write(home.resolve("config.yaml"), "port: 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
        var failure = assertThrows(Failure.class, () -> ConfigFile.read(Optional.of(file), settings(), warnings::add));
        assertEquals(file + " is not read: " + who + " may write it: chmod go-w " + file, failure.line());
    }

    @Test
    void whatIsNoTextOfUsualSizeIsRefused() throws IOException {
        var file = write(home.resolve("config.yaml"), "# " + "x".repeat(1024 * 1024));
        assertEquals(file + " is larger than 1 MiB", assertThrows(Failure.class, () -> ConfigFile.read(Optional.of(file), settings(), warnings::add)).line());
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertEquals(file + " is not UTF-8 text", assertThrows(Failure.class, () -> ConfigFile.read(Optional.of(file), settings(), warnings::add)).line());
        assertEquals(home + " is not a regular file", assertThrows(Failure.class, () -> ConfigFile.read(Optional.of(home), settings(), warnings::add)).line());
        Files.write(file, "\uFEFFport: 7\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(7, ConfigFile.read(Optional.of(file), settings(), warnings::add).port());
    }

    @Test
    void theConfigurationAsTextHoldsNoKey() {
        assertFalse(parse("auth: { api_keys: [secret-of-file-2] }").toString().contains("secret-of-file-2"));
    }

    @ParameterizedTest
    @CsvSource({"auth.json, HOME/auth.json", "../x, PARENT/x", "/abs/auth.json, /abs/auth.json", "~/.codex, HOME/.codex"})
    void relativePathsBeginAtTheFile(String path, String resolved) {
        var expected = resolved.replace("HOME", home.toString()).replace("PARENT", home.getParent().toString());
        assertEquals(Optional.of(expected), parse("backends: { codex: { path: " + path + " } }").backends().get("codex").path());
    }

    @Test
    void whatNoPathCanBeIsSaid() {
        assertTrue(assertThrows(Failure.class, () -> parse("backends: { codex: { path: \"a\\0b\" } }")).line().startsWith("no usable path"));
    }

    @Test
    void keysOfClientsComeFromTheUsersSettingsToo() throws IOException {
        write(home.resolve("settings/scorpiox/scorpiox-env.txt"), "SX_PROXY_API_KEY=key-of-user-1,key-of-user-2\n");
        assertEquals(List.of("key-of-user-1", "key-of-user-2"), parse("").auth().all(settings()));
    }

    private ServeConfig parse(String text) {
        return ConfigFile.parse(text, "c.yaml", home, settings(), warnings::add);
    }

    private Environment environment() {
        variables.put("HOME", home.toString());
        variables.put("XDG_CONFIG_HOME", home.resolve("settings").toString());
        return new Environment(variables, home.resolve("work"));
    }

    private Settings settings() {
        return Cascade.resolve(environment(), Cascade.Flags.NONE);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
