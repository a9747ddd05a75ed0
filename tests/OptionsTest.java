package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// In the tables a command line is its arguments with one blank between; `_` within an argument is a blank.
class OptionsTest {
    private static Options options(String line) {
        return Options.parse(Stream.of(line.split(" ")).filter(arg -> !arg.isEmpty()).map(arg -> arg.replace('_', ' ')).toArray(String[]::new));
    }

    private static Failure refused(Executable use) {
        var failure = assertThrows(Failure.class, use);
        assertEquals(Kind.USAGE, failure.kind());
        return failure;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "hello                        | hello",
            "why_is_it                    | why is it",
            "why is it                    | why is it",
            "-p hello                     | hello",
            "--prompt=hello               | hello",
            "-                            | ''",
            "-p -                         | ''",
            "''                           | ''",
            "-q                           | ''",
            "-i a.png look_here           | look here",
            "look -i a.png here           | look here",
            "-f a -f b two words          | two words",
            "-f a two -f b words          | two words",
            "-e A=1 go -e B=2             | go",
            "-- -x is a flag              | -x is a flag",
            "-x -- --json                 | --json",
            "go -- -x                     | go -x",
            "exec hello                   | hello",
            "run hello there              | hello there",
            "exec                         | ''",
            "exec -                       | ''",
            "exec --json hello            | hello",
            "--json exec hello            | hello",
            "exec -p hello                | hello",
            "exec -- -v means what        | -v means what",
            "exec exec                    | exec",
            "-- exec                      | exec",
            "-p exec                      | exec",
            "-p undo                      | undo",
            "-- undo                      | undo",
            "-p models -q                 | models",
            "please undo                  | please undo",
            "undo_the_last_change         | undo the last change",
            "Doctor                       | Doctor",
            "-m x -m y hello              | hello",
    })
    void theWordsOutsideOptionsAreThePrompt(String line, String prompt) {
        assertEquals(prompt, options(line).prompt());
    }

    @Test
    void valuesAreNeverGreedy() {
        var options = options("-i a.png look -f a -f b here -i b.png");
        assertEquals(List.of("a.png", "b.png"), options.arguments().all("-i"));
        assertEquals(List.of("a", "b"), options.arguments().all("-f"));
        assertEquals("look here", options.prompt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"undo", "logs", "export", "-q logs", "undo --no-stdin"})
    void commandsThatAreYetToComeAreNotSentAsAPrompt(String line) {
        var failure = refused(() -> options(line).prompt());
        assertTrue(failure.getMessage().startsWith("this version has no command "), failure.getMessage());
        assertTrue(failure.hint().startsWith("sx -p "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v doctor", "--profile work install", "-q completion bash", "-q models"})
    void commandsWithOptionsOfTheirOwnStandFirst(String line) {
        var failure = refused(() -> options(line).prompt());
        assertTrue(failure.getMessage().endsWith(" is a command and must be the first word"), failure.getMessage());
        assertTrue(failure.hint().startsWith("write sx "), failure.hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion bash", "export 0199f2", "logs yesterday", "install codex"})
    void norAreTheyWithArgumentsOfTheirOwn(String line) {
        refused(() -> options(line).prompt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--provdier demo hi | unknown option --provdier, did you mean --provider?",
            "hi --jsn           | unknown option --jsn, did you mean --json?",
            "--schema a --output-schema b hi | --schema and --output-schema exclude each other",
            "--resume x hi      | unknown option --resume",
            "hi -m              | --model needs a value",
            "hi -p              | --prompt needs a value",
            "-p hi there        | both -p and a prompt were given",
            "--save a -t b hi   | --save and --template exclude each other",
            "--param a=b hi     | --param goes with --template",
            "-t                 | --template needs a value",
            "--save             | --save needs a value",
    })
    void aCommandLineThatIsNoneIsRefused(String line, String message) {
        var failure = refused(() -> options(line).prompt());
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "hi                              | text",
            "--json hi                       | jsonl",
            "--output-format json hi         | json",
            "--output-format jsonl hi        | jsonl",
            "--json --output-format jsonl hi | jsonl",
            "--output-format text -x hi      | text",
            "--json --partial hi             | jsonl",
            "--xl hi                         | text",
    })
    void theFormatIsOneOfThree(String line, String format) {
        assertEquals(format, options(line).format());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-x --json hi                   | -x and --xl print text, not jsonl",
            "--xl --output-format json hi   | -x and --xl print text, not json",
            "-x --xl hi                     | -x and --xl exclude each other",
            "--json --output-format text hi | --json and --output-format text exclude each other",
            "--json --output-format json hi | --json and --output-format json exclude each other",
            "--partial hi                   | --partial goes with --json",
            "--output-format yaml hi        | --output-format yaml is none of text, json, jsonl",
            "--output-format jsn hi         | --output-format jsn is none of text, json, jsonl, did you mean json?",
    })
    void flagsThatExcludeEachOtherAreRefused(String line, String message) {
        assertEquals(message, refused(() -> options(line).format()).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"--timeout, 0", "--timeout, 86401", "--timeout, soon", "--timeout, -1", "--stdin-wait, 0", "--stdin-wait, 1.5", "--idle-timeout, 99999999999"})
    void numbersOutOfRangeAreRefused(String option, String value) {
        var options = Options.parse("hi", option + "=" + value);
        assertEquals(option + " takes a number from 1 to 86400, not " + value, refused(() -> options.seconds(option, 30)).getMessage());
    }

    @Test
    void secondsHaveADefault() {
        assertEquals(Duration.ofSeconds(30), options("hi").seconds("--stdin-wait", 30));
        assertEquals(Duration.ofSeconds(5), options("--stdin-wait 5 hi").seconds("--stdin-wait", 30));
    }

    @Test
    void flagsAboutSettingsBecomeOverrides() {
        var flags = options("--provider demo -m gpt-5.2 --verbosity low -e A=1 -e B= -e C=x=y --profile work --trust-project hi").settings();
        assertEquals(Map.of("A", "1", "B", "", "C", "x=y", "PROVIDER", "demo", "MODEL", "gpt-5.2", "CODEX_TEXT_VERBOSITY", "low"), flags.overrides());
        assertEquals("work", flags.profile());
        assertTrue(flags.trust());
        assertFalse(options("hi").settings().trust());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"-e KEY hi | -e takes KEY=VALUE, not KEY", "-e =value hi | -e takes KEY=VALUE, not =value",
            "--verbosity loud hi | --verbosity loud is none of low, medium, high"})
    void settingsThatAreNoneAreRefused(String line, String message) {
        assertEquals(message, refused(() -> options(line).settings()).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"-q, true", "--json, true", "hi, false", "-, false", "-f a, false", "-i a, false", "-p hi, false", "exec, true"})
    void itKnowsWhetherAnythingWasAsked(String line, boolean empty) {
        assertEquals(empty, options(line).empty());
    }

    @Test
    void theHelpNamesWhatIsThereAndNothingElse() {
        assertTrue(Options.help().contains("--stdin-wait"));
        assertTrue(Options.help().contains("sx --save review -x 'review this for ${focus}: ${input}'"), Options.help());
        for (var line : List.of("sx [exec] [OPTIONS] [PROMPT...]", "sx models [--provider NAME] [--json]", "sx doctor [--json]", "sx install [--dir DIR]", "sx completion bash|zsh|fish", "Exit codes: 0 done, ", "3 no credentials", "5 a call was denied")) {
            assertTrue(Options.help().contains(line), line);
        }
        assertTrue(Options.help().lines().allMatch(line -> line.length() <= 90), Options.help());
        assertFalse(Options.help().contains("null"), Options.help());
        for (var later : List.of("--resume", "--verify", "--fork")) assertFalse(Options.help().contains(later), later);
    }
}
