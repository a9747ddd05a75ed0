package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals(List.of(), Models.BUILT_IN.of("gemini"));
        assertEquals(Map.of(), Models.BUILT_IN.tiers("gemini"));
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
}
