package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The catalogue from a plain file server, as `jbang sx@…` uses it: catches a source or resource that is not listed.
@Execution(ExecutionMode.CONCURRENT)
@Order(7)
class CatalogTest {
    @TempDir
    Path home;

    @Test
    void everyAliasRunsByUrlAndByTheNameOfAnAddedCatalogue() throws IOException {
        var server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Sx.ROOT, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            var asked = jbang("sx@" + url, "--provider", "demo", "--no-stdin", "hello from a catalogue");
            assertAll(() -> assertEquals(0, asked.exit(), asked.err()), () -> assertTrue(asked.out().contains("You said: hello from a catalogue"), asked.out()));
            assertEquals(0, jbang("catalog", "add", "--name", "scorpiox", url + "/jbang-catalog.json").exit());
            assertTrue(jbang("sx@scorpiox", "--version").out().startsWith("sx "));
            assertTrue(jbang("simulator@scorpiox", "--help").out().contains("Play the backends of all providers"));
        } finally {
            server.stop(0);
        }
    }

    private Sx.Ended jbang(String... args) throws IOException {
        var usual = Path.of(System.getenv().getOrDefault("JBANG_DIR", System.getenv("HOME") + "/.jbang"));
        var own = Files.createDirectories(home.resolve("jbang"));
        if (Files.exists(usual.resolve("wrapper")) && !Files.exists(own.resolve("wrapper"))) Files.createSymbolicLink(own.resolve("wrapper"), usual.resolve("wrapper"));
        var command = new java.util.ArrayList<>(List.of(Sx.ROOT.resolve("scripts/jbangw").toString(), "--quiet"));
        command.addAll(List.of(args));
        var sx = new Sx("jbangw", home).env("JBANG_DIR", own.toString()).in(Files.createDirectories(home.resolve("elsewhere")));
        var process = sx.builder(command).start();
        process.getOutputStream().close();
        return sx.end(process);
    }
}
