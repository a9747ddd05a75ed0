package scorpiox.command.setup;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.Sx;
import scorpiox.base.Failure;
import scorpiox.base.ProcessGroup;

/// What shells offer: bash with its words driven by hand, fish asked itself, and each shell's own look at the script.
@Execution(ExecutionMode.CONCURRENT)
class CompletionTest {
    private static final Pattern PART = Pattern.compile("[=:]+|[^=:\\s]+");

    @TempDir
    Path home;
    private Path project;

    @BeforeEach
    void files() throws IOException {
        project = Files.createDirectories(home.resolve("project/sub"));
        Files.createDirectories(home.resolve("project/.git"));
        for (var file : List.of(".config/scorpiox/profiles/work.txt", ".config/scorpiox/profiles/client-a.txt", ".config/scorpiox/profiles/not-one.md", ".config/scorpiox/accounts/me.json",
                ".config/scorpiox/prompts/review.md", ".config/scorpiox/tools/ticket.java", "project/.scorpiox/profiles/of-project.txt", "project/.scorpiox/tools/deploy.sh",
                "team/profiles/of-team.txt", "team/prompts/team-prompt.md", "project/sub/notes.txt")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.createFile(home.resolve(file));
        }
        Files.createDirectories(home.resolve(".config/scorpiox/tools/folder"));
        for (var none : List.of("notes.txt", "backup.java~", "Big.java", "a-b.java", "x.java", "ticket.json", "two.parts.java")) {
            Files.createFile(home.resolve(".config/scorpiox/tools").resolve(none));
        }
        assertTrue(home.resolve("project/.scorpiox/tools/deploy.sh").toFile().setExecutable(true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sx --eff                          | --effort
            sx --effort h                     | high
            sx --effort=h                     | high
            sx --effort=                      | high low max medium minimal none xhigh
            sx --effort high --verb           | --verbose --verbosity
            sx --provider                     | --provider
            sx --provider _                   | anthropic claude-code codex demo gemini openai router
            sx -m gpt-5.1-codex-m             | gpt-5.1-codex-max gpt-5.1-codex-mini
            sx --mode _                       | ask edit full read-only
            sx --output-format j              | json jsonl
            sx --profile _                    | client-a of-project work
            sx --profile w                    | work
            sx --account _                    | me
            sx -t r                           | review
            sx -e PROV                        | PROVIDER=
            sx -e PROVIDER=                   | anthropic claude-code codex demo gemini openai router
            sx -e PROVIDER=c                  | claude-code codex
            sx -e ACTIVE_PROFILE=o            | of-project
            sx -e CODEX_ACCOUNT=              | me
            sx -e TOOLS= --eff                | --effort
            sx -e CODEX_HO                    | ''
            sx --config model_v               | model_verbosity=
            sx --config model_verbosity=      | high low medium
            sx --tools gl                     | glob
            sx --tools read,gl                | read,glob
            sx --tools -ba                    | -bash -bash_kill -bash_output
            sx --tools=-bash,+gr              | -bash,+grep
            sx --tools read,t                 | read,ticket
            sx --tools d                      | deploy docs
            sx --tools n                      | ''
            sx --tools f                      | ''
            sx --tools B                      | ''
            sx --tools x                      | ''
            sx --tools a                      | apply_patch
            sx --tools t                      | ticket
            sx --allow t                      | ticket
            sx --ask de                       | deploy
            sx --deny ba                      | bash bash_kill bash_output
            sx -f x --mode r                  | read-only
            sx do                             | doctor
            sx mo                             | models
            sx models --ref                   | --refresh
            sx models --provider g            | gemini
            sx doctor --js                    | --json
            sx doctor --eff                   | ''
            sx doctor --provider d            | demo
            sx completion _                   | bash fish zsh
            sx install --ca                   | --catalog
            sx -v do                          | ''
            sx what do                        | ''
            sx -p doctor --eff                | --effort
            sx http://x --eff                 | --effort
            sx -- --eff                       | ''
            fetchtoken lo                     | login logout
            fetchtoken login --de             | --debug --device
            fetchtoken -lo                    | -local
            fetchtoken --provider c           | claude-code codex
            fetchtoken login lo               | ''
            scorpiox-fetchtoken sta           | status
            scorpiox-codex-fetchtoken --sou   | --source
            compare --mark                    | --markdown
            compare --models de               | demo
            scorpiox-compare --rep            | --repeat
            scorpiox-simulator --fault quo    | quota
            scorpiox-serve --backend de       | demo
            serve --log-level de              | debug
            serve key re                      | revoke
            config --get MOD                  | MODEL
            config --get MODEL --js           | --json
            config --json --du                | --dump
            config --unset CODEX_HO           | CODEX_HOME
            config --set PROVIDER=c           | claude-code codex
            config --set MODEL opus --le      | --level
            config --set PROV                 | PROVIDER
            config --set PROVIDER _           | anthropic claude-code codex demo gemini openai router
            config --set PROVIDER c           | claude-code codex
            config --set ACTIVE_PROFILE cl    | client-a
            config --set PROVIDER codex pro   | ''
            config --get PROVIDER pro         | profile
            config --level _                  | project user
            config --dump --level _           | default environment flag profile project team user
            config --set MODEL opus --level t | ''
            config profile use _              | client-a of-project off work
            config profile use of             | of-project off
            config prof                       | profile
            config profile u                  | use
            config profile use w              | work
            config -v profile remove cl       | client-a
            config profile list _             | ''
            scorpiox-config tr                | trust
            /usr/local/bin/sx --eff           | --effort
            sx --effort x --effort=           | high low max medium minimal none xhigh
            """)
    void bashOffersOptionsAndValues(String line, String expected) throws IOException {
        assertEquals(expected.isEmpty() ? List.of() : List.of(expected.split(" ")), words(bash(typed(line), "")), line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sx -f _                        | -o default
            sx --image=                    | -o default
            sx --add-dir _                 | -o dirnames
            sx what is in _                | -o default
            sx -- _                        | -o default
            sx -e CODEX_INSTRUCTIONS_FILE= | -o default
            sx -e MOD                      | -o nospace
            sx -t _                        | -o default
            simulator --tls _              | -o default
            sx install --dir _             | -o dirnames
            fetchtoken _                   | ''
            sx --effort _                  | ''
            """)
    void filesAndFoldersAreLeftToBashItself(String line, String expected) throws IOException {
        var options = bash(typed(line), "").lines().filter(each -> each.startsWith("compopt ")).map(each -> each.substring(8)).collect(Collectors.joining(","));
        assertEquals(expected, options);
    }

    @Test
    void theTeamsNamesAreOfferedToo() throws IOException {
        var team = "SX_TEAM='" + home.resolve("team") + "'";
        assertEquals(List.of("client-a", "of-project", "of-team", "work"), words(bash("sx --profile ", team)));
        assertEquals(List.of("review", "team-prompt"), words(bash("sx -t ", team)));
        assertEquals(List.of(), words(bash("sx --profile ", "XDG_CONFIG_HOME='" + home.resolve("none") + "' PWD=/")));
    }

    /// A repository may bring a profile of any name, and a shell that completes it must not run it, nor show it to the terminal.
    @Test
    void namesOfFilesAreNeverMoreThanNames() throws IOException {
        for (var name : List.of("$(touch pwned).txt", "`touch pwned`.txt", "a b.txt", "-rf.txt", "esc\u001b[31m.txt", "new\nline.txt", "*.txt", "q'uote.txt", ".hidden.txt", "ünï.txt", "x;touch pwned.txt")) {
            Files.createFile(home.resolve("project/.scorpiox/profiles").resolve(name));
        }
        assertEquals(List.of("client-a", "of-project", "work"), words(bash("sx --profile ", "")));
        assertFalse(Files.exists(project.resolve("pwned")));
        if (installed("fish")) assertEquals(List.of("client-a", "of-project", "work"), fish("sx --profile "));
        assertFalse(Files.exists(project.resolve("pwned")));
    }

    /// Whatever somebody's shell is set to, and without a program to start.
    @ParameterizedTest
    @ValueSource(strings = {"set -e", "set -f", "shopt -s failglob", "shopt -s nullglob", "shopt -s extglob nocasematch", "IFS=,", "IFS=", "set -o posix", "unset HOME", "PATH=", "COMP_WORDBREAKS=' '", "set -o noclobber",
            "alias local=false; shopt -s expand_aliases"})
    void theScriptWorksUnderEverySettingOfTheShell(String setting) throws IOException {
        assertEquals(List.of("read-only"), words(bash("sx --tools read --mode re", setting)), setting);
        if (!setting.equals("unset HOME")) assertEquals(List.of("work"), words(bash("sx --profile w", setting)), setting);
    }

    @Test
    void nothingButItsOwnFunctionsIsLeftBehind() throws IOException {
        var script = script("bash");
        var line = "before=$(declare -F; compgen -v); source '" + script + "'; COMP_WORDS=(sx -e PROVIDER = c) COMP_CWORD=4 COMP_LINE='sx -e PROVIDER=c' COMP_POINT=17; _sx_complete; "
                + "after=$(declare -F; compgen -v); diff <(printf '%s\\n' \"$before\" | sort) <(printf '%s\\n' \"$after\" | sort) | grep '^>'";
        var left = run("bash", "--norc", "-c", line).lines().filter(each -> !each.matches("> (declare -f _sx_\\w+|before|COMP_\\w+|COMPREPLY|PIPESTATUS|_|BASH_\\w+)")).toList();
        assertEquals(List.of(), left);
    }

    @Test
    void everyOptionOfEveryScriptIsOffered() throws IOException {
        for (var script : Published.ALL) {
            for (var name : script.names()) {
                var offered = new TreeSet<>(words(bash(name + " -", "")));
                assertEquals(script.options().get().options().stream().flatMap(option -> option.names().stream()).collect(Collectors.toCollection(TreeSet::new)), offered, name);
            }
            for (var shell : List.of("zsh", "fish")) {
                var text = Completion.script(shell);
                for (var option : script.options().get().options()) assertTrue(text.contains(Offers.meaning(option).split("[\\[\\]']")[0].replace("'", "'\\''")), shell + " " + option);
            }
        }
    }

    /// The names of the tools stand in a list of their own; this is what they are.
    @Test
    void theToolsAreThoseThatThereAre() {
        var told = new Sx("sx", home.resolve("project")).run("--provider", "demo", "--no-stdin", "--tools", "nosuchtool", "hi").err();
        var names = told.substring(told.indexOf("there are ") + 10).strip();
        assertEquals(new TreeSet<>(Offers.TOOLS), new TreeSet<>(List.of(names.split(", "))), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theShellItselfFindsNothingWrongWithTheScript(String shell) throws IOException {
        assumeTrue(installed(shell), shell + " is not installed");
        assertEquals("", run(shell, "-n", script(shell).toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sx --effort=h             | --effort=high
            sx --effort hi            | high
            sx --profile _            | client-a of-project work
            sx --account _            | me
            sx --tools read,gl        | read,glob
            sx -e PROVIDER=c          | PROVIDER=claude-code PROVIDER=codex
            sx doctor --js            | --json
            sx doctor --eff           | ''
            sx completion _           | bash fish zsh
            sx -m x do                | ''
            fetchtoken lo             | login logout
            scorpiox-fetchtoken -loc  | -local
            fetchtoken login st       | ''
            simulator --fault quo     | quota
            sx --tools t              | ticket
            sx --tools notes          | ''
            sx --tools folder         | ''
            sx --tools Big            | ''
            sx --allow de             | deploy
            sx --deny ti              | ticket
            config --get PROV         | PROVIDER
            config --unset PROV       | PROVIDER
            config --json PROV        | PROVIDER
            config --set PROVIDER     | PROVIDER
            config --set PROVIDER _   | anthropic claude-code codex demo gemini openai router
            config --set PROVIDER=c   | PROVIDER=claude-code PROVIDER=codex
            config --set ACTIVE_PROFILE cl | client-a
            config --level _          | project user
            config --dump --level t   | team
            config profile use _      | client-a of-project off work
            """)
    void fishOffersTheSame(String line, String expected) throws IOException {
        assumeTrue(installed("fish"), "fish is not installed");
        assertEquals(expected.isEmpty() ? List.of() : List.of(expected.split(" ")), fish(typed(line)), line);
    }

    @Test
    void zshLoadsItWithAndWithoutItsOwnCompletion() throws IOException {
        assumeTrue(installed("zsh"), "zsh is not installed");
        var script = script("zsh");
        assertEquals("", run("zsh", "-f", "-u", "-c", "source '" + script + "'"));
        assertEquals("_sx _sx\n", run("zsh", "-f", "-u", "-c", "autoload -U compinit; compinit -u -D; source '" + script + "'; print $_comps[sx] $_comps[scorpiox-fetchtoken]"));
    }

    /// `config` is a usual name: what it means already stays.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true                                         | sx scorpiox-config config fetchtoken
            shopt -s expand_aliases; alias config=git    | sx scorpiox-config fetchtoken
            complete -W 'one two' config                 | sx scorpiox-config fetchtoken
            """)
    void aShortNameThatMeansSomethingElseIsLeftAlone(String before, String expected) throws IOException {
        var script = script("bash");
        var line = before + "; source '" + script + "'; source '" + script + "'; for name in sx scorpiox-config config fetchtoken; do complete -p $name 2>/dev/null | grep -q _sx_complete && echo $name; done; true";
        assertEquals(List.of(expected.split(" ")), run("bash", "--norc", "-c", line).lines().toList());
        if (installed("zsh")) {
            var zsh = before.replace("complete -W 'one two' config", "compdef _files config").replace("shopt -s expand_aliases; ", "");
            var loaded = run("zsh", "-f", "-u", "-c", "autoload -U compinit; compinit -u -D; " + zsh + "; source '" + script("zsh") + "'; for name in sx scorpiox-config config fetchtoken; do "
                    + "[[ ${_comps[$name]-} == _sx ]] && print $name; done; true");
            assertEquals(List.of(expected.split(" ")), loaded.lines().toList());
        }
        if (installed("fish") && before.startsWith("complete")) {
            assertEquals("", run("fish", "--no-config", "-c", "complete -c config -f -a one; source '" + script("fish") + "'; complete -C 'config --dum'"));
        }
    }

    @Test
    void theScriptIsWhatTheCommandPrints() throws IOException {
        var ended = new Sx("sx", home).run("completion", "bash");
        assertAll(() -> assertEquals(0, ended.exit()), () -> assertEquals("", ended.err()), () -> assertEquals(Completion.script("bash"), ended.out()));
        for (var line : List.of("completion", "completion tcsh", "completion bash zsh", "completion --jsn")) {
            var refused = new Sx("sx", home).run(line.split(" "));
            assertAll(() -> assertEquals(2, refused.exit(), line), () -> assertEquals("", refused.out()),
                    () -> assertEquals(1, refused.err().lines().count(), refused.err()));
        }
        assertEquals("there are bash, zsh, fish", assertThrows(Failure.class, () -> Completion.script("basch")).hint());
    }

    /// A line of a table; one that ends in ` _` has a new word begun.
    private static String typed(String line) {
        return line.endsWith(" _") ? line.substring(0, line.length() - 1) : line;
    }

    /// What bash offers for a line whose end is being typed, and how it was told to go on (`compopt`).
    private String bash(String line, String setting) throws IOException {
        var parts = new ArrayList<String>();
        for (var match = PART.matcher(line); match.find(); ) parts.add(match.group());
        if (line.endsWith(" ")) parts.add("");
        var array = parts.stream().map(part -> "'" + part + "'").collect(Collectors.joining(" "));
        var script = """
                cd '%s'
                compopt() { echo "compopt $*"; }
                set -u
                source '%s'
                %s
                COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s'; COMP_POINT=${#COMP_LINE}
                _sx_complete
                ((${#COMPREPLY[@]} == 0)) || printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(project, script("bash"), setting, array, parts.size() - 1, line);
        return run("bash", "--norc", "-c", script);
    }

    private static List<String> words(String printed) {
        return printed.lines().filter(line -> !line.startsWith("compopt ")).distinct().sorted().toList();
    }

    private List<String> fish(String line) throws IOException {
        return run("fish", "--no-config", "-c", "cd '" + project + "'; source '" + script("fish") + "'; complete -C '" + line + "'").lines().map(each -> each.split("\t")[0]).distinct().sorted().toList();
    }

    private Path script(String shell) throws IOException {
        return Files.writeString(home.resolve("completion." + shell), Completion.script(shell));
    }

    /// Both streams of a shell.
    private String run(String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", System.getenv("PATH"));
        var process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean installed(String shell) {
        return ProcessGroup.program(shell, System.getenv("PATH")).isPresent();
    }
}
