package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// `sx` with tools, as a process against a scripted backend: what it does to files and processes, and what it says of it.
@Execution(ExecutionMode.CONCURRENT)
class AgentScriptTest {
    @TempDir
    Path home;

    private Path work;
    private Simulator simulator;

    @BeforeEach
    void folder() throws IOException {
        work = Files.createDirectories(home.resolve("work"));
    }

    @AfterEach
    void stop() {
        if (simulator != null) simulator.close();
    }

    /// A backend that makes these calls in its first answer, and then says "Done.".
    private String calls(String... calls) throws IOException {
        return calls.length == 0 ? plays() : plays("{\"parts\": [" + String.join(",", calls) + "]}");
    }

    /// A backend that gives these answers, one after the other, and then says "Done.".
    private String plays(String... answers) throws IOException {
        var rules = new ArrayList<String>();
        for (var answer : answers) rules.add("{\"times\": 1, \"answer\": " + answer + "}");
        rules.add("{\"answer\": {\"parts\": [{\"text\": \"Done.\", \"phase\": \"final_answer\"}]}}");
        simulator = new Simulator(Simulator.Setup.answering(Scenario.of(Json.read("{\"rules\": [" + String.join(",", rules) + "]}"), Path.of(""))), Thread.ofVirtual().factory());
        return simulator.url();
    }

    private static String call(String tool, String... members) {
        var arguments = Json.object();
        for (var i = 0; i < members.length; i += 2) arguments.put(members[i], members[i + 1]);
        var call = Json.object().put("call", tool);
        call.set("arguments", arguments);
        return Json.write(call);
    }

    private static String bash(String command) {
        return call("bash", "command", command);
    }

    private Sx sx(String url) {
        return new Sx("sx", home).backend(url).in(work);
    }

    /// What the tools of the last round said, in order.
    private List<String> outputs() {
        var outputs = new ArrayList<String>();
        for (var item : simulator.requests().getLast().body().path("input")) {
            if (!item.path("type").asText().endsWith("_output")) continue;
            outputs.add(item.path("output") instanceof ArrayNode parts ? parts.get(0).path("text").asText() : item.path("output").asText());
        }
        return outputs;
    }

    private static List<JsonNode> events(Sx.Ended ended) throws IOException {
        var events = new ArrayList<JsonNode>();
        for (var line : ended.out().lines().toList()) events.add(Json.read(line));
        return events;
    }

    private static List<JsonNode> items(Sx.Ended ended, String event) throws IOException {
        return events(ended).stream().filter(each -> each.path("type").asText().equals(event)).map(each -> each.path("item")).toList();
    }

    @Test
    void anAnswerThatDoesNotFollowItsSchemaIsMendedBeforeAnythingIsPrinted() throws IOException {
        var url = plays("{\"parts\": [" + bash("ls") + "]}", "{\"text\": \"Ada is old.\"}", "{\"text\": \"```json\\n{\\\"name\\\": \\\"Ada\\\"}\\n```\"}");
        var ended = sx(url).run("--mode", "full", "--schema", "name: who", "-x", "-o", "ada.json", "who?");
        var requests = simulator.requests();
        assertAll(() -> assertEquals("{\"name\": \"Ada\"}\n", ended.out()), () -> assertEquals("", ended.err()), () -> assertEquals(0, ended.exit()), () -> assertEquals(3, requests.size()),
                () -> assertEquals("{\"name\": \"Ada\"}\n", Files.readString(work.resolve("ada.json"))),
                () -> assertTrue(requests.getFirst().body().path("text").path("format").path("strict").asBoolean()),
                () -> assertTrue(requests.getFirst().body().path("instructions").asText().contains("exactly one JSON value")),
                () -> assertTrue(Json.write(requests.getLast().body()).contains("the whole value: it is not JSON (line 1, column 1)")));
    }

