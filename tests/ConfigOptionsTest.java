package scorpiox.command.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.command.config.ConfigOptions.Command;

class ConfigOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "|EDITOR|",
            "-v|EDITOR|",
            "--profile work|EDITOR|",
            "init|INIT|",
            "--get MODEL|GET|MODEL",
            "MODEL --get|GET|MODEL",
            "--get MODEL --json|GET|MODEL",
            "--json MODEL|GET|MODEL",
            "MODEL --json|GET|MODEL",
            "--set MODEL opus|SET|MODEL opus",
            "--set MODEL opus --level user|SET|MODEL opus",
            "--level user --set MODEL opus|SET|MODEL opus",
            "--set MODEL --level=user opus|SET|MODEL opus",
            "--set MODEL -|SET|MODEL -",
            "--set SX_SEARCH_CMD -- -x|SET|SX_SEARCH_CMD -x",
            "--set MODEL=opus|SET|MODEL=opus",
            "--set MODEL=opus THINKING=0|SET|MODEL=opus THINKING=0",
            "--set MODEL=opus trust=0|SET|MODEL=opus trust=0",
            "--unset MODEL|UNSET|MODEL",
            "--unset MODEL THINKING --profile x|UNSET|MODEL THINKING",
            "--dump|DUMP|",
            "--dump --json --reveal|DUMP|",
            "--dump --show-source --level team|DUMP|",
            "--files|FILES|",
            "--files --json|FILES|",
            "--keys --json|KEYS|",
            "profile|PROFILE|",
            "profile list --json|PROFILE|list",
            "profile use work|PROFILE|use work",
            "profile new work --level project|PROFILE|new work",
            "profile remove work --yes|PROFILE|remove work",
            "trust|TRUST|",
            "trust -y|TRUST|",
            "trust --list --json|TRUST|",
            "untrust|UNTRUST|",
            "edit|EDIT|",
            "edit --level user|EDIT|",
            "edit --profile work --allow-secret|EDIT|",
            "help|HELP|",
            "--get --help|HELP|",
            "--version bogus|HELP|",
    })
    void whatIsAskedFor(String line, Command command, String words) {
        var options = parse(line);
        assertEquals(command, options.command());
        assertEquals(words == null ? List.of() : List.of(words.split(" ")), options.words());
    }

    /// Each with a part of what is said about it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--get|--get takes one KEY",
            "--json|--get takes one KEY",
            "--get MODEL THINKING|--get takes one KEY, not MODEL THINKING",
            "--get MODEL --set|one thing at a time, not --get and --set",
            "--dump --files|one thing at a time",
            "--dump MODEL|--dump takes no further words, not MODEL",
            "--set|--set takes KEY VALUE",
            "--set MODEL|--set KEY '' sets it to none",
            "--set MODEL a b|quote a value that holds blanks",
            "--set MODEL=a b|each with its =",
            "--set MODEL=a =b|each with its =",
            "--set MODEL=a MODEL=b|MODEL is given twice",
            "--set MODEL a --reveal|--reveal does not go with --set",
            "--set MODEL a --json|--json does not go with --set",
            "--set MODEL a -e A=b|-e does not go with --set",
            "--set MODEL a --trust-project|--trust-project does not go with --set",
            "--set MODEL a --level team|--level team is none of user, project",
            "--set MODEL a --level|--level needs a value",
            "--set MODEL a --profile=|--profile is empty",
            "--unset|--unset takes a KEY",
            "--unset MODEL --allow-secret|--allow-secret does not go with --unset",
            "--dump --level layer|--level layer is none of default",
            "--dump --allow-secret|does not go with --dump",
            "--get MODEL --show-source|--show-source does not go with --get",
            "--get MODEL --level user|--level does not go with --get",
            "--level user|--level does not go with the editor",
            "--files --level user|does not go with --files",
            "--keys --reveal|does not go with --keys",
            "profle|did you mean profile?",
            "MODEL|config --get MODEL prints a value",
            "profile bogus|there are list, use, new and remove",
            "profile use|profile use takes one NAME",
            "profile new a b|profile new takes one NAME",
            "profile list a|profile list takes no further words",
            "profile use a --json|--json goes with profile list",
            "profile use a --level user|--level does not go with profile use",
            "profile new a --yes|--yes goes with profile remove",
            "trust here|trust takes no further words",
            "trust --json|--json goes with trust --list",
            "trust --list --yes|exclude each other",
            "untrust --yes|--yes does not go with untrust",
            "edit scorpiox-env.txt|edit takes no further words",
            "edit --level team|is none of user, project",
            "init now|init takes no further words",
            "--bogus|unknown option --bogus",
            "--set SX_SEARCH_CMD -x|put -- before a value that begins with -",
            "--dum|did you mean --dump?",
    })
    void misuseIsOneClearLine(String line, String said) {
        var failure = assertThrows(Failure.class, () -> parse(line));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains(said), failure.line());
        assertEquals(1, failure.line().lines().count());
    }

    @Test
    void pairsKeepTheirOrderAndEveryCharacterAfterTheFirstEqualsSign() {
        assertEquals(List.of(Map.entry("B", "1=2 "), Map.entry("A", "")), List.copyOf(ConfigOptions.parse("--set", "B=1=2 ", "A=").pairs().entrySet()));
        assertEquals(Map.of("A", "b=c"), ConfigOptions.parse("--set", "A", "b=c").pairs());
        assertEquals(Map.of("A", ""), ConfigOptions.parse("--set", "A", "").pairs());
    }

    @Test
    void onlyADashAfterTheKeyIsStdin() {
        assertTrue(parse("--set A -").fromStdin());
        assertFalse(parse("--set A x").fromStdin());
        assertFalse(parse("--set A=-").fromStdin());
        assertFalse(parse("--set A=- B=-").fromStdin());
    }

    @Test
    void flagsBecomeSettingsOfTheRun() {
        var flags = parse("--get MODEL -e MODEL=a=b -e THINKING= --profile work --trust-project").settings();
        assertEquals("work", flags.profile());
        assertEquals(Map.of("MODEL", "a=b", "THINKING", ""), flags.overrides());
        assertTrue(flags.trust());
        assertNull(parse("--dump").settings().profile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-e MODEL", "-e =x"})
    void anOverrideNeedsAKeyAndAValue(String line) {
        assertThrows(Failure.class, () -> parse("--dump " + line).settings());
    }

    @Test
    void everyOptionIsInTheHelp() {
        for (var option : ConfigOptions.declare().options()) for (var name : option.names()) assertTrue(ConfigOptions.help().contains(name), name);
    }

    private static ConfigOptions parse(String line) {
        return line == null || line.isEmpty() ? ConfigOptions.parse() : ConfigOptions.parse(line.split(" "));
    }
}
