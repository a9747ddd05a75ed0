package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

/// `sx` as a process against the simulator: what a shell sees.
@Execution(ExecutionMode.CONCURRENT)
class SxScriptTest {
    private static final byte[] PNG = Base64.getDecoder().decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    @TempDir
    Path home;

    private Simulator simulator;

    @AfterEach
    void stop() {
        if (simulator != null) simulator.close();
    }

    private String serve(String... faults) {
        return serve(Scenario.empty(), faults);
    }

    private String serve(Scenario scenario, String... faults) {
        var setup = Simulator.Setup.answering(scenario, List.of(faults).stream().map(Fault::parse).toArray(Fault[]::new));
        simulator = new Simulator(setup, Thread.ofVirtual().factory());
        return simulator.url();
    }

    private static Scenario says(String json) throws IOException {
        return Scenario.of(Json.read("{\"rules\":[{\"answer\":" + json + "}]}"), Path.of(""));
    }

    private Sx sx() {
        return new Sx("sx", home);
    }

    private String lastUserText() {
        var input = simulator.requests().getLast().body().path("input");
        var content = input.get(input.size() - 1).path("content");
        return content.get(content.size() - 1).path("text").asText();
    }

    @Test
    void theAnswerGoesToStdoutAndNothingElseAnywhere() {
        var ended = sx().run("--provider", "demo", "hello", "there");
        assertAll(() -> assertEquals(0, ended.exit()), () -> assertTrue(ended.out().contains("You said: hello there"), ended.out()),
                () -> assertTrue(ended.out().endsWith(")\n")), () -> assertEquals("", ended.err()));
    }

    @Test
    void stdinIsContextBesideAPromptAndThePromptWithoutOne() {
        var url = serve();
        sx().backend(url).stdin("a\nb").run("summarise");
        assertEquals("summarise\n\n<stdin>\na\nb\n</stdin>", lastUserText());
        sx().backend(url).stdin("just this\n").run();
        assertEquals("just this\n", lastUserText());
        sx().backend(url).stdin("just this\n").run("-");
        assertEquals("just this\n", lastUserText());
        sx().backend(url).stdin(" \n").run("blank");
        assertEquals("blank", lastUserText());
    }

    @Test
    void aDiffBecomesACommitMessage() {
        var diff = "diff --git a/src/A.java b/src/A.java\n--- a/src/A.java\n+++ b/src/A.java\n@@ -1 +1 @@\n-old\n+new\n";
        var ended = sx().backend(serve()).stdin(diff).run("write", "a", "commit", "message");
        assertTrue(ended.out().startsWith("Update A.java\n\n1 file changed"), ended.out());
    }

    @Test
    void imagesAndFilesTravelWithTheirPrompt() throws IOException {
        Files.write(home.resolve("picture.bin"), PNG);
        Files.writeString(home.resolve("note.txt"), "remember\n");
        var ended = sx().backend(serve()).run("-i", "picture.bin", "-f", "note.txt", "what is this");
        assertEquals(0, ended.exit(), ended.err());
        var content = simulator.requests().getLast().body().path("input").get(0).path("content");
        assertTrue(content.get(0).path("image_url").asText().startsWith("data:image/png;base64,iVBOR"));
        assertEquals("<file name=\"note.txt\">\nremember\n</file>\n\nwhat is this", content.get(1).path("text").asText());
    }

    @Test
    void jsonEventsEndWithTheTurnAndItsExitCode() throws IOException {
        var ended = sx().backend(serve()).run("--json", "hi");
        var events = ended.out().lines().map(SxScriptTest::json).toList();
        assertEquals(List.of("thread.started", "turn.started", "item.completed", "item.completed", "turn.completed"),
                events.stream().map(event -> event.path("type").asText()).toList());
        assertEquals("reasoning", events.get(2).path("item").path("type").asText());
        assertEquals(events.get(3).path("item").path("text"), events.get(4).path("final_message"));
        assertEquals(0, events.get(4).path("exit_code").asInt(-1));
        assertTrue(events.get(4).path("usage").path("input_tokens").asInt() > 0);
        assertTrue(events.get(4).path("cost_usd").asDouble() > 0 && events.get(4).path("cost_as_of").asText().startsWith("2026-"), events.get(4).toString());
    }