    @Test
    void anAnswerThatNeverDoesIsAFailureInTheEventsToo() throws IOException {
        Files.writeString(work.resolve("person.json"), "{\"type\": \"object\", \"properties\": {\"age\": {\"type\": \"integer\", \"minimum\": 1}}}");
        var answer = "{\"text\": \"{\\\"age\\\": 0}\"}";
        var ended = sx(plays(answer, answer, answer)).stdin("who?").run("exec", "--experimental-json", "--output-schema", "person.json", "-o", "out.json");
        var last = events(ended).getLast();
        assertAll(() -> assertEquals(7, ended.exit()), () -> assertEquals("schema", last.path("code").asText()), () -> assertEquals(7, last.path("exit_code").asInt()),
                () -> assertFalse(Files.exists(work.resolve("out.json"))), () -> assertEquals(3, simulator.requests().size()),
                () -> assertEquals("sx: the answer never matched the schema, asked 3 times: /age: must have a minimum value of 1\n", ended.err()),
                () -> assertFalse(Json.write(simulator.requests().getFirst().body().path("text")).contains("minimum"), "the strict form leaves it out"));
    }

    @Test
    void theFirstCommandOfTheReadmeCountsRealFilesOffline() throws IOException {
        Files.writeString(work.resolve("Small.java"), "class Small {}\n");
        Files.createDirectories(work.resolve("deep"));
        Files.writeString(work.resolve("deep/Large.java"), "class Large {\n}\n");
        Files.writeString(work.resolve("notes.txt"), "not Java\n");
        var ended = new Sx("sx", home).in(work).run("--provider", "demo", "count the Java files here and name the largest");
        assertEquals("", ended.err());
        assertTrue(ended.out().startsWith("There are 2 Java files here, 3 lines in all. The largest is `deep/Large.java` with 2 lines."), ended.out());
        assertEquals(0, ended.exit());
    }

    @Test
    void aFileIsWrittenByTheDemoOnlyWhenThatIsAllowed() throws IOException {
        var refused = new Sx("sx", home).in(work).run("--provider", "demo", "write 'hello' to note.txt");
        assertTrue(refused.out().contains("not offered"), refused.out());
        assertFalse(Files.exists(work.resolve("note.txt")));
        assertEquals(0, new Sx("sx", home).in(work).run("--mode", "edit", "--provider", "demo", "write 'hello' to note.txt").exit());
        assertEquals("hello\n", Files.readString(work.resolve("note.txt")));
    }

    @Test
    void aBrokenProgramIsRepairedWithoutAnybodyAsking() throws IOException {
        Files.writeString(work.resolve("add.sh"), "#!/bin/sh\necho $(($1 - $2))\n");
        Files.writeString(work.resolve("test.sh"), "#!/bin/sh\n[ \"$(sh add.sh 2 3)\" = 5 ] && echo green || { echo red; exit 1; }\n");
        var url = plays("{\"parts\": [" + bash("sh test.sh") + "," + call("read", "file_path", "add.sh") + "]}",
                "{\"parts\": [" + call("edit", "file_path", "add.sh", "old_string", "$1 - $2", "new_string", "$1 + $2") + "]}", "{\"parts\": [" + bash("sh test.sh") + "]}");
        var ended = sx(url).run("--mode", "full", "make test.sh pass");
        var said = outputs();
        assertAll(() -> assertEquals("Done.\n", ended.out()), () -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(said.get(0).startsWith("red\n[exit 1"), said.get(0)),
                () -> assertTrue(said.get(3).startsWith("green\n[exit 0"), said.get(3)), () -> assertEquals("#!/bin/sh\necho $(($1 + $2))\n", Files.readString(work.resolve("add.sh"))));
    }

