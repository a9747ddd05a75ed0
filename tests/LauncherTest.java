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
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The launcher on a copy of the checkout: builds once, notices every change, works from anywhere.
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
@ResourceLock("JBang's cache, where equal sources of two checkouts meet")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherTest {
    @TempDir
    static Path folder;
    private static Path checkout;
    private static Path link;

    @BeforeAll
    static void copy() throws IOException {
        checkout = folder.resolve("with space/checkout");
        for (var part : List.of("scripts", "lib")) copy(Sx.ROOT.resolve(part), checkout.resolve(part));
        link = Files.createSymbolicLink(Files.createDirectories(folder.resolve("bin")).resolve("ask"), checkout.resolve("scripts/sx"));
    }

    @Test
    @Order(1)
    void aPipeOfTwoBuildsOnceAndAnOldJavaHomeDoesNotMatter() throws IOException {
        var ended = shell(folder.resolve("cache"), "'" + link + "' --provider demo --no-stdin first | '" + link + "' --provider demo 'second'");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.out().contains("You gave me 5 lines"), ended.out()),
                () -> assertEquals(1, ended.err().lines().filter(line -> line.startsWith("sx: building")).count(), ended.err()));
        var again = shell(folder.resolve("cache"), "cd / && '" + link + "' --version");
        assertAll(() -> assertEquals("", again.err()), () -> assertTrue(again.out().startsWith("sx ")));
    }

    @Test
    @Order(2)
    void aChangedSourceIsBuiltAnewAndABrokenOneIsReported() throws IOException {
        var product = checkout.resolve("lib/scorpiox/command/Product.java");
        var source = Files.readString(product);
        Files.writeString(product, source.replaceFirst("VERSION = \"[^\"]*\"", "VERSION = \"9.9.9\""));
        var hostile = Files.createDirectories(folder.resolve("hostile"));       // JBang and Maven obey files in the working directory
        Files.writeString(hostile.resolve("jbang.properties"), "build.sources=Evil.java\ninfo.tools.sources=Evil.java\n");
        Files.writeString(hostile.resolve("Evil.java"), "this does not compile");
        var built = shell(folder.resolve("cache"), "cd '" + hostile + "' && '" + link + "' --version");
        assertAll(() -> assertEquals("sx 9.9.9\n", built.out()), () -> assertTrue(!built.err().contains("Evil"), built.err()));
        Files.writeString(product, source + "\nbroken");
        var broken = shell(folder.resolve("cache"), "'" + link + "' --version");
        assertAll(() -> assertEquals(1, broken.exit()), () -> assertTrue(broken.err().contains("Product.java"), broken.err()),
                () -> assertTrue(broken.err().endsWith("sx: it could not be built; see the messages above\n"), broken.err()));
        Files.writeString(product, source);
    }

    @Test
    @Order(3)
    void aCacheThatCannotBeWrittenIsReplacedByATemporaryOne() throws IOException {
        var ended = shell(Path.of("/dev/null/cache"), "TMPDIR='" + folder + "' '" + link + "' --provider demo --no-stdin hi");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(ended.out().contains("You said: hi")));
        var again = shell(Path.of("/dev/null/cache"), "TMPDIR='" + folder + "' '" + link + "' --provider demo --no-stdin hi");
        assertEquals("", again.err());
    }

    /// The launcher as `sx install` writes it where there is no checkout.
    @Test
    @Order(4)
    void aCopyBuildsFromItsCatalogueOnceAndAnewOnlyWhenTold() throws IOException {
        var server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), checkout, SimpleFileServer.OutputLevel.NONE);
        Files.copy(Sx.ROOT.resolve("jbang-catalog.json"), checkout.resolve("jbang-catalog.json"));
        var copy = Files.createDirectories(folder.resolve("with space/bin")).resolve("my-sx");
        var reference = "reference='sx@http://127.0.0.1:" + server.getAddress().getPort() + "'";
        Files.writeString(copy, Files.readString(checkout.resolve("scripts/sx")).replaceFirst("(?m)^reference=.*", reference).replaceFirst("(?m)^jdk=.*", "jdk='" + System.getProperty("java.home") + "'"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        var ask = "'" + Files.createSymbolicLink(folder.resolve("bin/copy"), copy) + "' ";
        var jbang = "cd '" + folder.resolve("hostile") + "'; export JBANG_DIR='" + jbang() + "'; ";
        var cache = folder.resolve("cache of copies");
        server.start();
        try {
            var first = shell(cache, jbang + ask + "--provider demo --no-stdin first | " + ask + "--provider demo second");
            assertAll(() -> assertEquals(0, first.exit(), first.err()), () -> assertTrue(first.out().contains("You gave me 5 lines"), first.out()),
                    () -> assertEquals(1, first.err().lines().filter(line -> line.startsWith("sx: building")).count(), first.err()));
            var product = checkout.resolve("lib/scorpiox/command/Product.java");
            Files.writeString(product, Files.readString(product).replaceFirst("VERSION = \"[^\"]*\"", "VERSION = \"7.7.7\""));
            var same = shell(cache, jbang + ask + "--version");
            assertAll(() -> assertEquals("", same.err()), () -> assertFalse(same.out().contains("7.7.7"), same.out()));
            var relative = shell(cache, jbang + "cd ..; SX_FRESH=1 './with space/bin/my-sx' --version");
            assertAll(() -> assertEquals("sx 7.7.7\n", relative.out()), () -> assertFalse(relative.err().contains("cannot stat"), relative.err()));
        } finally {
            server.stop(0);
        }
        // started by a relative path it has built just the same, with its archive
        var stamp = cache.resolve("scorpiox/launch" + copy.getParent().toRealPath() + "/my-sx.stamp");
        assertTrue(Files.exists(archive(stamp)), "an archive");
        var later = shell(cache, jbang + ask + "--version");
        assertAll(() -> assertEquals("sx 7.7.7\n", later.out()), () -> assertEquals("", later.err()));
        var gone = shell(cache, jbang + "rm -r \"$JBANG_DIR/cache\"; " + ask + "--version");
        assertAll(() -> assertEquals(1, gone.exit()), () -> assertEquals("", gone.out()), () -> assertTrue(gone.err().endsWith("sx: it could not be built; see the messages above\n"), gone.err()));
        var none = shell(cache, jbang + "JBANG_DIR='" + folder + "' " + ask + "--version");
        assertAll(() -> assertEquals(1, none.exit()), () -> assertTrue(none.err().contains("sx: JBang is needed and is not there: install it"), none.err()));
    }

    /// What the other commands of `sx` are made of costs a prompt nothing.
    @Test
    @Order(5)
    void aPlainPromptLoadsNothingOfTheOtherCommands() throws IOException {
        var stamp = folder.resolve("cache/scorpiox/launch" + checkout.toRealPath() + "/scripts/sx.stamp");
        var loaded = folder.resolve("loaded");
        var ended = shell(folder.resolve("cache"), ". '" + stamp + "' && \"$java\" -Xlog:class+load:file='" + loaded + "' -cp \"$classpath\" sx --provider demo --no-stdin hi");
        var classes = Files.readString(loaded);
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(classes.contains("scorpiox.command.sx.Ask ")), () -> assertFalse(classes.contains("scorpiox.command.setup.")),
                () -> assertFalse(classes.contains("scorpiox.command.models.") || classes.contains("com.networknt.") || classes.contains("scorpiox.agent.schema.") || classes.contains("org.slf4j.")));
    }

    /// Each wire costs only those who speak it.
    @Test
    @Order(6)
    void aRunWithCodexLoadsNothingOfAnotherDialect() throws IOException {
        var stamp = folder.resolve("cache/scorpiox/launch" + checkout.toRealPath() + "/scripts/sx.stamp");
        var loaded = folder.resolve("loaded with codex");
        var answer = """
                HTTP/1.1 200 OK\r
                content-type: text/event-stream\r
                connection: close\r
                \r
                data: {"type":"response.created","response":{"id":"r"}}

                data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}}

                data: {"type":"response.completed","response":{"id":"r","usage":{"input_tokens":1,"output_tokens":1}}}

                """;
        try (var server = new RawServer(peer -> {
            if (!peer.request().isEmpty()) peer.send(answer);
        })) {
            var ended = shell(folder.resolve("cache"), ". '" + stamp + "' && CODEX_API_KEY=any CODEX_BASE_URL=" + server.url() + " \"$java\" -Xlog:class+load:file='" + loaded
                    + "' -cp \"$classpath\" sx --provider codex --no-stdin hi");
            assertEquals("hello\n", ended.out(), ended.err());
        }
        var classes = Files.readString(loaded);
        assertTrue(classes.contains("scorpiox.provider.codex.Codex ") && classes.contains("scorpiox.provider.responses.ResponsesDecoder "));
        for (var other : List.of("anthropic", "gemini", "chat", "openai", "process", "router.Router", "responses.ApiRequest")) assertFalse(classes.contains("scorpiox.provider." + other), other);
    }

    private static Path archive(Path stamp) throws IOException {
        return Path.of(Files.readAllLines(stamp).stream().filter(line -> line.startsWith("archive=")).findFirst().orElseThrow().replaceAll("archive=|'", ""));
    }

    /// A folder for JBang that has what the tests' own was fetched with.
    private static Path jbang() throws IOException {
        var usual = Path.of(System.getenv().getOrDefault("JBANG_DIR", System.getenv("HOME") + "/.jbang"));
        var own = Files.createDirectories(folder.resolve("jbang"));
        if (Files.exists(usual.resolve("wrapper"))) Files.createSymbolicLink(own.resolve("wrapper"), usual.resolve("wrapper"));
        return own;
    }

    /// Runs a line of bash with a launcher cache of its own and, where the machine has one, an older JDK in JAVA_HOME.
    private Sx.Ended shell(Path cache, String line) throws IOException {
        var sx = new Sx("sx", Files.createDirectories(folder.resolve("home"))).env("XDG_CACHE_HOME", cache.toString());
        try (var jdks = Files.exists(Path.of("/usr/lib/jvm")) ? Files.list(Path.of("/usr/lib/jvm")) : java.util.stream.Stream.<Path>empty()) {
            jdks.filter(jdk -> jdk.getFileName().toString().contains("17") && Files.exists(jdk.resolve("bin/java"))).findFirst()
                    .ifPresent(jdk -> sx.env("JAVA_HOME", jdk.toString()));
        }
        return sx.end(sx.builder(List.of("bash", "-c", line)).start());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isSymbolicLink(file)) Files.createSymbolicLink(target, Files.readSymbolicLink(file));
                else if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /// By a link, and by a script that starts it.
    @Test
    void jbangwDoesNotStartItselfForever() throws IOException {
        var bin = Files.createDirectories(folder.resolve("jbang on path"));
        var jbangw = Sx.ROOT.resolve("scripts/jbangw");
        for (var way : List.of("link", "script")) {
            Files.deleteIfExists(bin.resolve("jbang"));
            if (way.equals("link")) Files.createSymbolicLink(bin.resolve("jbang"), jbangw);
            else {
                Files.writeString(bin.resolve("jbang"), "#!/bin/sh\nexec '" + jbangw + "' \"$@\"\n");
                Files.setPosixFilePermissions(bin.resolve("jbang"), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            var sx = new Sx("jbangw", folder.resolve("home")).env("PATH", bin + ":" + System.getenv("PATH"));
            var process = sx.builder(List.of(bin.resolve("jbang").toString(), "--version")).start();
            process.getOutputStream().close();
            var ended = sx.end(process);
            assertEquals(0, ended.exit(), ended.err());
            assertTrue((ended.out() + ended.err()).strip().matches("\\d+\\.\\d+.*"), ended.out() + ended.err());
        }
    }
}
