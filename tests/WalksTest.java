package scorpiox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scorpiox.base.ProcessGroup;

/// The walks of the README, word for word, by somebody new: an empty home, the scripts installed, the catalogue on a file
/// server of this machine under its published name.
@Execution(ExecutionMode.CONCURRENT)
@Order(4)
class WalksTest {
    @TempDir
    Path home;
    private HttpServer server;
    private String url;

    @BeforeEach
    void serve() {
        server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Sx.ROOT, SimpleFileServer.OutputLevel.NONE);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void thereAreSix() throws IOException {
        assertEquals(List.of("A tool", "A provider", "A team catalogue", "A step of a CI job", "A git hook that writes commit messages", "A profile for each client"),
                walks().stream().map(Transcript::title).toList());
    }

    @TestFactory
    List<DynamicTest> eachDoesWhatItShows() throws IOException {
        return walks().stream().map(walk -> DynamicTest.dynamicTest(walk.title(), () -> play(walk))).toList();
    }

    private static List<Transcript> walks() throws IOException {
        return Transcript.under(Files.readString(Sx.ROOT.resolve("README.md")), "## Make it yours");
    }

    private void play(Transcript walk) throws IOException {
        assumeTrue(ProcessGroup.program("jq", System.getenv("PATH")).isPresent() || !walk.title().equals("A tool"), "the tool in a shell needs jq");
        var own = Files.createDirectories(home.resolve(walk.title().replace(' ', '-')));
        var jbang = Files.createDirectories(own.resolve("jbang-folder"));
        var usual = Path.of(System.getenv().getOrDefault("JBANG_DIR", System.getenv("HOME") + "/.jbang"));
        if (Files.exists(usual.resolve("wrapper"))) Files.createSymbolicLink(jbang.resolve("wrapper"), usual.resolve("wrapper"));
        Files.writeString(jbang.resolve("jbang-catalog.json"), "{\"catalogs\": {\"scorpiox\": {\"catalog-ref\": \"" + url + "/jbang-catalog.json\"}}}\n");
        var bin = Files.createDirectories(own.resolve("bin"));
        var sx = new Sx("sx", own);
        assertEquals(0, sx.run("install", "--dir", bin.toString()).exit());
        Files.createSymbolicLink(bin.resolve("jbang"), Sx.ROOT.resolve("scripts/jbangw"));
        // where a template asks for our published tree, it is this one
        walk.with("--template=team@scorpiox", "-Dscorpiox=" + url + " --template=team@scorpiox")
                .play(sx.env("JBANG_DIR", jbang.toString()).env("JBANG_NO_VERSION_CHECK", "true").env("GIT_CONFIG_NOSYSTEM", "1"), bin.toString(), own.resolve("start"));
    }
}
