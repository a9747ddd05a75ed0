package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.server.Asking;
import scorpiox.server.config.BackendConfig.Prompt;
import scorpiox.server.config.Profile.PromptMode;

class ServeInstructionsTest {
    private static final Prompt OURS = new Prompt("T", List.of("P"), List.of("A"), true, true, false, false);

    private static Instructions of(Asking asking, String own, String... leading) {
        return Instructions.of(asking.request(), own, List.of(leading));
    }

    private static String texts(List<Message> messages) {
        var texts = new StringBuilder();
        for (var message : messages) for (var part : message.parts()) texts.append(message.role()).append(':').append(((Part.Text) part).text()).append(' ');
        return texts.toString().strip();
    }

    private static Asking with(Prompt prompt) {
        return Asking.of("{}").prompt(prompt);
    }

    @ParameterizedTest
    @CsvSource({"CODEX_DEFAULT, P T A, DEVELOPER:c DEVELOPER:d", "MERGE_CUSTOM, P T c d A, ''", "CUSTOM_ONLY, P c d A, ''"})
    void theModeDecidesWhereAClientsTextsGo(PromptMode mode, String system, String before) {
        var instructions = of(with(OURS).prompt(mode), null, "c", " ", "d");
        assertEquals(system, String.join(" ", instructions.system()));
        assertEquals(before, texts(instructions.before()));
    }

    @ParameterizedTest
    @CsvSource({"CODEX_DEFAULT, false, P T A, DEVELOPER:own DEVELOPER:c", "CODEX_DEFAULT, true, P own A, DEVELOPER:c", "MERGE_CUSTOM, true, P T own c A, ''", "CUSTOM_ONLY, false, P own c A, ''"})
    void instructionsOfARequestCountAsTheModeSays(PromptMode mode, boolean passthrough, String system, String before) {
        var asking = with(OURS).prompt(mode);
        var instructions = of(passthrough ? asking.passthrough() : asking, "own", "c");
        assertEquals(system, String.join(" ", instructions.system()));
        assertEquals(before, texts(instructions.before()));
    }

    @Test
    void blankInstructionsOfAPassedRequestAreReplaced() {
        assertEquals(List.of("P", "T", "A"), of(with(OURS).passthrough(), "  ").system());
    }

    @ParameterizedTest
    @CsvSource({"'x', 'DEVELOPER:c DEVELOPER:x'", "'', DEVELOPER:c"})
    void aRequestMayBringMoreAsText(String more, String before) {
        assertEquals(before, texts(of(Asking.of(Json.object().put("codex_system_prompt", more)), null, "c").before()));
    }

    @Test
    void aRequestMayBringMoreAsAList() {
        assertEquals("DEVELOPER:x DEVELOPER:y", texts(of(Asking.of("{'codex_system_prompt':['x','y']}"), null).before()));
        assertEquals("", texts(of(Asking.of("{'codex_system_prompt':null}"), null).before()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "{}", "['x',7]", "[null]"})
    void moreThatIsNoTextIsRefused(String more) {
        assertEquals("codex_system_prompt", assertThrows(Refused.class, () -> of(Asking.of("{'codex_system_prompt':" + more + "}"), null)).param());
    }

    @Test
    void textsThatAreTheSameAreSaidOnce() {
        var twice = List.of("a ", "a");
        assertEquals(List.of("a", "b"), of(with(new Prompt("b", twice, List.of("b"), true, true, false, false)).prompt(PromptMode.MERGE_CUSTOM), null, "a").system());
        assertEquals(List.of("a", "a", "b", "a", "b"), of(with(new Prompt("b", twice, List.of("b"), false, true, false, false)).prompt(PromptMode.MERGE_CUSTOM), null, "a").system());
    }

    @Test
    void textOfTheClientKeepsEveryCharacter() {
        var text = " Grüße\n\n\tΩ 🙂 \n";
        assertEquals(List.of(text), of(with(Prompt.USUAL).prompt(PromptMode.CUSTOM_ONLY), null, text).system());
    }

    @Test
    void withoutAnyTextTheDefaultOrNothingIsSentAndTheMemberStands() {
        var fallback = of(with(Prompt.USUAL).prompt(PromptMode.CUSTOM_ONLY), null);
        assertFalse(fallback.system().getFirst().isBlank());
        var none = of(with(new Prompt(null, List.of(), List.of(), true, false, false, false)).prompt(PromptMode.CUSTOM_ONLY), null);
        assertEquals(List.of(""), none.system());
        ObjectNode sent = Asking.upstream(new Request("gpt-5.1-codex", none.system(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null));
        assertEquals("", sent.path("instructions").asText("missing"));
    }

    @Test
    void aTemplateOfBlanksIsNone() {
        assertEquals(of(with(Prompt.USUAL), null), of(with(new Prompt(" \n", List.of(), List.of(), true, true, false, false)), null));
    }

    @Test
    void theUsersBlockHoldsAllTexts() {
        var before = of(with(new Prompt("T", List.of(), List.of(), true, true, true, false)), null, "c", "d").before();
        assertEquals(List.of(Message.user(new Part.Text("<user_instructions>\n\nc\n\nd\n\n</user_instructions>"))), before);
        assertEquals(List.of(), of(with(new Prompt("T", List.of(), List.of(), true, true, true, false)), null).before());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "router", "gemini", "openai", "claude-code"})
    void otherBackendsGetTheClientsTextsAsTheyAreAndNothingOfOurs(String backend) {
        for (var mode : PromptMode.values()) {
            var instructions = of(with(Prompt.USUAL).prompt(mode).at(backend), null, "c", "d");
            assertEquals(List.of("c", "d"), instructions.system());
            assertTrue(instructions.before().isEmpty());
            assertEquals(List.of(), of(with(Prompt.USUAL).prompt(mode).at(backend), null).system());
        }
        assertEquals(List.of("P", "T", "c", "A"), of(with(OURS).at(backend), null, "c").system());
        assertEquals(List.of("P", "c", "A"), of(with(OURS).prompt(PromptMode.CUSTOM_ONLY).at(backend), null, "c").system());
    }

    @Test
    void theEnvironmentIsSaidOnlyWhereAProfileWantsItAndNeverThatOfTheServer() {
        assertTrue(EnvironmentContext.of(Asking.of("{'cwd':'/x'}").request()).isEmpty());
        assertEquals("USER:" + """
                <environment_context>
                  <approval_policy>never</approval_policy>
                  <sandbox_mode>read-only</sandbox_mode>
                  <network_access>restricted</network_access>
                  <shell>bash</shell>
                </environment_context>""", texts(EnvironmentContext.of(Asking.of("{}").environment().request()).stream().toList()));
        assertEquals("USER:" + """
                <environment_context>
                  <cwd>/a &lt;b&gt;&amp;c</cwd>
                  <approval_policy>never</approval_policy>
                  <sandbox_mode>off</sandbox_mode>
                  <network_access>restricted</network_access>
                  <shell>zsh</shell>
                </environment_context>""",
                texts(EnvironmentContext.of(Asking.of("{'project_dir':'/a <b>&c','cwd':'/x','shell':'zsh','sandbox_mode':'off'}").environment().request()).stream().toList()));
        assertEquals("USER:whole", texts(EnvironmentContext.of(Asking.of("{'codex_environment_context':'whole','cwd':7}").environment().request()).stream().toList()));
        assertEquals("cwd", assertThrows(Refused.class, () -> EnvironmentContext.of(Asking.of("{'cwd':7}").environment().request())).param());
        assertEquals(Role.USER, EnvironmentContext.of(Asking.of("{}").environment().request()).orElseThrow().role());
    }
}
