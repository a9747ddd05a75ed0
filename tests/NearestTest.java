package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> NAMES = List.of("codex", "anthropic", "openai", "gemini", "claude_code", "demo", "hi");

    @ParameterizedTest
    @CsvSource({
            "codex, codex",
            "codx, codex",
            "codexx, codex",
            "kodex, codex",
            "antropic, anthropic",
            "anthropci, anthropic",
            "GEMINI, gemini",
            "Gemni, gemini",
            "claude-code, claude_code",
            "claudecod, claude_code",
            "dmo, demo",
            "ho, hi",
    })
    void aMistypedNameFindsTheOneThatWasMeant(String mistyped, String meant) {
        assertEquals(Optional.of(meant), Nearest.to(mistyped, NAMES));
    }

    @ParameterizedTest
    @CsvSource({"llama", "code", "cohere", "omeo", "gpt", "anth", "xy", "''"})
    void aNameFarFromAllFindsNone(String mistyped) {
        var far = List.of("claude_code", "gemini", "anthropic", "openrouter");
        assertEquals(Optional.empty(), Nearest.to(mistyped, far));
    }

    @ParameterizedTest
    @CsvSource({"abcdef, abcdXY, true", "abcdef, abcXYZ, false", "abc, abX, true", "abc, aXY, false", "ab, aX, true", "a, X, true"})
    void aThirdOfTheLettersOrOneMayDiffer(String name, String mistyped, boolean found) {
        assertEquals(found, Nearest.to(mistyped, List.of(name)).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"modell, model", "mode, mode", "mod, mode", "modal, model"})
    void theClosestOfSeveralWins(String mistyped, String meant) {
        assertEquals(Optional.of(meant), Nearest.to(mistyped, List.of("model", "mode")));
    }

    @Test
    void nothingIsNearestInAnEmptyList() {
        assertEquals(Optional.empty(), Nearest.to("codex", List.of()));
    }

    @Test
    void theHintIsAQuestionOrNothing() {
        assertEquals(", did you mean codex?", Nearest.hint("codx", NAMES));
        assertEquals("", Nearest.hint("something else", NAMES));
    }
}
