package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;

class ToolTextTest {
    private static final String PATCH = "*** Begin Patch\n*** Update File: src/A & B.txt\n@@\n-<old>\n+`new`\n*** End Patch\n";

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("xml", "shell", "{\"command\":[\"bash\",\"-lc\",\"ls && cat <f>\"],\"workdir\":\"/a\"}",
                        "<execute_command><command>ls &amp;&amp; cat &lt;f&gt;</command><cwd>/a</cwd></execute_command>"),
                Arguments.of("xml", "shell", "{\"command\":[\"git\",\"commit\",\"-m\",\"it's so\"]}", "<execute_command><command>git commit -m 'it'\\''s so'</command></execute_command>"),
                Arguments.of("xml", "bash", "{\"command\":\"make\"}", "<execute_command><command>make</command></execute_command>"),
                Arguments.of("xml", "local_shell", "{\"type\":\"exec\",\"command\":[\"ls\"],\"working_directory\":\"/w\"}", "<execute_command><command>ls</command><cwd>/w</cwd></execute_command>"),
                Arguments.of("xml", "apply_patch", PATCH, "<apply_diff><path>src/A &amp; B.txt</path><diff>" + PATCH.replace("<", "&lt;").replace(">", "&gt;").replace(" & ", " &amp; ") + "</diff></apply_diff>"),
                Arguments.of("xml", "apply_patch", "{\"input\":\"*** Add File: a\\n+x\"}", "<apply_diff><path>a</path><diff>*** Add File: a\n+x</diff></apply_diff>"),
                Arguments.of("xml", "apply_patch", "{\"path\":\"b\",\"diff\":\"+y\"}", "<apply_diff><path>b</path><diff>+y</diff></apply_diff>"),
                Arguments.of("xml", "view_image", "{\"path\":\"a<b>.png\"}", "<view_image><path>a&lt;b&gt;.png</path></view_image>"),
                Arguments.of("markdown", "shell", "{\"command\":\"ls\",\"workdir\":\"/a\"}", "Working directory: /a\n```bash\nls\n```"),
                Arguments.of("markdown", "shell", "{\"command\":\"echo '```'\\n\"}", "````bash\necho '```'\n````"),
                Arguments.of("markdown", "apply_patch", PATCH, "Target: src/A & B.txt\n```diff\n" + PATCH + "```"),
                Arguments.of("markdown", "view_image", "{\"path\":\"a b).png\"}", "![image](<a b).png>)"),
                Arguments.of("summary", "shell", "{\"command\":\"ls\"}", "[tool:shell] {\"command\":\"ls\"}"),
                Arguments.of("none", "shell", "{\"command\":\"ls\"}", ""));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callsAreToldInTheFormat(String format, String tool, String raw, String text) {
        assertEquals(text, new ToolText(format, "none").of(tool, raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "null", "{}", "{\"command\":7}", "{\"command\":\"\"}", "{\"command\":[]}", "{\"path\":\"x\"}"})
    void shellCallThatSaysNoCommandIsToldByTheFallback(String raw) {
        for (var format : List.of("xml", "markdown")) {
            assertEquals("", new ToolText(format, "none").of("shell", raw));
            assertEquals("[tool:shell] " + raw, new ToolText(format, "summary").of("shell", raw));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "markdown"})
    void otherToolsAreToldByTheFallback(String format) {
        assertEquals("[tool:fetch] {\"url\":1}", new ToolText(format, "summary").of("fetch", "{\"url\":1}"));
        assertEquals("", new ToolText(format, "none").of("fetch", "{}"));
        assertEquals("", new ToolText("none", "summary").of("fetch", "{}"));
    }

    @Test
    void summaryHasTwoHundredCharactersAtMostAndNoHalfOnes() {
        var text = new ToolText("summary", "none");
        assertEquals("[tool:t] " + "x".repeat(191), text.of("t", "x".repeat(191)));
        assertEquals("[tool:t] " + "x".repeat(188) + "...", text.of("t", "x".repeat(192)));
        var emoji = text.of("t", "x".repeat(187) + "😀".repeat(20));
        assertEquals("[tool:t] " + "x".repeat(187) + "...", emoji);
    }

    @Test
    void fencesAreLongerThanAnyRowOfBackticksWithin() {
        var text = new ToolText("markdown", "none").of("bash", "{\"command\":\"" + "`".repeat(100_000) + "\"}");
        assertTrue(text.startsWith("`".repeat(100_001) + "bash\n"));
    }

    @ParameterizedTest
    @CsvSource({"none,summary,none,summary", "codex_xml,none,xml,none", "default,inherit,markdown,summary", "mine,yours,xml,markdown", "round,round,none,none", "unknown,summary,none,summary"})
    void namesOfTheConfigurationAreResolved(String format, String fallback, String so, String fallbackSo) {
        var usual = Profile.ENTHUSIAST;
        var profile = new Profile(usual.protocol(), false, usual.prompt(), usual.tools(), format, fallback, true, false, usual.exposure());
        var renderer = new BackendConfig.Renderer("yours", "summary", Map.of("mine", "codex_xml", "yours", "markdown", "round", "circle", "circle", "round"));
        assertEquals(new ToolText(so, fallbackSo), ToolText.of(profile, renderer));
    }

    @Test
    void usualProfileTellsNothing() {
        assertEquals("", ToolText.of(Profile.ENTHUSIAST, BackendConfig.Renderer.USUAL).of("shell", "{\"command\":\"ls\"}"));
    }
}
