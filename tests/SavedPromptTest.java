package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.command.Arguments;
import scorpiox.settings.Environment;

/// The file of a saved prompt, what fills it, the flags beside it, and where it is kept. In the tables `^` is a blank within an argument.
class SavedPromptTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void layOut() {
        variables.put("HOME", home.toString());
    }

    private static SavedPrompt prompt(String text) {
        return new SavedPrompt("p", "", List.of(), text);
    }

    private static Failure refused(Executable use) {
        var failure = assertThrows(Failure.class, use);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        return failure;
    }

    private static List<String> line(String text) {
        return Stream.of(text.split(" ")).filter(each -> !each.isEmpty()).map(each -> each.replace('^', ' ')).toList();
    }

    private Environment environment() {
        return new Environment(Map.copyOf(variables), home);
    }

    private String save(String... args) {
        return SavedPrompts.save(Options.parse(args), List.of(args), environment());
    }

    private Options use(String... args) {
        return SavedPrompts.use(Options.parse(args), List.of(args), environment());
    }

    private Path write(String name, String text) {
        try {
            Files.createDirectories(home.resolve(name).getParent());
            return Files.writeString(home.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the text

    /// Text, parameters, words, stdin, what is sent; `/` is a line end.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "hello                        |          |       |        | hello",
            "hello                        |          | world |        | hello//world",
            "explain ${input}             |          |       | data   | explain data",
            "explain ${input}             |          | words |        | explain words",
            "explain ${input}             |          | words | data   | explain data//words",
            "explain ${input} now         |          |       | data/  | explain data now",
            "explain ${input} now         |          |       | a/b//  | explain a/b now",
            "${input} ${input}            |          |       | x      | x x",
            "about ${focus}               | focus=perf |     |        | about perf",
            "${a} and ${b}                | a=1 b=2  |       |        | 1 and 2",
            "${a}                         | a=1 a=2  |       |        | 2",
            "${a}                         | a=       |       |        | ''",
            "${a}                         | a=x=y    |       |        | x=y",
            "${a.b-c_1}                   | a.b-c_1=v |      |        | v",
            "$${a} ${a}                   | a=1      |       |        | ${a} 1",
            "$${input}                    |          | words |        | ${input}//words",
            "$$${a}                       |          |       |        | $${a}",
            "$a {a} $ {a} ${} ${1} ${a b} |          |       |        | $a {a} $ {a} ${} ${1} ${a b}",
            "${HOME:-x} ${a}              | a=1      |       |        | ${HOME:-x} 1",
            "${a} ${input}                | a=${input} |     | x      | ${input} x",
            "${a} ${b}                    | a=${b} b=1 |     |        | ${b} 1",
            "${a}                         | a=$1\\0  |       |        | $1\\0",
            "${input}                     |          |       | ${a} $1 \\ | ${a} $1 \\",
            "${a                          |          |       |        | ${a",
    })
    void placesAreFilledOnceAndNothingElseIsTouched(String text, String parameters, String words, String stdin, String sent) {
        var prompt = prompt(lines(text));
        var filled = new SavedPrompt.Filled(prompt, prompt.values(parameters == null ? List.of() : List.of(parameters.split(" "))));
        assertEquals(lines(sent), filled.text(lines(words), lines(stdin)));
    }

    private static String lines(String text) {
        return text == null ? "" : text.replace('/', '\n');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "${focus}              |                 | the prompt p needs focus: --param focus=…",
            "${a} ${b} ${a} ${c}   | b=1             | the prompt p needs a, c: --param a=… --param c=…",
            "${focus}              | focsu=1         | --param focsu: the prompt p takes only focus",
            "${a} ${b}             | a=1 b=1 c=1     | --param c: the prompt p takes only a, b",
            "none                  | a=1             | --param a: the prompt p takes none",
            "${input}              | a=1             | --param a: the prompt p takes none",
            "${input}              | input=1         | --param input: what comes in is given on stdin, or as words",
            "$${a}                 | a=1             | --param a: the prompt p takes none",
            "${a}                  | a               | --param takes NAME=VALUE, not a",
            "${a}                  | =1              | --param takes NAME=VALUE, not =1",
    })
    void parametersThatDoNotFitAreNamed(String text, String parameters, String message) {
        assertEquals(message, refused(() -> prompt(text).values(parameters == null ? List.of() : List.of(parameters.split(" ")))).line());
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "' ', ' '", "'', '\n\n'"})
    void aTextThatTakesInputNeedsSome(String words, String stdin) {
        var filled = new SavedPrompt.Filled(prompt("explain ${input}"), Map.of());
        assertEquals("the prompt p needs input: pipe it in, or give it as words", refused(() -> filled.text(words, stdin)).line());
        assertEquals("hello", new SavedPrompt.Filled(prompt("hello"), Map.of()).text(words, stdin));
    }

    @Test
    void manyLineEndsTakeNoTime() {
        var filled = new SavedPrompt.Filled(prompt("${input}"), Map.of());
        assertEquals(8_000_001, filled.text("", "\n".repeat(8_000_000) + "x" + "\n".repeat(8_000_000)).length());
    }

    // ---- the file

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with ${a} and $${b}", "two\nlines", "ends with one\n", "\nbegins with one", "---\nlooks like front matter\n---\n", "é 😀", "  blanks  ", "crlf\r\nlines", "tab\tand \"quotes\" \\"})
    void whatIsWrittenIsReadBack(String text) {
        for (var flags : List.of(List.<String>of(), List.of("--effort", "high", "-x"), List.of("-s", "a \"quoted\" \\ text\nof two lines, é 😀"))) {
            for (var description : List.of("", "What it is: for")) {
                var written = new SavedPrompt("p", description, flags, text);
                assertEquals(written, SavedPrompt.parse("p", written.written()));
            }
        }
    }

    @Test
    void theFileIsMarkdownWithFrontMatter() {
        assertEquals("---\ndescription: Says it\nflags: [\"--effort\", \"high\", \"-x\"]\n---\nexplain ${input}\n",
                new SavedPrompt("p", "Says it", List.of("--effort", "high", "-x"), "explain ${input}").written());
    }

    @ParameterizedTest
    @CsvSource({"'just text\n', '', 'just text'", "'---\n---\ntext', '', text", "'---\nflags: []\n---\ntext\n\n', '', 'text\n'", "'\uFEFF---\r\nflags: [\"-x\"]\r\n---\r\ntext\r\n', -x, text",
            "'---  \n\n  flags : [\"-x\"]\n---\ntext', -x, text", "'text\n---\nmore', '', 'text\n---\nmore'", "'--- \ndescription: a: b\n---\ntext', '', text"})
    void aFileByHandMayBeSimpler(String content, String flags, String text) {
        var prompt = SavedPrompt.parse("p", content);
        assertEquals(flags.isEmpty() ? List.of() : List.of(flags), prompt.flags());
        assertEquals(text, prompt.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'---\nflags: -x\n---\ntext'         | p.md:2: flags are a JSON array of texts, such as [\"--effort\", \"high\"]",
            "'---\n\nflags: [1]\n---\ntext'      | p.md:3: flags are a JSON array of texts, such as [\"--effort\", \"high\"]",
            "'---\nflags: {\"a\": 1}\n---\ntext' | p.md:2: flags are a JSON array of texts, such as [\"--effort\", \"high\"]",
            "'---\nflags: [\"a\"] x\n---\ntext'  | p.md:2: flags are a JSON array of texts, such as [\"--effort\", \"high\"]",
            "'---\nflags:\n---\ntext'            | p.md:2: flags are a JSON array of texts, such as [\"--effort\", \"high\"]",
            "'---\nmodel: x\n---\ntext'          | p.md:2: a prompt begins with description: and flags: alone, between lines of ---",
            "'---\nhello\n---\ntext'             | p.md:2: a prompt begins with description: and flags: alone, between lines of ---",
            "'---\nflags: []\ntext'              | p.md:3: a prompt begins with description: and flags: alone, between lines of ---",
            "'---\nflags: []\n'                  | p.md: the first --- has no second one",
            "'---'                               | p.md: the first --- has no second one",
            "'---\n---\n'                        | p.md holds no prompt",
            "'---\n---\n \n'                     | p.md holds no prompt",
            "''                                  | p.md holds no prompt",
    })
    void aFileThatIsNoneIsNamedWithItsLine(String content, String message) {
        assertEquals(message, refused(() -> SavedPrompt.parse("p.md", content)).line());
    }

    // ---- the flags

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--save n hello                                  | ",
            "--save n --effort high -x hello                 | --effort high -x",
            "-x --save n hello --effort high there           | -x --effort high",
            "--save=n --effort=high hello                    | --effort=high",
            "--save n -p hello -x                            | -x",
            "--save n --prompt=hello -x                      | -x",
            "--save n -e A=1 -e B=2 hello                    | -e A=1 -e B=2",
            "--save n -s be^short hello                      | -s be^short",
            "--save n -x -- -v --json                        | -x",
            "--save n hello --param focus=all                | --param focus=all",
            "exec --save n --json hello                      | --json",
            "--save n --trust-project -x hello               | -x",
    })
    void theFlagsOfACommandLineAreKeptAsTheyWereGiven(String given, String kept) {
        Options.parse(line(given).toArray(String[]::new));
        assertEquals(kept == null ? List.of() : line(kept), SavedFlags.toKeep(line(given)));
    }

    /// Kept flags, a command line, both together.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--effort high           | -t n                        | --effort high -t n",
            "--effort high           | -t n --effort low           | --effort high -t n --effort low",
            "-x                      | -t n --json                 | -t n --json",
            "--json --partial        | -t n -x                     | -t n -x",
            "--json                  | -t n --partial              | --json -t n --partial",
            "--mode edit             | -t n --yolo                 | -t n --yolo",
            "--yolo                  | -t n --sandbox=read-only    | -t n --sandbox=read-only",
            "--no-tools              | -t n --tools read           | -t n --tools read",
            "-q                      | -t n -v                     | -t n -v",
            "--mode edit -x          | -t n -- --yolo              | --mode edit -x -t n -- --yolo",
    })
    void theCommandLineWins(String kept, String given, String all) {
        assertArrayEquals(line(all).toArray(), SavedFlags.before(line(kept), line(given)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-x word          | p.md: flags: word is no flag of sx",
            "--effrot high    | p.md: flags: --effrot is no flag of sx",
            "--               | p.md: flags: -- is no flag of sx",
            "--effort         | p.md: flags: --effort is no flag of sx",
            "-p hello         | p.md: flags: --prompt cannot stand in a prompt",
            "-t other         | p.md: flags: --template cannot stand in a prompt",
            "--save other     | p.md: flags: --save cannot stand in a prompt",
            "--help           | p.md: flags: --help cannot stand in a prompt",
            "--trust-project  | p.md: flags: --trust-project cannot stand in a prompt",
            "-e KEY           | p.md: flags: -e takes KEY=VALUE, not KEY",
            "--mode nothing   | p.md: flags: no mode nothing: there are read-only, ask, edit, full",
    })
    void flagsThatAreNoneAreNamed(String flags, String message) {
        for (var byPath : List.of(false, true)) {
            var failure = refused(() -> SavedFlags.check("p.md", line(flags), byPath));
            assertTrue(failure.line().equals(message) || byPath && failure.getMessage().endsWith("may not stand in a file given by its path"), failure.line());
        }
    }

    /// Every flag there is, with a value that would be right: whoever adds one has to think about it here.
    static List<Arguments.Option> flags() {
        return Options.declare().options();
    }

    @Test
    void aSchemaInAFileGivenByItsPathIsNoFile() {
        for (var schema : List.of("{\"type\": \"object\"}", "name, age int")) SavedFlags.check("p.md", List.of("--schema", schema), true);
        for (var schema : List.of("person", "./person.json", "~/secret, x")) refused(() -> SavedFlags.check("p.md", List.of("--schema", schema), true));
        assertEquals(List.of("--output-schema", "b"), List.of(SavedFlags.before(List.of("--schema", "a"), List.of("--output-schema", "b"))));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void aFileGivenByItsPathMayNotWidenAnything(Arguments.Option option) {
        var harmless = List.of("--model", "--effort", "--verbosity", "--system", "--append-system", "--param", "--stdin-wait", "--no-stdin", "--ask", "--deny", "--no-tools", "--max-turns",
                "--max-tokens-total", "--json", "--experimental-json", "--output-format", "--partial", "-x", "--xl", "--raw", "--usage", "--quiet", "--verbose", "--color", "--timeout",
                "--idle-timeout", "--bare", "--strict", "--dry-run").contains(option.names().getLast());
        for (var name : option.names()) {
            var flags = option.label() == null ? List.of(name) : List.of(name, value(name));
            if (harmless) SavedFlags.check("p.md", flags, true);
            else assertTrue(refused(() -> SavedFlags.check("p.md", flags, true)).getMessage().matches("p.md: flags: .*(may not stand in a file given by its path|cannot stand in a prompt)"), name);
        }
    }

    private static String value(String name) {
        return switch (name) {
            case "-e" -> "MODEL=x";
            case "--mode" -> "full";
            case "--sandbox" -> "danger-full-access";
            case "--verbosity" -> "low";
            case "--config" -> "model=x";
            case "--param" -> "a=b";
            default -> "1";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"--mode read-only", "--mode=read-only", "--mode plan", "--sandbox read-only"})
    void readOnlyIsNeverWider(String flags) {
        SavedFlags.check("p.md", line(flags), true);
    }

    // ---- where it is kept

    @Test
    void aPromptIsKeptWithItsFlagsForItsOwnerAndUsedAgain() throws IOException {
        var file = home.resolve(".config/scorpiox/prompts/review.md");
        assertEquals("kept in " + file + "; sx -t review runs it", save("--save", "review", "--effort", "high", "review ${input} for ${focus}", "-x"));
        assertEquals("---\nflags: [\"--effort\", \"high\", \"-x\"]\n---\nreview ${input} for ${focus}\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        var options = use("-t", "review", "--param", "focus=speed", "--effort", "low");
        assertTrue(options.has("-x"));
        assertEquals("low", options.arguments().get("--effort").orElseThrow());
        assertEquals("review data for speed", options.saved().text("", "data"));
        assertFalse(options.empty());
        assertEquals("replaced " + file + "; sx -t review runs it", save("--save", "review", "shorter"));
        assertEquals("---\nflags: []\n---\nshorter\n", Files.readString(file));
    }

    @Test
    void valuesKeptWithItAreUsedWhereNoneIsGiven() {
        save("--save", "review", "review for ${focus}, ${depth}", "--param", "focus=bugs");
        assertEquals("review for bugs, all", use("-t", "review", "--param", "depth=all").saved().text("", ""));
        assertEquals("review for speed, all", use("-t", "review", "--param", "depth=all", "--param", "focus=speed").saved().text("", ""));
        assertEquals("the prompt " + home.resolve(".config/scorpiox/prompts/review.md") + " needs depth: --param depth=…", refused(() -> use("-t", "review")).line());
        assertTrue(refused(() -> save("--save", "review", "hello", "--param", "focus=x")).getMessage().endsWith("takes none"));
    }

    @Test
    void theUsersComeBeforeTheTeams() {
        write("team/prompts/a.md", "of team");
        write("team/prompts/b.md", "of team");
        write(".config/scorpiox/prompts/b.md", "of user");
        variables.put("SX_TEAM", home.resolve("team").toString());
        assertEquals("of team", use("-t", "a").saved().text("", ""));
        assertEquals("of user", use("-t", "b").saved().text("", ""));
        assertEquals(List.of("a", "b"), SavedPrompts.names(environment()));
        save("--save", "a", "of user");
        assertEquals("of user", use("-t", "a").saved().text("", ""));
    }

    @Test
    void anUnknownNameListsTheNearest() {
        assertEquals("no saved prompt review: sx --save review 'explain ${input}' keeps one", refused(() -> use("-t", "review")).line());
        save("--save", "review", "x");
        assertEquals("no saved prompt reveiw: did you mean review?", refused(() -> use("-t", "reveiw")).line());
        assertEquals("no saved prompt other: there are: review", refused(() -> use("-t", "other")).line());
        save("--save", "commit", "x");
        assertEquals("no saved prompt reveiw: did you mean review? there are: commit, review", refused(() -> use("-t", "reveiw")).line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "..", ".hidden", "-x", "a..b", "a b", "a\\b", "é", "a\nb", "x.md", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        refused(() -> save("--save=" + name, "hello"));
        assertFalse(Files.exists(home.resolve(".config")));
        if (!name.contains("/") && !name.endsWith(".md") && !name.startsWith("-")) assertTrue(refused(() -> use("-t=" + name)).getMessage().startsWith("names of prompts are "));
    }

    @Test
    void aFileIsTakenByItsPathRelativeToWhereTheRunWorks() throws IOException {
        write("clone/prompts/p.md", "---\nflags: [\"-x\"]\n---\nby path");
        assertEquals("by path", use("-t", "clone/prompts/p.md").saved().text("", ""));
        assertEquals("by path", use("-t", "./clone/prompts/p.md").saved().text("", ""));
        assertEquals("by path", use("-t", "p.md", "-C", "clone/prompts").saved().text("", ""));
        assertEquals("by path", use("-t", "~/clone/prompts/p.md").saved().text("", ""));
        assertEquals("no file p.md", refused(() -> use("-t", "p.md")).line());
        write("clone/prompts/p.md", "---\nflags: [\"-x\", \"--yolo\"]\n---\nby path");
        assertEquals("clone/prompts/p.md: flags: --yolo may not stand in a file given by its path: give it on the command line, or keep the prompt with sx --save",
                refused(() -> use("-t", "clone/prompts/p.md")).line());
    }

    @Test
    void aFileOfTheUsersOwnMayHoldAnyFlag() {
        write(".config/scorpiox/prompts/hand.md", "---\nflags: [\"--mode\", \"full\", \"-o\", \"out.txt\"]\n---\nby hand");
        assertEquals("full", use("-t", "hand").arguments().get("--mode").orElseThrow());
        assertTrue(refused(() -> use("-t", home.resolve(".config/scorpiox/prompts/hand.md").toString())).getMessage().contains("--mode full may not stand"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatIsNoTextFileIsNamed() throws Exception {
        var file = write(".config/scorpiox/prompts/p.md", "x".repeat(64 * 1024 + 1));
        assertEquals(file + " is larger than 64 KiB", refused(() -> use("-t", "p")).line());
        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertEquals(file + " is not UTF-8 text", refused(() -> use("-t", "p")).line());
        Files.delete(file);
        Files.createDirectory(file);
        assertEquals(file + " is a folder, not a prompt", refused(() -> use("-t", "p")).line());
        assertEquals(file + " is not a regular file", refused(() -> save("--save", "p", "hello")).line());
        Files.delete(file);
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        assertEquals(file + " is not a regular file", refused(() -> use("-t", "p")).line());
        assertEquals("/dev/zero is not a regular file", refused(() -> use("-t", "/dev/zero")).line());
        assertEquals("./ is a folder, not a prompt", refused(() -> use("-t", "./")).line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--save n                                      | --save n: there is no prompt to keep",
            "--save n -                                    | --save n: there is no prompt to keep",
            "--save n ^                                    | --save n: there is no prompt to keep",
            "--save n hello -e CODEX_API_KEY=sealed-word-1 | -e CODEX_API_KEY is a secret and is not kept with a prompt",
            "--save n hello -e=CODEX_SSH_PASS=sealed-word-1 | -e CODEX_SSH_PASS is a secret and is not kept with a prompt",
            "--save n hello -e HTTPS_PROXY=sealed-word-1   | -e HTTPS_PROXY is a secret and is not kept with a prompt",
            "--save n hello -s Bearer^sealed-word-1        | --system holds what looks like a secret, which is not kept with a prompt",
            "--save n hello --verbosity loud               | --verbosity loud is none of low, medium, high",
            "--save n hello -x --json                      | -x and --xl print text, not jsonl",
            "--save n hello --mode nothing                 | no mode nothing",
    })
    void whatCannotBeKeptIsSaidAndNothingIsWritten(String given, String message) {
        var failure = refused(() -> save(line(given).toArray(String[]::new)));
        assertEquals(message, failure.getMessage());
        assertFalse(failure.line().contains("sealed-word"), failure.line());
        assertFalse(Files.exists(home.resolve(".config")));
    }

    @Test
    void aPromptHasAtMost64KiBWithItsFlags() {
        var room = 64 * 1024 - "---\nflags: []\n---\n\n".length();
        save("--save", "n", "x".repeat(room));
        assertEquals(room, use("-t", "n").saved().text("", "").length());
        assertEquals("--save n: a prompt has at most 64 KiB", refused(() -> save("--save", "n", "x".repeat(room + 1))).line());
        assertEquals("--save n: a prompt has at most 64 KiB", refused(() -> save("--save", "n", "é".repeat(room / 2 + 1))).line());
        assertEquals(room, use("-t", "n").saved().text("", "").length());
    }

    @Test
    void whereItCannotBeWrittenThatIsSaid() {
        write(".config", "a file in the folder's place");
        assertTrue(refused(() -> save("--save", "n", "hello")).getMessage().startsWith("the prompt cannot be kept in "));
    }

    @Test
    void everyKeptFlagMayBeOnItsOwnInAPromptOfTheUsers() {
        var problems = new ArrayList<String>();
        for (var option : flags()) {
            var name = option.names().getLast();
            if (List.of("--prompt", "--save", "--template", "--help", "--version", "--trust-project").contains(name)) continue;
            try {
                SavedFlags.check("p.md", option.label() == null ? List.of(name) : List.of(name, value(name)), false);
            } catch (Failure failure) {
                problems.add(failure.line());
            }
        }
        assertEquals(List.of(), problems);
    }
}
