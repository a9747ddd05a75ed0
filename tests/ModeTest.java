package scorpiox.tool.permission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeTest {
    @ParameterizedTest
    @CsvSource({"read-only,READ_ONLY", "READ_ONLY,READ_ONLY", "readonly,READ_ONLY", "plan,READ_ONLY", "ask,ASK", "default,ASK", "dontAsk,ASK", "dont_ask,ASK", "edit,EDIT", "acceptEdits,EDIT", "auto_edit,EDIT",
            "auto-edit,EDIT", "workspace-write,EDIT", "full,FULL", "' Full ',FULL", "bypassPermissions,FULL", "yolo,FULL", "danger-full-access,FULL"})
    void everyModeIsKnownByItsNameAndByThoseOfOthers(String name, Mode mode) {
        assertEquals(Optional.of(mode), Mode.named(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ful", "full-access", "edit,full", "0", "none"})
    void anythingElseIsNoMode(String name) {
        assertEquals(Optional.empty(), Mode.named(name));
    }

    @Test
    void aNameIsReadTheSameInEveryLanguage() {
        var usual = Locale.getDefault();
        Locale.setDefault(Locale.of("tr"));
        try {
            assertEquals(Optional.of(Mode.EDIT), Mode.named("EDIT"));
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void theNameShownIsTheNameTaken() {
        for (var mode : Mode.values()) assertEquals(Optional.of(mode), Mode.named(mode.shown()));
    }

    @Test
    void modesAreInOrderOfWhatTheyAllow() {
        assertEquals(List.of(Mode.READ_ONLY, Mode.ASK, Mode.EDIT, Mode.FULL), List.of(Mode.values()));
    }

    @Test
    void onlyOneNameSaysNeverToAsk() {
        for (var name : List.of("dontAsk", "dont_ask", "dont-ask", " DONTASK ")) {
            assertTrue(Mode.neverAsks(name), name);
            assertTrue(Mode.named(name).isPresent(), name);
        }
        for (var name : List.of("ask", "default", "full", "")) assertFalse(Mode.neverAsks(name), name);
    }
}
