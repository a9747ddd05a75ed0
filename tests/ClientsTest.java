package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// Other people's clients drive `sx` as they drive the program they were written for. Needs Node and the client from its
/// registry; without them the tests are skipped.
class ClientsTest {
    @TempDir
    Path home;

    @Test
    void theOfficialCodexSdkDrivesATurnWithTools() throws IOException, InterruptedException {
        var sdk = Npm.installed("codex-sdk", false, "@openai/codex-sdk@0.163.0");        // without its own native program
        var scenario = Scenario.of(Json.read("""
                {"rules": [
                  {"when": {"output": "created new.txt"}, "answer": {"parts": [{"text": "All done.", "phase": "final_answer"}]}},
                  {"answer": {"parts": [{"reasoning": "**Looking**\\n\\nat it"}, {"call": "exec_command", "arguments": {"cmd": "echo turned up > made.txt; cat made.txt"}},
                                        {"call": "update_plan", "arguments": {"plan": [{"step": "look", "status": "completed"}]}},
                                        {"call": "write", "arguments": {"file_path": "new.txt", "content": "fresh\\n"}}]}}]}
                """), Path.of(""));
        try (var simulator = new Simulator(Simulator.Setup.answering(scenario), Thread.ofVirtual().factory())) {
            var work = Files.createDirectories(home.resolve("work"));
            var ended = node(sdk, simulator.url(), work, "do something");
            assertEquals(0, ended.exit(), ended.err());
            var turn = Json.read(ended.out());
            var types = StreamSupport.stream(turn.path("items").spliterator(), false).map(item -> item.path("type").asText()).toList();
            assertAll(() -> assertEquals("All done.", turn.path("final").asText()), () -> assertFalse(turn.path("id").asText().isEmpty()),
                    () -> assertEquals(List.of("reasoning", "command_execution", "file_change", "agent_message", "todo_list"), types.stream().sorted(ClientsTest::byOrder).toList()),
                    () -> assertTrue(turn.path("usage").path("input_tokens").asLong() > 0), () -> assertEquals("turned up\n", Files.readString(work.resolve("made.txt"))),
                    () -> assertEquals("fresh\n", Files.readString(work.resolve("new.txt"))));
        }
    }

    /// The SDK collects completed items; the plan is completed when the run is.
    private static int byOrder(String a, String b) {
        var order = List.of("reasoning", "command_execution", "file_change", "agent_message", "todo_list");
        return Integer.compare(order.indexOf(a), order.indexOf(b));
    }

    private Sx.Ended node(Path sdk, String url, Path work, String prompt) throws IOException {
        var sx = new Sx("sx", home).backend(url).env("NODE_SDK", sdk.toString());
        return sx.end(sx.builder(List.of("node", Sx.ROOT.resolve("tests/clients/codex-sdk.mjs").toString(), Sx.ROOT.resolve("scripts/sx").toString(),
                work.toString(), prompt)).start());
    }
}
