package scorpiox.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

class FaultTest {
    @ParameterizedTest
    @CsvSource({
            "cut, cut, -1, 2147483647",
            "cut:0, cut, 0, 2147483647",
            "429:1*2, 429, 1, 2",
            "503*3, 503, -1, 3",
            "usage-limit-404*1, usage-limit-404, -1, 1",
            "huge:20000000, huge, 20000000, 2147483647",
    })
    void aFaultIsItsNameItsNumberAndHowOften(String text, String name, int argument, int times) {
        assertEquals(new Fault(name, argument, times), Fault.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"anthropic:429:1*2, ANTHROPIC, 429, 1, 2", "claude-code:stall, CLAUDE_CODE, stall, -1, 2147483647"})
    void aWireBeforeItIsTheOnlyOneItHappensOn(String text, Wire wire, String name, int argument, int times) {
        var fault = Fault.parse(text);
        assertEquals(new Fault(wire, name, argument, times), fault);
        for (var other : Wire.values()) assertEquals(other == wire, fault.on(other));
        assertTrue(Fault.parse(name).on(Wire.GEMINI));
    }

    @ParameterizedTest
    @ValueSource(strings = {"antropic:429", "anthropic:", "anthropic:token-500", "gemini:clock-ahead:5", "429:anthropic"})
    void aWireThatIsNoneAndAFaultThatHasNoneAreRefused(String text) {
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> Fault.parse(text)).kind());
    }

    static Stream<String> names() {
        return Fault.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNameIsKnown(String name) {
        assertEquals(name, Fault.parse(name + ":1*1").name());
    }

    @ParameterizedTest
    @CsvSource({"stal, stall", "usage_limit, usage-limit", "jsn, json", "CUT, cut"})
    void anUnknownNameTellsTheNearestAndAllOthers(String name, String nearest) {
        var failure = assertThrows(Failure.class, () -> Fault.parse(name));
        assertEquals(Kind.USAGE, failure.kind());
        assertEquals("unknown fault " + name + ", did you mean " + nearest + "?", failure.getMessage());
        assertTrue(failure.hint().contains("stall-headers"));
    }

    @ParameterizedTest
    @CsvSource({"429:x", "429:", "429*", "429*x", "429:1*2*3", "''", "':1'", "cut:99999999999"})
    void anythingElseIsRefused(String text) {
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> Fault.parse(text)).kind());
    }

    @ParameterizedTest
    @CsvSource({"cut, 4", "cut:0, 0", "cut:7, 7"})
    void aMissingNumberHasADefault(String text, int used) {
        assertEquals(used, Fault.parse(text).or(4));
    }

    private record Reply(int status, String type, String body) {
        /// Type of the stream's last event.
        String last() {
            return body.substring(body.lastIndexOf("event: ") + 7).lines().findFirst().orElseThrow();
        }
    }

    private static Reply ask(Simulator simulator) throws IOException {
        var connection = (HttpURLConnection) URI.create(simulator.url() + "/backend-api/codex/responses").toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setDoOutput(true);
        connection.setRequestProperty("Authorization", "Bearer some-key");
        connection.getOutputStream().write("""
                {"model":"gpt-5.3-codex","instructions":"Be brief.","store":false,"stream":true,
                 "input":[{"role":"user","content":[{"type":"input_text","text":"é"}]}]}""".getBytes(StandardCharsets.UTF_8));
        var status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Reply(status, connection.getContentType(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Simulator with(String... faults) {
        var setup = Simulator.Setup.answering(Scenario.empty(), Stream.of(faults).map(Fault::parse).toArray(Fault[]::new));
        return new Simulator(setup, Thread.ofVirtual().factory());
    }

    @Test
    void aFaultAppliesToTheFirstRequests() throws IOException {
        try (var simulator = with("429*2", "503*3")) {
            for (var status : List.of(429, 429, 503, 200)) assertEquals(status, ask(simulator).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
            "403, 403, forbidden", "404, 404, Not Found", "429, 429, rate_limit_exceeded", "500, 500, boom", "503, 503, server_is_overloaded",
            "html, 403, <html>", "html-200, 200, <html>", "redirect, 307, ''", "usage-limit, 429, usage_limit_reached",
            "usage-limit-404, 404, usage_limit_reached", "json, 200, '\"status\":\"completed\"'",
    })
    void someTakeThePlaceOfTheStream(String fault, int status, String part) throws IOException {
        try (var simulator = with(fault)) {
            var reply = ask(simulator);
            assertEquals(status, reply.status());
            assertTrue(reply.body().contains(part), reply.body());
            assertFalse(reply.type().startsWith("text/event-stream"));
        }
    }

    @ParameterizedTest
    @CsvSource({
            "context-length, response.failed, context_length_exceeded",
            "overloaded, response.failed, server_is_overloaded",
            "overloaded-late, response.failed, Partial",
            "rate-limit:7, response.failed, Please try again in 7ms.",
            "quota, response.failed, insufficient_quota",
            "invalid-prompt, response.failed, invalid_prompt",
            "error-event, error, The server had an error.",
            "incomplete, response.incomplete, max_output_tokens",
            "empty, response.completed, '\"output\":[]'",
            "no-output, response.completed, You said: é",
            "malformed, response.completed, '{\"type\":\"response.output_te\n'",
            "huge:100000, response.completed, xxxxxxxx",
            "pieces:1, response.completed, You said: é",
            "drip:1, response.completed, You said: é",
            "delay:1, response.completed, You said: é",
    })
    void othersHappenInTheStream(String fault, String last, String part) throws IOException {
        try (var simulator = with(fault)) {
            var reply = ask(simulator);
            assertEquals(200, reply.status());
            assertEquals(last, reply.last());
            assertTrue(reply.body().contains(part), reply.body());
        }
    }
}
