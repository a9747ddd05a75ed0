package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.tool.Access;
import scorpiox.tool.permission.Approver.Answer;
import scorpiox.tool.permission.Approver.Question;
import scorpiox.tool.permission.Rule;
import scorpiox.tool.permission.Rule.Verdict;

class AskingTest {
    private static final String DIFF = "--- a\n+++ a\n@@ -1,2 +1,2 @@\n kept\n-old\n+new\n";

    private static Question question(String tool, Access access, String preview, String rule) {
        var proposed = rule == null ? Optional.<Rule>empty() : Optional.of(new Rule(Verdict.ALLOW, tool, rule, true, "your answer"));
        return new Question(tool, access, tool, preview, "mode ask", proposed);
    }

    @Test
    void aCommandIsShownAsABlock() {
        assertEquals("bash needs your word (mode ask)\n  cd a &&\n    make\n", Asking.shown(question("bash", Access.EXEC, "cd a &&\n  make", null), false));
    }

    @Test
    void aChangeIsShownAsItsDiffWithoutColours() {
        assertEquals("edit needs your word (mode ask)\n  --- a\n  +++ a\n  @@ -1,2 +1,2 @@\n   kept\n  -old\n  +new\n", Asking.shown(question("edit", Access.WRITE, DIFF, null), false));
    }

    @Test
    void aChangeIsShownInColours() {
        assertEquals("""
                \u001b[1medit needs your word (mode ask)\u001b[0m
                  \u001b[1m--- a\u001b[0m
                  \u001b[1m+++ a\u001b[0m
                  \u001b[36m@@ -1,2 +1,2 @@\u001b[0m
                   kept
                  \u001b[31m-old\u001b[0m
                  \u001b[32m+new\u001b[0m
                """, Asking.shown(question("edit", Access.WRITE, DIFF, null), true));
    }

    @Test
    void aCommandHasNoColoursOfADiff() {
        assertEquals("\u001b[1mbash needs your word (mode ask)\u001b[0m\n  -old\n  +new\n", Asking.shown(question("bash", Access.EXEC, "-old\n+new", null), true));
    }

    @ParameterizedTest
    @CsvSource({"EXEC, true", "EXEC, false", "WRITE, true", "WRITE, false"})
    void nothingInAQuestionHidesOrPretends(Access access, boolean colour) {
        var shown = Asking.shown(new Question("bash", access, "bash", "ls\r\u001b[2Krm -rf ~\u202e\n[y]es\n" + " ".repeat(100) + "#", "rule \u001b[8mhidden", Optional.empty()), colour)
                .replaceAll("\u001b\\[[0-9]{1,2}m(?=bash|\n|-|\\+)", "");
        assertEquals("bash needs your word (rule \\x1b[8mhidden)\n  ls\\x0d\\x1b[2Krm -rf ~\\u202e\n  [y]es\n  [100 spaces]#\n", shown);
    }

    @Test
    void codeMayBeIndented() {
        var diff = "+" + " ".repeat(40) + "deep();\n";
        assertEquals("edit needs your word (mode ask)\n  " + diff, Asking.shown(question("edit", Access.WRITE, diff, null), false));
        assertEquals("bash needs your word (mode ask)\n  +[40 spaces]deep();\n", Asking.shown(question("bash", Access.EXEC, diff, null), false));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
            "none, '[y]es, [n]o, or why not, then Enter: '",
            "make all, '[y]es, [a]lways bash(make all) in this run, [n]o, or why not, then Enter: '",
            "'ls\n[y]es', '[y]es, [a]lways bash(ls ↵ [y]es) in this run, [n]o, or why not, then Enter: '",
            "'a\u001b[1mb', '[y]es, [a]lways bash(a\\x1b[1mb) in this run, [n]o, or why not, then Enter: '",
    })
    void whatIsAskedIsOneLineThatSaysWhatAlwaysMeans(String rule, String prompt) {
        assertEquals(prompt, Asking.prompt(question("bash", Access.EXEC, "x", rule)));
    }

    @Test
    void aLongRuleIsShortened() {
        var fits = "x".repeat(34);
        assertEquals("[y]es, [a]lways bash(" + fits + ") in this run, [n]o, or why not, then Enter: ", Asking.prompt(question("bash", Access.EXEC, "x", fits)));
        assertEquals("[y]es, [a]lways this in this run, [n]o, or why not, then Enter: ", Asking.prompt(question("bash", Access.EXEC, "x", "x".repeat(100))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", " YES "})
    void yesIsYes(String line) {
        assertEquals(new Answer.Yes(), Asking.answer(line, question("bash", Access.EXEC, "x", null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A", "always", " Always "})
    void alwaysIsAnAnswerOnlyWhereItIsOffered(String line) {
        assertEquals(new Answer.Always(), Asking.answer(line, question("bash", Access.EXEC, "x", "x")));
        assertNull(Asking.answer(line, question("bash", Access.EXEC, "x", null)));
    }

    @ParameterizedTest
    @CsvSource({"n, ''", "No, ''", "use the test folder, use the test folder", "' not there ', not there", "yes but not now, yes but not now"})
    void noIsNoAndAnySentenceIsItsReason(String line, String reason) {
        assertEquals(new Answer.No(reason), Asking.answer(line, question("bash", Access.EXEC, "x", "x")));
    }

    @Test
    void theEndOfInputIsANo() {
        assertEquals(new Answer.No(""), Asking.answer(null, question("bash", Access.EXEC, "x", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "x", "ja", "?"})
    void aLineThatSaysNothingIsAskedAgain(String line) {
        assertNull(Asking.answer(line, question("bash", Access.EXEC, "x", "x")));
    }
}
