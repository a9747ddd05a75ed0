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
                  set CODEX_BASE_URL="https://theirs.example"  (.scorpiox/scorpiox-env.txt:3)
                  offer its tool "deploy" to the model, a program that runs as you
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

    /// What could repaint the question, hide part of it, or answer it: shown for what it is, and what follows it too.
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "1b|\\x1b", "9b|\\x9b", "9d|\\x9d", "90|\\x90", "98|\\x98", "9f|\\x9f", "85|\\x85", "8|\\x08", "d|\\x0d", "0|\\x00", "a|\\x0a", "9|\\x09", "7f|\\x7f",
            "202e|\\u202e", "200b|\\u200b", "200f|\\u200f", "2066|\\u2066", "feff|\\ufeff", "ad|\\xad", "e0041|\\ue0041", "2028|\\u2028", "2029|\\u2029", "a0|\\xa0", "3000|\\u3000",
            "2003|\\u2003", "2800|\\u2800", "3164|\\u3164", "115f|\\u115f", "1160|\\u1160", "ffa0|\\uffa0", "fe0f|\\ufe0f",
    })
    void whatATerminalWouldObeyOrNotShowIsNamed(String point, String shown) {
        var evil = Character.toString(Integer.parseInt(point, 16));
        var text = question(List.of(value(Keys.SX_ALLOW, "read(docs" + evil + "/**),bash", 1), value(Keys.CODEX_SSH_HOST, "good" + evil + "host", 2)), "to" + evil + "ol");
        assertEquals(List.of("  set SX_ALLOW=\"read(docs" + shown + "/**)\"  (.scorpiox/scorpiox-env.txt:1)", "  set SX_ALLOW=\"bash\"  (.scorpiox/scorpiox-env.txt:1)",
                "  set CODEX_SSH_HOST=\"good" + shown + "host\"  (.scorpiox/scorpiox-env.txt:2)", "  offer its tool \"to" + shown + "ol\" to the model, a program that runs as you"),
                unwrapped(text).subList(2, 6));
        if (evil.equals("\u0000")) return;
        var elsewhere = ProjectGuard.question(new Project(Path.of("/home/me/cl" + evil + "one")), new Wishes(List.of(), List.of("x"), false));
        assertEquals("The project /home/me/cl" + shown + "one is not trusted yet. It would:", unwrapped(elsewhere).get(1));
    }

    /// However long a value is, no part of it begins a line that could be taken for one of ours, and none is missing.
    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "中", "😀", "  offer its tool \\\"x\\\" to the model, ", "\\n  set SX_ALLOW="})
    void aLongValueIsShownWhole(String piece) {
        var value = piece.repeat(8000 / piece.length()) + "bash";
        var text = question(List.of(value(Keys.CODEX_SSH_HOST, value, 1)), "t".repeat(250));
        var lines = text.lines().toList();
        for (var line : lines.subList(2, lines.size() - 1)) {
            assertTrue(line.startsWith("    | ") || line.startsWith("  set CODEX_SSH_HOST=\"") || line.startsWith("  offer its tool \"ttt"), line);
            assertTrue(line.codePoints().map(point -> point < 0x80 ? 1 : 2).sum() <= 79, line);
        }
        assertTrue(unwrapped(text).contains("  set CODEX_SSH_HOST=\"" + value.replace("\"", "\\\"") + "\"  (.scorpiox/scorpiox-env.txt:1)"), text);
        assertTrue(unwrapped(text).contains("  offer its tool \"" + "t".repeat(250) + "\" to the model, a program that runs as you"), text);
    }

    @Test
    void aValueCannotEndItsOwnQuotes() {
        var text = question(List.of(value(Keys.CODEX_SSH_HOST, "h\"  (scorpiox-env.txt:1)", 1)));
        assertTrue(text.contains("\"h\\\"  (scorpiox-env.txt:1)\"  ("), text);
    }

    @Test
    void manyBlanksAreCounted() {
        assertTrue(question(List.of(value(Keys.CODEX_SSH_HOST, "h" + " ".repeat(300) + "x", 1))).contains("\"h[300 spaces]x\""));
    }

    /// The same in many profiles is one line; what may be done unasked comes first, then what decides where things go.
    @Test
    void whatIsTheSameIsSaidOnce() {
        var keys = new ArrayList<Value>();
        keys.add(value(Keys.CODEX_INSTRUCTIONS_FILE, "theirs.md", 1));
        for (var i = 0; i < 40; i++) {
            var file = ROOT.resolve(".scorpiox/profiles/p" + i + ".txt");
            keys.add(new Value(Keys.CODEX_BASE_URL, "https://theirs.example", new Source(Layer.PROFILE, file, 1, true)));
        }
        keys.add(value(Keys.SX_ALLOW, "edit,bash(rm -rf a,b)", 9));
        var lines = unwrapped(question(keys));
        assertEquals("  set SX_ALLOW=\"edit\"  (.scorpiox/scorpiox-env.txt:9)", lines.get(2));
        assertEquals("  set SX_ALLOW=\"bash(rm -rf a,b)\"  (.scorpiox/scorpiox-env.txt:9)", lines.get(3));
        assertTrue(lines.get(4).startsWith("  set CODEX_BASE_URL=\"https://theirs.example\"  (.scorpiox/profiles/p0.txt:1, .scorpiox/profiles/p1.txt:1, "), lines.get(4));
        assertEquals("  set CODEX_INSTRUCTIONS_FILE=\"theirs.md\"  (.scorpiox/scorpiox-env.txt:1)", lines.get(5));
        assertEquals(7, lines.size());
    }

    @Test
    void ofMuchNothingIsLeftOutAndTheEndSaysWhatItIs() {
        var many = new ArrayList<Value>();
        many.add(value(Keys.CODEX_BASE_URL, "https://theirs.example", 501));
        for (var i = 1; i <= 500; i++) many.add(value(Keys.SX_ALLOW, "read(x" + i + ")", i));
        var tools = new String[40];
        for (var i = 0; i < tools.length; i++) tools[i] = "tool" + i;
        var lines = unwrapped(question(many, tools));
        for (var i = 1; i <= 500; i++) assertTrue(lines.contains("  set SX_ALLOW=\"read(x" + i + ")\"  (.scorpiox/scorpiox-env.txt:" + i + ")"));
        assertEquals("  set CODEX_BASE_URL=\"https://theirs.example\"  (.scorpiox/scorpiox-env.txt:501)", lines.get(502));
        for (var tool : tools) assertTrue(lines.contains("  offer its tool \"" + tool + "\" to the model, a program that runs as you"));
        assertEquals("These are 541: CODEX_BASE_URL, SX_ALLOW 500 times, 40 tools. Look at all of them.", lines.get(lines.size() - 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "(((", ")))", "bash(", "a,,b", "a)b,c"})
    void rulesThatAreNoneAreShownToo(String text) {
        var shown = question(List.of(value(Keys.SX_ALLOW, text, 1)));
        assertTrue(shown.contains("set SX_ALLOW=\""), shown);
        for (var c : text.replace(",", "").toCharArray()) assertTrue(shown.indexOf(c) >= 0, shown);
    }

    private static List<String> unwrapped(String text) {
        return text.replace("\n    | ", "").lines().toList();
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
