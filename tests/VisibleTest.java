package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "ls -l | wc", "a\n\tb\n", "é 中文 عربي 😀 «»", "a  b        c", "\\x1b is text"})
    void plainTextStaysAsItIs(String text) {
        assertEquals(text, Visible.of(text));
        assertEquals(text, Visible.code(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1b | \\x1b", "00 | \\x00", "0d | \\x0d", "08 | \\x08", "7f | \\x7f", "9b | \\x9b", "a0 | \\xa0", "ad | \\xad",
            "200b | \\u200b", "200d | \\u200d", "202e | \\u202e", "2066 | \\u2066", "061c | \\u061c", "feff | \\ufeff", "2028 | \\u2028", "2029 | \\u2029",
            "2003 | \\u2003", "3000 | \\u3000", "e000 | \\ue000", "0378 | \\u0378", "e0041 | \\ue0041",
            "034f | \\u034f", "115f | \\u115f", "1160 | \\u1160", "17b4 | \\u17b4", "180b | \\u180b", "2800 | \\u2800", "3164 | \\u3164", "ffa0 | \\uffa0",
            "fe00 | \\ufe00", "fe0f | \\ufe0f", "e0100 | \\ue0100", "e01ef | \\ue01ef",
    })
    void whatCouldHideMoveOrPretendIsNamed(String point, String shown) {
        var text = "rm" + Character.toString(Integer.parseInt(point, 16)) + "x";
        assertEquals("rm" + shown + "x", Visible.of(text));
        assertEquals("rm" + shown + "x", Visible.code(text));
    }

    @Test
    void halvesOfCharactersAreNamed() {
        assertEquals("\\ud83d \\ude00", Visible.of("\ud83d \ude00"));
    }

    @ParameterizedTest
    @CsvSource({"8, false, 8", "9, false, ''", "80, true, 80", "81, true, ''", "5000, true, ''"})
    void longRunsOfBlanksAreCounted(int count, boolean code, String kept) {
        var text = "a" + " ".repeat(count) + "b";
        assertEquals(kept.isEmpty() ? "a[" + count + " spaces]b" : text, code ? Visible.code(text) : Visible.of(text));
    }

    @Test
    void nothingHarmfulIsLeftOfAnyCharacter() {
        for (var point = 0; point <= Character.MAX_CODE_POINT; point++) {
            var shown = Visible.of(Character.toString(point));
            var harmful = Character.isISOControl(point) && point != '\n' && point != '\t' || Character.getType(point) == Character.FORMAT || Character.isWhitespace(point) && point > ' ';
            if (harmful) assertTrue(shown.startsWith("\\"), Integer.toHexString(point));
        }
    }
}
