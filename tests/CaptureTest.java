package scorpiox.server.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.provider.codex.CodexVendor;
import scorpiox.server.ask.Visit;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Replay;

class CaptureTest {
    private static final String KEY = "a-key-that-must-not-be-captured-1";

    @TempDir
    Path home;

    private final List<String> notices = new ArrayList<>();

    private Path folder() {
        return home.resolve("capture");
    }

    private Answer ask(Simulator simulator, String text, boolean captured) {
        var variables = new HashMap<>(Map.of("HOME", home.toString(), "CODEX_API_KEY", KEY, "CODEX_BASE_URL", simulator.url()));
        var settings = Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
        var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), notices::add, Optional.empty(), new Cancel());
        var once = new Retry(1, Retry.USUAL.first(), Retry.USUAL.most(), Retry.USUAL.mostAsked(), Retry.USUAL.random());
        var answer = new Answer();
        var turn = new Turn(false);
        var visit = new Visit("r1", "chat", Instant.EPOCH);
        visit.asked = "gpt-5.1-codex-high";
        var capture = new Capture(folder(), InstantSource.system(), notices::add);
        var recording = capture.of(visit, Json.object().put("model", visit.asked).put("secret", KEY), true);
        if (captured) turn.recording(recording);
        new CodexVendor().open(new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, once, false)).stream(new Request("gpt-5.1-codex", List.of("s"),
                List.of(Message.user(new Part.Text(text))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "c" + text.length()), turn, answer, new Cancel());
        if (captured) capture.answered(visit, recording);
        return answer;
    }

    private static Simulator demo(Fault... faults) {
        return new Simulator(Simulator.Setup.answering(Scenario.empty(), faults), Thread.ofVirtual().factory());
    }

    @Test
    void aCaptureHoldsEveryStageAndNoSecret() throws IOException {
        try (var simulator = demo()) {
            assertNull(ask(simulator, "write to ann@example.org with " + KEY, true).failure());
        }
        for (var stage : List.of("before-transform", "after-transform", "response", "stream-full", "client")) {
            var file = folder().resolve("request-1-" + stage + ".json");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            var text = Files.readString(file);
            assertFalse(text.contains(KEY) || text.contains("ann@example.org"), text);
        }
        var stream = Json.read(Files.readAllBytes(folder().resolve("request-1-stream-full.json")));
        assertTrue(stream.path("fullContent").asText().contains("response.completed"));
        assertEquals(stream.path("fullContent").asText().split("\n\n").length, stream.path("timings").size());
        assertEquals("chat", Json.read(Files.readAllBytes(folder().resolve("request-1-client.json"))).path("route").asText());
    }

    @Test
    void theSimulatorPlaysItBackToTheSameRequestsAndToNoOther() {
        String first;
        String second;
        try (var simulator = demo()) {
            first = ask(simulator, "count to three, ann@example.org", true).text();
            second = ask(simulator, "name a colour", true).text();
        }
        try (var simulator = demo(Fault.parse("403*1"))) {
            assertEquals(403, ask(simulator, "something refused", true).failure().status());
        }
        try (var simulator = new Simulator(Simulator.Setup.DEMO.with(new Replay(folder(), false)), Thread.ofVirtual().factory())) {
            assertEquals(second, ask(simulator, "name a colour", false).text());
            assertEquals(first.replace("ann@example.org", "***"), ask(simulator, "count to three, ann@example.org", false).text());
            assertEquals(403, ask(simulator, "something refused", false).failure().status());
            assertEquals("not_captured", ask(simulator, "never asked before", false).failure().code());
        }
    }

    @Test
    void aFolderWithoutACaptureIsRefusedInOneLine() {
        assertTrue(assertThrows(Failure.class, () -> new Replay(home, false)).line().contains("holds no capture"));
        assertTrue(assertThrows(Failure.class, () -> new Replay(home.resolve("none"), false)).line().contains("serve --capture"));
    }

    @Test
    void encryptedContentWithinEventsIsMaskedWhateverItHolds() {
        var masked = Masking.of(Json.object().put("fullContent", "data: {\"item\":{\"encrypted_content\":\"gAAA\\\"b\",\"x\":1}}"));
        assertEquals("data: {\"item\":{\"encrypted_content\":\"***\",\"x\":1}}", masked.path("fullContent").asText());
        var nested = Json.object();
        nested.putArray("a").addObject().put("encrypted_content", "x").put("email", "y");
        assertEquals("{\"a\":[{\"encrypted_content\":\"***\",\"email\":\"***\"}]}", Json.write(Masking.of(nested)));
    }
}
