package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.command.editor.Press.Code;

class LineEditTest {
    private static LineEdit press(LineEdit line, Code... codes) {
        for (var code : codes) line.press(Press.of(code));
        return line;
    }

    @Test
    void keysMoveAndDeleteWholeCharacters() {
        var line = press(new LineEdit("a😀中", false), Code.LEFT, Code.LEFT);
        line.press(Press.typed("x"));
        assertEquals("ax😀中", line.text());
        press(line, Code.DELETE);
        assertEquals("ax中", line.text());
        press(line, Code.END, Code.BACKSPACE, Code.HOME, Code.BACKSPACE, Code.DELETE, Code.LEFT, Code.RIGHT, Code.RIGHT, Code.RIGHT, Code.DELETE);
        assertEquals("x", line.text());
        assertEquals("", press(line, Code.KILL).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'sk-1\n' | sk-1", "'\r\nsk-1\r\n\r\n' | sk-1", "'a\nb' | 'a b'", "' ' | ' '", "'\u0007' | ''", "'a\u001b[31mb\u009d' | 'a[31mb'"})
    void pastedTextIsOneLineWithoutControls(String pasted, String text) {
        var line = new LineEdit("", false);
        line.press(Press.typed(pasted));
        assertEquals(text, line.text());
    }

    @Test
    void itKnowsWhetherItWasTouched() {
        assertFalse(press(new LineEdit("a", false), Code.LEFT, Code.HOME, Code.UP, Code.BACKSPACE).touched());
        assertTrue(press(new LineEdit("a", false), Code.BACKSPACE).touched());
        assertTrue(press(new LineEdit("", false), Code.KILL).touched());
    }

    @Test
    void aSecretShowsItselfNowhere() {
        var line = new LineEdit("", true);
        line.press(Press.typed("very secret"));
        assertAll(() -> assertEquals("•".repeat(11), line.window(40).text()), () -> assertEquals(11, line.window(40).cursor()), () -> assertFalse(line.toString().contains("secret")),
                () -> assertFalse(Press.typed("very secret").toString().contains("secret")));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 20, 200})
    void theWindowHoldsTheCursorAndNeverOverflows(int cells) {
        var line = new LineEdit("日本語 abc 😀 \u202e evil \t x".repeat(3), false);
        for (var i = 0; i < 80; i++) {
            var window = line.window(cells);
            assertTrue(Cells.width(window.text()) <= cells, window.text());
            assertTrue(window.cursor() < cells && window.cursor() >= 0, window.toString());
            assertFalse(window.text().contains("\u202e"));
            press(line, i < 70 ? Code.LEFT : Code.END);
        }
    }

    @Test
    void moreThanASettingHoldsIsNotTaken() {
        var line = new LineEdit("", false);
        line.press(Press.typed("x".repeat(8192)));
        line.press(Press.typed("y"));
        assertEquals(8192, line.text().length());
    }
}
