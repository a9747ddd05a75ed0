package scorpiox.server.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.server.config.Profile.Exposure;
import scorpiox.server.config.Profile.PromptMode;
import scorpiox.server.config.Profile.ToolSchemaMode;
import scorpiox.server.web.Fields;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class OverridesTest {
    private static final String MERGE = "{\"prompt_mode\":\"merge_custom\"}";
    private static final String CUSTOM = "{\"prompt_mode\":\"custom_only\"}";

    @TempDir
    Path home;

    @Test
    void withoutAnyTheBackendsCapabilitiesAreInForceAndTheBodyStays() throws IOException {
        var overrides = take("{\"model\":\"m\",\"messages\":[1]}", new Fields());
        assertAll(() -> assertEquals(Profile.ENTHUSIAST, overrides.profile(backend(""))), () -> assertEquals("{\"model\":\"m\",\"messages\":[1]}", Json.write(overrides.body())),
                () -> assertEquals("", overrides.agent()));
    }

    /// The documented example.
    @Test
    void aLiteralExtraBodyCounts() throws IOException {
        var overrides = take("""
                {"model": "openai-codex:gpt-5.1-codex", "tools": [],
                 "extra_body": {"codex_capabilities": {"tool_schema_mode": "merge_custom", "bypass_tool_call_reactor": false, "include_environment_context": true}}}""", new Fields());
        var profile = overrides.profile(backend(""));
        assertAll(() -> assertEquals(ToolSchemaMode.MERGE_CUSTOM, profile.tools()), () -> assertFalse(profile.bypass()), () -> assertTrue(profile.environment()),
                () -> assertEquals("{\"model\":\"openai-codex:gpt-5.1-codex\",\"tools\":[]}", Json.write(overrides.body())));
    }

    /// Each place by itself, and that it is taken out.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"codex_capabilities":C}
            {"client_capabilities":C}
            {"capabilities":C}
            {"extra_body":{"codex_capabilities":C}}
            {"extra_body":{"client_capabilities":C}}
            {"extra_body":{"capabilities":C}}
            {"extra_body":{"prompt_mode":"merge_custom"}}
            {"extra_body":{"prompt_mode":"merge-custom","unknown_to_us":null}}
            """)
    void everyPlaceCounts(String body) throws IOException {
        var overrides = take(body.replace("C", MERGE), new Fields());
        assertEquals(PromptMode.MERGE_CUSTOM, overrides.profile(backend("")).prompt());
        assertEquals(body.contains("unknown") ? "{\"unknown_to_us\":null}" : "{}", Json.write(overrides.body()));
    }

    /// A place and one that comes before it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"codex_capabilities":M,"extra_body":{"codex_capabilities":C}}         | C
            {"capabilities":M,"extra_body":{"codex_capabilities":C}}               | C
            {"codex_capabilities":M,"client_capabilities":C,"capabilities":C}      |
            {"client_capabilities":M,"capabilities":C}                             |
            {"extra_body":{"codex_capabilities":M,"capabilities":C}}               | C
            {"extra_body":{"capabilities":M,"prompt_mode":"custom_only"}}          | C
            {"extra_body":{"prompt_mode":"merge_custom"}}                          | C
            {"codex_capabilities":{"prompt_mode":null},"extra_body":{"prompt_mode":"merge_custom"}} | C
            """)
    void theLaterPlaceCounts(String body, String header) throws IOException {
        var fields = new Fields();
        if (header != null) fields.add("X-Codex-Capabilities", CUSTOM);
        var overrides = take(body.replace("M", MERGE).replace("C", CUSTOM), fields);
        assertEquals(PromptMode.MERGE_CUSTOM, overrides.profile(backend("default_capabilities: { prompt_mode: custom_only }")).prompt());
    }

    @Test
    void theHeaderComesBeforeTheConfiguration() throws IOException {
        assertEquals(PromptMode.CUSTOM_ONLY, take("{}", new Fields().add("x-codex-capabilities", CUSTOM)).profile(backend("default_capabilities: " + MERGE)).prompt());
    }

    @Test
    void partsOfSeveralPlacesAddUp() throws IOException {
        var fields = new Fields().add("x-codex-capabilities", "{\"tool_schema_mode\":\"codex_default\"}").add("x-sx-reasoning", "o3");
        var profile = take("{\"extra_body\":{\"tool_text_format\":\"xml\"},\"codex_capabilities\":" + MERGE + "}", fields).profile(backend("default_capabilities: { include_environment_context: true }"));
        assertEquals(new Profile("openai-chat", false, PromptMode.MERGE_CUSTOM, ToolSchemaMode.CODEX_DEFAULT, "xml", "summary", true, true, Exposure.O3), profile);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"codex_capabilities":5}                                              | codex_capabilities                        | codex_capabilities must be an object, not 5
            {"codex_capabilities":"xml"}                                          | codex_capabilities                        | codex_capabilities must be an object, not "xml"
            {"client_capabilities":[]}                                            | client_capabilities                       | client_capabilities must be an object, not a list
            {"capabilities":true}                                                 | capabilities                              | capabilities must be an object, not true
            {"extra_body":7}                                                      | extra_body                                | extra_body must be an object, not 7
            {"extra_body":[{}]}                                                   | extra_body                                | extra_body must be an object, not a list
            {"extra_body":{"codex_capabilities":"x"}}                             | codex_capabilities                        | codex_capabilities must be an object, not "x"
            {"codex_capabilities":{"prompt_mode":"x"}}                            | codex_capabilities.prompt_mode            | codex_capabilities.prompt_mode must be one of codex_default, merge_custom, custom_only, not "x"
            {"codex_capabilities":{"prompt_mode":1}}                              | codex_capabilities.prompt_mode            | codex_capabilities.prompt_mode must be one of codex_default, merge_custom, custom_only, not 1
            {"extra_body":{"tool_schema_mode":{}}}                                | codex_capabilities.tool_schema_mode       | codex_capabilities.tool_schema_mode must be one of custom_only, merge_custom, codex_default, not a mapping
            {"capabilities":{"bypass_tool_call_reactor":"perhaps"}}               | codex_capabilities.bypass_tool_call_reactor | codex_capabilities.bypass_tool_call_reactor must be true or false, not "perhaps"
            {"codex_capabilities":{"tool_text_format":"html"}}                    | codex_capabilities.tool_text_format       | codex_capabilities.tool_text_format must be one of none, xml, markdown, summary, not "html"
            {"codex_capabilities":{"protocol":"grpc"}}                            | codex_capabilities.protocol               | codex_capabilities.protocol must be one of openai-chat, openai-responses, not "grpc"
            {"codex_capabilities":{"reasoning_expose":"all"}}                     | codex_capabilities.reasoning_expose       | codex_capabilities.reasoning_expose must be one of reasoning_content, reasoning, both, think-tags, o3, hidden, not "all"
            """)
    void whatNoneCanHaveIsNamed(String body, String param, String message) {
        var failure = assertThrows(Failure.class, () -> take(body, new Fields()).profile(backend("")));
        assertAll(() -> assertEquals(message, failure.getMessage()), () -> assertEquals(param, failure.code()), () -> assertEquals(Failure.Kind.USAGE, failure.kind()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x-codex-capabilities | nonsense                                  | x-codex-capabilities
            x-codex-capabilities | [1]                                       | x-codex-capabilities
            x-codex-capabilities | {"prompt_mode":"x"                        | x-codex-capabilities
            x-codex-capabilities | {"prompt_mode":"x"}                       | codex_capabilities.prompt_mode
            x-sx-reasoning       | all                                       | x-sx-reasoning
            """)
    void soIsAHeader(String name, String value, String param) {
        var failure = assertThrows(Failure.class, () -> take("{}", new Fields().add(name, value)).profile(backend("")));
        assertEquals(param, failure.code());
    }

    @Test
    void aDeeplyNestedHeaderIsNoMoreThanWrong() {
        var failure = assertThrows(Failure.class, () -> take("{}", new Fields().add("x-codex-capabilities", "{\"a\":" + "[".repeat(5000))));
        assertEquals("x-codex-capabilities", failure.code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"codex_capabilities":null,"extra_body":null,"capabilities":null}
            {"codex_capabilities":{"prompt_mode":null,"protocol":null}}
            {"codex_capabilities":{"future":[1]},"extra_body":{"codex_capabilities":null}}
            {"extra_body":{}}
            {"extra_body":{"extra_body":{"prompt_mode":"custom_only"}}}
            """)
    void nullAndUnknownKeysMeanNothing(String body) throws IOException {
        var overrides = take(body, new Fields().add("x-codex-capabilities", "").add("x-sx-reasoning", ""));
        assertEquals(Profile.ENTHUSIAST, overrides.profile(backend("")));
        assertEquals("{}", Json.write(overrides.body()));
    }

    @Test
    void otherMembersOfExtraBodyGoToTheTopLevelUnlessTheyAreThere() throws IOException {
        var overrides = take("{\"model\":\"a\",\"extra_body\":{\"model\":\"b\",\"session_id\":\"s\",\"codex_environment_context\":\"x\"},\"stream\":null}", new Fields());
        assertEquals("{\"model\":\"a\",\"stream\":null,\"session_id\":\"s\",\"codex_environment_context\":\"x\"}", Json.write(overrides.body()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"agent":"Cline/3.2"}                                         | cline
            {"extra_body":{"agent":"Roo_Code"}}                           | roo-code
            {"agent":"a","extra_body":{"agent":"b"}}                      | a
            {"agent":5}                                                   | ''
            {"agent":"/x"}                                                | ''
            {}                                                            | ''
            """)
    void theAgentIsTheOneThatIsNamed(String body, String agent) throws IOException {
        assertEquals(agent, take(body, new Fields()).agent());
    }

    @Test
    void whatDiffersForAnAgentCountsWhereTheBackendHasTheUsual() throws IOException {
        var backend = backend("default_capabilities: { prompt_mode: merge_custom, tool_text_format: none }, agent_capabilities: { cline: { prompt_mode: custom_only, tool_text_format: codex_xml, protocol: openai-responses } }");
        var profile = take("{\"agent\":\"CLINE/1\"}", new Fields()).profile(backend);
        var own = take("{\"agent\":\"cline\",\"codex_capabilities\":{\"tool_text_format\":\"summary\"}}", new Fields()).profile(backend);
        assertAll(() -> assertEquals(PromptMode.MERGE_CUSTOM, profile.prompt()), () -> assertEquals("xml", profile.text()), () -> assertEquals("openai-responses", profile.protocol()),
                () -> assertEquals("summary", own.text()), () -> assertEquals("none", take("{\"agent\":\"aider\"}", new Fields()).profile(backend).text()));
    }

    /// A native request is passed through unless somebody says otherwise.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"input":"hi"}                                                |                                                             | true
            {"messages":[]}                                               |                                                             | false
            {"input":"hi"}                                                | default_capabilities: { codex_passthrough: false }          | false
            {"messages":[]}                                               | default_capabilities: { codex_passthrough: true }           | true
            {"input":"hi","codex_capabilities":{"codex_passthrough":false}} |                                                           | false
            {"messages":[],"codex_capabilities":{"protocol":"openai-responses"}} |                                                      | true
            {"input":"hi","extra_body":{"codex_passthrough":null}}        |                                                             | true
            {"input":"hi","agent":"a"}                                    | agent_capabilities: { a: { codex_passthrough: false } }     | false
            """)
    void nativeRequestsArePassedThroughUnlessSaidOtherwise(String body, String codex, boolean through) throws IOException {
        assertEquals(through, take(body, new Fields()).profile(backend(codex == null ? "" : codex)).passthrough());
    }

    @ParameterizedTest
    @CsvSource({"reasoning, REASONING", "think-tags, THINK_TAGS", "think_tags, THINK_TAGS", "Hidden, HIDDEN", "both, BOTH", "reasoning_content, REASONING_CONTENT"})
    void theWayReasoningIsShownIsTheBodysElseTheHeaders(String word, Exposure exposure) throws IOException {
        var backend = backend("default_capabilities: { reasoning_expose: o3 }");
        assertAll(() -> assertEquals(exposure, take("{}", new Fields().add("x-sx-reasoning", word)).profile(backend).exposure()),
                () -> assertEquals(exposure, take("{\"codex_capabilities\":{\"reasoning_expose\":\"" + word + "\"}}", new Fields().add("x-sx-reasoning", "o3")).profile(backend).exposure()),
                () -> assertEquals(Exposure.O3, take("{}", new Fields()).profile(backend).exposure()));
    }

    @ParameterizedTest
    @CsvSource({"default, markdown", "inherit, markdown", "pretty, summary", "PRETTY, summary", "codex_xml, xml", "none, none"})
    void aFormatMayBeTheRenderersOwnOrHaveANameThere(String word, String format) throws IOException {
        var backend = backend("renderer: { default: markdown, aliases: { pretty: summary } }");
        assertEquals(format, take("{\"codex_capabilities\":{\"tool_text_format\":\"" + word + "\"}}", new Fields()).profile(backend).text());
    }

    private static Overrides take(String body, Fields fields) throws IOException {
        return Overrides.take((ObjectNode) Json.read(body), fields);
    }

    private BackendConfig backend(String codex) {
        var settings = Cascade.resolve(new Environment(Map.of("HOME", home.toString()), home), Cascade.Flags.NONE);
        return ConfigFile.parse("backends: { codex: { extra: { codex: { " + codex + " } } } }", "c.yaml", home, settings, _ -> { }).backends().get("codex");
    }
}
