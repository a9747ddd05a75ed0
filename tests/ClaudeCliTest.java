package scorpiox.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClaudeCliTest {
    private static final String STREAM = """
            {"type":"system","subtype":"init","tools":[]}
            {"type":"stream_event","event":{"type":"message_start","message":{"id":"msg_1","model":"claude-served","usage":{"input_tokens":9,"output_tokens":1}}},"parent_tool_use_id":null}
            {"type":"stream_event","event":{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}}
            {"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}}
            {"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}}
            {"type":"stream_event","event":{"type":"content_block_stop","index":0}}
            {"type":"stream_event","event":{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}}
            {"type":"stream_event","event":{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße"}}}
            {"type":"stream_event","parent_tool_use_id":"x","event":{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"never"}}}
            {"type":"stream_event","event":{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}}
            {"type":"stream_event","event":{"type":"message_stop"}}
            {"type":"assistant","message":{"content":[{"type":"text","text":"Grüße"}]}}
            """;
    private static final String RESULT = "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"Grüße\",\"usage\":{\"input_tokens\":9,\"output_tokens\":5}}\n";

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<StreamEvent> events = new ArrayList<>();

    @BeforeEach
    void useThisHome() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("work/.git"));
        variables.put("HOME", home.toString());
        variables.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    }

    @Test
    void itsEventsBecomeOursAndTheResultEndsThem() throws IOException {
        claude("cat \"$HOME/out\"", STREAM + RESULT);
        var answer = ask(request());
        assertEquals(List.of(new StreamEvent.Started("claude-code", "claude-served", "msg_1"), new StreamEvent.UsageUpdate(new Usage(9, 0, 0, 1, 0)),
                new StreamEvent.PartStarted(0, StreamEvent.PartKind.REASONING, null), new StreamEvent.ReasoningDelta(0, "hm", StreamEvent.Thought.SUMMARY),
                new StreamEvent.PartStarted(1, StreamEvent.PartKind.TEXT, null), new StreamEvent.TextDelta(1, "Grüße"), new StreamEvent.UsageUpdate(new Usage(9, 0, 0, 5, 0)),
                new StreamEvent.Finish(FinishReason.STOP, "end_turn")), events);
        assertEquals("Grüße", answer.text());
    }

    @Test
    void itIsCalledWithoutToolsSessionsOrKeysOfOursInAnEmptyFolder() throws IOException {
        variables.put("ANTHROPIC_API_KEY", "key-of-ours-0123");
        variables.put("CODEX_API_KEY", "another-key-0123");
        variables.put("LD_PRELOAD", "evil.so");
        variables.put("CLAUDE_CODE_OAUTH_TOKEN", "its-own-token-0123");
        variables.put("CLAUDE_CONFIG_DIR", home.resolve("its").toString());
        claude("printf '%s\\n' \"$@\" > \"$HOME/arguments\"; /usr/bin/env > \"$HOME/environment\"; pwd > \"$HOME/folder\"; ls -A > \"$HOME/files\"; cat > \"$HOME/in\"; cat \"$HOME/out\"", STREAM + RESULT);
        var asked = new Request("claude-opus-5", List.of("Be brief.", "Really."), request().messages(), Request.Tools.NONE, new Request.Thinking(Effort.MINIMAL, "none", 2000),
                new Request.Output(700, null, null, null), null);
        assertEquals("Grüße", ask(asked).text());
        var folder = read("folder");
        assertEquals("-p --output-format stream-json --input-format stream-json --include-partial-messages --verbose --model claude-opus-5 --tools  --strict-mcp-config --setting-sources "
                + " --disable-slash-commands --no-session-persistence --effort low --system-prompt-file " + folder + "/system.txt", String.join(" ", read("arguments").split("\n")));
        assertEquals("system.txt", read("files"));
        assertFalse(Files.exists(Path.of(folder)), "the folder is gone afterwards");
        var environment = read("environment");
        for (var secret : List.of("key-of-ours", "another-key", "evil.so")) assertFalse(environment.contains(secret), environment);
        for (var kept : List.of("CLAUDE_CODE_OAUTH_TOKEN=its-own-token-0123", "CLAUDE_CONFIG_DIR=" + home.resolve("its"), "HOME=" + home, "CLAUDE_CODE_MAX_OUTPUT_TOKENS=700", "MAX_THINKING_TOKENS=2000")) {
            assertTrue(environment.contains(kept), kept);
        }
        assertEquals("{\"type\":\"user\",\"session_id\":\"\",\"message\":{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},\"parent_tool_use_id\":null}", read("in"));
        assertTrue(events.stream().noneMatch(StreamEvent.ReasoningDelta.class::isInstance));
    }

    @Test
    void earlierTurnsAreHandedOverAsTextAndThePicturesOfTheNewOneAsThemselves() throws IOException {
        var messages = List.of(Message.user(new Part.Text("first"), new Part.Image("image/png", "QQ==", null)),
                new Message(Message.Role.ASSISTANT, List.of(new Part.Reasoning("secret thought", null), new Part.Text("one"), new Part.ToolCall("c", "look", ToolKind.FUNCTION, "{\"a\":1}"))),
                new Message(Message.Role.TOOL, List.of(new Part.ToolResult("c", "look", ToolKind.FUNCTION, List.of(new Part.Text("seen")), true))), new Message(Message.Role.ASSISTANT, List.of(new Part.Text("two"))),
                new Message(Message.Role.DEVELOPER, List.of(new Part.Text("mind"))), Message.user(new Part.Text("and now?"), new Part.Image("image/png", "Qg==", null)));
        var prompt = ClaudePrompt.of(request().messages(messages).output(new Request.Output(0, null, null, Json.object().put("type", "object"))));
        var content = prompt.at("/message/content");
        assertEquals("This is the conversation so far. It is for you to know; do not repeat it.\n\n<user>\nfirst\n\n<user>\n[a picture]\n\n<assistant>\none\n\n<assistant>\n[calls look] {\"a\":1}\n\n"
                + "<tool>\n[failed: look] seen\n\n<assistant>\ntwo\n\nIt ends here. Answer what comes now.", content.at("/0/text").asText());
        assertEquals("[note from the program, not from the user]\nmind", content.at("/1/text").asText());
        assertEquals("and now?", content.at("/2/text").asText());
        assertEquals("Qg==", content.at("/3/source/data").asText());
        assertTrue(content.at("/4/text").asText().contains("JSON Schema"));
        assertEquals(5, content.size());
        assertTrue(ClaudePrompt.of(request().messages(messages.subList(0, 2))).at("/message/content/0/text").asText().endsWith("Go on with your answer."));
    }

    @Test
    void toolsAreLeftOutWithANoticeAndCallsOfItsOwnAreNobodysHere() throws IOException {
        claude("cat \"$HOME/out\"", """
                {"type":"stream_event","event":{"type":"message_start","message":{"id":"m","model":"c"}}}
                {"type":"stream_event","event":{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"look","input":{"a":1}}}}
                {"type":"stream_event","event":{"type":"content_block_stop","index":0}}
                {"type":"stream_event","event":{"type":"message_delta","delta":{"stop_reason":"tool_use"}}}
                {"type":"stream_event","event":{"type":"message_stop"}}
                """ + RESULT);
        var tools = new Request.Tools(List.of(new Tool.Function("look", "l", Json.object())), new Request.Choice.Auto(), true);
        var answer = ask(new Request("c", List.of(), request().messages(), tools, Request.Thinking.UNSET, Request.Output.TEXT, null));
        assertEquals("tools_dropped", ((StreamEvent.Notice) events.getFirst()).code());
        assertTrue(events.stream().noneMatch(event -> event.getClass().getSimpleName().startsWith("ToolCall")), events.toString());
        assertEquals(FinishReason.STOP, answer.finish());
    }

    @Test
    void anAnswerThatIsNotStreamedCountsAndLinesMayBeginWithOddities() throws IOException {
        claude("cat \"$HOME/out\"", "\u001b[?1004l{\"type\":\"system\"}\nwarning: odd\n{broken\n[1]\n{\"type\":7}\n" + RESULT);
        var answer = ask(request());
        assertEquals("Grüße", answer.text());
        assertEquals(new Usage(9, 0, 0, 5, 0), answer.usage());
        assertTrue(events.getFirst() instanceof StreamEvent.Started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'type':'result','is_error':true,'result':'Not logged in · Please run /login'} | AUTH | run claude and sign in",
            "{'type':'assistant','error':'authentication_failed'}~{'type':'result','is_error':true,'result':'No.'} | AUTH | run claude and sign in",
            "{'type':'result','is_error':true,'api_error_status':401,'result':'x'} | AUTH | run claude and sign in", "{'type':'result','is_error':true,'api_error_status':529,'result':'x'} | OVERLOADED | claude: x",
            "{'type':'assistant','error':'rate_limit'}~{'type':'result','is_error':true,'result':'slow down'} | RATE_LIMIT | slow", "{'type':'result','is_error':true,'result':'You have hit your limit'} | QUOTA | hit",
            "{'type':'result','is_error':true,'result':'Prompt is too long'} | CONTEXT_LENGTH | too long", "{'type':'result','subtype':'error_during_execution','errors':['it broke']} | SERVER | it broke",
            "{'type':'result','is_error':true,'api_error_status':404,'result':'no model'} | MODEL_NOT_FOUND | --model", "{'type':'result','subtype':'success','result':''} | TRUNCATED | ended early"})
    void aResultThatIsAnErrorIsATypedFailure(String lines, Kind kind, String says) throws IOException {
        claude("cat \"$HOME/out\"", lines.replace('\'', '"').replace('~', '\n') + "\n");
        var failure = ask(request()).failure();
        assertEquals(kind, failure.kind(), failure.line());
        assertTrue(failure.line().contains(says), failure.line());
        assertTrue(events.getLast() instanceof StreamEvent.Failed);
    }

    @Test
    void anErrorAfterTextIsAFailureThatComesOnce() throws IOException {
        claude("cat \"$HOME/out\"", STREAM + "{\"type\":\"result\",\"is_error\":true,\"api_error_status\":500,\"result\":\"boom\"}\n");
        var answer = ask(request());
        assertEquals("Grüße", answer.text());
        assertEquals(Kind.SERVER, answer.failure().kind());
        assertNull(answer.finish());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"echo first >&2; printf 'Error: the \\033[31mlast\\033[0m line\\n\\n' >&2; exit 3 | SERVER | claude ended with exit code 3: Error: the last line",
            "echo \"error: unknown option '--tools'\" >&2; exit 1 | PROTOCOL | claude update", "echo 'Invalid API key · Please run /login' >&2; exit 1 | AUTH | run claude and sign in",
            "exit 0 | PROTOCOL | without an answer", "kill -9 $$ | SERVER | exit code 137"})
    void anEndWithoutAResultSaysTheLastLineOfItsErrors(String script, Kind kind, String says) throws IOException {
        claude(script, "");
        var failure = ask(request()).failure();
        assertEquals(kind, failure.kind(), failure.line());
        assertTrue(failure.line().contains(says), failure.line());
    }

    @Test
    void aHalfAnswerThatJustEndsIsAFailureAndAWholeOneIsNot() throws IOException {
        claude("cat \"$HOME/out\"", STREAM);
        assertEquals(FinishReason.STOP, ask(request()).finish());
        claude("cat \"$HOME/out\"", STREAM.substring(0, STREAM.indexOf("{\"type\":\"stream_event\",\"event\":{\"type\":\"message_delta\"")));
        assertEquals(Kind.PROTOCOL, ask(request()).failure().kind());
    }

    @Test
    void aMissingProgramIsNamedAndALookNeedsNone() {
        variables.put("PATH", "/nowhere");
        var failure = assertThrows(Failure.class, () -> new ClaudeCode().open(wiring(false, Timeouts.TURN)));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.line().contains("CLAUDE_CODE_AUTH=bearer"), failure.line());
        try (var provider = new ClaudeCode().open(wiring(true, Timeouts.TURN))) {
            assertEquals(Optional.empty(), provider.preview(request(), new Turn(false)));
            provider.stream(request(), new Turn(false), events::add, new Cancel());
            assertEquals(Kind.AUTH, ((StreamEvent.Failed) events.getLast()).failure().kind());
        }
    }

    @Test
    void itIsSetUpWhereBothTheProgramAndACredentialAreThere() throws IOException {
        variables.put("PATH", home.resolve("bin").toString());
        assertFalse(new ClaudeCode().configured(settings()));
        Files.createDirectories(home.resolve("bin/claude"));
        variables.put("CLAUDE_CODE_OAUTH_TOKEN", "t");
        assertFalse(new ClaudeCode().configured(settings()), "a folder is no program");
        Files.delete(home.resolve("bin/claude"));
        claude("exit 0", "");
        assertTrue(new ClaudeCode().configured(settings()));
        variables.remove("CLAUDE_CODE_OAUTH_TOKEN");
        assertFalse(new ClaudeCode().configured(settings()));
        variables.put("CLAUDE_CODE_CREDENTIALS_FILE", home.resolve("c.json").toString());
        assertFalse(new ClaudeCode().configured(settings()), "a file that is not there");
        Files.writeString(home.resolve("c.json"), "{}");
        assertTrue(new ClaudeCode().configured(settings()));
        Files.delete(home.resolve("bin/claude"));
        variables.put("CLAUDE_CODE_AUTH", "bearer");
        assertTrue(new ClaudeCode().configured(settings()));
    }

    @Test
    void cancellingEndsTheProgramAndWhatItStarted() throws IOException, InterruptedException {
        claude("sleep 300 & echo $! > \"$HOME/child\"; echo '{\"type\":\"stream_event\",\"event\":{\"type\":\"message_start\",\"message\":{}}}'; wait", "");
        var cancel = new Cancel();
        try (var provider = new ClaudeCode().open(wiring(false, Timeouts.TURN))) {
            provider.stream(request(), new Turn(false), event -> {
                events.add(event);
                if (event instanceof StreamEvent.Started) cancel.cancel(Failure.of(Kind.DEADLINE, "enough"));
            }, cancel);
        }
        assertEquals(Kind.DEADLINE, ((StreamEvent.Failed) events.getLast()).failure().kind());
        var child = ProcessHandle.of(Long.parseLong(read("child")));
        child.ifPresent(handle -> handle.onExit().join());
        events.clear();
        new ClaudeCode().open(wiring(false, Timeouts.TURN)).stream(request(), new Turn(false), events::add, cancel);
        assertEquals(1, events.size(), "what is cancelled before it began starts nothing");
    }

    @Test
    void silenceEndsIt() throws IOException {
        claude("exec sleep 300", "");
        try (var provider = new ClaudeCode().open(wiring(false, Timeouts.TURN.silence(Duration.ofMillis(50))))) {
            provider.stream(request(), new Turn(false), events::add, new Cancel());
        }
        assertEquals(Kind.TIMEOUT, ((StreamEvent.Failed) events.getLast()).failure().kind());
    }

    @Test
    void aLargeRequestIsTakenInWhileItAlreadyAnswers() throws IOException {
        claude("cat \"$HOME/out\"; cat > /dev/null", "{\"type\":\"system\",\"x\":\"" + "y".repeat(300_000) + "\"}\n" + STREAM + RESULT);
        assertEquals("Grüße", ask(request().messages(List.of(Message.user(new Part.Text("z".repeat(500_000)))))).text());
    }

    private Answer ask(Request request) {
        var answer = new Answer();
        events.clear();
        try (var provider = new ClaudeCode().open(wiring(false, Timeouts.TURN))) {
            provider.stream(request, new Turn(false), event -> {
                events.add(event);
                answer.event(event);
            }, new Cancel());
        }
        return answer;
    }

    private void claude(String script, String output) throws IOException {
        Files.writeString(home.resolve("out"), output);
        var program = Files.writeString(home.resolve("bin/claude"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String read(String file) throws IOException {
        return Files.readString(home.resolve(file)).strip();
    }

    private static Request request() {
        return new Request("claude-x", List.of(), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private Wiring wiring(boolean dry, Timeouts timeouts) {
        var tokens = new Tokens(settings(), new Http(Network.DIRECT), InstantSource.system(), _ -> {}, Optional.empty(), new Cancel());
        return new Wiring(tokens, Models.BUILT_IN, "product/1", timeouts, Retry.USUAL, dry);
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags(null, Map.of(), true));
    }
}
