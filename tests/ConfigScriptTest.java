package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.settings.Keys;

/// `config` in scripts, as processes: what it prints, what it writes, and what it leaves alone.
@Execution(ExecutionMode.CONCURRENT)
@Order(8)
class ConfigScriptTest {
    private static final String SECRET = "secret-of-this-test-0123";

    @TempDir
    Path folder;
    private Path home;
    private Path project;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.toRealPath().resolve("home"));
        project = Files.createDirectories(folder.toRealPath().resolve("project"));
        Files.createDirectories(project.resolve(".git"));
    }

    @Test
    void aValueIsSetReadAndTakenOutWithoutAWord() throws IOException {
        write(settings(), "# ours\r\nUNKNOWN = kept\r\n\r\nTHINKING=0");
        var before = Files.readString(settings());
        silent("--set", "MODEL", "gpt-5.1");
        assertEquals("gpt-5.1\n", out("--get", "MODEL"));
        assertEquals(before + "\r\nMODEL=gpt-5.1", Files.readString(settings()));
        silent("--set", "MODEL", "gpt-5.1");
        silent("--unset", "MODEL");
        silent("--unset", "MODEL");
        assertEquals(before, Files.readString(settings()));
        assertEquals("sonnet\n", out("--get", "MODEL"));
        assertTrue(config().run("--set", "MODEL", "x", "-v").err().contains("MODEL set in " + settings()));
        assertTrue(config().run("--set", "MODEL", "x", "-v").err().contains("already"));
        assertTrue(config().run("--unset", "MODEL", "-v").err().contains("MODEL taken out of " + settings()));
    }

    @Test
    void levelsAndSeveralKeysAtOnce() throws IOException {
        silent("--set", "MODEL=opus", "SX_LS_MAX=7", "--level", "user");
        assertEquals("MODEL=opus\nSX_LS_MAX=7\n", Files.readString(userSettings()));
        assertFalse(Files.exists(settings()));
        fails("THINKING must be 0 or 1, not 7", "--set", "MODEL=haiku", "THINKING=7", "--level", "user");
        assertEquals("opus\n", out("--get", "MODEL"));
        silent("--set", "MODEL", "haiku");
        assertEquals("haiku\n", out("--get", "MODEL"));
        assertEquals("MODEL=haiku\n", out("--dump", "--level", "project"));
        assertEquals("MODEL=opus\nSX_LS_MAX=7\n", out("--dump", "--level", "user"));
        assertEquals("MODEL=fable\n", out("--dump", "--level", "flag", "-e", "MODEL=fable"));
        assertEquals("", out("--dump", "--level", "team") + out("--dump", "--level", "profile"));
        assertEquals("MODEL=x\n", config().env("MODEL", "x").run("--dump", "--level", "environment").out());
        assertTrue(config().env("MODEL", "x").run("--set", "MODEL", "y").err().contains("MODEL from environment stands above it"));
        assertTrue(config().run("--set", "SX_MODE", "full").err().contains("may only make it stricter"));
        silent("--unset", "MODEL", "--level", "user");
        assertEquals("SX_LS_MAX=7\n", Files.readString(userSettings()));
    }

    @Test
    void allValuesWithTheirSources() throws IOException {
        write(userSettings(), "# mine\nMODEL=opus\nSX_DENY=bash(a*)\nSX_DENY=bash(b*)\n");
        write(settings(), "THINKING=0\n");
        var dump = out("--dump").lines().toList();
        assertEquals(Keys.all().size() + 1, dump.size());
        assertEquals(Keys.PROVIDER.name() + "=scorpiox", dump.getFirst());
        assertTrue(dump.containsAll(List.of("MODEL=opus", "SX_DENY=bash(a*)", "SX_DENY=bash(b*)", "THINKING=0", "REASONING_EFFORT=")), dump::toString);
        var sources = out("--dump", "--show-source");
        assertTrue(sources.endsWith("# user  " + userSettings() + "\nMODEL=opus  (line 2)\nSX_DENY=bash(a*)  (line 4)\nSX_DENY=bash(b*)  (line 4)\n"
                + "# project  " + settings() + "\nTHINKING=0  (line 1)\n"), sources);
        assertTrue(sources.startsWith("# default\nPROVIDER=scorpiox\n"), sources);
        var json = Json.read(out("--dump", "--json"));
        assertEquals(Keys.all().size(), json.size());
        assertEquals("{\"value\":\"0\",\"layer\":\"project\",\"file\":\"" + settings() + "\",\"line\":1,\"secret\":false}", Json.write(json.get("THINKING")));
        assertEquals("{\"value\":\"scorpiox\",\"layer\":\"default\",\"file\":null,\"line\":null,\"secret\":false}", Json.write(json.get("PROVIDER")));
        assertEquals("{\"key\":\"MODEL\",\"value\":\"opus\",\"layer\":\"user\",\"file\":\"" + userSettings() + "\",\"line\":2,\"secret\":false}\n",
                out("--json", "MODEL"));
        assertEquals(out("--json", "MODEL"), out("--get", "MODEL", "--json"));
        assertEquals("bash(a*)\nbash(b*)\n", out("--get", "SX_DENY"));
        assertEquals("{\"MODEL\":" + Json.write(json.get("MODEL")) + "}", Json.write(((ObjectNode) Json.read(out("--dump", "--json", "--level", "user")))
                .retain("MODEL")));
    }

    @Test
    void theCatalogueNamesEveryKey() throws IOException {
        var lines = out("--keys");
        for (var key : Keys.all()) assertTrue(lines.lines().anyMatch(line -> line.startsWith(key.name() + " ") && line.contains(key.meaning())), key.name());
        var json = Json.read(out("--keys", "--json"));
        assertEquals(Keys.all().size(), json.size());
        for (var each : json) assertEquals(8, each.size(), each::toString);
        var mode = json.findParents("name").stream().filter(each -> each.path("name").asText().equals("SX_MODE")).findFirst().orElseThrow();
        assertEquals("[\"full\",\"edit\",\"ask\",\"read-only\"]", Json.write(mode.get("choices")));
        assertEquals("tighten ask choice", mode.path("trust").asText() + " " + mode.path("default").asText() + " " + mode.path("type").asText());
    }

    @Test
    void aSecretIsMaskedUnlessAskedFor() throws IOException {
        var set = config().stdin(SECRET + "\r\n").run("--set", "CODEX_API_KEY", "-", "--level", "user", "-v");
        assertAll(() -> assertEquals(0, set.exit(), set.err()), () -> assertFalse((set.out() + set.err()).contains(SECRET)));
        assertEquals("CODEX_API_KEY=" + SECRET + "\n", Files.readString(userSettings()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(userSettings())));
        for (var line : List.of("--get CODEX_API_KEY", "--json CODEX_API_KEY", "--dump", "--dump --json", "--dump --show-source",
                "--dump --level user", "--files", "--files --json", "--keys")) {
            var ended = config().run(line.split(" "));
            assertAll(line, () -> assertEquals(0, ended.exit(), ended.err()), () -> assertFalse((ended.out() + ended.err()).contains(SECRET)));
        }
        assertEquals("***\n", out("--get", "CODEX_API_KEY"));
        assertEquals(SECRET + "\n", out("--get", "CODEX_API_KEY", "--reveal"));
        assertTrue(out("--dump", "--reveal").contains("CODEX_API_KEY=" + SECRET + "\n"));
        silent("--set", "CODEX_API_KEY", "", "--level", "user");
        assertEquals("\n", out("--get", "CODEX_API_KEY"));
        var seen = config().run("--set", "CODEX_API_KEY", SECRET, "--level", "user");
        assertAll(() -> assertEquals(0, seen.exit()), () -> assertEquals(1, seen.err().lines().count(), seen.err()),
                () -> assertTrue(seen.err().contains("--set CODEX_API_KEY - reads it from stdin")),
                () -> assertFalse(seen.err().contains(SECRET)));
    }

    @Test
    void aSecretStaysOutOfWhatIsCommitted() throws IOException {
        var refused = config().stdin(SECRET).run("--set", "CODEX_API_KEY", "-");
        assertAll(() -> assertEquals(2, refused.exit()), () -> assertTrue(refused.err().contains("--allow-secret"), refused.err()),
                () -> assertFalse(refused.err().contains(SECRET)),
                () -> assertFalse(Files.exists(settings())));
        var allowed = config().stdin(SECRET).run("--set", "CODEX_API_KEY", "-", "--allow-secret");
        assertEquals(0, allowed.exit(), allowed.err());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings())));
    }

    @ParameterizedTest
    @CsvSource({"'two\nlines', control character", "'x\nPROVIDER=evil\n', control character", "'', gave no value", "'\n', gave no value",
            "bell\u0007 and more, control character"})
    void whatIsNoValueIsNotTakenFromStdin(String stdin, String said) throws IOException {
        write(userSettings(), "MODEL=old\n");
        var ended = config().stdin(stdin).run("--set", "MODEL", "-", "--level", "user");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains(said), ended.err()),
                () -> assertEquals(1, ended.err().lines().count()));
        assertEquals("MODEL=old\n", Files.readString(userSettings()));
    }

    @Test
    void otherInputThatIsNoValue() throws IOException {
        assertTrue(config().stdin(new byte[] {'a', (byte) 0xff}).run("--set", "MODEL", "-").err().contains("not UTF-8"));
        assertTrue(config().stdin("x".repeat(9000)).run("--set", "MODEL", "-").err().contains("longer than 8192"));
        assertTrue(config().stdin("x".repeat(90_000)).run("--set", "MODEL", "-").err().contains("more than a value"));
        assertFalse(Files.exists(settings()));
    }

    /// A file that cannot be used, and what is said about it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"MODEL=x%THINKING=0%no equals sign|:3: a setting is KEY=VALUE",
            "MODEL=a\u0007b|:1: the value of MODEL holds a control character", "%%THINKING=2|:3: THINKING must be 0 or 1, not 2",
            "LARGE|is larger than 64 KiB", "FOLDER|is not a regular file", "LATIN|is not UTF-8 text"})
    void aBrokenFileIsNamedAndDoesNotStopItsMending(String content, String said) throws IOException {
        switch (content) {
            case "LARGE" -> write(settings(), "# " + "x".repeat(70_000) + "\n");
            case "FOLDER" -> Files.createDirectories(settings());
            case "LATIN" -> Files.write(settings(), new byte[] {'M', '=', (byte) 0xe4});
            default -> write(settings(), content.replace('%', '\n') + "\n");
        }
        var before = Files.isDirectory(settings()) ? null : Files.readAllBytes(settings());
        fails(settings() + (said.startsWith(":") ? "" : " ") + said, "--get", "MODEL");
        fails(said, "--dump");
        var files = config().run("--files");
        assertAll(() -> assertEquals(0, files.exit()), () -> assertTrue(files.out().contains(said), files.out()));
        assertTrue(Json.read(out("--files", "--json")).path(1).path("problems").path(0).asText().contains(said));
        assertEquals(0, config().run("--set", "SX_LS_MAX", "7", "--level", "user").exit());
        assertEquals("SX_LS_MAX=7\n", Files.readString(userSettings()));
        assertEquals(0, config().run("--unset", "SX_LS_MAX", "--level", "user").exit());
        assertEquals(0, config().run("profile", "list").exit());
        if (before == null) {
            fails("is not a regular file", "--set", "MODEL", "x");
            return;
        }
        if (!said.contains("THINKING must")) fails(said, "--set", "MODEL", "x");
        assertTrue(Arrays.equals(before, Files.readAllBytes(settings())) || said.contains("THINKING must"));
        var mended = editing("printf 'MODEL=mended\\n' >\"$1\"").run("edit");
        assertEquals(0, mended.exit(), mended.err());
        assertEquals("mended\n", out("--get", "MODEL"));
    }

    @Test
    void whatIsOddAboutAFileIsListed() throws IOException {
        write(settings(), "MODEL=a\nMODLE=b\nMODEL=c\nSX_TEAM=x\nTOKEN_HTTP_API_KEY=" + SECRET + "\n");
        Files.setPosixFilePermissions(settings(), PosixFilePermissions.fromString("rw-r--r--"));
        var problems = out("--files").lines().filter(line -> line.startsWith(" ")).toList();
        assertEquals(6, problems.size() + 1, problems::toString);
        for (var said : List.of(":2: unknown key MODLE", ":3: MODEL is set again; line 1 counts no more",
                ":4: SX_TEAM counts from the environment only", ":5: TOKEN_HTTP_API_KEY does not count", "chmod 600")) {
            assertTrue(problems.stream().anyMatch(line -> line.contains(settings() + (said.startsWith(":") ? said : ": holds a secret"))),
                    () -> said + " in " + problems);
        }
        assertTrue(out("--files").contains("project  exists   0644  " + settings() + "\n"), out("--files"));
        assertEquals(0, config().run("--unset", "MODLE").exit());
        fails("unknown key MODLE", "--unset", "MODLE");
        assertFalse(Files.readString(settings()).contains("MODLE"));
    }

    @Test
    void twoAtOnceLoseNothing() throws IOException {
        var keys = List.of("SX_LS_MAX", "SX_GLOB_MAX", "SX_GREP_MAX", "SX_WEB_TIMEOUT", "SX_BASH_TIMEOUT", "SX_TOOL_MAX_LINES", "CODEX_SSH_PORT", "CODEX_ACCOUNT");
        var all = new ArrayList<Sx>();
        var running = new ArrayList<Process>();
        for (var key : keys) {
            all.add(new Sx("config", Files.createDirectories(folder.resolve("run-" + key))).env("HOME", home.toString()).in(project));
            running.add(all.getLast().start("--set", key, "7"));
        }
        for (var i = 0; i < keys.size(); i++) {
            var ended = all.get(i).end(running.get(i));
            assertEquals(0, ended.exit(), ended.err());
        }
        for (var key : keys) assertEquals("7\n", out("--get", key));
        assertTrue(out("trust", "--list").contains("trusted"));
    }

    @Test
    void profilesComeAndGo() throws IOException {
        assertEquals("", out("profile"));
        silent("profile", "new", "work");
        silent("profile", "new", "site", "--level", "project");
        var file = home.resolve(".config/scorpiox/profiles/work.txt");
        assertTrue(Files.readString(file).lines().allMatch(line -> line.startsWith("#")));
        fails("already", "profile", "new", "work");
        silent("--set", "MODEL", "haiku", "--profile", "work");
        assertEquals("sonnet\nhaiku\n", out("--get", "MODEL") + out("--get", "MODEL", "--profile", "work"));
        silent("profile", "use", "work");
        assertEquals("haiku\n", out("--get", "MODEL"));
        assertEquals("MODEL=haiku\n", out("--dump", "--level", "profile"));
        assertTrue(out("profile", "list").contains("* work             user     " + file + "\n"), out("profile", "list"));
        assertEquals("[{\"name\":\"site\",\"level\":\"project\",\"file\":\"" + project.resolve(".scorpiox/profiles/site.txt")
                + "\",\"active\":false},{\"name\":\"work\",\"level\":\"user\",\"file\":\"" + file + "\",\"active\":true}]\n",
                out("profile", "list", "--json"));
        assertTrue(config().env("ACTIVE_PROFILE", "site").run("profile", "use", "work").err().contains("all the same"));
        fails("--yes", "profile", "remove", "work");
        assertTrue(Files.exists(file));
        var removed = config().run("profile", "remove", "work", "--yes");
        assertAll(() -> assertEquals(0, removed.exit()), () -> assertTrue(removed.err().contains("taken out of " + userSettings()), removed.err()),
                () -> assertFalse(Files.exists(file)));
        assertEquals("sonnet\n", out("--get", "MODEL"));
        assertTrue(config().run("profile", "use", "site").err().contains("is a profile of this project alone"));
        silent("profile", "use", "off");
        assertEquals("", Files.readString(userSettings()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "profile use nope|config profile new nope",
            "profile use ../x|profile names are",
            "profile new ../x|profile names are",
            "profile new .hidden|profile names are",
            "profile new off|cannot be called off",
            "profile remove ../../../x|profile names are",
            "profile remove nope --yes|config profile new nope",
            "profile remove ci --yes|is the team's profile",
            "--set MODEL x --profile ../x|profile names are",
            "--set MODEL x --profile nope|config profile new nope",
            "--get MODEL --profile nope|config profile new nope",
            "--dump --level profile --profile nope|config profile new nope",
            "edit --profile nope|config profile new nope",
            "--set MODLE x|config --keys",
            "--get MODLE|config --keys",
            "--set SX_TEAM x --level user|environment only",
            "--set CODEX_HOME x|environment only",
            "--set SX_SEARCH_CMD x|use --level user",
            "--set SX_LS_MAX many|must be a whole number",
            "bogus|unknown command bogus",
    })
    void aMistakeIsOneLineAndChangesNothing(String line, String said) throws IOException {
        write(folder.resolve("x.txt"), "MODEL=mine\n");
        write(folder.resolve("team/profiles/ci.txt"), "MODEL=team\n");
        var ended = config().env("SX_TEAM", folder.resolve("team").toString()).run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit(), ended.err()), () -> assertTrue(ended.err().contains(said), ended.err()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertEquals("", ended.out()));
        assertFalse(Files.exists(settings()) || Files.exists(userSettings()));
        assertEquals("MODEL=mine\n", Files.readString(folder.resolve("x.txt")));
    }

    @Test
    void aProjectIsTrustedKnowingly() throws IOException {
        var marker = folder.resolve("started");
        write(settings(), "MODEL=x\nCODEX_BASE_URL=http://127.0.0.1:9\nCODEX_API_KEY=" + SECRET + "\n");
        write(project.resolve(".scorpiox/profiles/p.txt"), "CODEX_SSH_HOST=evil\u202e.example\n");
        write(project.resolve(".scorpiox/tools/evil"), "#!/bin/sh\ntouch '" + marker + "'\n");
        Files.setPosixFilePermissions(project.resolve(".scorpiox/tools/evil"), PosixFilePermissions.fromString("rwxr-xr-x"));
        isNotTrusted();
        var asked = config().run("trust");
        assertAll(() -> assertEquals(2, asked.exit()), () -> assertTrue(asked.err().contains("config trust --yes"), asked.err()),
                () -> assertFalse(Files.exists(home.resolve(".config/scorpiox/trust.json"))));
        assertEquals("http://127.0.0.1:9\n", out("--get", "CODEX_BASE_URL", "--trust-project"));
        var trusted = config().run("trust", "--yes");
        for (var shown : List.of("CODEX_BASE_URL=\"http://127.0.0.1:9\"  (scorpiox-env.txt:2)", "CODEX_API_KEY=***  (scorpiox-env.txt:3)",
                "CODEX_SSH_HOST=\"evil\\u202e.example\"", "profiles/p.txt:1)", "its tool \"evil\"")) {
            assertTrue(trusted.err().contains(shown), () -> shown + " in " + trusted.err());
        }
        assertAll(() -> assertEquals(0, trusted.exit()), () -> assertFalse(trusted.err().contains(SECRET)),
                () -> assertFalse(trusted.err().contains("\u202e")), () -> assertEquals("", trusted.out()));
        assertEquals("http://127.0.0.1:9\n", out("--get", "CODEX_BASE_URL"));
        assertEquals("trusted  " + project + "\n", out("trust", "--list"));
        assertEquals("[{\"project\":\"" + project + "\",\"trusted\":true}]\n", out("trust", "--list", "--json"));
        write(project.resolve(".scorpiox/tools/evil"), "#!/bin/sh\ntouch '" + marker + "' # changed\n");
        isNotTrusted();
        assertTrue(config().run("trust", "--yes").err().contains("has changed since you trusted it"));
        assertEquals(0, config().run("untrust").exit());
        assertEquals("", out("trust", "--list"));
        isNotTrusted();
        assertFalse(Files.exists(marker));
    }

    @ParameterizedTest
    @ValueSource(strings = {"home", "/"})
    void homeAndRootAreNoProjects(String place) throws IOException {
        write(home.resolve("scorpiox-env.txt"), "CODEX_BASE_URL=http://127.0.0.1:9\n");
        var ended = config().in(place.equals("/") ? Path.of("/") : home).run("trust", "--yes");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains("cannot be trusted as a project"), ended.err()));
        assertFalse(Files.exists(home.resolve(".config/scorpiox/trust.json")));
    }

    /// What the editor does, the text afterwards (nothing: as it was), the exit code, what is said.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "echo THINKING=0 >>\"$1\"|MODEL=old%THINKING=0|0|is written",
            "true||0|is unchanged",
            "echo MODEL=new >\"$1\"; exit 3||1|exit code 3",
            "exit 3||1|exit code 3",
            "echo broken >>\"$1\"||2|:2: a setting is KEY=VALUE",
            "echo THINKING=maybe >>\"$1\"||2|:2: THINKING must be 0 or 1",
            "printf 'MODEL=\\007\\n' >\"$1\"||2|:1: the value of MODEL holds a control character",
            "printf 'MODEL=\\377\\n' >\"$1\"||2|is not UTF-8",
            "echo MODLE=x >>\"$1\"|MODEL=old%MODLE=x|0|:2: unknown key MODLE",
            "echo CODEX_API_KEY=secret-of-this-test-0123 >>\"$1\"||2|--allow-secret",
            "awk 'BEGIN { while (i++ < 9000) print \"# comments\" }' >\"$1\"||2|is larger than",
            ": >\"$1\"|EMPTY|0|is written",
            "rm \"$1\"||1|left no file",
            "echo MODEL=other >SETTINGS; echo MODEL=new >\"$1\"|MODEL=other|1|somebody else meanwhile",
            "sed -i s/old/new/ \"$1\"; cp \"$1\" \"$1~\"|MODEL=new|0|is written",
    })
    void anEditorWorksOnACopyAndNothingIsLost(String does, String after, int exit, String said) throws IOException {
        write(settings(), "MODEL=old\n");
        var ended = editing(does.replace("SETTINGS", "'" + settings() + "'")).run("edit", "-v");
        assertAll(() -> assertEquals(exit, ended.exit(), ended.err()), () -> assertTrue(ended.err().contains(said), ended.err()),
                () -> assertFalse(ended.err().contains(SECRET), ended.err()), () -> assertEquals("", ended.out()));
        assertEquals(after == null ? "MODEL=old\n" : after.equals("EMPTY") ? "" : after.replace('%', '\n') + "\n", Files.readString(settings()));
        var copies = copies();
        var touched = exit != 0 && !does.startsWith("exit") && !does.startsWith("rm");
        assertEquals(touched ? 1 : 0, copies.size(), copies::toString);
        for (var copy : copies) {
            assertTrue(ended.err().contains("your text is kept in " + copy), ended.err());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.getParent())));
        }
    }

    @Test
    void anEditorsCommandMayHaveArgumentsAndLevelsAndProfilesAreEdited() throws IOException {
        var script = folder.resolve("the editor");
        write(script, "#!/bin/sh\n[ \"$1\" = --wait ] && echo MODEL=opus >>\"$2\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        var command = "'" + script + "' --wait";
        assertEquals(0, config().env("EDITOR", "false").env("VISUAL", command).run("edit", "--level", "user").exit());
        assertTrue(Files.readString(userSettings()).endsWith("\nMODEL=opus\n"), Files.readString(userSettings()));
        silent("profile", "new", "work");
        assertEquals(0, config().env("EDITOR", command).run("edit", "--profile", "work").exit());
        assertEquals("MODEL=opus\n", out("--dump", "--level", "profile", "--profile", "work"));
        var none = config().run("edit");
        assertAll(() -> assertEquals(2, none.exit()), () -> assertTrue(none.err().contains("set EDITOR"), none.err()));
        assertEquals(List.of(), copies());
    }

    @Test
    void whoIsEndedWhileTheyEditFindsTheTextAgain() throws IOException {
        write(settings(), "MODEL=old\n");
        var fifo = folder.resolve("fifo");
        var sx = editing("echo MODEL=new >\"$1\"; mkfifo '" + fifo + "'; cat '" + fifo + "'");
        var running = sx.start("edit");
        while (!Files.exists(fifo) && running.isAlive()) Thread.onSpinWait();
        running.destroy();
        var ended = sx.end(running);
        assertAll(() -> assertEquals(143, ended.exit(), ended.err()),
                () -> assertTrue(ended.err().contains("your text is kept in " + copies().getFirst()), ended.err()),
                () -> assertEquals("MODEL=new\n", Files.readString(copies().getFirst())), () -> assertEquals("MODEL=old\n", Files.readString(settings())));
    }

    @Test
    void aBrokenProfileIsNamedAndCanBeRemoved() throws IOException {
        var profile = project.resolve(".scorpiox/profiles/p.txt");
        write(profile, "CODEX_SSH_HOST=x\nbroken\n");
        assertTrue(config().run("trust", "--yes").err().contains(profile + ":2: a setting is KEY=VALUE"));
        fails(profile + ":2: a setting is KEY=VALUE", "--get", "MODEL", "--profile", "p");
        silent("profile", "remove", "p", "--yes");
        assertFalse(Files.exists(profile));
    }

    @Test
    void whatTheUserEditsInAProjectIsTrusted() throws IOException {
        assertEquals(0, editing("echo CODEX_BASE_URL=http://127.0.0.1:9 >\"$1\"").run("edit").exit());
        assertEquals("http://127.0.0.1:9\n", out("--get", "CODEX_BASE_URL"));
        assertEquals(0, config().run("untrust").exit());
        assertTrue(editing("echo MODEL=x >>\"$1\"").run("edit").err().contains("config trust"));
        isNotTrusted();
    }

    /// What the project sets does not count, which is said; looking at settings goes on.
    private void isNotTrusted() throws IOException {
        var ended = config().run("--get", "CODEX_BASE_URL");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("\n", ended.out()),
                () -> assertTrue(ended.err().contains("the project is not trusted: ") && ended.err().contains("CODEX_BASE_URL"), ended.err()));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        write(home.resolve(".config"), "a file where a folder should be");
        var ended = config().run("--set", "MODEL", "x", "--level", "user");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains(userSettings() + " cannot be written"), ended.err()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()));
        var inProject = config().run("--set", "MODEL", "x");
        assertAll(() -> assertEquals(0, inProject.exit(), inProject.err()), () -> assertEquals("MODEL=x\n", Files.readString(settings())));
        var untold = config().run("--set", "CODEX_SSH_HOST", "bastion");
        assertAll(() -> assertEquals(0, untold.exit()), () -> assertTrue(untold.err().contains("is not trusted"), untold.err()),
                () -> assertNotEquals("MODEL=x\n", Files.readString(settings())));
    }

    @Test
    void helpAndVersion() throws IOException {
        assertTrue(out("--help").contains("Look at the settings"));
        assertEquals(out("help"), out("-h"));
        assertTrue(out("--version").startsWith("config "));
    }

    private Sx config() {
        return new Sx("config", home).in(project);
    }

    private Sx editing(String script) {
        return config().env("EDITOR", "f() { " + script + "; }; f");
    }

    private String out(String... args) throws IOException {
        var ended = config().run(args);
        assertEquals(0, ended.exit(), () -> String.join(" ", args) + ": " + ended.err());
        return ended.out();
    }

    private void silent(String... args) {
        var ended = config().run(args);
        assertAll(String.join(" ", args), () -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("", ended.err()),
                () -> assertEquals("", ended.out()));
    }

    private void fails(String said, String... args) {
        var ended = config().run(args);
        assertAll(String.join(" ", args), () -> assertEquals(2, ended.exit(), ended.err()),
                () -> assertTrue(ended.err().contains(said), ended.err()), () -> assertEquals("", ended.out()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()));
    }

    private Path settings() {
        return project.resolve("scorpiox-env.txt");
    }

    private Path userSettings() {
        return home.resolve(".config/scorpiox/scorpiox-env.txt");
    }

    private List<Path> copies() throws IOException {
        var state = home.resolve(".local/state/scorpiox");
        if (!Files.exists(state)) return List.of();
        try (var files = Files.walk(state)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
