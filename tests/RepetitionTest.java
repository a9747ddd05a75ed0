package scorpiox.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.model.Part;
import scorpiox.model.ToolKind;

class RepetitionTest {
    private final Repetition repetition = new Repetition();

    private static Part.ToolCall call(String id, String name, String raw) {
        return new Part.ToolCall(id, name, ToolKind.FUNCTION, raw);
    }

    /// `made` calls with the same result, then `refused` ones that were not made.
    private void note(int made, int refused) {
        for (var i = 0; i < made; i++) repetition.note(call("made" + i, "read", "{}"), "text", false);
        for (var i = 0; i < refused; i++) repetition.note(call("refused" + i, "read", "{}"), "", true);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false, false", "1, 0, false, false", "2, 0, false, false", "3, 0, true, false", "3, 2, true, false", "3, 3, true, true", "5, 0, true, false",
            "6, 0, true, true"})
    void threeTimesIsEnoughAndSixTooMuch(int made, int refused, boolean tooOften, boolean endless) {
        note(made, refused);
        assertEquals(tooOften, repetition.tooOften(call("next", "read", "{}")));
        assertEquals(endless, repetition.endless());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"read | {\"a\":1}", "write | {}", "read{ | }", "'' | read{}"})
    void anotherToolOrOtherArgumentsAreAnotherCall(String name, String raw) {
        note(3, 0);
        var other = call("next", name, raw);
        assertFalse(repetition.tooOften(other));
        assertFalse(Repetition.same(other, call("next", "read", "{}")));
        repetition.note(other, "text", false);
        assertFalse(repetition.tooOften(call("next", "read", "{}")), "in a row only");
    }

    @Test
    void anotherResultBeginsAnew() {
        note(5, 0);
        repetition.note(call("c", "read", "{}"), "other", false);
        assertFalse(repetition.tooOften(call("next", "read", "{}")));
        assertFalse(repetition.endless());
    }

    @Test
    void theIdOfACallIsNoDifference() {
        assertTrue(Repetition.same(call("a", "read", "{}"), call("b", "read", "{}")));
    }

    @Test
    void theWarningSaysWhatToDo() {
        assertEquals("the same call gave the same result 3 times in a row and is not made again; do something else", Repetition.warning());
    }
}
