package scorpiox.simulator.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.simulator.wire.Fault;

class ScenarioTest {
    @TempDir
    Path folder;

    private Scenario scenario(String rules) throws IOException {
        Files.writeString(folder.resolve("scenario.json"), "{\"rules\":" + rules + "}");
        return Scenario.read(folder.resolve("scenario.json"));
    }

    private static Asked asked(String text) {
        return request("gpt-5.3-codex", text, null);
    }

    private static Asked request(String model, String text, String output) {
        return new Asked(model, "", text, List.of(), List.of(), Optional.ofNullable(output), List.of(), Asked.Choice.FREE, true, "", MissingNode.getInstance());
    }

    private static String text(Scenario scenario, Asked body) {
        return scenario.answer(body).map(answer -> ((Piece.Text) answer.pieces().getFirst()).text()).orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
            "gpt-5.3-codex, say hello, , greeting",
            "gpt-5.3-codex, 'hello\nworld end', , lines",
            "gpt-5.2, say hello, , other model",
            "gpt-5.3-codex, say hello, 42 files, counted",
            "gpt-5.3-codex, nothing fits, , none",
            "gpt-5.3-codex, an earlier hell, , none",
    })
    void theFirstRuleThatFitsAnswers(String model, String text, String output, String answer) throws IOException {
        var scenario = scenario("""
                [{"when":{"output":"^\\\\d+ files"},"answer":{"text":"counted"}},
                 {"when":{"model":"gpt-5.2"},"answer":{"text":"other model"}},
                 {"when":{"text":"hello.*end"},"answer":{"text":"lines"}},
                 {"when":{"text":"hello"},"answer":{"text":"greeting"}},
                 {"when":{"text":"earlier question|say"},"answer":{"text":"never asked for"}}]""");
        assertEquals(answer, text(scenario, request(model, text, output)));
    }

    @Test
    void aRuleThatIsUsedUpLeavesTheNextOne() throws IOException {
        var scenario = scenario("[{\"times\":2,\"answer\":{\"text\":\"a\"}},{\"times\":1,\"answer\":{\"text\":\"b\"}}]");
        assertEquals(List.of("a", "a", "b", "none"), Stream.generate(() -> text(scenario, asked("x"))).limit(4).toList());
    }

    @Test
    void aRuleThatDoesNotFitIsNotUsedUp() throws IOException {
        var scenario = scenario("[{\"when\":{\"text\":\"a\"},\"times\":1,\"answer\":{\"text\":\"a\"}}]");
        assertEquals("none", text(scenario, asked("x")));
        assertEquals("a", text(scenario, asked("a")));
    }

    @Test
    void anEmptyScenarioLeavesEverythingOpen() {
        assertTrue(Scenario.empty().answer(asked("x")).isEmpty());
    }

    @Test
    void partsAreTakenInOrder() throws IOException {
        var parts = scenario("""
                [{"answer":{"parts":[{"reasoning":"hm"},{"text":"look","phase":"commentary"},{"call":"f","arguments":{"a":1}},
                 {"call":"g","arguments":"not json"},
                 {"custom":"patch","input":"*** Begin"},{"search":"jdk"},{"refusal":"no"},{"repeat":"x ","times":3}]}}]""")
                .answer(asked("x")).orElseThrow().pieces();
        assertEquals(List.of(new Piece.Reasoning("hm"), new Piece.Text("look", "commentary"), new Piece.Call("f", "{\"a\":1}"), new Piece.Call("g", "not json"),
                new Piece.Custom("patch", "*** Begin"), new Piece.Search("jdk"), new Piece.Refusal("no"), new Piece.Repeated("x ", 3)), parts);
    }

    @Test
    void anAnswerMayBeAStatusWithHeadersAndBody() throws IOException {
        var answer = scenario("[{\"answer\":{\"status\":429,\"headers\":{\"Retry-After\":\"3\"},\"body\":{\"error\":{\"code\":\"x\"}}}}]")
                .answer(asked("x")).orElseThrow();
        assertEquals(429, answer.status());
        assertEquals(Map.of("Retry-After", "3"), answer.headers());
        assertEquals("{\"error\":{\"code\":\"x\"}}", answer.body());
    }

    @Test
    void anAnswerMayBeARecordedStreamBesideTheScenario() throws IOException {
        Files.writeString(folder.resolve("a.sse"), "data: {}\n\n");
        assertEquals("data: {}\n\n", scenario("[{\"answer\":{\"sse\":\"a.sse\"}}]").answer(asked("x")).orElseThrow().sse());
    }

    @Test
    void faultsApplyOnTop() throws IOException {
        var scenario = scenario("[{\"answer\":{\"text\":\"a\",\"faults\":[\"cut:3\"]}}]");
        assertEquals(List.of(Fault.parse("cut:3")), scenario.answer(asked("x")).orElseThrow().faults());
    }

    static Stream<String> unusable() {
        return Stream.of("{}", "[{}]", "[{\"answer\":{}}]", "[{\"answer\":{\"parts\":[{\"txt\":\"a\"}]}}]",
                "[{\"when\":{\"text\":\"(\"},\"answer\":{\"text\":\"a\"}}]", "[{\"answer\":{\"text\":\"a\",\"faults\":[\"explode\"]}}]",
                "[{\"answer\":{\"sse\":\"missing.sse\"}}]", "[{\"answer\":{\"text\":\"a\"}}", "no json");
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void aScenarioThatCannotBeUsedIsAUsageError(String rules) {
        var failure = assertThrows(Failure.class, () -> scenario(rules));
        assertEquals(Kind.USAGE, failure.kind());
        assertEquals(1, failure.getMessage().lines().count());
    }

    @Test
    void aMissingFileIsNamed() {
        assertTrue(assertThrows(Failure.class, () -> Scenario.read(folder.resolve("none.json"))).getMessage().contains("none.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"whn\":{},\"answer\":{\"text\":\"x\"}}]", "[{\"when\":{\"txt\":\"x\"},\"answer\":{\"text\":\"x\"}}]", "[{\"answer\":{\"txt\":\"x\"}}]"})
    void aMisspeltMemberIsNamed(String rules) {
        assertTrue(assertThrows(Failure.class, () -> scenario(rules)).getMessage().contains("unknown member"));
    }
}
