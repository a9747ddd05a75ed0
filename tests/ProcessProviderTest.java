package scorpiox.provider.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.Sleeps;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class ProcessProviderTest {
    private static final String FINISH = "echo '{\"type\":\"finish\"}'\n";

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    private final List<StreamEvent> events = new ArrayList<>();
    private final Cancel cancel = new Cancel();
    private String description = "{\"description\":\"for tests\"}";
    private Duration silence = Duration.ofSeconds(60);
    private Request request = new Request("m", List.of("Be brief."), List.of(Message.user(new Part.Text("Hi é"))), Request.Tools.NONE, Request.Thinking.UNSET,
            Request.Output.TEXT, "thread-1");

    @BeforeEach
    void folder() throws IOException {
        variables.put("HOME", home.toString());
        Files.createDirectories(home.resolve(".config/scorpiox/providers"));
    }

    @Test
    void textArrivesInPiecesWithThinkingUsageAndAnEnd() throws IOException {
        var answer = run("""
                echo '{"type":"reasoning","text":"Hm."}'
                echo '{"type":"text","text":"Hel"}'
                echo
                echo '{"type":"other","text":1}'
                printf '%s\\n' '{"type":"text","text":"lo é\\n"}'
                echo '{"type":"usage","input":10,"cached":4,"output":3,"reasoning":1,"cost":0.25}'
                printf '{"type":"finish","reason":"stop"}'
                """);
        assertNull(answer.failure());
        assertEquals("Hello é\n", answer.text());
        assertEquals(new Usage(10, 4, 0, 0, 3, 1, 0.25), answer.usage());
        assertEquals(FinishReason.STOP, answer.finish());
        assertEquals("test m", answer.provider() + " " + answer.model());
        assertEquals(2, events.stream().filter(StreamEvent.PartStarted.class::isInstance).count());
    }

    @Test
    void callsAreWholeAndHaveAnIdInAnyCase() throws IOException {
        var freeform = new Tool.Freeform("apply_patch", "Patches.", null);
        request = new Request("m", List.of(), request.messages(), new Request.Tools(List.of(freeform), new Request.Choice.Auto(), true), Request.Thinking.UNSET, Request.Output.TEXT, null);
        var answer = run("""
                echo '{"type":"call","id":"a","name":"read","arguments":{"path":"x"}}'
                echo '{"type":"call","name":"read","arguments":"{\\"path\\": 1}"}'
                echo '{"type":"call","name":"read","arguments":"{broken"}'
                echo '{"type":"call","name":"ls"}'
                echo '{"type":"call","name":"apply_patch","arguments":{"input":"*** Begin"}}'
                """ + FINISH);
        var calls = events.stream().filter(StreamEvent.ToolCallEnd.class::isInstance).map(StreamEvent.ToolCallEnd.class::cast).toList();
        assertEquals(List.of("a", "call_2", "call_3", "call_4", "call_5"), calls.stream().map(StreamEvent.ToolCallEnd::id).toList());
        assertEquals("x", calls.get(0).args().path("path").asText());
        assertEquals("{\"path\": 1}", calls.get(1).raw());
        assertNull(calls.get(2).args());
        assertEquals("{}", calls.get(3).raw());
        assertEquals(new StreamEvent.ToolCallEnd(4, "call_5", "apply_patch", ToolKind.FREEFORM, null, "*** Begin"), calls.get(4));
        assertEquals(FinishReason.TOOL_CALLS, answer.finish());
    }

    @Test
    void theRequestIsOneJsonObject() throws IOException {
        var parameters = Json.object().put("type", "object");
        var tools = List.<Tool>of(new Tool.Function("read", "Reads.", parameters), new Tool.Freeform("apply_patch", "Patches.", "g"), new Tool.Hosted("web_search", Json.object()));
        var opaque = new Opaque("codex", "m", "reasoning", Json.object());
        var messages = List.of(Message.user(new Part.Text("Hi"), new Part.Image("image/png", "AAAA", null)),
                new Message(Message.Role.ASSISTANT, List.of(new Part.Reasoning("", opaque), new Part.ToolCall("a", "read", ToolKind.FUNCTION, "{\"path\":1}"),
                        new Part.ToolCall("b", "apply_patch", ToolKind.FREEFORM, "***"), new Part.ToolCall("c", "read", ToolKind.FUNCTION, "{"))),
                new Message(Message.Role.TOOL, List.of(new Part.ToolResult("a", "read", ToolKind.FUNCTION, List.of(new Part.Text("x")), true))));
        request = new Request("sonnet", List.of("S"), messages, new Request.Tools(tools, new Request.Choice.Named("read"), true), new Request.Thinking(Effort.MAX, "auto"),
                new Request.Output(5, null, null, Json.object().put("type", "object")), "t");
        description = "{\"models\":[{\"id\":\"big\",\"image\":true,\"efforts\":[\"high\",\"low\"]},{\"id\":\"small\"}]}";
        var json = sent(run("cat > \"$HOME/got\"\n" + FINISH));
        assertEquals("""
                {"version":1,"model":"big","conversation":"t","system":["S"],"messages":[\
                {"role":"user","parts":[{"type":"text","text":"Hi"},{"type":"image","media_type":"image/png","data":"AAAA"}]},\
                {"role":"assistant","parts":[{"type":"call","id":"a","name":"read","arguments":{"path":1}},{"type":"call","id":"b","name":"apply_patch","arguments":{"input":"***"}},\
                {"type":"call","id":"c","name":"read","arguments":{"raw":"{"}}]},\
                {"role":"tool","parts":[{"type":"result","id":"a","name":"read","error":true,"parts":[{"type":"text","text":"x"}]},\
                {"type":"result","id":"b","name":"apply_patch","error":true,"parts":[{"type":"text","text":"the call was not carried out, there is no result"}]},\
                {"type":"result","id":"c","name":"read","error":true,"parts":[{"type":"text","text":"the call was not carried out, there is no result"}]}]}],\
                "tools":[{"name":"read","description":"Reads.","parameters":{"type":"object"}},\
                {"name":"apply_patch","description":"Patches.","parameters":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}],\
                "tool_choice":"read","effort":"high","schema":{"type":"object"},"max_tokens":5}""", Json.write(json));
        assertTrue(events.stream().anyMatch(event -> event instanceof StreamEvent.Notice(var code, _) && code.equals("effort_clamped")));
        assertEquals(Json.write(json), new String(provider().preview(request, new Turn(false)).orElseThrow().body()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                                    | PROTOCOL    | line 2 of its output is no event: it is not JSON: nonsense
            [1]                                         | PROTOCOL    | line 2 of its output is no event: it is no JSON object: [1]
            {"text":"x"}                                | PROTOCOL    | line 2 of its output is no event: it has no type
            {"type":"text"}                             | PROTOCOL    | line 2 of its output is no event: it has no text 'text'
            {"type":"text","text":5}                    | PROTOCOL    | line 2 of its output is no event: it has no text 'text'
            {"type":"call"}                             | PROTOCOL    | line 2 of its output is no event: it has no text 'name'
            {"type":"error"}                            | INTERNAL    | it reported an error
            {"type":"error","kind":"quota","message":"used up\\u001b[31m\\nsk-abcdefgh12345678"} | QUOTA | used up ***
            {"type":"error","kind":"auth","message":"set HOUSE_KEY"}  | AUTH     | set HOUSE_KEY
            {"type":"error","kind":"context_length","message":"long"} | CONTEXT_LENGTH | long
            """)
    void whatIsNoAnswerIsAFailureOfOneLine(String line, Kind kind, String message) throws IOException {
        var answer = run("echo '{\"type\":\"usage\"}'\ncat <<'X'\n" + line + "\nX\n" + FINISH);
        assertEquals(kind, answer.failure().kind());
        assertTrue(answer.failure().line().startsWith("provider test: " + message), answer.failure().line());
        assertFalse(answer.failure().line().contains("\n") || answer.failure().line().contains("\u001b"), answer.failure().line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exit 0                                              | PROTOCOL  | provider test: it answered nothing
            echo; echo oh >&2                                   | TRUNCATED | provider test: its answer ended without a finish: oh
            echo one >&2; echo 'two  three' >&2; exit 3         | INTERNAL  | provider test: it failed with exit 3: two three
            echo '{"type":"text","text":"a"}'                   | TRUNCATED | provider test: its answer ended without a finish
            echo '{"type":"text","text":"a"}'; exit 1           | INTERNAL  | provider test: it failed with exit 1
            kill -9 $$                                          | INTERNAL  | provider test: it failed with exit 137
            """)
    void anEndWithoutAFinishIsAFailure(String script, Kind kind, String line) throws IOException {
        var answer = run(script + "\n");
        assertEquals(kind, answer.failure().kind());
        assertEquals(line, answer.failure().line());
    }

    @Test
    void whatComesAfterTheFinishDoesNotMatter() throws IOException {
        assertNull(run("echo '{\"type\":\"text\",\"text\":\"a\"}'\n" + FINISH + "echo nonsense\nexit 3\n").failure());
    }

    @Test
    void aLineTooLongIsRefused() throws IOException {
        var failure = run("head -c 17000000 /dev/zero | tr '\\0' x\nsleep 4711\n").failure();
        assertEquals("provider test: a line is longer than 16 MiB", failure.line());
        assertEquals(Kind.PROTOCOL, failure.kind());
    }

    @Test
    void muchOnItsErrorStreamStopsNothing() throws IOException {
        assertEquals("a", run("head -c 500000 /dev/zero | tr '\\0' x >&2\necho '{\"type\":\"text\",\"text\":\"a\"}'\n" + FINISH).text());
    }

    @Test
    void aCancelEndsItWithItsChildren() throws Exception {
        try (var sleeps = new Sleeps()) {
            var thread = Thread.ofPlatform().start(() -> runQuietly("trap '' TERM\n" + sleeps.command() + " &\nsetsid " + sleeps.command() + " &\n" + sleeps.command() + "\n"));
            assertEquals(3, sleeps.running(3).size());
            cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            thread.join();
            assertEquals(0, sleeps.running(0).size());
            assertEquals(Kind.CANCELLED, assertInstanceOf(StreamEvent.Failed.class, events.getLast()).failure().kind());
        }
    }

    @Test
    void aChildThatHoldsTheOutputIsEndedWithIt() throws IOException {
        try (var sleeps = new Sleeps()) {
            assertEquals(Kind.TRUNCATED, run("echo '{\"type\":\"text\",\"text\":\"a\"}'\n" + sleeps.command() + " &\n").failure().kind());
            assertEquals(0, sleeps.running(0).size());
        }
    }

    @Test
    void aSilentOneIsEnded() throws IOException {
        silence = Duration.ofMillis(300);
        try (var sleeps = new Sleeps()) {
            var failure = run("echo '{\"type\":\"usage\"}'\n" + sleeps.command() + "\n").failure();
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertEquals(0, sleeps.running(0).size());
        }
    }

    @Test
    void whatItSaysMayPassIsTriedAgain() throws IOException {
        var answer = run("""
                [ -e "$HOME/again" ] || { touch "$HOME/again"; echo '{"type":"error","kind":"overloaded","message":"busy"}'; exit 1; }
                echo '{"type":"text","text":"a"}'
                """ + FINISH);
        assertEquals("a", answer.text());
        assertEquals("provider test: busy", events.stream().filter(StreamEvent.Retrying.class::isInstance).map(event -> ((StreamEvent.Retrying) event).why().line()).findFirst().orElseThrow());
    }

    @Test
    void onceAnythingCountsItIsNot() throws IOException {
        assertEquals("busy", run("echo '{\"type\":\"text\",\"text\":\"a\"}'\necho '{\"type\":\"error\",\"kind\":\"overloaded\",\"message\":\"busy\"}'\n").failure().getMessage().replace("provider test: ", ""));
        assertTrue(events.stream().noneMatch(StreamEvent.Retrying.class::isInstance));
    }

    @Test
    void secretsAreKeptFromItUnlessItNamesThem() throws IOException {
        variables.putAll(Map.of("CODEX_API_KEY", "secret-1234567", "HOUSE_KEY", "secret-2345678", "OTHER_TOKEN", "secret-3456789", "PLAIN", "x"));
        description = "{\"environment\":[\"HOUSE_KEY\"]}";
        run("env > \"$HOME/env\"\n" + FINISH);
        var seen = Files.readString(home.resolve("env"));
        assertTrue(seen.contains("HOUSE_KEY=secret-2345678") && seen.contains("PLAIN=x") && seen.contains("SX_PROVIDER=test"), seen);
        assertFalse(seen.contains("secret-1234567") || seen.contains("secret-3456789"), seen);
    }

    @Test
    void theRequestIsNotLeftOnTheDisk() throws IOException {
        var before = requestsOnDisk();
        run("ls -l /proc/self/fd/0 > \"$HOME/fd\"\n" + FINISH);
        assertTrue(Files.readString(home.resolve("fd")).contains("(deleted)") || before == requestsOnDisk());
    }

    private static long requestsOnDisk() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("sx-request")).count();
        }
    }

    private JsonNode sent(Answer answer) throws IOException {
        assertNull(answer.failure());
        return Json.read(Files.readAllBytes(home.resolve("got")));
    }

    private void runQuietly(String script) {
        try {
            run(script);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Answer run(String script) throws IOException {
        var file = home.resolve(".config/scorpiox/providers/test");
        Files.writeString(file, "#!/bin/sh\nif [ \"${1:-}\" = --describe ]; then echo '" + description + "'; exit; fi\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        events.clear();
        provider().stream(request, new Turn(false), events::add, cancel);
        var answer = new Answer();
        events.forEach(answer::event);
        return answer;
    }

    private ProcessProvider provider() {
        var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home), Cascade.Flags.NONE);
        var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), _ -> { }, Optional.empty(), cancel);
        var retry = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), () -> 0.5);
        return (ProcessProvider) ProcessVendors.find("test", settings).orElseThrow().open(new Wiring(tokens, Models.BUILT_IN, "sx", Timeouts.TURN.silence(silence), retry, false));
    }
}
