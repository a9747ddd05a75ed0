package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Cancel;
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
import scorpiox.provider.codex.CodexVendor;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.Simulator;

class StageLogTest {
    private static final String KEY = "a-key-that-must-not-be-written-1";

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void environment() {
        variables.put("HOME", home.toString());
        variables.put("CODEX_API_KEY", KEY);
        variables.put("ENABLE_PLUGIN_REQUEST_LOGGING", "1");
        variables.put("MODEL", "gpt-5.1-codex-high");
    }

    private Path folder() {
        return home.resolve(".opencode/logs/codex-plugin");
    }

    private Answer ask(Fault... faults) {
        try (var simulator = new Simulator(Simulator.Setup.answering(Scenario.empty(), faults), Thread.ofVirtual().factory())) {
            variables.put("CODEX_BASE_URL", simulator.url() + "/x?sig=secret-of-a-gateway");
            var settings = Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
            var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), notices::add, Optional.empty(), new Cancel());
            var once = new Retry(1, Retry.USUAL.first(), Retry.USUAL.most(), Retry.USUAL.mostAsked(), Retry.USUAL.random());
            var answer = new Answer();
            new CodexVendor().open(new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, once, false)).stream(new Request("gpt-5.1-codex", List.of("s"),
                    List.of(Message.user(new Part.Text("hello " + KEY))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "c1"), new Turn(false), answer, new Cancel());
            return answer;
        }
    }

    private JsonNode stage(int number, String name) throws IOException {
        return Json.read(Files.readAllBytes(folder().resolve("request-" + number + "-" + name + ".json")));
    }

    @Test
    void everyStageOfARequestStandsUnderItsNumberWithoutAnySecret() throws IOException {
        assertEquals(null, ask().failure());
        assertEquals("gpt-5.1-codex-high", stage(1, "before-transform").path("body").path("model").asText());
        var after = stage(1, "after-transform");
        assertEquals(List.of("gpt-5.1-codex-high", "gpt-5.1-codex", "codex", "medium", true, 1), List.of(after.path("originalModel").asText(), after.path("normalizedModel").asText(),
                after.path("modelFamily").asText(), after.path("reasoning").path("effort").asText(), after.path("hasInput").asBoolean(), after.path("inputLength").asInt()));
        assertTrue(after.path("url").asText().endsWith("/x/backend-api/codex/responses?sig=***"), after.path("url").asText());
        assertEquals(200, stage(1, "response").path("status").asInt());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        try (var files = Files.list(folder())) {
            for (var file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertFalse(Files.readString(file).contains(KEY), file.toString());
                assertFalse(Files.readString(file).contains("secret-of-a-gateway"), file.toString());
            }
        }
    }

    @Test
    void numbersGoOnAfterARestartAndRefusalsAreKept() throws IOException {
        ask();
        ask(Fault.parse("403"));
        assertEquals(403, stage(2, "error-response").path("status").asInt());
        assertTrue(stage(2, "error-response").path("body").asText().contains("forbidden"));
        ask(Fault.parse("cut"));
        assertTrue(Files.exists(folder().resolve("request-3-response.json")));
    }

    @Test
    void aLogThatCannotBeWrittenIsSaidOnceAndTheAnswerComes() throws IOException {
        Files.createDirectories(folder().getParent());
        Files.writeString(folder(), "a file where the folder should be");
        var answer = ask();
        assertEquals(null, answer.failure());
        assertFalse(answer.text().isEmpty());
        assertEquals(1, notices.stream().filter(notice -> notice.startsWith("the request log cannot be written")).count());
    }

    @Test
    void withoutTheSwitchNothingIsWritten() {
        variables.put("ENABLE_PLUGIN_REQUEST_LOGGING", "0");
        ask();
        assertFalse(Files.exists(folder()));
    }

    @Test
    void headersThatHoldSecretsAreMasked() {
        var shown = StageLog.shown(Map.of("Set-Cookie", List.of("a=b"), "x-api-key", List.of("k"), "X-Request-Id", List.of("r", "s")));
        assertEquals("{\"set-cookie\":\"***\",\"x-api-key\":\"***\",\"x-request-id\":\"r, s\"}".length(), Json.write(shown).length());
        assertEquals("r, s", shown.path("x-request-id").asText());
        assertEquals("http://h/p?a=***&b=***", StageLog.shown(URI.create("http://h/p?a=1&b=2")));
    }

    @Test
    void processesThatShareAFolderShareNoNumber() {
        var one = new StageLog(folder(), InstantSource.system(), notices::add);
        var other = new StageLog(folder(), InstantSource.system(), notices::add);
        assertEquals(List.of(1L, 2L, 3L, 4L), List.of(one.next(), other.next(), one.next(), other.next()));
        one.write(3, "client", Json.object().put("from", "one"));
        assertEquals(5, new StageLog(folder(), InstantSource.system(), notices::add).next());
        assertEquals(List.of(), notices);
    }
}
