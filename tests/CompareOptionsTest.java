package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.command.compare.CompareOptions.Command;
import scorpiox.command.compare.CompareOptions.Format;

class CompareOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | MATRIX | TEXT", "--json | MATRIX | JSON", "--markdown --models codex | MATRIX | MARKDOWN", "--csv --show | MATRIX | CSV", "--html p.html --title x | MATRIX | TEXT",
            "--run hi | RUN | TEXT", "--run - | RUN | TEXT", "--run | RUN | TEXT", "hi --run --json | RUN | JSON", "--run=hi | RUN | TEXT", "--run hi --repeat 5 --timeout 3 | RUN | TEXT",
            "--run -i a.png what -s be-brief --effort low --log - | RUN | TEXT", "--probe | PROBE | TEXT", "--probe codex,gemini anthropic --json | PROBE | JSON",
            "--from runs.jsonl --csv | FROM | CSV", "--from - | FROM | TEXT", "--help | HELP | TEXT", "--version | HELP | TEXT", "-e MODEL=opus --profile p --trust-project -q | MATRIX | TEXT"})
    void goodCommandLinesAreTaken(String line, Command command, Format format) {
        var options = parse(line);
        assertEquals(command, options.command());
        assertEquals(format, options.format());
        options.settings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--run --probe", "--run --from x", "--json --csv", "--markdown --json", "--repeat 3", "--run hi --repeat 0", "--run hi --repeat x", "hello", "--from", "--models",
            "--probe --log x", "--probe --repeat 2", "--from x --show", "--from x y", "--run hi --timeout 0", "-i a.png", "--effort low", "--run hi --log - --json", "--bogus", "--run -e MODEL",
            "--probe --html x", "--from x --log y", "--run hi --title x"})
    void misuseIsSaidInOneLine(String line) {
        var failure = assertThrows(Failure.class, () -> parse(line).settings());
        assertEquals(2, failure.kind().exit());
        assertEquals(1, failure.line().lines().count());
    }

    @Test
    void theWordsAreThePromptOrTheProviders() {
        assertEquals("say hi to all", parse("--run say hi to all").prompt());
        assertEquals("", parse("--run -").prompt());
        assertEquals("--probe=x", CompareOptions.parse("--run", "--", "--probe=x").prompt());
        assertEquals("two words", CompareOptions.parse("--run=two words").prompt());
        assertEquals(List.of("gemini/pro", "codex", "openai"), parse("--probe codex,openai --models gemini/pro").named());
        assertEquals(List.of("a", "b"), parse("--run x --models a,,b,").named());
        assertThrows(Failure.class, () -> parse("--run x --models ,").named());
    }

    @Test
    void everyLineOfTheHelpFitsAndEveryOptionIsInIt() {
        var help = CompareOptions.help();
        assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
        for (var option : CompareOptions.declare().options()) assertTrue(option.names().stream().allMatch(help::contains), option.toString());
    }

    private static CompareOptions parse(String line) {
        return CompareOptions.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }
}
