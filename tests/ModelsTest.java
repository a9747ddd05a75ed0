package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class ModelsTest {
    @ParameterizedTest
    @CsvSource({
            "gpt-5.3-codex, 272000, low medium high xhigh, true, true, true, true",
            "gpt-5.3-codex-spark, 128000, low medium high xhigh, false, false, false, false",
            "gpt-5.2-codex, 272000, low medium high xhigh, false, true, true, true",
            "gpt-5.2, 272000, none low medium high xhigh, true, true, true, true",
            "gpt-5.1-codex, 272000, low medium high, false, false, true, true",
            "gpt-5.1-codex-mini, 272000, medium high, false, false, true, true",
            "gpt-5.1-codex-max, 272000, low medium high xhigh, false, false, true, true",
            "gpt-5.1, 272000, none low medium high, true, true, true, true",
    })
    void theModelsOfTheSeedsAreKnown(String id, int window, String efforts, boolean verbosity, boolean parallel, boolean vision, boolean summaries) {
        var levels = Models.BUILT_IN.find("codex", id).efforts().stream().map(Effort::wire).collect(Collectors.joining(" "));
        assertEquals(efforts, levels);
        var info = Models.BUILT_IN.find("codex", id);
        assertEquals(List.of(id, true, window, vision, verbosity, summaries, parallel), List.of(info.id(), info.known(), info.contextWindow(), info.vision(), info.verbosity(), info.summaries(), info.parallelCalls()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5.2-2026-01-31", "gpt-5.2-20260131"})
    void aTrailingDateIsLookedPastAndKept(String dated) {
        var info = Models.BUILT_IN.find("codex", dated);
        assertTrue(info.known());
        assertEquals(dated, info.id());
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.2").efforts(), info.efforts());
    }

    @ParameterizedTest
    @CsvSource({"gpt-9-codex, true", "gpt-5.9, true", "my-codex, true", "llama, false", "gpt-5.2-2026, true", "'', false"})
    void anUnknownNamePassesUnchangedAndNothingIsClamped(String id, boolean summaries) {
        var info = Models.BUILT_IN.find("codex", id);
        assertFalse(info.known());
        assertEquals(id, info.id());
        assertEquals(List.of(), info.efforts());
        assertEquals(summaries || id.startsWith("gpt-5"), info.summaries());
        assertEquals(Effort.MAX, Effort.MAX.clamp(info.efforts()));
    }

    @Test
    void aModelIsKnownOnlyAtAProviderThatServesIt() {
        assertFalse(Models.BUILT_IN.find("gemini", "gpt-5.2").known());
        assertFalse(Models.BUILT_IN.find("anthropic", "gemini-2.5-pro").known());
        assertEquals(List.of(), Models.BUILT_IN.of("nobody"));
        assertEquals(Map.of(), Models.BUILT_IN.tiers("nobody"));
    }

    @Test
    void theNewestModelIsListedFirst() {
        assertEquals("gpt-5.3-codex", Models.BUILT_IN.of("codex").getFirst());
        assertTrue(Models.BUILT_IN.of("codex").contains("gpt-5.1"));
    }

    @Test
    void theTierNamesStandForModelsThatAreKnown() {
        var tiers = Models.BUILT_IN.tiers("codex");
        assertEquals(Map.of("opus", "gpt-5.3-codex", "sonnet", "gpt-5.3-codex", "haiku", "gpt-5.1-codex-mini"), tiers);
        tiers.values().forEach(model -> assertTrue(Models.BUILT_IN.find("codex", model).known(), model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"codex", "anthropic", "claude-code", "gemini", "openai"})
    void everyProviderHasAModelOfEachSizeAndKnowsIt(String provider) {
        var tiers = Models.BUILT_IN.tiers(provider);
        assertEquals(Set.of("opus", "sonnet", "haiku"), tiers.keySet());
        tiers.values().forEach(model -> assertTrue(Models.BUILT_IN.of(provider).contains(model) && Models.BUILT_IN.find(provider, model).price() != null, model));
    }

    /// 47 models and nothing twice; figures that no model has would be a slip of the hand.
    @Test
    void theCatalogueIsComplete() throws IOException {
        var ids = new TreeSet<String>();
        for (var provider : List.of("codex", "anthropic", "claude-code", "gemini", "openai")) {
            var served = Models.BUILT_IN.of(provider);
            ids.addAll(served);
            for (var id : served) {
                var info = Models.BUILT_IN.find(provider, id);
                assertTrue(info.known() && info.contextWindow() >= 128_000 && info.window().output() >= 16_000 && info.tools(), id);
                assertEquals(info.efforts().stream().sorted().distinct().toList(), info.efforts(), id);
                assertEquals(info.price() == null, id.equals("gpt-5.3-codex-spark"), id);
            }
        }
        assertEquals(47, ids.size());
        try (var file = Models.class.getResourceAsStream("/data/models.json")) {
            var json = Json.read(file.readAllBytes());
            var seen = new TreeSet<String>();
            for (var entry : json.path("models")) {
                for (var provider : entry.path("providers")) assertTrue(seen.add(provider.asText() + "/" + entry.path("id").asText()), entry.toString());
                assertTrue(json.path("sources").has(entry.path("source").asText()), entry.toString());
                assertTrue(entry.path("as_of").asText().matches("20\\d\\d-\\d\\d(-\\d\\d)?"), entry.toString());
            }
            assertEquals(71, seen.size());
        }
    }

    @ParameterizedTest
    @CsvSource({
            "openai, gpt-5.3-codex, 400000, 128000, effort, low medium high xhigh",
            "openai, gpt-5.6-sol, 1050000, 128000, effort, none low medium high xhigh max",
            "codex, gpt-5.6-sol, 272000, 128000, effort, low medium high xhigh max",
            "openai, gpt-4.1, 1047576, 32768, none, ''",
            "anthropic, claude-opus-5-5, 1000000, 128000, adaptive-always, low medium high xhigh max",
            "claude-code, claude-sonnet-5-5, 1000000, 128000, adaptive-between-tools, low medium high xhigh max",
            "anthropic, claude-sonnet-4-6, 1000000, 64000, adaptive-or-budget, low medium high max",
            "anthropic, claude-opus-4-5, 200000, 64000, budget, low medium high",
            "anthropic, claude-haiku-5-5, 1000000, 128000, adaptive, low medium high xhigh max",
            "gemini, gemini-3.8-flash, 1048576, 65536, level, low medium high",
            "gemini, gemini-2.5-pro, 1048576, 65536, budget, ''",
    })
    void whatOneProviderSaysOfAModelIsNotWhatAnotherDoes(String provider, String id, int context, int output, String style, String efforts) {
        var info = Models.BUILT_IN.find(provider, id);
        assertEquals(new ModelInfo.Window(context, output), info.window());
        assertEquals(style, info.reasoning().style().word());
        assertEquals(efforts, info.efforts().stream().map(Effort::wire).collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @CsvSource({
            "openai, gpt-5.6, gpt-5.6-sol", "codex, gpt-5.6, gpt-5.6-sol", "openai, gpt-5.6-2026-07-09, gpt-5.6-sol", "openai, openai/gpt-5.6, gpt-5.6-sol",
            "anthropic, claude-opus-4-5-20251101, claude-opus-4-5", "anthropic, claude-opus-5-5-20261003, claude-opus-5-5", "anthropic, anthropic/claude-opus-5-5, claude-opus-5-5",
            "gemini, models/gemini-2.5-pro, gemini-2.5-pro", "gemini, google/gemini-2.5-pro, gemini-2.5-pro", "codex, openai-codex:gpt-5.2, gpt-5.2", "codex, openai/gpt-5.2, gpt-5.2",
            "openai, gpt-4o-2024-08-06, gpt-4o", "openai, gpt-4o-mini-2024-07-18, gpt-4o-mini",
    })
    void aModelIsFoundByAnAliasWithoutItsDateAndWithoutAPrefix(String provider, String id, String same) {
        var info = Models.BUILT_IN.find(provider, id);
        assertEquals(id, info.id());
        var other = Models.BUILT_IN.find(provider, same);
        assertEquals(List.of(true, other.window(), other.efforts(), other.price()), List.of(info.known(), info.window(), info.efforts(), info.price()));
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-5.2-202601", "openai, gpt-5.2-2026-1-31", "openai, gpt-5.2-2026013x", "openai, -20260131", "anthropic, mistral/claude-opus-5-5", "openai, openai/",
            "openai, openai/openai/gpt-5.2", "openai, GPT-5.2", "codex, gpt-5.2-high", "router, gpt-5.2", "openai, a/b:c-2026-01-31"})
    void whatOnlyLooksLikeAModelIsUnknown(String provider, String id) {
        assertFalse(Models.BUILT_IN.find(provider, id).known());
        assertNull(Models.BUILT_IN.find(provider, id).price());
    }

    /// What the router reports of the answers that others gave.
    @ParameterizedTest
    @CsvSource({"codex/gpt-5.3-codex, 272000, true", "openai/gpt-5.3-codex, 400000, false", "claude-code/claude-opus-5-5, 1000000, true", "anthropic/claude-opus-5-5, 1000000, false",
            "gemini/gemini-2.5-pro, 1048576, false"})
    void aPrefixNamesTheSellerWhereTheProviderHasNoSuchModel(String id, int context, boolean plan) {
        var info = Models.BUILT_IN.find("router", id);
        assertEquals(List.of(context, plan), List.of(info.contextWindow(), info.price().plan()));
    }
}