    @Test
    void theModelsAreListedWithoutAnyCredentialAndWithOnesOwn() throws IOException {
        var own = home.resolve(".config/scorpiox/models.json");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "{\"models\": [{\"id\": \"mine\", \"providers\": [\"openai\"], \"price\": {\"input\": 1, \"output\": 2}, \"as_of\": \"2026-01\"}]}");
        var listed = sx().run("models", "--provider", "openai", "--json");
        assertAll(() -> assertEquals(0, listed.exit(), listed.err()), () -> assertEquals("", listed.err()),
                () -> assertEquals("""
                        {"id":"mine","provider":"openai","context_window":null,"max_output":null,"image":true,"efforts":[],\
                        "price":{"input":1,"cached_input":null,"output":2,"as_of":"2026-01"}}""", Json.write(json(listed.out()).get(0))));
        Files.writeString(own, "{\"models\": [\n7]}");
        var broken = sx().run("models");
        assertAll(() -> assertEquals(2, broken.exit()), () -> assertEquals("", broken.out()), () -> assertTrue(broken.err().contains("models.json, line 2, column 1: a model must be an object"), broken.err()));
    }

    @Test
    void oneObjectIsPrintedInTheResultFormat() {
        var result = json(sx().backend(serve()).run("--output-format", "json", "hi").out());
        assertAll(() -> assertEquals("result", result.path("type").asText()), () -> assertFalse(result.path("is_error").asBoolean(true)),
                () -> assertTrue(result.path("result").asText().contains("You said: hi")));
    }

    @Test
    void aReaderThatLeavesEndsTheRunSilently() throws Exception {
        var url = serve(says("{\"parts\":[{\"repeat\":\"line\\n\",\"times\":100000}]}"));
        var sx = sx().backend(url);
        var process = sx.builder(List.of("bash", "-c", "\"$0\" --no-stdin go | head -1; exit ${PIPESTATUS[0]}", Sx.ROOT.resolve("scripts/sx").toString())).start();
        var ended = sx.end(process);
        assertAll(() -> assertEquals(141, ended.exit()), () -> assertEquals("line\n", ended.out()), () -> assertEquals("", ended.err()));
    }

    @Test
    void textIsUtf8WhateverTheLocale() throws IOException {
        var url = serve(says("{\"text\":\"gr\\u00fc\\u00dfe \\u65e5\\u672c \\ud83d\\ude00\"}"));
        var ended = sx().backend(url).env("LC_ALL", "C").stdin("schön").run("sag es ümlaut");
        assertEquals("grüße 日本 😀\n", ended.out());
        assertEquals("sag es ümlaut\n\n<stdin>\nschön\n</stdin>", lastUserText());
        Files.writeString(home.resolve("tür.txt"), "zu\n");
        assertEquals(0, sx().backend(url).env("LC_ALL", "C").run("-f", "tür.txt", "lies").exit());
        assertTrue(lastUserText().startsWith("<file name=\"tür.txt\">\nzu"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130, interrupted", "TERM, 143, terminated"})
    void aSignalEndsTheRunWithItsCodeAndALastEvent(String signal, int code, String message) throws Exception {
        var url = serve(says("{\"text\":\"one two three\"}"), "stall:6");
        var sx = sx().backend(url);
        var process = sx.startPiped("--no-stdin", "--json", "--partial", "hi");
        var out = process.inputReader(StandardCharsets.UTF_8);
        var line = out.readLine();
        while (line != null && !line.contains("item.updated")) line = out.readLine();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
        var last = json(out.lines().reduce((_, next) -> next).orElseThrow());
        var ended = sx.end(process);
        assertEquals(code, ended.exit());
        assertEquals("sx: " + message + "\n", ended.err());
        assertAll(() -> assertEquals("turn.failed", last.path("type").asText()), () -> assertEquals("interrupted", last.path("code").asText()),
                () -> assertEquals(code, last.path("exit_code").asInt()));
    }

    @Test
    void anInterruptWhileStdinIsAwaitedIsReportedToo() throws Exception {
        var sx = sx().backend(serve());
        var process = sx.builder(List.of(Sx.ROOT.resolve("scripts/sx").toString(), "--json", "hi")).redirectError(ProcessBuilder.Redirect.PIPE).start();
        var err = process.errorReader(StandardCharsets.UTF_8);
        assertTrue(err.readLine().contains("waiting for stdin"));
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
        assertEquals("sx: interrupted", err.readLine());
        assertEquals(130, process.waitFor());
        assertEquals(130, json(Files.readString(sx.out())).path("exit_code").asInt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            usage-limit     | 4   | 1 | HTTP 429: The usage limit has been reached (plan plus): it resets at
            401             | 3   | 1 | 401 Unauthorized: the key was refused: check that CODEX_API_KEY is correct
            403             | 3   | 1 | HTTP 403: You may not do this: the credential is valid
            404             | 1   | 1 | HTTP 404: Not Found: check CODEX_BASE_URL
            html            | 1   | 1 | HTTP 403 with an HTML page instead of an API answer
            html-200        | 1   | 1 | the backend answered text/html instead of a stream
            429:9999        | 4   | 1 | HTTP 429: Rate limit: try again in 9999 s
            context-length  | 6   | 1 | Your input exceeds the context window
            quota           | 4   | 1 | You exceeded your current quota
            invalid-prompt  | 1   | 1 | Invalid prompt
            garbage         | 1   | 6 | the answer ended early, without its closing event (after 6 attempts)
            empty           | 1   | 1 | the model gave an empty answer
            redirect        | 1   | 1 | HTTP 307: redirects are not followed
            """)
    void eachFailureHasItsExitCodeAndOneLine(String fault, int code, int requests, String line) {
        var ended = sx().backend(serve(fault)).run("--no-stdin", "hi");
        assertAll(() -> assertEquals(code, ended.exit()), () -> assertEquals("", ended.out()),
                () -> assertTrue(ended.err().lines().reduce((_, last) -> last).orElse("").startsWith("sx: " + line), ended.err()),
                () -> assertEquals(requests, ended.err().lines().count(), ended.err()),
                () -> assertEquals(requests, simulator.requests().size()),
                () -> assertFalse(ended.err().contains("test-key-0123456789")));
    }

    @Test
    void aPassingFaultIsRetriedWithALineEach() {
        var ended = sx().backend(serve("500*2")).run("--no-stdin", "hi");
        assertEquals(0, ended.exit());
        assertEquals(3, simulator.requests().size());
        assertTrue(ended.err().matches("(?s)sx: retrying \\(2 of 6\\) in 0\\.2 s: HTTP 500: boom\nsx: retrying \\(3 of 6\\) in 0\\.4 s: HTTP 500: boom\n"), ended.err());
    }

    @Test
    void aCutAnswerIsPrintedAndReported() {
        var cut = sx().backend(serve("incomplete")).run("--no-stdin", "-o", "answer.txt", "hi");
        assertAll(() -> assertEquals(6, cut.exit()), () -> assertTrue(cut.out().contains("You said: hi")),
                () -> assertEquals("sx: the answer was cut at the model's output limit\n", cut.err()),
                () -> assertFalse(Files.exists(home.resolve("answer.txt"))));
        simulator.close();
        var broken = sx().backend(serve(unchecked("{\"text\":\"one two three four five\"}"), "cut:8")).run("--no-stdin", "--no-tools", "hi");
        assertAll(() -> assertEquals(1, broken.exit()), () -> assertTrue(broken.out().startsWith("one two"), broken.out()),
                () -> assertTrue(broken.err().startsWith("sx: the answer broke off"), broken.err()), () -> assertEquals(1, simulator.requests().size()));
        simulator.close();
        assertEquals("", sx().backend(serve(unchecked("{\"text\":\"one two three four five\"}"), "cut:8")).run("--no-stdin", "hi").out());
    }

    @Test
    void timeLimitsEndTheRun() {
        var whole = sx().backend(serve("stall-headers")).run("--no-stdin", "--timeout", "1", "hi");
        assertAll(() -> assertEquals(124, whole.exit()), () -> assertEquals("sx: not done within --timeout 1\n", whole.err()));
        simulator.close();
        var silent = sx().backend(serve("stall:9")).run("--no-stdin", "--idle-timeout", "1", "hi");
        assertAll(() -> assertEquals(1, silent.exit()), () -> assertTrue(silent.err().contains("did not answer in time"), silent.err()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --modle x hi            | unknown option --modle, did you mean --mode?
            --effort huge hi        | --effort takes none, minimal, low
            -i missing.png hi       | no image missing.png
            -f missing.txt hi       | no file or folder missing.txt
            --output-format yaml hi | --output-format yaml is none of text, json, jsonl
            --json -x hi            | -x and --xl print text, not jsonl
            -e NOPE=1 hi            | -e NOPE: unknown key
            -e TOOLS=2 hi           | TOOLS must be one of 1, 0, not 2
            --profile ../x hi       | profile names are letters
            --provider codx hi      | unknown provider codx, did you mean codex?
            --provider gemini -m gpt-5.2 hi | gpt-5.2 is a model of codex and openai, not of gemini
            -C nowhere hi           | no directory nowhere
            -o nowhere/x hi         | -o nowhere/x: there is no folder
            undo                    | this version has no command undo
            -v doctor               | doctor is a command and must be the first word
            --stdin-wait no hi      | --stdin-wait takes a number
            """)
    void badInputIsOneLineAndExitTwo(String line, String message) {
        var ended = sx().backend(serve()).run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertEquals("", ended.out()), () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertTrue(ended.err().startsWith("sx: " + message), ended.err()), () -> assertEquals(0, simulator.requests().size()));
    }

    @ParameterizedTest
    @CsvSource({"anthropic, ANTHROPIC_API_KEY", "gemini, GEMINI_API_KEY", "openai, OPENAI_API_KEY"})
    void aMissingKeyIsNamedWithTheCommandThatStoresIt(String provider, String key) {
        var ended = sx().run("--provider", provider, "hi");
        assertAll(() -> assertEquals(3, ended.exit()), () -> assertEquals("", ended.out()), () -> assertEquals(1, ended.err().lines().count(), ended.err()),
                () -> assertTrue(ended.err().contains("set " + key) && ended.err().contains("config --set " + key + " - --level user"), ended.err()));
    }

    @Test
    void unusableStdinIsRefusedBeforeAnythingIsSent() {
        var url = serve();
        var binary = sx().backend(url).stdin(new byte[] {'a', 0, 'b'}).run("what");
        assertAll(() -> assertEquals(2, binary.exit()), () -> assertTrue(binary.err().startsWith("sx: stdin is binary (a NUL at byte 1), not text"), binary.err()));
        var image = sx().backend(url).stdin(PNG).run("what");
        assertTrue(image.err().contains("stdin is image/png, not text: pass images with -i"), image.err());
        var large = sx().backend(url).stdin("x".repeat(17 * 1024 * 1024)).run("what");
        assertAll(() -> assertEquals(2, large.exit()), () -> assertTrue(large.err().startsWith("sx: stdin is larger than 16 MiB"), large.err()));
        var empty = sx().backend(url).run();
        assertAll(() -> assertEquals(2, empty.exit()), () -> assertTrue(empty.err().startsWith("sx: empty prompt"), empty.err()));
        var silent = sx().backend(url).silentStdin().run("--stdin-wait", "1", "what");
        assertAll(() -> assertEquals(2, silent.exit()), () -> assertTrue(silent.err().contains("--no-stdin"), silent.err()));
        assertEquals(0, simulator.requests().size());
    }

    @Test
    void aCodeBlockAloneIsPrintedAndWritten() throws IOException {
        var url = serve(says("{\"text\":\"Here:\\n```sh\\nls -l\\n```\\nand\\n```py\\nprint(1)\\n```\\n\"}"));
        assertEquals("ls -l\n", sx().backend(url).run("-x", "-o", "out.sh", "go").out());
        assertEquals("ls -l\n", Files.readString(home.resolve("out.sh")));
        assertEquals("print(1)\n", sx().backend(url).run("--xl", "go").out());
    }

    @Test
    void aDryRunPrintsTheRequestAndSendsNothing() {
        var ended = sx().backend(serve()).run("--dry-run", "-v", "--effort", "high", "-m", "gpt-5.2", "-s", "Be brief.", "--no-tools", "hi");
        var body = json(ended.out());
        assertAll(() -> assertEquals("gpt-5.2", body.path("model").asText()), () -> assertEquals("high", body.path("reasoning").path("effort").asText()),
                () -> assertEquals("Be brief.", body.path("instructions").asText()), () -> assertFalse(body.has("tools")),
                () -> assertEquals(0, simulator.requests().size()), () -> assertFalse(ended.err().contains("test-key")),
                () -> assertTrue(ended.err().contains("Authorization: Bearer ***"), ended.err()));
    }

    @Test
    void projectInstructionsGoAlongUnlessBare() throws IOException {
        var project = Files.createDirectories(home.resolve("project/.git")).getParent();
        Files.writeString(project.resolve("AGENTS.md"), "Always answer in French.");
        Files.createDirectories(project.resolve("sub"));
        var url = serve();
        sx().backend(url).in(project.resolve("sub")).run("hi");
        assertTrue(simulator.requests().getLast().body().path("input").toString().contains("Always answer in French."));
        sx().backend(url).in(project.resolve("sub")).run("--bare", "hi");
        assertFalse(simulator.requests().getLast().body().path("input").toString().contains("French"));
    }

    @Test
    void aClonedProjectCannotRedirectThePromptOrTheCredential() throws IOException {
        var project = Files.createDirectories(home.resolve("clone/.git")).getParent();
        serve();
        Files.writeString(project.resolve("scorpiox-env.txt"), "MODEL=gpt-5.2\nCODEX_BASE_URL=" + simulator.url() + "\nCODEX_API_KEY=abcdefgh\n");
        var ended = sx().in(project).run("hi");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains("scorpiox-env.txt:2: CODEX_BASE_URL would change where the prompt goes"), ended.err()),
                () -> assertEquals(0, simulator.requests().size()));
        assertEquals(0, sx().in(project).run("--trust-project", "hi").exit());
        assertEquals("gpt-5.2", simulator.requests().getLast().body().path("model").asText());
    }

    @Test
    void aSignInFileServesAndItsFaultsAreNamed() throws IOException {
        var claims = "{\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"acct-1\"},\"exp\":%d}";
        var url = serve();
        auth("{\"tokens\":{\"access_token\":\"" + jwt(claims.formatted(4_102_444_800L)) + "\",\"refresh_token\":\"rt_secret_value\"},\"last_refresh\":\"2026-01-01T00:00:00Z\"}");
        var good = chatgpt(url).run("hi");
        assertEquals(0, good.exit(), good.err());
        var sent = simulator.requests().getLast();
        assertAll(() -> assertEquals("/backend-api/codex/responses", sent.path()), () -> assertEquals("acct-1", sent.headers().get("chatgpt-account-id")),
                () -> assertEquals("gpt-5.3-codex", sent.body().path("model").asText()), () -> assertEquals(sent.body().path("prompt_cache_key").asText(), sent.headers().get("session_id")));
        for (var broken : List.of("", "{", "[]", "{\"tokens\":{}}", "{\"tokens\":{\"access_token\":\"" + jwt(claims.formatted(1L)) + "\"}}")) {
            auth(broken);
            var ended = chatgpt(url).run("hi");
            assertAll(() -> assertEquals(3, ended.exit(), broken), () -> assertTrue(ended.err().contains("auth.json") && ended.err().contains("codex login"), ended.err()),
                    () -> assertEquals(1, ended.err().lines().count(), ended.err()));
        }
        assertEquals(1, simulator.requests().size());
    }

    @Test
    void withoutAnyCredentialTheWaysToGetOneAreNamed() {
        var ended = sx().run("hi");
        assertAll(() -> assertEquals(3, ended.exit()), () -> assertTrue(ended.err().contains("codex login") && ended.err().contains("--provider demo"), ended.err()));
    }

    @Test
    void halfAPairOfKeyAndBaseUrlIsRefused() {
        var ended = sx().env("CODEX_API_KEY", "abcdefgh").run("hi");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains("CODEX_BASE_URL is not"), ended.err()));
    }

    @Test
    void aBrokenSettingsLineIsNamed() throws IOException {
        Files.writeString(home.resolve("scorpiox-env.txt"), "# mine\nMODEL gpt-5.2\n");
        var ended = sx().backend(serve()).run("--json", "hi");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains("scorpiox-env.txt:2: a setting is KEY=VALUE"), ended.err()),
                () -> assertEquals("turn.failed", json(ended.out()).path("type").asText()));
    }

    @Test
    void helpAndVersionArePrinted() {
        var help = sx().run("--help");
        assertAll(() -> assertEquals(0, help.exit()), () -> assertTrue(help.out().contains("git diff | sx \"write a commit message\"")),
                () -> assertTrue(sx().run("--version").out().matches("sx \\d+\\.\\d+\\.\\d+\n")));
    }

    private Sx chatgpt(String url) {
        return sx().env("CODEX_CHATGPT_URL", url + "/backend-api").env("PROVIDER", "codex");
    }

    private void auth(String json) throws IOException {
        Files.createDirectories(home.resolve(".codex"));
        Files.writeString(home.resolve(".codex/auth.json"), json);
    }

    private static String jwt(String claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{}".getBytes(StandardCharsets.UTF_8)) + "." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static Scenario unchecked(String json) {
        try {
            return says(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --provider demo hi <&-                  | 0 | ''
            --provider demo hi < /                  | 2 | sx: stdin cannot be read:
            --provider demo --no-stdin hi >/dev/full | 1 | sx: stdout cannot be written:
            --provider demo hi >&-                  | 0 | ''
            --provider demo -o /dev/stdout hi       | 2 | sx: -o takes a file, not '/dev/stdout'
            --provider demo -f <(printf '%s' a) hi  | 0 | ''
            --provider demo -f /dev/zero hi         | 2 | sx: -f /dev/zero: the files together are larger
            -e CODEX_BASE_URL=http://127.0.0.1:99999 -e CODEX_API_KEY=abcdefgh hi | 2 | sx: CODEX_BASE_URL must have a port
            """)
    void oddStreamsAndFilesAreMetWithOneLine(String line, int code, String message) throws IOException {
        var sx = sx();
        var script = "'" + Sx.ROOT.resolve("scripts/sx") + "' " + line;
        var process = sx.builder(List.of("bash", "-c", script)).redirectInput(Path.of("/dev/null").toFile()).start();
        var ended = sx.end(process);
        assertAll(() -> assertEquals(code, ended.exit(), ended.err()), () -> assertTrue(ended.err().startsWith(message), ended.err()),
                () -> assertTrue(ended.err().lines().count() <= 1, ended.err()));
    }

    @Test
    void aDryRunNeedsNoAccountAndPrintsJsonWhateverTheSecrets() {
        var ended = sx().run("--dry-run", "say \"Authorization: Bearer abcdefgh\" x");
        assertEquals("say \"Authorization: Bearer *** x", json(ended.out()).path("input").get(0).path("content").get(0).path("text").asText().replace("***\"", "***"));
    }

    @Test
    void aMisusedFlagIsAnEventToo() {
        var ended = sx().run("--json", "--badflag", "hi");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertEquals("turn.failed", json(ended.out()).path("type").asText()));
    }
}
