package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` as people run it.
class ServeScriptTest {
    @TempDir
    Path home;

    @Test
    void itSaysWhereItListensMakesItsKeyAndStopsWhenItIsTold() throws Exception {
        var sx = new Sx("serve", home);
        var process = sx.startPiped("--backend", "demo", "--port", "0");
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var line = out.readLine();
            assertTrue(line != null && line.matches("listening on http://127\\.0\\.0\\.1:\\d+/v1"), line + Files.readString(sx.err()));
            var file = home.resolve(".config/scorpiox/serve-key");
            var key = Files.readString(file).strip();
            assertAll(() -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file))), () -> assertTrue(key.length() >= 43, "32 random bytes"));
            var port = Integer.parseInt(line.replaceAll(".*:(\\d+)/v1", "$1"));
            var reply = chat(port, key);
            assertTrue(reply.startsWith("HTTP/1.1 200 ") && reply.contains("You said: hello"), reply);
            assertTrue(chat(port, key + "x").startsWith("HTTP/1.1 401 "));
            process.toHandle().destroy();        // which leaves its streams open
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            var log = Files.readString(sx.err());
            assertAll(() -> assertEquals(0, process.exitValue(), log), () -> assertEquals(null, out.readLine(), "stdout has one line"), () -> assertFalse(log.contains(key), log),
                    () -> assertTrue(log.contains("serve-key"), log), () -> assertTrue(log.contains("\"route\":\"chat\""), log));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String chat(int port, String key) throws IOException {
        var body = "{\"model\":\"gpt-5.1-codex\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + key
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
