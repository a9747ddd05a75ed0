package scorpiox.command.layers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.ProcessGroup;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvText;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Trust;

class WritingTest {
    private static final String SECRET = "secret-of-this-test-0123";

    @TempDir
    Path folder;
    private Path root;
    private Environment environment;

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectories(folder.toRealPath().resolve("project"));
        Files.createDirectories(root.resolve(".git"));
        var home = Files.createDirectories(folder.toRealPath().resolve("home"));
        environment = new Environment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")), Files.createDirectories(root.resolve("src/deep")));
    }

    /// Which files there are, what is asked for, and the file that is meant; `-` is nothing.
    @ParameterizedTest
    @CsvSource({
            "-, -, -, PROJECT/scorpiox-env.txt, true",
            "-, project, -, PROJECT/scorpiox-env.txt, true",
            "-, user, -, USER/scorpiox-env.txt, false",
            "PROJECT/scorpiox-env.txt, -, -, PROJECT/scorpiox-env.txt, true",
            "PROJECT/.scorpiox/scorpiox-env.txt, -, -, PROJECT/.scorpiox/scorpiox-env.txt, true",
            "PROJECT/scorpiox-env.txt PROJECT/.scorpiox/scorpiox-env.txt, project, -, PROJECT/.scorpiox/scorpiox-env.txt, true",
            "PROJECT/.scorpiox/profiles/work.txt, -, work, PROJECT/.scorpiox/profiles/work.txt, true",
            "USER/profiles/work.txt, -, work, USER/profiles/work.txt, false",
            "USER/profiles/work.txt PROJECT/.scorpiox/profiles/work.txt, -, work, PROJECT/.scorpiox/profiles/work.txt, true",
            "USER/profiles/work.txt PROJECT/.scorpiox/profiles/work.txt, user, work, USER/profiles/work.txt, false",
    })
    void aLevelMeansAFile(String existing, String level, String profile, String file, boolean project) throws IOException {
        for (var each : existing.equals("-") ? List.<String>of() : List.of(existing.split(" "))) write(path(each), "");
        assertEquals(new Writing.Target(path(file), project), Writing.target(environment, level.equals("-") ? null : level, profile.equals("-") ? null : profile));
    }

    @ParameterizedTest
    @CsvSource({
            "-, none, config profile new none",
            "user, none, --level user",
            "project, mine, --level project",
            "-, ../mine, profile names are",
            "user, .., profile names are",
            "-, a/b, profile names are",
            "-, '', profile names are",
    })
    void noOtherProfileIsMeant(String level, String profile, String said) throws IOException {
        write(path("USER/profiles/mine.txt"), "");
        write(path("USER/mine.txt"), "");
        var failure = usage(() -> Writing.target(environment, level.equals("-") ? null : level, profile));
        assertTrue(failure.line().contains(said), failure.line());
    }

    /// Key, value, where to, and a part of the refusal; nothing for what may be written.
    @ParameterizedTest
    @CsvSource({
            "MODEL, anything at all, project, ''",
            "MODEL, '', project, ''",
            "THINKING, 0, project, ''",
            "THINKING, '', project, ''",
            "THINKING, yes, project, 'THINKING must be 0 or 1, not yes'",
            "SX_MODE, Read_Only, project, ''",
            "SX_MODE, none, user, must be one of",
            "SX_BASH_TIMEOUT, soon, user, must be a whole number",
            "CODEX_BASE_URL, ftp://host, user, must be an http or https URL",
            "CODEX_BASE_URL, http://me:pass@host, user, 'must not hold a user or password, not ***'",
            "CODEX_BASE_URL, http://127.0.0.1:9, project, ''",
            "TOKEN_HTTP_API_KEY, x, project, use --level user",
            "TOKEN_HTTP_API_KEY, x, user, ''",
            "SX_SEARCH_CMD, x, project, use --level user",
            "HTTPS_PROXY, http://proxy:1, user, ''",
            "SX_TEAM, x, user, environment only",
            "CODEX_HOME, x, project, environment only",
            "SX_INSECURE_HTTP, 1, user, environment only",
            "CODEX_API_KEY, x, user, ''",
            "CODEX_API_KEY, x, project, --allow-secret",
            "CODEX_API_KEY, '', project, ''",
    })
    void aValueMayStandWhereItCounts(String key, String value, String level, String said) {
        var target = Writing.target(environment, level, null);
        if (said.isEmpty()) assertDoesNotThrow(() -> Writing.check(Keys.named(key), value, target, false, environment));
        else assertTrue(usage(() -> Writing.check(Keys.named(key), value, target, false, environment)).line().contains(said));
    }

    @Test
    void rulesThatStandOnSeveralLinesAreNotReplacedByOne() throws IOException {
        var target = Writing.target(environment, "user", null);
        write(target.file(), "SX_DENY=bash(rm*)\nSX_DENY=bash(mv*)\nSX_ASK=edit\n");
        assertTrue(usage(() -> Writing.check(Keys.SX_DENY, "bash(dd*)", target, false, environment)).line().contains("several lines of SX_DENY"));
        assertDoesNotThrow(() -> Writing.check(Keys.SX_ASK, "bash", target, false, environment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"home", "root"})
    void whatCannotBeTrustedDoesNotGetWhatNeedsTrust(String place) {
        var there = environment.in(place.equals("home") ? environment.home() : Path.of("/"));
        var target = Writing.target(there, null, null);
        assertTrue(usage(() -> Writing.check(Keys.CODEX_BASE_URL, "http://127.0.0.1:9", target, false, there)).line().contains("use --level user"));
        assertDoesNotThrow(() -> Writing.check(Keys.MODEL, "x", target, false, there));
        assertDoesNotThrow(() -> Writing.check(Keys.PROVIDER, "codex", target, false, there));
    }

    /// What git would commit is for git to say.
    @ParameterizedTest
    @CsvSource({
            "scorpiox-env.txt, '', true",
            "*.txt, '', true",
            "'*.txt\n!scorpiox-env.txt', '', false",
            "other.txt, '', false",
            "'', '', false",
            "scorpiox-env.txt, tracked, false",
    })
    void aSecretMayStandInAProjectsFileThatGitLeavesOut(String ignored, String tracked, boolean allowed) throws IOException, InterruptedException {
        git("init", "--quiet");
        var target = Writing.target(environment, null, null);
        if (!tracked.isEmpty()) {
            write(target.file(), "MODEL=x\n");
            git("add", "scorpiox-env.txt");
        }
        Files.writeString(root.resolve(".gitignore"), ignored + "\n");
        if (allowed) Writing.check(Keys.CODEX_API_KEY, SECRET, target, false, environment);
        else assertFalse(usage(() -> Writing.check(Keys.CODEX_API_KEY, SECRET, target, false, environment)).line().contains(SECRET));
        Writing.check(Keys.CODEX_API_KEY, SECRET, target, true, environment);
    }

    @Test
    void anIgnoredLinkToAFileThatIsNotIgnoredIsNoPlaceForASecret() throws IOException, InterruptedException {
        git("init", "--quiet");
        Files.writeString(root.resolve(".gitignore"), "scorpiox-env.txt\n");
        write(root.resolve("notes.txt"), "MODEL=x\n");
        var link = Files.createSymbolicLink(root.resolve("scorpiox-env.txt"), Path.of("notes.txt"));
        var target = Writing.target(environment, null, null);
        assertEquals(link, target.file());
        usage(() -> Writing.check(Keys.CODEX_API_KEY, SECRET, target, false, environment));
    }

    /// A repository can configure git to run programs; asking whether a file is ignored runs none of them.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aHostileRepositoryGetsNothingStarted() throws IOException, InterruptedException {
        git("init", "--quiet");
        var marker = folder.resolve("started");
        var trap = folder.resolve("trap");
        Files.writeString(trap, "#!/bin/sh\necho \"$0\" >>'" + marker + "'\n");
        Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("more.config"), "[core]\n\tfsmonitor = " + trap + "\n\tpager = " + trap + "\n");
        Files.writeString(root.resolve(".git/config"), Files.readString(root.resolve(".git/config")) + """
                [core]
                	fsmonitor = %1$s
                	hooksPath = %2$s
                	pager = %1$s
                	editor = %1$s
                	sshCommand = %1$s
                	askPass = %1$s
                	untrackedCache = true
                	splitIndex = true
                [include]
                	path = %2$s/more.config
                [alias]
                	check-ignore = !%1$s
                [extensions]
                	partialClone = origin
                [remote "origin"]
                	url = %2$s/other
                	uploadpack = %1$s
                	promisor = true
                [filter "x"]
                	clean = %1$s
                	smudge = %1$s
                	process = %1$s
                """.formatted(trap, folder));
        for (var hook : List.of("post-index-change", "fsmonitor-watchman", "query-watchman",
                "post-checkout")) Files.copy(trap, root.resolve(".git/hooks").resolve(hook), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(root.resolve(".gitattributes"), "* filter=x\n");
        Files.writeString(root.resolve(".gitignore"), "scorpiox-env.txt\n");
        write(root.resolve("tracked.txt"), "x");
        var index = root.resolve(".git/index");
        gitExit("status");
        assertTrue(Files.exists(marker), "the trap does not work");
        Files.delete(marker);
        var before = Files.exists(index) ? Files.readAllBytes(index) : new byte[0];
        Writing.check(Keys.CODEX_API_KEY, SECRET, Writing.target(environment, null, null), false, environment);
        usage(() -> Writing.check(Keys.CODEX_API_KEY, SECRET, new Writing.Target(root.resolve(".scorpiox/profiles/other.txt"), true), false, environment));
        assertFalse(Files.exists(marker), () -> "started: " + read(marker));
        assertEquals(before.length, Files.exists(index) ? Files.size(index) : 0);
    }

    @Test
    void whatTheUserWritesIntoAProjectWithNothingElseIsTrusted() {
        write(null, "CODEX_BASE_URL", "http://127.0.0.1:9");
        assertEquals(Trust.Verdict.TRUSTED, verdict());
        assertEquals("http://127.0.0.1:9", Cascade.resolve(environment, Cascade.Flags.NONE).get(Keys.CODEX_BASE_URL));
        write(null, "CODEX_SSH_HOST", "bastion");
        write(null, "MODEL", "x");
        assertEquals(Trust.Verdict.TRUSTED, verdict());
        assertEquals("bastion", Cascade.resolve(environment, Cascade.Flags.NONE).get(Keys.CODEX_SSH_HOST));
    }

    @ParameterizedTest
    @CsvSource({"MODEL, x", "PROVIDER, codex", "CODEX_TOKEN_SOURCE, local", "SX_MODE, read-only"})
    void whatNeedsNoTrustIsNotRecorded(String key, String value) {
        assertTrue(write(null, key, value).note().isEmpty());
        assertEquals(Map.of(), Trust.of(environment).all());
    }

    /// Anything that was there before, of any kind, in any file, used by this run or not.
    @ParameterizedTest
    @CsvSource({
            "scorpiox-env.txt, CODEX_SSH_HOST=evil.example",
            ".scorpiox/scorpiox-env.txt, CODEX_SSH_HOST=evil.example",
            ".scorpiox/scorpiox-env.txt, SX_ALLOW=bash",
            ".scorpiox/scorpiox-env.txt, CODEX_BASE_URL=",
            ".scorpiox/profiles/unused.txt, PROVIDER=evil",
            ".scorpiox/tools/evil, #!/bin/sh",
            ".scorpiox/hooks/evil, #!/bin/sh",
    })
    void whatCameWithTheProjectIsNotTrustedWithIt(String file, String content) throws IOException {
        write(root.resolve(file), content + "\n");
        if (content.startsWith("#!")) Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString("rwx------"));
        var note = write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9").note();
        assertTrue(note.orElse("").contains("config trust"), note::toString);
        assertEquals(Map.of(), Trust.of(environment).all());
    }

    @Test
    void aChangeByOthersIsNotTrustedWithTheUsersOwn() throws IOException {
        write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9");
        assertEquals(Trust.Verdict.TRUSTED, verdict());
        write(root.resolve(".scorpiox/scorpiox-env.txt"), "CODEX_SSH_HOST=evil.example\n");
        assertTrue(write(null, "MODEL", "x").note().isPresent());
        assertEquals(Trust.Verdict.CHANGED, verdict());
    }

    @Test
    void aRefusalIsNotTurnedIntoTrust() throws IOException {
        write(root.resolve("scorpiox-env.txt"), "CODEX_SSH_HOST=evil.example\n");
        var project = Project.around(environment);
        Trust.of(environment).decide(environment, project, project.fingerprint(), false);
        write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9");
        assertEquals(Map.of(root.toString(), false), Trust.of(environment).all());
        assertEquals(Trust.Verdict.UNKNOWN, verdict());
    }

    @Test
    void aNestedRepositoryIsAnotherProject() throws IOException {
        write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9");
        var nested = environment.in(Files.createDirectories(root.resolve("vendor/nested")));
        Files.createDirectories(root.resolve("vendor/nested/.git"));
        write(root.resolve("vendor/nested/scorpiox-env.txt"), "CODEX_SSH_HOST=evil.example\n");
        assertTrue(Writing.write(nested, Writing.target(nested, null, null), Map.of("MODEL", "x")).note().isPresent());
        assertEquals(List.of(root.toString()), List.copyOf(Trust.of(environment).all().keySet()));
    }

    @Test
    void whatCannotBeTrustedAtAllIsWrittenAndNotTrusted() throws IOException {
        write(folder.resolve("outside.txt"), "MODEL=x\n");
        Files.createDirectories(root.resolve(".scorpiox/profiles"));
        Files.createSymbolicLink(root.resolve(".scorpiox/profiles/out.txt"), folder.toRealPath().resolve("outside.txt"));
        var note = write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9").note();
        assertTrue(note.orElse("").contains("out.txt leads out of the project"), note::toString);
        assertEquals(Map.of(), Trust.of(environment).all());
    }

    /// A clone can hold links; what the user writes into "the project" must not land elsewhere, nor where git starts programs.
    @ParameterizedTest
    @CsvSource({
            "scorpiox-env.txt, ../outside/scorpiox-env.txt, is a link",
            "scorpiox-env.txt, .git/hooks/post-checkout, is a link",
            "scorpiox-env.txt, notes.txt, is a link",
            "scorpiox-env.txt, nothing-there, -",
            ".scorpiox/scorpiox-env.txt, ../.git/config, is a link",
            ".scorpiox, ../outside, lies behind the link",
            ".scorpiox, .git, lies behind the link",
            ".scorpiox, src, lies behind the link",
    })
    void nothingIsWrittenThroughALinkOfTheProject(String link, String to, String said) throws IOException {
        var all = List.of(folder.toRealPath().resolve("outside/scorpiox-env.txt"), root.resolve(".git/hooks/post-checkout"), root.resolve(".git/config"),
                root.resolve(".git/scorpiox-env.txt"), root.resolve("src/scorpiox-env.txt"), root.resolve("notes.txt"));
        for (var each : all) write(each, "MODEL=mine\n");
        Files.createDirectories(root.resolve(link).getParent());
        Files.createSymbolicLink(root.resolve(link), Path.of(to));
        var line = usage(() -> Writing.write(environment, new Writing.Target(root.resolve(link.endsWith("txt") ? link : ".scorpiox/scorpiox-env.txt"), true), Map.of("MODEL", "x"))).line();
        assertTrue(line.contains(said.equals("-") ? "is a link" : said), line);
        for (var each : all) assertEquals("MODEL=mine\n", read(each));
        assertFalse(Files.exists(root.resolve("nothing-there")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".git/hooks/post-checkout", ".git/config", ".GIT/config", "vendor/.git/config"})
    void nothingOfGitsOwnIsWritten(String name) {
        assertTrue(usage(() -> Writing.write(environment, new Writing.Target(root.resolve(name), true), Map.of("MODEL", "x"))).line().contains("git's own"));
        assertFalse(Files.exists(root.resolve(name)));
    }

    /// While this waits for its turn anybody may put something into the project.
    @ParameterizedTest
    @CsvSource({
            "scorpiox-env.txt, SX_ALLOW=bash",
            ".scorpiox/scorpiox-env.txt, SX_ALLOW=bash",
            ".scorpiox/profiles/new.txt, SX_ALLOW=bash",
            ".scorpiox/tools/Evil.java, class Evil {}",
            ".scorpiox/hooks/evil, #!/bin/sh",
    })
    void whatAppearsWhileItIsWrittenIsNotTrustedWithIt(String name, String content) throws IOException {
        for (var trusted : List.of(false, true)) {
            Files.deleteIfExists(root.resolve(name));
            if (trusted) Writing.write(environment, Writing.target(environment, null, null), Map.of("CODEX_REMOTE_URL", "http://127.0.0.1:9"));
            var target = new Writing.Target(root.resolve("scorpiox-env.txt"), true);
            var written = Writing.write(environment, target, () -> {
                try {
                    write(root.resolve(name), content + "\n");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return EnvText.edit(environment, target.file(), Map.of("CODEX_SSH_HOST", "mine")).stream().toList();
            });
            assertTrue(written.changed());
            assertTrue(written.note().orElse("").startsWith("something else of the project has changed meanwhile"), written.note().toString());
            assertFalse(verdict() == Trust.Verdict.TRUSTED);
            Files.delete(root.resolve(name));
            Files.deleteIfExists(target.file());
            Trust.of(environment).forget(Project.around(environment));
        }
    }

    /// Profiles come and go; the folders made for them are no change of others.
    @Test
    void aTrustedProjectStaysSoWithAnotherProfile() throws IOException {
        write(null, "CODEX_REMOTE_URL", "http://127.0.0.1:9");
        var target = new Writing.Target(root.resolve(".scorpiox/profiles/p.txt"), true);
        Writing.write(environment, target, () -> EnvText.edit(environment, target.file(), new byte[0], "MODEL=x\n").stream().toList());
        assertEquals(Trust.Verdict.TRUSTED, verdict());
        var before = Files.readAllBytes(target.file());
        Writing.write(environment, target, () -> {
            assertDoesNotThrow(() -> Files.delete(target.file()));
            return List.of(new EnvText.Edit(target.file(), before, null));
        });
        assertEquals(Trust.Verdict.TRUSTED, verdict());
    }

    /// A pipe in place of a list of ignored files ends neither the wait nor the refusal.
    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({"core.excludesFile, true", "include.path, false"})
    void aPipeThatARepositoryNamesHoldsNobodyUp(String setting, boolean ignored) throws IOException, InterruptedException {
        git("init", "--quiet");
        Files.writeString(root.resolve(".gitignore"), "scorpiox-env.txt\n");
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        git("config", setting, pipe.toString());
        var target = Writing.target(environment, null, null);
        if (ignored) Writing.check(Keys.CODEX_API_KEY, SECRET, target, false, environment);
        else usage(() -> Writing.check(Keys.CODEX_API_KEY, SECRET, target, false, environment));
    }

    @Test
    void takingOutIsOfBothFilesOfTheProject() throws IOException {
        write(root.resolve("scorpiox-env.txt"), "# top\nMODEL=a\nTHINKING=0\n");
        write(root.resolve(".scorpiox/scorpiox-env.txt"), "MODEL=b\nSX_LS_MAX=7\n");
        var target = Writing.target(environment, null, null);
        var gone = Collections.<String, String>singletonMap("MODEL", null);
        var preview = Writing.preview(environment, target, gone);
        assertEquals(List.of("SX_LS_MAX=7\n", "# top\nTHINKING=0\n"), preview.stream().map(Writing.Change::after).toList());
        assertEquals("MODEL=b\nSX_LS_MAX=7\n", read(root.resolve(".scorpiox/scorpiox-env.txt")));
        assertTrue(Writing.write(environment, target, gone).changed());
        for (var change : preview) assertEquals(change.after(), read(change.file()));
        assertFalse(Writing.write(environment, target, gone).changed());
        assertEquals(List.of(), Writing.preview(environment, target, gone));
    }

    @Test
    void aSecretMakesTheFileAndTheUsersFolderPrivate() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        write("user", "MODEL", "x");
        assertEquals("rwx------", mode(environment.configuration()));
        write("user", "CODEX_API_KEY", SECRET);
        assertEquals("rw-------", mode(environment.userSettings()));
    }

    @Test
    void twoWhoWriteAtOnceLoseNothingAndStayTrusted() throws InterruptedException {
        write(null, "CODEX_BASE_URL", "http://127.0.0.1:9");
        var names = List.of(List.of("SX_LS_MAX", "SX_GLOB_MAX", "SX_GREP_MAX", "CODEX_SSH_PORT"), List.of("SX_WEB_TIMEOUT", "SX_BASH_TIMEOUT",
                "SX_TOOL_MAX_LINES", "CODEX_SSH_HOST"));
        var threads = new ArrayList<Thread>();
        for (var each : names) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (var value = 10; value < 15; value++) for (var name : each) write(null, name, String.valueOf(value));
            }));
        }
        for (var thread : threads) thread.join();
        var settings = Cascade.resolve(environment, Cascade.Flags.NONE);
        names.forEach(each -> each.forEach(name -> assertEquals("14", settings.get(Keys.named(name)), name)));
        assertEquals(Trust.Verdict.TRUSTED, verdict());
    }

    @ParameterizedTest
    @CsvSource({"MODEEL, 'did you mean MODEL?'", "CODEX_BASE_URLL, 'did you mean CODEX_BASE_URL?'", "model, 'did you mean MODEL?'", "'', config --keys"})
    void anUnknownKeyIsNamedWithItsNearest(String name, String said) {
        assertTrue(usage(() -> Writing.key(name)).line().contains(said));
    }

    private Writing.Written write(String level, String key, String value) {
        var changes = new HashMap<String, String>();
        changes.put(key, value);
        return Writing.write(environment, Writing.target(environment, level, null), changes);
    }

    private Trust.Verdict verdict() {
        var project = Project.around(environment);
        return Trust.of(environment).verdict(project, project.fingerprint());
    }

    private Path path(String text) {
        return text.startsWith("USER/") ? environment.configuration().resolve(text.substring(5)) : root.resolve(text.substring(8));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        assertEquals(0, gitExit(arguments), () -> String.join(" ", arguments));
    }

    private int gitExit(String... arguments) throws IOException, InterruptedException {
        assumeTrue(ProcessGroup.program("git", System.getenv("PATH")).isPresent(), "git is not installed");
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", environment.home().toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        return builder.start().waitFor();
    }

    private static Failure usage(Executable run) {
        var failure = assertThrows(Failure.class, run);
        assertEquals(Kind.USAGE, failure.kind());
        assertEquals(1, failure.line().lines().count());
        return failure;
    }
}
