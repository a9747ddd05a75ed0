package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorsTest {
    @ParameterizedTest
    @ValueSource(strings = {"codex", "anthropic", "claude-code", "openai", "gemini", "router"})
    void everyNameStandsForAVendorOfThatName(String id) {
        assertEquals(id, Vendors.of(id).id());
        assertTrue(Vendors.NAMES.contains(id));
    }

    @Test
    void theyAreLookedThroughInTheOrderOfTheDocumentation() {
        assertEquals(List.of("codex", "anthropic", "claude-code", "openai", "gemini"), Vendors.IDS);
        assertEquals(List.of("codex", "anthropic", "claude-code", "openai", "gemini", "router", "demo"), Choice.providers());
    }

    @Test
    void aNameThatNobodyHasIsAMistakeOfTheProgram() {
        assertFalse(Vendors.NAMES.contains("codx"));
        assertThrows(IllegalArgumentException.class, () -> Vendors.of("codx"));
    }

    @ParameterizedTest
    @CsvSource({"scorpiox, router", "Scorpiox, router", "google, gemini", "GOOGLE_GEMINI, gemini", "google-gemini, gemini", "claude_code, claude-code", "openai-codex, codex", "' codex ', codex", "nobody, nobody"})
    void aProviderHasOneNameOfSeveral(String written, String id) {
        assertEquals(id, Choice.canonical(written));
    }
}
