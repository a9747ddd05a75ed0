package scorpiox.command.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.command.token.TokenOptions.Command;

class TokenOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | TOKEN", "--token-only | TOKEN", "--header | TOKEN", "--check | TOKEN", "--min-ttl 600 --verbose | TOKEN", "-v --debug | TOKEN", "--provider codex | TOKEN",
            "--provider claude-code | TOKEN", "--provider claude_code --token-only | TOKEN", "--provider claude-code --source local | TOKEN", "--provider claude-code -config | TOKEN",
            "--account work | TOKEN", "-local | TOKEN", "-config | TOKEN", "-local --source local | TOKEN", "-e MODEL=x -e PROVIDER=codex | TOKEN", "--profile p --trust-project | TOKEN",
            "login | LOGIN", "login --device | LOGIN", "login --no-browser | LOGIN", "login --account work | LOGIN", "login --key | LOGIN",
            "login --key --base-url https://a.example | LOGIN", "--device login | LOGIN", "login --key --base-url=https://a.example | LOGIN",
            "status | STATUS", "status --json | STATUS", "--json status | STATUS", "status --account work | STATUS", "status --provider claude-code --json | STATUS",
            "logout | LOGOUT", "logout --key | LOGOUT", "logout --account work | LOGOUT",
            "--help | HELP", "-h | HELP", "help | HELP", "status --source local | STATUS", "status -ssh | STATUS", "-http | TOKEN", "--provider claude | TOKEN", "login --browser | LOGIN", "--version | TOKEN", "login --help | HELP",
    })
    void goodCommandLinesAreTaken(String line, Command command) {
        var options = parse(line);
        assertEquals(command, options.command());
        options.settings();
        options.life();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "logn | did you mean", "tokens | unknown command tokens", "login logout | one command at a time", "LOGIN | unknown command",
            "--tokn-only | unknown option --tokn-only", "--local | unknown option --local", "-remot | unknown option", "-x | unknown option -x", "--min-ttl | needs a value", "--source | needs a value",
            "--json | --json goes with status", "login --json | --json goes with status", "--check --json | --json goes with status",
            "--token-only --header | exclude each other", "--check --token-only | --check prints nothing", "--check --header | --check prints nothing",
            "status --token-only | --token-only does not go with status", "status --header | --header does not go with status", "status --check | --check does not go with status",
            "status --min-ttl 5 | --min-ttl does not go with status", "login --source local | --source does not go with login", "login --device --browser | --device needs no browser",
            "login --check | --check does not go with login", "login -remote | -remote does not go with login", "logout --token-only | --token-only does not go with logout",
            "--device | --device does not go with printing a token", "--key | --key does not go with printing a token", "--no-browser | --no-browser does not go with",
            "--base-url https://a.example | --base-url does not go with", "status --key | --key does not go with status", "status --device | --device does not go with status",
            "logout --device | --device does not go with logout", "logout --key --base-url https://a.example | --base-url does not go with logout",
            "login --device --key | exclude each other", "login --base-url https://a.example | goes with login --key",
            "--provider openai | has no sign-in", "--provider '' | has no sign-in", "login --provider gemini | has no sign-in",
            "login --provider claude-code | its own program's job", "logout --provider claude-code | its own program's job",
            "--provider claude-code -ssh | source local only", "--provider claude-code --source remote | source local only", "--provider claude-code --source http | source local only",
            "-local -remote | one source at a time", "-ssh -config | one source at a time", "--source ssh -remote | one source at a time", "--source scp | is none of",
            "--source SSH | is none of", "--source '' | is none of", "--min-ttl -1 | takes a number from 0 to 86400", "--min-ttl 86401 | takes a number", "--min-ttl 5m | takes a number",
            "--min-ttl 1e3 | takes a number", "-e MODEL | KEY=VALUE", "-e =x | KEY=VALUE",
    })
    void badCommandLinesSayWhatIsWrong(String line, String problem) {
        var failure = assertThrows(Failure.class, () -> {
            var options = parse(line);
            options.settings();
            options.life();
        });
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains(problem), failure.line());
        assertEquals(1, failure.line().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"-local, local", "-remote, remote", "-ssh, ssh", "--source local, local", "--source remote, remote", "--source http, http", "--source ssh, ssh", "-ssh --source ssh, ssh",
            "-config, ", "--source config, ", "'', "})
    void aFlagForTheSourceIsASetting(String line, String source) {
        assertEquals(source == null ? Map.of() : Map.of("CODEX_TOKEN_SOURCE", source), parse(line).settings().overrides());
    }

    @Test
    void whatTheFlagsSayBeatsWhatEVariableSays() {
        var flags = parse("-e CODEX_TOKEN_SOURCE=ssh -e CODEX_ACCOUNT=other -e MODEL=a=b -e MODEL= -local --account work --profile p --trust-project").settings();
        assertEquals(Map.of("CODEX_TOKEN_SOURCE", "local", "CODEX_ACCOUNT", "work", "MODEL", ""), flags.overrides());
        assertEquals("p", flags.profile());
        assertTrue(flags.trust());
        assertNull(parse("").settings().profile());
        assertFalse(parse("").settings().trust());
    }

    @ParameterizedTest
    @CsvSource({"'', 300, 0", "--min-ttl 0, 300, 0", "--min-ttl 299, 300, 299", "--min-ttl 301, 301, 301", "--min-ttl 86400, 86400, 86400", "--min-ttl 5 --min-ttl 400, 400, 400"})
    void theLifeIsNeverShorterThanItHasToBe(String line, long ahead, long least) {
        assertEquals(new Life(Duration.ofSeconds(ahead), Duration.ofSeconds(least)), parse(line).life());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--provider codex"})
    void codexIsTheUsualProvider(String line) {
        assertFalse(parse(line).claudeCode());
        assertTrue(parse("--provider claude_code").claudeCode());
    }

    @Test
    void anEmptyAccountIsNoAccount() {
        for (var line : List.of("--account=", "logout --account=")) assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> parse(line).settings()).kind(), line);
    }

    @Test
    void theHelpNamesEveryOptionAndCommand() {
        var help = TokenOptions.help();
        for (var word : List.of("login", "status", "logout", "--token-only", "--header", "--check", "--min-ttl", "--source", "-local", "-remote", "-ssh", "-config", "--provider", "--account",
                "--device", "--no-browser", "--key", "--base-url", "--json", "-e", "--profile", "--trust-project", "--verbose", "--version", "--help")) {
            assertTrue(help.contains(word), word);
        }
    }

    private static TokenOptions parse(String line) {
        return TokenOptions.parse(line.isBlank() ? new String[0] : java.util.Arrays.stream(line.split(" ")).map(word -> word.equals("''") ? "" : word).toArray(String[]::new));
    }
}
