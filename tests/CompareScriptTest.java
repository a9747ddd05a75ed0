package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;

/// `compare` as people run it.
@Execution(ExecutionMode.CONCURRENT)
class CompareScriptTest {
    private static final String KEY = "test-key-of-compare-0123456789";

    /// What each provider is told so that it asks the simulator.
    private record Backend(String provider, Function<String, Map<String, String>> variables) {}

    private static final List<Backend> BACKENDS = List.of(new Backend("codex", url -> Map.of("CODEX_BASE_URL", url, "CODEX_API_KEY", KEY)));

    @TempDir
    Path home;

    private Sx compare() {
        return new Sx("compare", home);
    }

    @Test
    void helpAndVersionAndMisuse() {
        assertEquals("compare 0.1.0\n", compare().run("--version").out());
        assertTrue(compare().run("--help").out().startsWith("Usage: compare [OPTIONS]\n"));
        var misuse = compare().run("--runn", "hi");
        assertAll(() -> assertEquals(2, misuse.exit()), () -> assertEquals("", misuse.out()), () -> assertEquals("compare: unknown option --runn, did you mean --run?\n", misuse.err()));
    }

    @Test
    void theMatrixOfAnEmptyHomeNamesWhatIsMissing() throws IOException {
        var ended = compare().run("--json");
        assertAll(() -> assertEquals(0, ended.exit(), ended.err()), () -> assertEquals("", ended.err()), () -> assertEquals(1, ended.out().lines().count()));
        var json = Json.read(ended.out());
        assertEquals(List.of("codex", "claude-code", "anthropic", "gemini", "openai", "router"), texts(json.path("providers"), "id"));
        assertEquals("Streaming", json.path("features").get(0).path("name").asText());
        assertTrue(json.path("providers").get(0).path("problem").asText().contains("fetchtoken login"), ended.out());
        assertFalse(json.path("providers").get(0).path("configured").booleanValue());
    }

    @Test
    void oneAnswersAndOneHasNoKeyAndTheFigureGoIntoLogAndPage() throws IOException {
        var ended = compare().stdin("material\n").run("--run", "--models", "demo,codex", "--json", "--repeat", "2", "--log", "runs.jsonl", "--html", "page.html", "what is it?");
        assertEquals(1, ended.exit(), ended.err());
        assertEquals("", ended.err());
        var json = Json.read(ended.out());
        assertEquals("what is it?\n\n<stdin>\nmaterial\n</stdin>", json.path("prompt").asText());
        var demo = json.path("results").get(0);
        assertAll(() -> assertTrue(demo.path("ok").booleanValue(), ended.out()), () -> assertTrue(demo.path("output_tokens").asLong() > 0), () -> assertEquals(2, demo.path("runs").asInt()),
                () -> assertTrue(demo.path("total_ms").asDouble() >= demo.path("ttft_ms").asDouble()), () -> assertFalse(demo.path("text").asText().isEmpty()));
        assertTrue(json.path("results").get(1).path("error").asText().contains("CODEX_API_KEY"), ended.out());
        assertTrue(Files.readString(home.resolve("page.html")).contains("1 of 2 always answered; medians of 2 runs"));
        var back = compare().run("--from", "runs.jsonl", "--json");
        assertEquals(List.of("1", "2"), texts(Json.read(back.out()).path("results"), "runs").stream().sorted().toList(), back.out() + back.err());
        var piped = compare().stdin(Files.readString(home.resolve("runs.jsonl"))).run("--from", "-", "--csv", "--models", "demo");
        assertEquals(2, piped.out().lines().count(), piped.out() + piped.err());
    }

    @Test
    void everyBackendAnswersSideBySide() throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofPlatform().daemon().factory())) {
            var script = compare();
            for (var backend : BACKENDS) backend.variables().apply(simulator.url()).forEach(script::env);
            var ended = script.run("--run", "--json", "say hi");
            assertEquals(0, ended.exit(), ended.out() + ended.err());
            var results = Json.read(ended.out()).path("results");
            assertEquals(BACKENDS.stream().map(Backend::provider).toList(), texts(results, "provider"));
            for (var result : results) {
                assertAll(() -> assertTrue(result.path("ok").booleanValue(), result.toString()), () -> assertEquals("stop", result.path("finish").asText()),
                        () -> assertTrue(result.path("input_tokens").asLong() > 0, result.toString()), () -> assertFalse(result.path("text").asText().isBlank()));
            }
            assertFalse((ended.out() + ended.err()).contains(KEY));
        }
    }

    private static List<String> texts(JsonNode array, String member) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.path(member).asText()));
        return texts;
    }
}
