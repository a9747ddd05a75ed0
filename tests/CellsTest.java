package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"abc | 3 | abc", "abc | 2 | a…", "abc | 1 | …", "abc | 0 | ''", "日本語 | 6 | 日本語", "日本語 | 5 | 日本…", "日本語 | 4 | 日…", "日本語 | 2 | …", "e\u0301x | 2 | e\u0301x", "😀😀 | 3 | 😀…"})
    void textIsCutByTheCellsItTakes(String text, int cells, String cut) {
        assertEquals(cut, Cells.cut(text, cells));
        assertEquals(cells, Cells.width(Cells.pad(text, cells)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a\u001b[2Jb | a\\x1b[2Jb", "a\u202eb | a\\u202eb", "'a\nb\tc' | 'a, b c'"})
    void nothingShownCanHideMoveOrPretend(String text, String plain) {
        assertEquals(plain, Cells.plain(text));
    }

    @Test
    void linesBreakAtBlanksWhereThereAreSome() {
        assertEquals(List.of("one two", "three"), Cells.wrap("one two three", 8));
        assertEquals(List.of("one", "two"), Cells.wrap("one two", 3));
        assertEquals(List.of("aaaa", "aa"), Cells.wrap("aaaaaa", 4));
        assertEquals(List.of(""), Cells.wrap("", 4));
        assertTrue(Cells.wrap("日本語".repeat(20) + " x", 7).stream().allMatch(line -> Cells.width(line) <= 7));
        assertEquals(List.of("日本"), Cells.wrap("日本", 1), "one cell is no room for anything; it is cut elsewhere");
    }
}
