package scorpiox.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.settings.Guard;
import scorpiox.settings.Guard.Answer;
import scorpiox.settings.Guard.Wishes;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Settings.Value;
import scorpiox.settings.Source;
import scorpiox.settings.Source.Layer;

class ProjectGuardTest {
    private static final Path ROOT = Path.of("/home/me/clone");

    private static Value value(Key key, String text, int line) {
        return new Value(key, text, new Source(Layer.PROJECT, ROOT.resolve(".scorpiox/scorpiox-env.txt"), line, true));
    }

    private static String question(List<Value> keys, String... programs) {
        return ProjectGuard.question(new Project(ROOT), new Wishes(keys, List.of(programs), false));
    }

    @Test
    void everySettingAndEveryToolIsShownWithItsPlace() {
        assertEquals("""

                The project /home/me/clone is not trusted yet. It would:
                  set CODEX_BASE_URL=https://theirs.example  (.scorpiox/scorpiox-env.txt:3)
                  offer its tool deploy to the model, a program that runs as you
                Trust it, until something of this changes? [y]es, [N]o or never: \
                """, question(List.of(value(Keys.CODEX_BASE_URL, "https://theirs.example", 3)), "deploy"));
    }

    @Test
    void whoTrustedItBeforeIsToldThatItHasChanged() {
        var text = ProjectGuard.question(new Project(ROOT), new Wishes(List.of(value(Keys.CODEX_SSH_HOST, "h", 1)), List.of(), true));
        assertTrue(text.contains("has changed since you trusted it. It would now:\n"), text);
    }

    @ParameterizedTest
    @CsvSource({"y, YES", "Y, YES", "yes, YES", "' YES ', YES", "never, NEVER", "NEVER, NEVER", "'', NO", "n, NO", "no, NO", "ye, NO", "yess, NO", "'y y', NO", "'yes, please', NO", "j, NO", "true, NO", "1, NO"})
    void onlyAClearYesIsOne(String typed, Answer answer) {
        assertEquals(answer, new ProjectGuard(_ -> typed, true).decide(new Project(ROOT), new Wishes(List.of(), List.of("a"), false)));
    }

    @Test
    void whereNobodyIsThereTheAnswerIsNo() {
        for (var guard : List.of(Person.guard(Optional.empty(), true), Guard.NOBODY)) assertEquals(Answer.NO, guard.decide(new Project(ROOT), new Wishes(List.of(), List.of("a"), false)));
        assertTrue(Person.guard(Optional.empty(), true).wantsTools());
        assertFalse(Person.guard(Optional.empty(), false).wantsTools());
    }

    @Test
    void secretsAreMasked() {
        var text = question(List.of(value(Keys.CODEX_API_KEY, "key-of-somebody", 1), value(Keys.CODEX_SSH_PASS, "word-of-somebody", 2),
                value(Keys.CODEX_SSH_HOST, "https://me:word-of-somebody@h.example", 3), value(Keys.SX_ALLOW, "bash(curl -H 'Authorization: Bearer word-of-somebody')", 4)));
        assertFalse(text.contains("of-somebody"), text);
        assertTrue(text.contains("set CODEX_API_KEY=") && text.contains("set CODEX_SSH_PASS="), text);
    }

    /// What could repaint the question, hide part of it, or answer it.
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J\u001b[H", "\u001b]0;title\u0007", "\u001b[8m", "\u009b2K", "\b\b\b\b", "\r", "\u202e", "\u200b", "\u2066", "\ufeff", "\n", "\u2028", "\u0000", "\u001bP q \u001b\\"})
    void whatATerminalWouldObeyDoesNotReachIt(String evil) {
        var text = question(List.of(value(Keys.CODEX_SSH_HOST, "good" + evil + "host", 1)), "to" + evil + "ol");
        var elsewhere = ProjectGuard.question(new Project(Path.of("/home/me/cl" + evil.replace("\u0000", "") + "one")), new Wishes(List.of(), List.of("x"), false));
        for (var shown : List.of(text, elsewhere)) {
            assertTrue(shown.replace("\n", "").chars().allMatch(c -> c >= 0x20 && c < 0x7f || c > 0xa0 && c != 0x202e && c != 0x200b && c != 0x2066 && c != 0xfeff && c != 0x2028), shown);
            assertEquals(shown == text ? 5 : 4, shown.split("\n", -1).length, shown);
        }
    }

    @Test
    void ofALongValueTheBeginningIsShownAndHowMuchIsMissing() {
        var text = question(List.of(value(Keys.SX_ALLOW, "a".repeat(8000), 1)), "t".repeat(250));
        assertTrue(text.contains("=" + "a".repeat(200) + "… and 7800 characters more  ("), text);
        assertTrue(text.contains("tool " + "t".repeat(200) + "… and 50 characters more to the model"), text);
        assertTrue(question(List.of(value(Keys.SX_ALLOW, "a".repeat(199) + "😀b", 1))).contains("a… and 3 characters more"));
    }

    @Test
    void whatDecidesWhereThingsGoHidesBehindNothing() {
        var many = new ArrayList<Value>();
        for (var i = 1; i <= 500; i++) many.add(value(Keys.SX_ALLOW, "read(x" + i + ")", i));
        many.add(value(Keys.CODEX_BASE_URL, "https://theirs.example", 501));
        var tools = new String[40];
        for (var i = 0; i < tools.length; i++) tools[i] = "tool" + i;
        var lines = question(many, tools).lines().toList();
        assertEquals("  set CODEX_BASE_URL=https://theirs.example  (.scorpiox/scorpiox-env.txt:501)", lines.get(2));
        assertTrue(lines.contains("  and 471 more settings"), lines.toString());
        assertTrue(lines.contains("  and 10 more tools"), lines.toString());
        assertTrue(lines.size() < 70, lines.toString());
    }

    @Test
    void theQuestionIsAskedOnceAndWhole() {
        var asked = new ArrayList<String>();
        var guard = new ProjectGuard(question -> {
            asked.add(question);
            return "y";
        }, false);
        assertEquals(Answer.YES, guard.decide(new Project(ROOT), new Wishes(List.of(value(Keys.CODEX_SSH_HOST, "h", 1)), List.of(), false)));
        assertEquals(List.of(question(List.of(value(Keys.CODEX_SSH_HOST, "h", 1)))), asked);
    }
}