    @Test
    void aDeniedCallIsALineOnStderrAnEntryInTheResultAndExitFive() throws IOException {
        var url = calls(call("write", "file_path", "src/A.java", "content", "class A {}"));
        var ended = sx(url).run("--json", "go");
        var last = events(ended).getLast();
        assertAll(() -> assertEquals(5, ended.exit()), () -> assertEquals("sx: denied write src/A.java (mode read-only; allow with --mode edit)\n", ended.err()),
                () -> assertEquals(5, last.path("exit_code").asInt()), () -> assertEquals("turn.completed", last.path("type").asText()),
                () -> assertEquals("write", last.path("denials").get(0).path("tool_name").asText()), () -> assertTrue(outputs().getFirst().startsWith("denied: mode read-only"), outputs().getFirst()));
        var object = Json.read(sx(calls(bash("rm -rf x"))).run("--output-format", "json", "go").out());
        assertEquals("rm -rf x", object.path("permission_denials").get(0).path("tool_input").path("command").asText());
        assertEquals(0, sx(calls(bash("rm -rf x"))).run("--denials-ok", "go").exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"git status; rm -rf victim", "git status && rm -rf victim", "git status\nrm -rf victim", "git status $(rm -rf victim)", "git status `rm -rf victim`",
            "git status | xargs rm -rf victim", "git status & rm -rf victim", "X=1 git status; eval rm -rf victim", "git status > victim/kept"})
    void anAllowRuleForGitStatusLetsNothingElseOut(String command) throws IOException {
        Files.createDirectories(work.resolve("victim"));
        Files.writeString(work.resolve("victim/kept"), "kept");
        var ended = sx(calls(bash(command))).run("--allow", "bash(git status*)", "go");
        assertAll(() -> assertEquals(5, ended.exit(), ended.err()), () -> assertEquals("kept", Files.readString(work.resolve("victim/kept"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm victim/kept", "/bin/rm victim/kept", "rm${IFS}victim/kept", "{rm,victim/kept}", "$'rm' victim/kept", "stdbuf -o0 rm victim/kept", "true && env rm victim/kept", "echo $(rm victim/kept)"})
    void aDenyRuleIsNotPassedByHidingTheProgram(String command) throws IOException {
        Files.createDirectories(work.resolve("victim"));
        Files.writeString(work.resolve("victim/kept"), "kept");
        var ended = sx(calls(bash(command))).run("--mode", "full", "--deny", "bash(rm *)", "go");
        assertAll(() -> assertEquals(5, ended.exit(), ended.err()), () -> assertEquals("kept", Files.readString(work.resolve("victim/kept"))));
    }

    @Test
    void aRuleAboutAToolThatDoesNotExistIsRefused() throws IOException {
        var ended = sx(calls()).run("--deny", "bahs(rm *)", "go");
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().startsWith("sx: --deny or SX_DENY: no tool bahs: there are read, "), ended.err()));
    }

    @Test
    void halfACharacterIsWrittenAsAReplacement() throws IOException {
        var call = "{\"call\": \"write\", \"arguments\": \"{\\\"file_path\\\":\\\"a.txt\\\",\\\"content\\\":\\\"a\\\\ud800b\\\"}\"}";
        assertEquals(0, sx(calls(call)).run("--mode", "edit", "go").exit());
        assertEquals("a\uFFFDb", Files.readString(work.resolve("a.txt")));
    }

    @Test
    void theAllowedCommandItselfRuns() throws IOException {
        var ended = sx(calls(bash("git status --short"))).run("--allow", "bash(git status*)", "go");
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(outputs().getFirst().contains("[exit "), outputs().getFirst());
    }

    @Test
    void aLinkLeadsNobodyOutAndSecretsStayClosed() throws IOException {
        Files.writeString(home.resolve("outside.txt"), "private");
        Files.createSymbolicLink(work.resolve("link.txt"), home.resolve("outside.txt"));
        Files.writeString(work.resolve(".env"), "TOKEN=private");
        var ended = sx(calls(call("read", "file_path", "link.txt"), call("read", "file_path", ".env"), call("grep", "pattern", "private"), bash("cat .env"), bash("cat link.txt"))).run("go");
        assertEquals(5, ended.exit());
        assertTrue(outputs().stream().noneMatch(text -> text.contains("TOKEN=") || text.equals("private")), outputs().toString());
        var full = sx(calls(call("read", "file_path", ".env"))).run("--mode", "full", "go");
        assertEquals(5, full.exit());
    }

    @Test
    void aPatchWhoseThirdFileFailsChangesNothing() throws IOException {
        Files.writeString(work.resolve("a.txt"), "one\n");
        Files.writeString(work.resolve("b.txt"), "two\n");
        var patch = "*** Begin Patch\\n*** Update File: a.txt\\n-one\\n+1\\n*** Update File: b.txt\\n-two\\n+2\\n*** Update File: c.txt\\n-three\\n+3\\n*** End Patch";
        var ended = sx(plays("{\"parts\": [{\"custom\": \"apply_patch\", \"input\": \"" + patch + "\"}]}")).run("--mode", "edit", "--json", "go");
        assertEquals("one\n", Files.readString(work.resolve("a.txt")));
        assertEquals("two\n", Files.readString(work.resolve("b.txt")));
        assertEquals("failed", items(ended, "item.completed").getFirst().path("status").asText());
        assertTrue(outputs().getFirst().contains("c.txt"), outputs().getFirst());
    }

    @Test
    void itemsOfEveryKindAreReportedAsCodexDoes() throws IOException {
        Files.writeString(work.resolve("a.txt"), "one\n");
        var url = plays("{\"parts\": [" + call("update_plan", "explanation", "").replace("\"explanation\":\"\"", "\"plan\":[{\"step\":\"look\",\"status\":\"in_progress\"}]") + ","
                + call("read", "file_path", "a.txt") + "," + call("edit", "file_path", "a.txt", "old_string", "one", "new_string", "two") + "," + bash("echo hi; exit 3") + "]}",
                "{\"parts\": [" + call("update_plan", "explanation", "").replace("\"explanation\":\"\"", "\"plan\":[{\"step\":\"look\",\"status\":\"completed\"}]") + "]}");
        var ended = sx(url).run("--json", "--mode", "full", "go");
        assertEquals(0, ended.exit(), ended.err());
        var done = items(ended, "item.completed");
        var command = done.stream().filter(item -> item.path("type").asText().equals("command_execution")).findFirst().orElseThrow();
        var change = done.stream().filter(item -> item.path("type").asText().equals("file_change")).findFirst().orElseThrow().path("changes").get(0);
        var other = done.stream().filter(item -> item.path("type").asText().equals("mcp_tool_call")).findFirst().orElseThrow();
        var plans = events(ended).stream().filter(event -> event.path("item").path("type").asText().equals("todo_list")).map(event -> event.path("type").asText()).toList();
        assertAll(() -> assertEquals("hi\n", command.path("aggregated_output").asText()), () -> assertEquals(3, command.path("exit_code").asInt()),
                () -> assertEquals("failed", command.path("status").asText()), () -> assertTrue(command.has("duration_ms")),
                () -> assertEquals("a.txt", change.path("path").asText()), () -> assertEquals("update", change.path("kind").asText()),
                () -> assertTrue(change.path("diff").asText().contains("-one\n+two"), change.toString()), () -> assertEquals(1, change.path("additions").asInt()),
                () -> assertEquals("sx", other.path("server").asText()), () -> assertEquals("read", other.path("tool").asText()),
                () -> assertTrue(other.path("result").path("content").get(0).path("text").asText().contains("one")),
                () -> assertEquals(List.of("item.started", "item.updated", "item.completed"), plans),
                () -> assertEquals(1, items(ended, "item.started").stream().filter(item -> item.path("id").equals(command.path("id"))).count()));
    }

    @Test
    void theCommandLineOfCodexIsAccepted() throws IOException {
        var url = calls(bash("pwd"));
        var ended = sx(url).stdin("do it").run("exec", "--experimental-json", "--model", "gpt-5.2", "--sandbox", "danger-full-access", "--cd", work.toString(), "--add-dir", home.toString(),
                "--skip-git-repo-check", "--config", "model_reasoning_effort=\"low\"", "--config", "approval_policy=\"never\"", "--config", "web_search=\"disabled\"");
        var request = simulator.requests().getFirst().body();
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("gpt-5.2", request.path("model").asText()), () -> assertEquals("low", request.path("reasoning").path("effort").asText()),
                () -> assertEquals("turn.completed", events(ended).getLast().path("type").asText()), () -> assertEquals("", ended.err()),
                () -> assertTrue(outputs().getFirst().startsWith(work.toRealPath().toString()), outputs().getFirst()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "exec --experimental-json --output-schema x.json | --output-schema x.json: there is no such file",
            "exec resume 0199 | keeps no conversations",
            "--mode wild hi | no mode wild",
            "--mode edit --yolo hi | exclude each other",
            "--tools read,teleport hi | no tool teleport",
            "--allow (x) hi | a rule is TOOL",
            "--add-dir nowhere hi | there is no such folder",
            "--max-turns 0 hi | --max-turns takes a number",
            "--config model hi | --config takes KEY=VALUE",
    })
    void badInputIsOneLineAndExitTwo(String line, String message) throws IOException {
        var ended = sx(calls()).run(line.split(" "));
        assertAll(() -> assertEquals(2, ended.exit()), () -> assertTrue(ended.err().contains(message), ended.err()), () -> assertEquals(1, ended.err().lines().count(), ended.err()));
    }

    @Test
    void whatAModelGetsWrongIsAnsweredAndTheRunGoesOn() throws IOException {
        var url = plays("{\"parts\": [{\"call\": \"read\", \"arguments\": \"{\\\"file_path\\\": \"}, {\"call\": \"teleport\", \"arguments\": {}}, {\"call\": \"read\", \"arguments\": {\"wrong\": 1}},"
                + " {\"call\": \"read_file\", \"arguments\": {\"path\": \"a.txt\", \"limit\": \"1\", \"offset\": null}}]}");
        Files.writeString(work.resolve("a.txt"), "first\nsecond\n");
        var ended = sx(url).run("go");
        var said = outputs();
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("Done.\n", ended.out()), () -> assertTrue(said.get(0).contains("not JSON"), said.get(0)),
                () -> assertTrue(said.get(1).startsWith("unknown tool 'teleport'; available: read"), said.get(1)),
                () -> assertTrue(said.get(2).contains("unknown parameter wrong") && said.get(2).contains("file_path is missing"), said.get(2)),
                () -> assertTrue(said.get(3).contains("1\tfirst") && !said.get(3).contains("second"), said.get(3)));
    }

    @Test
    void aRunEndsAtItsBounds() throws IOException {
        var endless = "{\"parts\": [" + bash("pwd") + "]}";
        var turns = sx(plays(endless, endless, endless)).run("--max-turns", "2", "go");
        assertAll(() -> assertEquals(6, turns.exit()), () -> assertTrue(turns.err().contains("stopped after 2 answers"), turns.err()), () -> assertEquals(2, simulator.requests().size()));
        var tokens = sx(plays(endless, endless)).run("--max-tokens-total", "5", "go");
        assertAll(() -> assertEquals(6, tokens.exit()), () -> assertTrue(tokens.err().contains("tokens"), tokens.err()));
        var circles = sx(plays(endless, endless, endless, endless, endless, endless, endless)).run("go");
        assertAll(() -> assertEquals(6, circles.exit()), () -> assertTrue(circles.err().contains("again and again"), circles.err()), () -> assertEquals(6, simulator.requests().size()),
                () -> assertTrue(outputs().get(3).contains("3 times in a row"), outputs().toString()));
    }

    @Test
    void textBeforeCallsIsNoPartOfThePipe() throws IOException {
        var ended = sx(plays("{\"parts\": [{\"text\": \"Let me look.\"}, " + bash("pwd") + "]}")).run("-o", "answer.txt", "go");
        assertEquals("Done.\n", ended.out());
        assertEquals("Done.\n", Files.readString(work.resolve("answer.txt")));
        assertTrue(sx(plays("{\"parts\": [{\"text\": \"Let me look.\"}, " + bash("pwd") + "]}")).run("-v", "go").err().contains("Let me look."));
    }

    @Test
    void toolsAreOfferedAsTheModeAndTheFlagsSay() throws IOException {
        assertEquals(List.of("read", "ls", "glob", "grep", "docs", "view_image", "update_plan", "bash"), offered());
        assertEquals(List.of("read", "ls", "glob", "grep", "docs", "view_image", "update_plan", "write", "edit", "multi_edit", "apply_patch", "bash"), offered("--mode", "edit"));
        assertEquals(List.of("read", "grep"), offered("--tools", "read,grep"));
        assertEquals(List.of(), offered("--no-tools"));
        assertEquals(List.of(), offered("-e", "TOOLS=0"));
        assertFalse(offered("--mode", "full", "--deny", "bash").contains("bash"));
        assertTrue(offered("--allow", "web_fetch(domain:example.com)").contains("web_fetch"));
        assertTrue(offered("--allow", "web_search").contains("web_search"));
    }

    private List<String> offered(String... flags) throws IOException {
        var line = new ArrayList<>(List.of(flags));
        line.addAll(List.of("--dry-run", "hi"));
        var body = (ObjectNode) Json.read(sx(calls()).run(line.toArray(String[]::new)).out());
        var names = new ArrayList<String>();
        body.path("tools").forEach(tool -> names.add(tool.path("name").asText(tool.path("type").asText())));
        return names;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"INT | 130 | SLEEP", "TERM | 143 | trap '' TERM; SLEEP", "HUP | 143 | SLEEP", "INT | 130 | setsid SLEEP & SLEEP"})
    void aSignalLeavesNoProcessBehind(String signal, int code, String command) throws Exception {
        try (var sleeps = new Sleeps()) {
            var sx = sx(calls(bash(command.replace("SLEEP", sleeps.command()))));
            var process = sx.startPiped("--json", "--mode", "full", "--no-stdin", "go");
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = out.readLine(); !line.contains("command_execution"); line = out.readLine()) { }
                while (sleeps.running().isEmpty()) Thread.onSpinWait();
                new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
                var last = out.lines().reduce((_, line) -> line).orElse("");
                assertTrue(last.contains("turn.failed") && last.contains("\"exit_code\":" + code), last);
            }
            assertEquals(code, process.waitFor());
            assertEquals(List.of(), sleeps.running());
        }
    }

    @Test
    void whatACommandLeavesRunningIsToldAndEndsWithTheRun() throws IOException {
        try (var sleeps = new Sleeps()) {
            var ended = sx(calls(bash(sleeps.command() + " & echo started"), bash("setsid nohup " + sleeps.command() + " >/dev/null 2>&1 & echo detached"))).run("--mode", "full", "go");
            assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertTrue(outputs().get(0).contains("[left 1 background process: "), outputs().get(0)),
                    () -> assertTrue(outputs().get(1).contains("[left 1 background process: "), outputs().get(1)), () -> assertEquals(List.of(), sleeps.running()));
        }
    }

    @Test
    void theTimeOfARunIsLimitedToo() throws IOException {
        try (var sleeps = new Sleeps()) {
            var ended = sx(calls(bash(sleeps.command()))).run("--mode", "full", "--timeout", "2", "go");
            assertAll(() -> assertEquals(124, ended.exit(), ended.err()), () -> assertEquals(List.of(), sleeps.running()));
            var stubborn = sx(calls("{\"call\": \"bash\", \"arguments\": {\"command\": \"trap '' TERM; " + sleeps.command() + "\", \"background\": true}}",
                    bash("trap '' TERM; while :; do " + sleeps.command() + "; done"))).run("--json", "--mode", "full", "--timeout", "2", "go");
            assertAll(() -> assertEquals(124, stubborn.exit(), stubborn.err()), () -> assertEquals(List.of(), sleeps.running()),
                    () -> assertEquals("turn.failed", events(stubborn).getLast().path("type").asText()));
        }
    }

    @Test
    void aRunWhoseReaderStandsStillEndsAllTheSame() throws Exception {
        try (var sleeps = new Sleeps()) {
            var flood = "yes full | head -c 29000";
            var url = calls(bash(flood), bash(flood), bash(flood + "; touch flooded"), bash(flood), bash("trap '' TERM; while :; do " + sleeps.command() + "; done"));
            var process = sx(url).startPiped("--json", "--mode", "full", "--no-stdin", "go");
            while (!Files.exists(work.resolve("flooded")) && process.isAlive() && process.getInputStream().available() < 60_000) Thread.onSpinWait();
            new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start().waitFor();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
            assertEquals(List.of(), sleeps.running());
        }
    }

    @Test
    void twentyMegabytesFitASmallHeap() throws IOException {
        var ended = sx(calls(bash("yes 0123456789abcdef0123456789abcdef | head -c 20000000"))).env("JDK_JAVA_OPTIONS", "-Xmx256m").run("--mode", "full", "go");
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(outputs().getFirst().length() < 31_000 && outputs().getFirst().contains("omitted; full output: "), outputs().getFirst().substring(0, 200));
    }

    @Test
    void aCommandSeesNoSecrets() throws IOException {
        sx(calls(bash("env; cat; echo end"))).env("MY_PASSWORD", "private1").env("GITHUB_TOKEN", "private2").env("KEPT_FOR_ME_KEY", "kept3").env("SX_BASH_ENV_KEEP", "KEPT_FOR_ME_KEY")
                .run("--mode", "full", "--no-stdin", "go");
        var said = outputs().getFirst();
        assertAll(() -> assertFalse(said.contains("private"), said), () -> assertFalse(said.contains("test-key"), said), () -> assertTrue(said.contains("kept3"), said),
                () -> assertTrue(said.contains("SX=1") && said.contains("TERM=dumb"), said), () -> assertTrue(said.contains("\nend\n[exit 0"), said));
    }

    @Test
    void aProjectMayTightenRulesAndNotLoosenThem() throws IOException {
        Files.createDirectories(work.resolve(".git"));
        Files.writeString(work.resolve("scorpiox-env.txt"), "SX_DENY=read(secret/**)\nSX_ALLOW=bash\nSX_MODE=full\n");
        Files.createDirectories(work.resolve("secret"));
        Files.writeString(work.resolve("secret/plan.txt"), "the plan");
        var ended = sx(calls(call("read", "file_path", "secret/plan.txt"), bash("touch made"))).run("go");
        assertAll(() -> assertEquals(5, ended.exit()), () -> assertTrue(ended.err().contains("SX_ALLOW") && ended.err().contains("SX_MODE"), ended.err()),
                () -> assertTrue(outputs().get(0).startsWith("denied: rule deny read(secret/**)"), outputs().get(0)), () -> assertFalse(Files.exists(work.resolve("made"))));
    }

    @Test
    void anImageIsSeenByTheModelInsideTheResult() throws IOException {
        Files.write(work.resolve("p.png"), java.util.Base64.getDecoder().decode(
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="));
        sx(calls(call("view_image", "path", "p.png"))).run("go");
        var input = simulator.requests().getLast().body().path("input");
        var output = input.get(input.size() - 1).path("output");
        assertTrue(output.get(1).path("image_url").asText().startsWith("data:image/png;base64,"), output.toString());
    }
}
