package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DetourTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[]}}\n\n";
    private static final Request HI = new Request("gpt-5.2", List.of(), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);

    @TempDir
    Path home;
    private final List<String> atProxy = new CopyOnWriteArrayList<>();
    private final List<String> atProvider = new CopyOnWriteArrayList<>();
    private final List<StreamEvent> events = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
            "https://p.example, https://api.example/v1/messages, https://p.example/v1/messages", "https://p.example/, https://api.example/v1/messages?beta=1, https://p.example/v1/messages?beta=1",
            "https://p.example:9/x/, https://api.example:8/a%2Fb/c, https://p.example:9/x/a%2Fb/c", "http://[::1]:9/x//, https://api.example, http://[::1]:9/x", "https://p.example/x?k=1, https://api.example/v1, https://p.example/x/v1",
    })
    void thePathStaysAndWhatStandsBeforeItIsReplaced(String proxy, String uri, String through) {
        assertEquals(URI.create(through), new Detour(URI.create(proxy), true).through(URI.create(uri)));
    }

    /// What the proxy does, how it is set, and who gets the request.
    @ParameterizedTest
    @CsvSource({"answers, soft, true, false, ", "answers, strict, true, false, ", "502, soft, true, true, ", "503, soft, true, true, ", "504, soft, true, true, ", "500, soft, true, false, SERVER",
            "429, soft, true, false, RATE_LIMIT", "401, soft, true, false, AUTH", "refuses, soft, false, true, ", "hangs up, soft, true, true, ", "502, strict, true, false, SERVER", "refuses, strict, false, false, NETWORK",
            "hangs up, strict, true, false, NETWORK", "breaks off, soft, true, false, TRUNCATED"})
    void softAsksTheProviderItselfAndStrictDoesNot(String does, String mode, boolean proxyAsked, boolean providerAsked, Kind kind) throws IOException {
        try (var proxy = server(atProxy, does); var provider = server(atProvider, "answers"); var nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var port = does.equals("refuses") ? nobody.getLocalPort() : proxy.port();
            var failure = ask(settings(Map.of("PROXY_URL", "http://127.0.0.1:" + port + "/in", "PROXY_MODE", mode)), "http://127.0.0.1:" + provider.port(), "http://127.0.0.1:" + provider.port());
            assertEquals(kind, failure.map(Failure::kind).orElse(null), failure.map(Failure::getMessage).orElse(""));
            assertEquals(proxyAsked ? List.of("POST /in/api/responses HTTP/1.1 Bearer key-of-mine-1") : List.of(), atProxy);
            assertEquals(providerAsked ? List.of("POST /api/responses HTTP/1.1 Bearer key-of-mine-1") : List.of(), atProvider);
            var told = events.stream().filter(StreamEvent.Notice.class::isInstance).map(event -> ((StreamEvent.Notice) event).text()).toList();
            assertEquals(providerAsked ? 1 : 0, told.size(), told.toString());
            if (providerAsked) assertTrue(told.getFirst().startsWith("PROXY_URL failed (") && told.getFirst().endsWith("), asking http://127.0.0.1:" + provider.port() + " itself"), told.getFirst());
            events.forEach(event -> assertFalse(event.toString().contains("key-of-mine-1")));
        }
    }

    /// A key that is for somebody else does not go to the proxy either.
    @Test
    void aKeyOfAnotherServerGoesNowhere() throws IOException {
        try (var proxy = server(atProxy, "answers"); var provider = server(atProvider, "answers")) {
            var failure = ask(settings(Map.of("PROXY_URL", "http://127.0.0.1:" + proxy.port())), "http://127.0.0.1:" + provider.port(), "https://somebody.example").orElseThrow();
            assertEquals(Kind.AUTH, failure.kind());
            assertEquals(List.of(), atProxy);
            assertEquals(List.of(), atProvider);
        }
    }

    @ParameterizedTest
    @CsvSource({"http://p.example, 0, false", "http://p.example, 1, true", "https://p.example, 0, true", "http://127.0.0.1:9, 0, true", "http://localhost:9, 0, true", "http://127.0.0.1.p.example, 0, false"})
    void keysTravelEncryptedUnlessItIsThisMachine(String proxy, String insecure, boolean taken) {
        var settings = settings(Map.of("PROXY_URL", proxy, "SX_INSECURE_HTTP", insecure));
        if (taken) assertEquals(Optional.of(new Detour(URI.create(proxy), true)), Detour.of(settings));
        else assertEquals("PROXY_URL would take keys unencrypted to " + proxy + ": use https, or set SX_INSECURE_HTTP=1", assertThrows(Failure.class, () -> Detour.of(settings)).line());
    }

    @Test
    void withoutOneNothingIsDifferentAndALookShowsWhereARequestGoes() {
        assertEquals(Optional.empty(), Detour.of(settings(Map.of())));
        assertEquals("https://api.example/api/responses", provider(settings(Map.of()), "https://api.example", "https://api.example").preview(HI, new Turn(false)).orElseThrow().uri().toString());
        var through = provider(settings(Map.of("PROXY_URL", "https://p.example/in")), "https://api.example", "https://api.example");
        assertEquals("https://p.example/in/api/responses", through.preview(HI, new Turn(false)).orElseThrow().uri().toString());
        assertEquals("https://p.example/in/api/responses", through.endpoint().orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY_URL=https://evil.example", "PROXY_MODE=strict"})
    void aProjectMayNeverSetIt(String line) throws IOException {
        Files.createDirectories(home.resolve(".git"));
        Files.writeString(home.resolve("scorpiox-env.txt"), line + "\n");
        assertThrows(Failure.class, () -> Cascade.resolve(new Environment(Map.of("HOME", home.resolve("me").toString()), home), new Cascade.Flags(null, Map.of(), true)));
    }

    private Optional<Failure> ask(Settings settings, String base, String audience) {
        var failed = new Failure[1];
        provider(settings, base, audience).stream(HI, new Turn(false), event -> {
            events.add(event);
            if (event instanceof StreamEvent.Failed failure) failed[0] = failure.failure();
        }, new Cancel());
        return Optional.ofNullable(failed[0]);
    }

    private Provider provider(Settings settings, String base, String audience) {
        var dialect = new ResponsesDialect("codex", URI.create(base + "/api/responses"), ResponsesDialect.Kind.THIRD_PARTY, "test/1", InstantSource.system());
        var key = CredentialSource.fixed(Credential.bearer("key-of-mine-1", Set.of(Origin.of(URI.create(audience)))), "test", "check it");
        var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), _ -> { }, Optional.empty(), new Cancel());
        return new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5), false).over("codex", dialect, key);
    }

    private Settings settings(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        return Cascade.resolve(new Environment(all, home), Cascade.Flags.NONE);
    }

    private static RawServer server(List<String> requests, String does) {
        return new RawServer(peer -> {
            var head = peer.request();
            var key = head.lines().filter(line -> line.toLowerCase().startsWith("authorization: ")).map(line -> line.substring(15)).findFirst().orElse("without a key");
            requests.add(head.lines().findFirst().orElse("") + " " + key);
            switch (does) {
                case "answers" -> peer.send(ANSWER);
                case "hangs up" -> { }
                case "breaks off" -> peer.send(ANSWER.substring(0, ANSWER.indexOf("\r\n\r\n") + 4) + "data: {\"type\":\"resp");
                default -> {
                    var body = "{\"error\":{\"message\":\"no\"}}";
                    peer.send("HTTP/1.1 " + does + " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
                }
            }
        });
    }
}
