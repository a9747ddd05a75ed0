package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import scorpiox.RawServer;
import scorpiox.base.Json;
import scorpiox.model.Models;
import scorpiox.server.ask.Visit;
import scorpiox.server.backend.Backends;
import scorpiox.server.backend.ModelCatalogue;
import scorpiox.server.config.ConfigFile;
import scorpiox.server.status.Visits;
import scorpiox.server.team.TokenRoute;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

/// A server in this process before a backend that sends whatever bytes a test gives it.
final class Serving implements AutoCloseable {
    static final String KEY = "key-of-the-server-0123456789abcdef";
    static final String ACCOUNT = "acct-of-nobody-else-4711";
    static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    static final String TOKEN = token();

    /// What the backend was sent, newest last.
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<Visit> ended = new LinkedBlockingQueue<>();
    final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    final Server server;
    private final RawServer backend;

    /// @param play answers one request to the backend, whose head and body it is given
    Serving(Path home, String yaml, Player play) throws IOException {
        backend = new RawServer(peer -> {
            var request = request(peer);
            asked.add(request);
            play.play(request, peer);
        });
        var auth = Files.createDirectories(home.resolve(".codex")).resolve("auth.json");
        Files.writeString(auth, "{\"tokens\":{\"access_token\":\"" + TOKEN + "\",\"id_token\":\"" + TOKEN + "\",\"refresh_token\":\"rt_secret_of_the_machine\",\"account_id\":\"" + ACCOUNT
                + "\"},\"last_refresh\":\"2026-11-21T00:00:00Z\"}");
        var file = Files.writeString(home.resolve("config.yaml"), "port: 0\n" + yaml + "\n");
        for (var each : List.of(auth, file)) Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        var variables = new HashMap<>(Map.of("HOME", home.toString(), "OPENAI_API_BASE_URL", backend.url() + "/v1", "CODEX_AUTH_URL", backend.url()));
        var settings = Cascade.resolve(new Environment(variables, home.getRoot()), Cascade.Flags.NONE);
        var config = ConfigFile.read(Optional.of(file), settings, warning -> bugs.add(new AssertionError(warning)));
        var clock = InstantSource.system();
        var visits = new Visits(clock);
        visits.listen(ended::add);
        var models = Models.of(settings.environment());
        var backends = new Backends(config, new Backends.Parts(settings, Map.of(), models, "test", clock, _ -> { }, _ -> {
            throw new AssertionError("no demo here");
        }), TokenRoute.LIFE);
        var catalogue = new ModelCatalogue(config, settings, models, backends::provider, clock);
        server = Server.start(new Server.Parts(config, new ClientKeys(List.of(KEY), Optional.empty(), true), backends, catalogue, visits, Optional.empty(), Optional.empty(), "0", clock, bugs::add));
    }

    /// Answers on a connection to the backend.
    interface Player {
        void play(String request, RawServer.Peer peer) throws IOException;
    }

    private static String token() {
        var claims = "{\"exp\":4102444800,\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"" + ACCOUNT + "\"}}";
        return part("{\"alg\":\"none\"}") + "." + part(claims) + ".c2lnbmF0dXJlLW9mLW5vYm9keQ";
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String request(RawServer.Peer peer) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var b = peer.in().read();
            if (b < 0) throw new IOException("no request");
            head.append((char) b);
        }
        var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(head);
        var body = length.find() ? peer.in().readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return head + new String(body, StandardCharsets.UTF_8);
    }

    /// A body as the backend was sent it.
    static JsonNode body(String request) {
        try {
            return Json.read(request.substring(request.indexOf("\r\n\r\n") + 4));
        } catch (IOException e) {
            throw new UncheckedIOException(request, e);
        }
    }

    Reply post(String path, String body, String... more) throws IOException {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), more);
    }

    /// Sends with the key, as JSON, to the right host, where nothing else is said; `Name:` leaves a field out.
    Reply send(String method, String path, byte[] body, String... more) throws IOException {
        try (var socket = open(method, path, body, more)) {
            return Reply.of(socket.getInputStream().readAllBytes());
        }
    }

    Socket open(String method, String path, byte[] body, String... more) throws IOException {
        var fields = new LinkedHashMap<>(Map.of("Host", "127.0.0.1:" + server.port(), "Connection", "close", "Authorization", "Bearer " + KEY));
        if (body != null) fields.put("Content-Type", "application/json");
        if (body != null) fields.put("Content-Length", String.valueOf(body.length));
        for (var each : more) {
            var colon = each.indexOf(':');
            if (colon == each.length() - 1) fields.remove(each.substring(0, colon));
            else fields.put(each.substring(0, colon), each.substring(colon + 1).strip());
        }
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return raw((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1), body == null ? new byte[0] : body);
    }

    /// Sends bytes as they are.
    Socket raw(byte[]... parts) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        try {
            for (var part : parts) socket.getOutputStream().write(part);
        } catch (IOException early) {
            // it answers before it has read everything
        }
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
        backend.close();
        assertEquals(List.of(), bugs, "the server has no bugs");
    }

    /// An answer.
    ///
    /// @param body without the chunks it came in
    record Reply(int status, String head, String body) {
        static Reply of(byte[] bytes) {
            var text = new String(bytes, StandardCharsets.ISO_8859_1);
            var end = text.indexOf("\r\n\r\n");
            assertTrue(end > 0 && text.startsWith("HTTP/1.1 "), () -> "no answer: " + text);
            var head = text.substring(0, end);
            var body = Arrays.copyOfRange(bytes, end + 4, bytes.length);
            if (head.contains("Transfer-Encoding: chunked")) body = whole(body);
            return new Reply(Integer.parseInt(head.split(" ")[1]), head, new String(body, StandardCharsets.UTF_8));
        }

        private static byte[] whole(byte[] bytes) {
            var body = new ByteArrayOutputStream();
            for (var at = 0; ; ) {
                var line = at;
                while (line < bytes.length && bytes[line] != '\r') line++;
                assertTrue(line < bytes.length && line > at, "the answer stops without its last chunk: " + body);
                var size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.US_ASCII), 16);
                if (size == 0) return body.toByteArray();
                body.write(bytes, line + 2, size);
                at = line + 2 + size + 2;
            }
        }

        String header(String name) {
            return head.lines().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)).map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse("");
        }

        JsonNode json() {
            try {
                return Json.read(body);
            } catch (IOException e) {
                throw new AssertionError(status + " without JSON: " + body, e);
            }
        }
    }
}
