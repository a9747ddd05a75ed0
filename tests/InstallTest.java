package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
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

/// `sx install` from a checkout and by JBang from a catalogue, with the launchers that it makes.
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class InstallTest {
    private static final Path SCRIPTS = Sx.ROOT.resolve("scripts");

    @TempDir
    Path home;
    private Path bin;
    private boolean ownCache;

    @BeforeEach
    void folder() {
        bin = home.resolve("my bin");
    }

    /// JUnit would warn of every link that leads out of its folder.
    @AfterEach
    void unlink() throws IOException {
        try (var files = Files.walk(home, 2)) {
            for (var link : files.filter(Files::isSymbolicLink).toList()) Files.delete(link);
        }
    }

    @Test
    void fromACheckoutTheLaunchersAreLinksThatWorkFromAnywhere() throws IOException {
        var ended = install();
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("", ended.out()),
                () -> assertTrue(ended.err().startsWith("sx: " + bin.resolve("sx") + " -> " + SCRIPTS.resolve("sx") + "\n"), ended.err()));
        assertEquals(SCRIPTS.resolve("fetchtoken"), Files.readSymbolicLink(bin.resolve("scorpiox-fetchtoken")));
        var further = Files.createSymbolicLink(home.resolve("ask"), bin.resolve("sx"));
        for (var launcher : List.of(bin.resolve("sx"), further)) {
            var version = run(Path.of("/"), launcher.toString(), "--version");
            assertAll(() -> assertTrue(version.out().startsWith("sx "), version.err()), () -> assertEquals("", version.err()));
        }
        assertTrue(run(home, bin.resolve("scorpiox-fetchtoken").toString(), "--version").out().startsWith("fetchtoken "));
    }

    /// One list for the installer and the catalogue: what is published is installed.
    @Test
    void everyScriptOfTheCatalogueIsInstalled() throws IOException {
        install();
        var published = new TreeSet<String>();
        var aliases = Json.read(Files.readAllBytes(Sx.ROOT.resolve("jbang-catalog.json"))).path("aliases");
        for (var alias : aliases.properties()) published.add(alias.getValue().path("script-ref").asText().replaceAll("scripts/|\\.java", ""));
        try (var files = Files.list(bin)) {
            assertEquals(published, files.map(InstallTest::launcher).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void ourOwnAreReplacedAndRemovedAndNothingElseIs() throws IOException {
        install();
        Files.delete(bin.resolve("sx"));
        Files.createSymbolicLink(bin.resolve("sx"), home.resolve("gone/scripts/sx"));
        Files.writeString(bin.resolve("mine"), "mine");
        assertEquals(0, install().exit());
        assertEquals(SCRIPTS.resolve("sx"), Files.readSymbolicLink(bin.resolve("sx")));
        assertEquals(0, install("--catalog", "scorpiox").exit());
        assertTrue(Files.isRegularFile(bin.resolve("sx"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(0, install().exit());
        assertTrue(Files.isSymbolicLink(bin.resolve("sx")));
        var removed = install("--remove");
        assertAll(() -> assertEquals(0, removed.exit()), () -> assertTrue(removed.err().startsWith("sx: removed " + bin.resolve("sx") + "\n"), removed.err()));
        assertEquals(List.of("mine"), names());
        assertEquals("sx: there is no launcher of ours in " + bin + "\n", install("--remove").err());
    }

    /// Hints name our scripts by their short names, which others may have too.
    @Test
    void shortNamesAreInstalledWhereNobodyElseHasThem() throws IOException {
        assertEquals(0, install().exit());
        assertEquals(List.of("compare", "config", "fetchtoken", "scorpiox-codex-fetchtoken", "scorpiox-compare", "scorpiox-config", "scorpiox-fetchtoken", "scorpiox-serve", "scorpiox-simulator", "serve", "simulator", "sx"), names());
        var path = bin + ":" + SCRIPTS + ":" + System.getenv("PATH");
        var again = sx().env("PATH", path).run("install", "--dir", bin.toString());
        assertAll(() -> assertEquals(0, again.exit()), () -> assertFalse(again.err().contains("left out"), again.err()));
        assertEquals(0, install("--remove").exit());
        assertEquals(List.of(), names());
        var other = Files.writeString(Files.createDirectories(home.resolve("usr")).resolve("config"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(bin.resolve("simulator"), "mine");
        var told = sx().env("PATH", other.getParent() + ":" + path).run("install", "--dir", bin.toString());
        assertAll(() -> assertEquals(0, told.exit(), told.err()),
                () -> assertTrue(told.err().contains("sx: config is left out, since " + other + " has that name: call it scorpiox-config\n"), told.err()),
                () -> assertTrue(told.err().contains("sx: simulator is left out, since " + bin.resolve("simulator") + " has that name"), told.err()),
                () -> assertFalse(Files.exists(bin.resolve("config"))), () -> assertEquals("mine", Files.readString(bin.resolve("simulator"))));
    }

    /// Nor is what a link leads to, which may be anything.
    @Test
    void foreignFilesAreOverwrittenOnlyWhenAskedTo() throws IOException {
        Files.createDirectories(bin.resolve("scorpiox-simulator"));
        var target = Files.writeString(home.resolve(".profile"), "precious");
        Files.createSymbolicLink(bin.resolve("sx"), target);
        Files.writeString(bin.resolve("scorpiox-fetchtoken"), "#!/bin/sh\nexec somebody-elses\n");
        var refused = install();
        assertAll(() -> assertEquals(2, refused.exit()),
                () -> assertTrue(refused.err().contains("left as they are, since they are not ours: " + bin.resolve("sx") + ", "), refused.err()),
                () -> assertTrue(refused.err().endsWith(": --force replaces them\n"), refused.err()),
                        () -> assertTrue(Files.isSymbolicLink(bin.resolve("scorpiox-codex-fetchtoken"))));
        assertEquals(target, Files.readSymbolicLink(bin.resolve("sx")));
        assertEquals(0, install("--remove").exit());
        assertEquals(List.of("scorpiox-fetchtoken", "scorpiox-simulator", "sx"), names());
        Files.delete(bin.resolve("scorpiox-simulator"));
        assertEquals(0, install("--force", "--catalog", "scorpiox").exit());
        assertAll(() -> assertEquals("precious", Files.readString(target)), () -> assertTrue(Files.isRegularFile(bin.resolve("sx"), LinkOption.NOFOLLOW_LINKS)),
                () -> assertTrue(Files.readString(bin.resolve("scorpiox-fetchtoken")).contains("\nreference='fetchtoken@scorpiox'\n")));
        Files.delete(bin.resolve("sx"));
        Files.createDirectory(bin.resolve("sx"));
        var folder = install("--force");
        assertAll(() -> assertEquals(2, folder.exit()), () -> assertTrue(folder.err().contains(bin.resolve("sx") + " is a folder"), folder.err()));
        assertTrue(names().stream().noneMatch(name -> name.startsWith(".")), names().toString());
    }

    @Test
    void aCopyIsTheLauncherWithTwoLinesOfItsOwn() throws IOException {
        assertEquals(0, install("--catalog", "http://127.0.0.1:1/a~b?c=d&e").exit());
        var copy = bin.resolve("scorpiox-simulator");
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        var lines = new ArrayList<>(Files.readAllLines(copy));
        assertTrue(lines.remove("reference='simulator@http://127.0.0.1:1/a~b?c=d&e'"));
        assertTrue(lines.removeIf(line -> line.startsWith("jdk='/") && line.endsWith("'")));
        var original = new ArrayList<>(Files.readAllLines(SCRIPTS.resolve("sx")));
        original.removeIf(line -> line.startsWith("reference=") || line.startsWith("jdk="));
        assertEquals(original, lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /bin/bash     | add this line to ~/.bashrc: export PATH='DIR':"$PATH"
            /usr/bin/fish | add this line to ~/.config/fish/config.fish: fish_add_path 'DIR'
            /bin/zsh      | add this line to ~/.zshrc: export PATH='DIR':"$PATH"
            /bin/dash     | add this line to ~/.profile: export PATH='DIR':"$PATH"
            """)
    void whatIsMissingOnThePathIsALineToAdd(String shell, String line) {
        var told = sx().env("SHELL", shell).run("install", "--dir", bin.toString());
        assertTrue(told.err().contains("sx: " + bin + " is not on your PATH; " + line.replace("DIR", bin.toString()) + "\n"), told.err());
        var fine = sx().env("SHELL", shell).env("PATH", bin + ":" + System.getenv("PATH")).run("install", "--dir", bin.toString());
        assertFalse(fine.err().contains("PATH"), fine.err());
    }

    @Test
    void anotherProgramOfThatNameIsPointedOut() throws IOException {
        var other = Files.writeString(Files.createDirectories(home.resolve("usr")).resolve("sx"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(bin);
        var told = sx().env("PATH", other.getParent() + ":" + bin + ":" + System.getenv("PATH")).run("install", "--dir", bin.toString());
        assertTrue(told.err().contains("sx: sx still means " + other + ", which comes earlier on your PATH"), told.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--catalog=", "--catalog=a b", "--catalog=x'y", "--catalog=$(touch pwned)", "--catalog=-x", "--catalog=a@b", "--catalog=x\ny", "--dir=", "please", "--frce", "--dir"})
    void badInputIsOneLineAndExitTwo(String argument) {
        var ended = sx().run(argument.startsWith("--dir") ? new String[] {"install", argument} : new String[] {"install", "--dir", bin.toString(), argument});
        assertAll(() -> assertEquals(2, ended.exit(), ended.err()), () -> assertEquals("", ended.out()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertFalse(Files.exists(bin)), () -> assertFalse(Files.exists(home.resolve("pwned"))));
    }

    @Test
    void aFolderThatCannotBeOneIsReported() throws IOException {
        var file = Files.writeString(home.resolve("file"), "");
        var ended = sx().run("install", "--dir", file.toString());
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().startsWith("sx: the launchers cannot be written to " + file), ended.err()),
                () -> assertEquals(1, ended.err().lines().count(), ended.err()));
        var itself = sx().run("install", "--force", "--dir", SCRIPTS.toString());
        assertAll(() -> assertEquals(2, itself.exit()), () -> assertTrue(itself.err().contains("is where the launchers are already"), itself.err()),
                () -> assertFalse(Files.isSymbolicLink(SCRIPTS.resolve("sx"))));
    }

    /// The whole way of somebody who has JBang alone: the program is run once, installs itself, and needs neither JBang's
    /// second nor its server from then on.
    @Test
    void byJBangTheLaunchersAreCopiesThatBuildFromTheCatalogue() throws IOException {
        var server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Sx.ROOT, SimpleFileServer.OutputLevel.NONE);
        server.start();
        ownCache = true;
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        var hostile = Files.createDirectories(home.resolve("hostile"));
        Files.writeString(hostile.resolve("jbang.properties"), "build.sources=Evil.java\ninfo.tools.sources=Evil.java\n");
        Files.writeString(hostile.resolve("jbang-catalog.json"), "{\"aliases\":{\"sx\":{\"script-ref\":\"Evil.java\"}}}");
        Files.writeString(hostile.resolve("Evil.java"), "this does not compile");
        try {
            var installed = run(home, SCRIPTS.resolve("jbangw").toString(), "--quiet", "sx@" + url, "install", "--dir", bin.toString(), "--catalog", url);
            assertAll(() -> assertEquals(0, installed.exit(), installed.err()),
                    () -> assertTrue(installed.err().contains(bin.resolve("sx") + " starts sx@" + url + ", built on first use"), installed.err()));
            var link = Files.createSymbolicLink(home.resolve("ask"), bin.resolve("sx"));
            var first = run(hostile, link.toString(), "--provider", "demo", "--no-stdin", "hello from a copy");
            assertAll(() -> assertEquals(0, first.exit(), first.err()), () -> assertTrue(first.out().contains("You said: hello from a copy"), first.out()),
                    () -> assertTrue(first.err().startsWith("sx: building on first use"), first.err()));
        } finally {
            server.stop(0);
        }
        var later = run(hostile, bin.resolve("sx").toString(), "doctor", "--provider", "demo", "--json");
        assertAll(() -> assertEquals(0, later.exit(), later.err()), () -> assertEquals("", later.err()));
        for (var check : Json.read(later.out()).path("checks")) {
            if (check.path("name").asText().equals("archive")) assertEquals("ok", check.path("status").asText(), check.toString());
            if (check.path("name").asText().equals("sx")) assertTrue(check.path("text").asText().contains("sx@" + url), check.toString());
        }
        var again = run(home, bin.resolve("sx").toString(), "install", "--dir", bin.toString());
        assertAll(() -> assertEquals(0, again.exit(), again.err()), () -> assertTrue(again.err().contains(" starts fetchtoken@" + url), again.err()));
        var kept = run(home, bin.resolve("sx").toString(), "--version");      // nothing newer is to be had, so what is there goes on
        assertAll(() -> assertEquals(0, kept.exit(), kept.err()), () -> assertTrue(kept.out().startsWith("sx "), kept.err()));
    }

    private Sx.Ended install(String... more) {
        var line = new ArrayList<>(List.of("install", "--dir", bin.toString()));
        line.addAll(List.of(more));
        return sx().run(line.toArray(String[]::new));
    }

    private Sx sx() {
        return new Sx("sx", home);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(bin)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String launcher(Path link) {
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Runs a program with a JBang of its own, which has what the tests' JBang was fetched with.
    private Sx.Ended run(Path directory, String... command) throws IOException {
        var usual = Path.of(System.getenv().getOrDefault("JBANG_DIR", System.getenv("HOME") + "/.jbang"));
        var own = Files.createDirectories(home.resolve("jbang"));
        if (Files.exists(usual.resolve("wrapper")) && !Files.exists(own.resolve("wrapper"))) Files.createSymbolicLink(own.resolve("wrapper"), usual.resolve("wrapper"));
        var sx = new Sx("sx", home).env("JBANG_DIR", own.toString()).in(directory);
        if (ownCache) sx.env("XDG_CACHE_HOME", home.resolve("cache").toString());
        var process = sx.builder(List.of(command)).start();
        process.getOutputStream().close();
        return sx.end(process);
    }
}
