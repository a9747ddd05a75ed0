package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Timeouts;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.tool.Ledger;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.UpdatePlan;
import scorpiox.tool.Workspace;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.edit.Write;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;
import scorpiox.tool.shell.Bash;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.OutputFiles;

/// The turn loop with the provider `codex`, real tools, and a backend that refuses a conversation in which a call has no
/// result or a result no call, and follow-ups that do not carry the turn's state.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentWithCodexTest {
    private static final String PATCH = "*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch";
    private static final String DONE = "{'answer':{'parts':[{'text':'Done.','phase':'final_answer'}]}}";

    @TempDir
    Path folder;

    private final List<RunEvent> events = new ArrayList<>();
    private final Conversation conversation = new Conversation(new Request("gpt-5.3-codex", List.of("Be brief."), List.of(Message.user(new Part.Text("Do it."))),
            Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "conv-1"));
    private final Cancel cancel = new Cancel();
    private Path work;
    private Commands commands;
    private Simulator simulator;
    private Provider provider;
    private Agent agent;

    @BeforeEach
    void folders() throws IOException {
        work = Files.createDirectories(folder.resolve("work"));
        commands = new Commands(new OutputFiles(folder.resolve("out"), "run"), Map.of("PATH", System.getenv("PATH")), cancel);
    }

    @AfterEach
    void stop() {
        commands.close();
        provider.close();
        simulator.close();
    }

    /// Starts a backend that follows these rules; a rule without `when` and `times` ends the list.
    private void backend(Mode mode, Agent.Bounds bounds, String... rules) throws IOException {
        var scenario = Scenario.of(Json.read(("{'rules':[" + String.join(",", rules) + "]}").replace('\'', '"')), Path.of(""));
        simulator = new Simulator(Simulator.Setup.answering(scenario), Thread.ofVirtual().factory());
        var variables = Map.of("HOME", folder.toString(), "CODEX_BASE_URL", simulator.url(), "CODEX_API_KEY", "agent-test-key-1");
        var settings = Cascade.resolve(new Environment(variables, work), Cascade.Flags.NONE);
        var http = new Http(Network.DIRECT);
        provider = Codex.of(settings, new Tokens(settings, http, InstantSource.system(), _ -> {}, Optional.empty(), cancel)).over(http, "test/1", InstantSource.system(), Timeouts.TURN);
        var workspace = new Workspace(work, List.of(), folder);
        var ledger = new Ledger();
        var tools = List.<LocalTool>of(new UpdatePlan(), new Write(workspace, ledger), new ApplyPatch(workspace, ledger, true), new Bash(workspace, Limits.USUAL, commands));
        var dispatcher = new Dispatcher(tools, List.of(), new Permissions(mode, List.of(), workspace, false), Optional.empty(), _ -> true);
        agent = new Agent(provider, dispatcher, bounds, commands::news);
    }

    private void backend(String... rules) throws IOException {
        backend(Mode.FULL, new Agent.Bounds(0, 0, false), rules);
    }

    /// A rule for one request.
    private static String once(String... parts) {
        return "{'times':1,'answer':{'parts':[" + String.join(",", parts) + "]}}";
    }

    private static String call(String tool, String arguments) {
        return "{'call':'" + tool + "','arguments':" + arguments + "}";
    }

    private static String refuses(String message, String code) {
        return "{'times':1,'answer':{'status':400,'body':{'error':{'message':'" + message + "','type':'invalid_request_error','code':'" + code + "'}}}}";
    }

    private Result run(Cancel own) {
        return agent.run(conversation, false, events::add, own);
    }

    /// Goes on with the conversation as the user would.
    private Result goOn() {
        conversation.add(Message.user(new Part.Text("Go on.")));
        return run(new Cancel());
    }

    private JsonNode body(int request) {
        return simulator.requests().get(request).body();
    }

    private List<JsonNode> input(int request, String suffix) {
        return StreamSupport.stream(body(request).path("input").spliterator(), false).filter(item -> item.path("type").asText().endsWith(suffix)).toList();
    }

    private List<String> outputs(int request) {
        return input(request, "_output").stream().map(item -> item.path("output").asText()).toList();
    }

    private static String escaped(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    @Test
    void aTaskIsDoneInSeveralSteps() throws IOException {
        backend(once("{'reasoning':'**Planning**'}", "{'text':'Let me look.','phase':'commentary'}", call("update_plan", "{'plan':[{'step':'write','status':'in_progress'}]}"),
                        call("bash", "{'command':'printf one'}")),
                once(call("write_file", "{'path':'a.txt','contents':'two\\n'}"), "{'custom':'apply_patch','input':" + escaped(PATCH) + "}"), DONE);
        var result = run(cancel);
        assertNull(result.failure());
        assertEquals("Done.", result.text());
        assertEquals(3, result.turns());
        assertEquals("two\n", Files.readString(work.resolve("a.txt")));
        assertEquals("hello\n", Files.readString(work.resolve("new.txt")));
        assertEquals(3, simulator.requests().size());
        assertEquals("Plan updated", outputs(1).getFirst());
        assertTrue(outputs(1).getLast().startsWith("one\n[exit 0, "), outputs(1).getLast());
        assertEquals(List.of("function_call_output", "function_call_output", "function_call_output", "custom_tool_call_output"),
                input(2, "_output").stream().map(item -> item.path("type").asText()).toList());
        assertEquals(1, input(1, "reasoning").size(), "thinking goes back with the calls it led to");
        assertTrue(result.usage().input() > 0 && result.usage().output() > 0);
        assertEquals(simulator.requests().get(1).headers().get("x-codex-turn-state"), simulator.requests().get(2).headers().get("x-codex-turn-state"));
    }

    @Test
    void everyCallOfAnAnswerIsAnsweredWhateverItIs() throws IOException {
        backend(Mode.READ_ONLY, new Agent.Bounds(0, 0, false),
                once(call("bash", escaped("no JSON")), call("nobody", "{}"), call("write", "{}"), "{'custom':'apply_patch','input':'nonsense'}", "{'custom':'nobody','input':'x'}",
                        call("bash", "{'command':'make','colour':'red'}"), call("bash", "{'command':'rm -rf .'}"), call("update_plan", escaped("")), call("write", "[]"),
                        call("write", "{'file_path':'../../out.txt','content':'x'}")), DONE);
        var result = run(cancel);
        assertEquals("Done.", result.text());
        assertEquals(5, result.exit());
        assertEquals(10, outputs(1).size());
        assertEquals(input(1, "_call").stream().map(item -> item.path("call_id")).toList(), input(1, "_output").stream().map(item -> item.path("call_id")).toList());
        assertEquals(2, result.denials().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ToolStarted", "ToolFinished", "Answering"})
    void aCancelledRunCanGoOn(String at) throws IOException {
        backend(once("{'text':'Let me look.'}", call("bash", "{'command':'echo one'}"), call("bash", "{'command':'echo two'}"), call("write", "{'file_path':'a','content':'x'}")), DONE);
        var own = new Cancel();
        var result = agent.run(conversation, false, event -> {
            events.add(event);
            var text = event instanceof RunEvent.Answering(var answering) && !(answering instanceof StreamEvent.TextDelta);
            if (event.getClass().getSimpleName().equals(at) && !text) own.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        }, own);
        assertEquals(130, result.exit());
        assertFalse(Files.exists(work.resolve("a")));
        assertEquals("Done.", goOn().text());
        assertEquals(2, simulator.requests().size());
        assertEquals(List.of("cancelled by user", "cancelled by user"), outputs(1).subList(1, 3));
    }

    @Test
    void aRunCancelledWhileTheModelSpeaksCanGoOn() throws IOException {
        backend("{'times':1,'answer':{'parts':[{'text':'Let me look around here.'}," + call("bash", "{'command':'ls'}") + "],'faults':['stall:6']}}", DONE);
        var result = agent.run(conversation, false, event -> {
            if (event instanceof RunEvent.Answering(StreamEvent.TextDelta _)) cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
        }, cancel);
        assertEquals(130, result.exit());
        assertEquals("Done.", goOn().text());
        assertEquals(result.text(), input(1, "message").get(1).path("content").get(0).path("text").asText());
        assertEquals(List.of(), input(1, "_call"));
    }

    @Test
    void aCancelStopsACommandThatRuns() throws IOException {
        backend(once(call("bash", "{'command':'echo started; sleep 600'}"), call("write", "{'file_path':'a','content':'x'}")), DONE);
        var result = agent.run(conversation, false, new Sink<>() {
            private boolean started;

            @Override
            public void event(RunEvent event) {
                started |= event instanceof RunEvent.ToolStarted;
            }

            @Override
            public void pause() {
                if (started) Thread.ofVirtual().start(() -> cancel.cancel(Failure.of(Kind.TERMINATED, "terminated")));
            }
        }, cancel);
        assertEquals(143, result.exit());
        assertEquals("Done.", goOn().text());
        assertTrue(outputs(1).getFirst().endsWith("[cancelled by user; processes ended]"), outputs(1).getFirst());
        assertEquals("cancelled by user", outputs(1).getLast());
    }

    @Test
    void aRunThatStoppedAtALimitCanGoOn() throws IOException {
        backend(Mode.FULL, new Agent.Bounds(1, 0, false), once(call("bash", "{'command':'echo one'}"), call("nobody", "{}")), DONE);
        assertEquals(6, run(cancel).exit());
        assertEquals("Done.", goOn().text());
        assertEquals(List.of("not run: stopped after 1 answer of the model", "not run: stopped after 1 answer of the model"), outputs(1));
    }

    @Test
    void aRunThatWentInCirclesCanGoOn() throws IOException {
        var same = call("bash", "{'command':'cat'}");
        backend(once(same, same, same, same), once(same), once(same), DONE);
        assertEquals(6, run(cancel).exit());
        assertEquals("Done.", goOn().text());
        assertEquals(6, outputs(3).size());
        assertEquals(3, outputs(3).stream().filter(Repetition.warning()::equals).count());
    }

    @ParameterizedTest
    @CsvSource({"cut:6, 1", "overloaded-late, 1", "incomplete, 6"})
    void aRunThatBrokeOffCanGoOn(String fault, int exit) throws IOException {
        backend("{'times':1,'answer':{'parts':[{'text':'Let me look around here.'}," + call("bash", "{'command':'ls'}") + "],'faults':['" + fault + "']}}", DONE);
        var result = run(cancel);
        assertEquals(exit, result.exit());
        assertFalse(result.text().isEmpty());
        assertEquals("Done.", goOn().text());
        assertEquals(result.text(), input(1, "message").get(1).path("content").get(0).path("text").asText());
    }

    @Test
    void tooLongAConversationIsShortened() throws IOException {
        backend(once(call("bash", "{'command':'seq 1000 2000'}")), "{'times':1,'answer':{'text':'x','faults':['context-length']}}", DONE);
        assertEquals("Done.", run(cancel).text());
        assertTrue(outputs(1).getFirst().length() > 4000);
        assertTrue(outputs(2).getFirst().matches("\\[result dropped: 50\\d\\d chars; call again if needed]"), outputs(2).getFirst());
    }

    @Test
    void thinkingThatIsRefusedIsLeftOut() throws IOException {
        backend(once("{'reasoning':'hm'}", call("bash", "{'command':'echo one'}")), refuses("The encrypted content could not be verified.", "invalid_encrypted_content"), DONE);
        assertEquals("Done.", run(cancel).text());
        assertEquals(1, input(1, "reasoning").size());
        assertEquals(0, input(2, "reasoning").size());
        assertEquals(outputs(1), outputs(2));
    }

    @Test
    void freeFormToolsThatAreRefusedBecomeFunctions() throws IOException {
        backend(refuses("Invalid value: custom. Supported values are: function.", "invalid_value"), once(call("apply_patch", "{'input':" + escaped(PATCH) + "}")), DONE);
        assertEquals("Done.", run(cancel).text());
        assertEquals("hello\n", Files.readString(work.resolve("new.txt")));
        assertEquals(List.of("custom", "function", "function"), List.of(patchTool(0), patchTool(1), patchTool(2)));
        assertEquals("function_call_output", input(2, "_output").getFirst().path("type").asText());
    }

    private String patchTool(int request) {
        for (var tool : body(request).path("tools")) if (tool.path("name").asText().equals("apply_patch")) return tool.path("type").asText();
        return "none";
    }
}
