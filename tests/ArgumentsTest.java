package scorpiox.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class ArgumentsTest {
    private static Arguments parse(String... args) {
        return new Arguments("demo", "Shows things.", "demo [OPTIONS] [WORD...]").words("WORD", "What to show.").value("-m/--model", "NAME", "Which.")
                .values("-f/--file", "FILE", "More.").flag("-q/--quiet", "Say less.").value("--wait", "SECONDS", "How long.").value("--color", "WHEN", "When.")
                .examples("demo -q word").parse(args);
    }

    private static Failure refused(String... args) {
        var failure = assertThrows(Failure.class, () -> parse(args));
        assertEquals(Kind.USAGE, failure.kind());
        return failure;
    }

    @Test
    void anOptionHasAllItsNames() {
        for (var given : List.of("-q", "--quiet")) {
            assertTrue(parse(given).has("-q"));
            assertTrue(parse(given).has("--quiet"));
        }
        assertFalse(parse().has("-q"));
        assertEquals(Optional.of("a"), parse("--model", "a").get("-m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "'quoted'", "\"quoted\"", "@file", "a=b", "é 😀", "\\n", "${HOME}"})
    void valuesAndWordsAreTakenAsTheyStand(String text) {
        assertEquals(Optional.of(text), parse("-m", text).get("-m"));
        assertEquals(Optional.of(text), parse("--model=" + text).get("-m"));
        assertEquals(List.of("x", text), parse("x", text).words());
        assertEquals(List.of(text), parse("-f", text).all("-f"));
    }

    @Test
    void oneValuePerOccurrence() {
        var parsed = parse("-f", "a", "b", "-f", "c", "d");
        assertEquals(List.of("a", "c"), parsed.all("-f"));
        assertEquals(List.of("b", "d"), parsed.words());
    }

    @Test
    void givenTwiceTheLastCounts() {
        var parsed = parse("-m", "a", "-q", "-m", "b", "-q");
        assertEquals(Optional.of("b"), parsed.get("-m"));
        assertTrue(parsed.has("-q"));
    }

    @Test
    void afterTwoDashesEverythingIsAWord() {
        var parsed = parse("-q", "--", "-m", "--nonsense", "--");
        assertEquals(List.of("-m", "--nonsense", "--"), parsed.words());
        assertEquals(Optional.empty(), parsed.get("-m"));
    }

    @ParameterizedTest
    @CsvSource({"--modle, 'unknown option --modle, did you mean --model?'", "--quite=1, 'unknown option --quite=1, did you mean --quiet?'",
            "--entirely-else, unknown option --entirely-else"})
    void anUnknownOptionNamesTheNearest(String option, String message) {
        var failure = refused("word", option);
        assertEquals(message, failure.getMessage());
        assertEquals(null, failure.hint());
        assertEquals("put -- before a prompt that begins with -", refused("-1 is a number?").hint());
    }

    @ParameterizedTest
    @CsvSource({"-m, --model needs a value", "--wait, --wait needs a value", "-f, --file needs a value"})
    void aMissingValueIsNamed(String option, String message) {
        assertEquals(message, refused("word", option).getMessage());
    }

    @Test
    void anOptionIsNotTakenForAValue() {
        assertEquals(1, refused("-m", "-q").getMessage().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "60, 60", "7, 7"})
    void numbersAreRead(String text, int number) {
        assertEquals(number, parse("--wait", text).number("--wait", 30, 1, 60));
        assertEquals(30, parse().number("--wait", 30, 1, 60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "-1", "1.5", "x", "", "99999999999", "1e1"})
    void anythingElseThanANumberInRangeIsRefused(String text) {
        var parsed = parse("--wait=" + text);
        var failure = assertThrows(Failure.class, () -> parsed.number("--wait", 30, 1, 60));
        assertEquals("--wait takes a number from 1 to 60, not " + text, failure.getMessage());
    }

    @Test
    void oneOfSeveralWordsIsTakenOrTheNearestNamed() {
        assertEquals("never", parse("--color", "never").oneOf("--color", "auto", "auto", "always", "never"));
        assertEquals("auto", parse().oneOf("--color", "auto", "auto", "always", "never"));
        var parsed = parse("--color", "nevr");
        assertEquals("--color nevr is none of auto, always, never, did you mean never?",
                assertThrows(Failure.class, () -> parsed.oneOf("--color", "auto", "auto", "always", "never")).getMessage());
    }

    @Test
    void theHelpNamesEveryOptionWithItsMeaning() {
        var help = parse().help();
        for (var part : List.of("demo [OPTIONS] [WORD...]", "Shows things.", "-m, --model=NAME", "Which.", "-q, --quiet", "Examples:", "  demo -q word")) {
            assertTrue(help.contains(part), part);
        }
        assertFalse(help.contains("\u001b"));
    }
}
