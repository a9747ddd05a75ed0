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
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.wire.Fault;

/// `compare` as people run it.
@Execution(ExecutionMode.CONCURRENT)
class CompareScriptTest {
    private static final String KEY = "test-key-of-compare-0123456789";

    /// What each provider is told so that it asks the simulator.
    private record Backend(String provider, Function<String, Map<String, String>> variables) {}

    private static final List<Backend> BACKENDS = List.of(
            new Backend("codex", url -> Map.of("CODEX_BASE_URL", url, "CODEX_API_KEY", KEY)),
            new Backend("claude-code", url -> Map.of("CLAUDE_CODE_API_URL", url, "CLAUDE_CODE_AUTH", "bearer", "CLAUDE_CODE_OAUTH_TOKEN", KEY)),
            new Backend("anthropic", url -> Map.of("ANTHROPIC_BASE_URL", url, "ANTHROPIC_API_KEY", KEY)),
            new Backend("gemini", url -> Map.of("GEMINI_BASE_URL", url, "GEMINI_API_KEY", KEY)),
            new Backend("openai", url -> Map.of("OPENAI_BASE_URL", url + "/v1", "OPENAI_API_KEY", KEY)),
            new Backend("router", url -> Map.of("ROUTER_URL", url + "/router/v1")));

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

    private Sx.Ended asking(Simulator simulator, String... args) {
        var script = compare();
        for (var backend : BACKENDS) backend.variables().apply(simulator.url()).forEach(script::env);
        var ended = script.run(args);
        assertFalse((ended.out() + ended.err()).contains(KEY), "no output names a key");
        return ended;
    }

    private static Simulator simulator(Fault... faults) throws IOException {
        return new Simulator(Simulator.Setup.answering(Scenario.empty(), faults), Thread.ofPlatform().daemon().factory());
    }

    @Test
    void everyBackendAnswersSideBySide() throws IOException {
        try (var simulator = simulator()) {
            var ended = asking(simulator, "--run", "--json", "say hi");
            assertEquals(0, ended.exit(), ended.out() + ended.err());
            var results = Json.read(ended.out()).path("results");
            assertEquals(BACKENDS.stream().map(Backend::provider).toList(), texts(results, "provider"));
            for (var result : results) {
                assertAll(result.toString(), () -> assertTrue(result.path("ok").booleanValue()), () -> assertEquals("stop", result.path("finish").asText()),
                        () -> assertTrue(result.path("input_tokens").asLong() > 0 && result.path("output_tokens").asLong() > 0),
                        () -> assertEquals(result.path("provider").asText().equals("router"), result.path("cost_usd").isNull(), "nobody knows the prices of the router's own server"), () -> assertTrue(result.path("ttft_ms").asDouble() > 0),
                        () -> assertTrue(result.path("text").asText().startsWith("You said: say hi")));
            }
        }
    }

    @Test
    void whatOneOfThemSuffersStandsInItsRowAlone() throws IOException {
        try (var simulator = simulator(Fault.parse("gemini:html"))) {
            var ended = asking(simulator, "--run", "--csv", "say hi");
            assertEquals(1, ended.exit(), ended.out() + ended.err());
            var failed = ended.out().lines().filter(line -> line.contains(",false,")).toList();
            assertEquals(1, failed.size(), ended.out());
            assertTrue(failed.getFirst().startsWith("gemini,") && failed.getFirst().contains("403"), ended.out());
            assertEquals(BACKENDS.size() - 1, ended.out().lines().filter(line -> line.contains(",true,1,0,") && line.contains(",stop,")).count(), ended.out());
        }
    }

    @Test
    void everyFeatureOfEveryBackendPassesOrSaysWhyItIsNotChecked() throws IOException {
        try (var simulator = simulator()) {
            var ended = asking(simulator, "--probe", "--json");
            var probes = Json.read(ended.out()).path("probes");
            for (var probe : probes) {
                assertTrue(!probe.path("result").asText().equals("failed") && !probe.path("reason").asText().isBlank(), probe.toString());
                var unpriced = probe.path("provider").asText().equals("router") && probe.path("feature").asText().equals("Cost report");
                if (!probe.path("feature").asText().equals("Token refresh") && !unpriced) assertEquals("passed", probe.path("result").asText(), probe.toString());
            }
            assertEquals(0, ended.exit(), ended.err());
            assertEquals(BACKENDS.size() * 10, probes.size());
        }
    }

    private static List<String> texts(JsonNode array, String member) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.path(member).asText()));
        return texts;
    }
}
