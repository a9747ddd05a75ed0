package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private final Grid grid = new Grid(List.of("Provider, model", "Total", "Why"), List.of(1));

    @Test
    void figuresStandAtTheRightAndWordsAtTheLeft() {
        grid.add("codex gpt", "1.20 s", "");
        grid.add("gemini", "12.4 s", "x");
        assertEquals("""
                Provider, model   Total  Why
                codex gpt        1.20 s
                gemini           12.4 s  x
                """, grid.text(80));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 60, 80, 200})
    void noLineIsWiderThanTheScreen(int width) {
        grid.add("claude-code claude-sonnet-5-5-with-a-very-long-name", "1.20 s", "日本語の長い理由がここにあります, with words after it and more of them");
        grid.note("5 of 5 failed: " + "a reason ".repeat(30));
        var text = grid.text(width);
        assertTrue(text.lines().allMatch(line -> Cells.width(line) <= width), text);
        for (var c : "日本語の長い理由がここにあります".toCharArray()) assertTrue(text.indexOf(c) >= 0, text);
        assertTrue(text.contains("1.20 s"), "figures stay whole: " + text);
    }

    @Test
    void wordsAreFoldedAtBlanksBeforeTheyAreCut() {
        grid.add("claude-code claude-sonnet", "1.20 s", "because it is so");
        assertEquals("""
                Provider,       Total  Why
                model
                claude-code    1.20 s  because it is
                claude-sonnet          so
                """, grid.text(36));
    }

    @Test
    void cellsMayHaveSeveralLinesAndNothingInThemMovesTheCursor() {
        grid.add("a\u001b[2Jb", "1\n2", "x\r\u202ey");
        var text = grid.text(80);
        assertFalse(text.contains("\u001b") || text.contains("\r") || text.contains("\u202e"), text);
        assertEquals(3, text.lines().count());
    }

    @Test
    void markdownIsNeverBrokenByACell() {
        grid.add("a|b", "1\n2", "<b>*x* `y` \\ [l](u)");
        assertEquals("""
                | Provider, model | Total | Why |
                |---|---:|---|
                | a\\|b | 1<br>2 | &lt;b>\\*x\\* \\`y\\` \\\\ \\[l\\](u) |
                """, grid.markdown());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '$', value = {"plain ~ plain", "a,b ~ \"a,b\"", "say \"hi\" ~ \"say \"\"hi\"\"\"", "=1+1 ~ '=1+1", "@x ~ '@x", "-5.25 ~ -5.25", "-x ~ '-x", "1.5E-4 ~ 1.5E-4",
            "+a,b ~ \"'+a,b\""})
    void csvIsQuotedAndNoFormula(String cell, String quoted) {
        grid.add(cell, "", "");
        assertEquals("\"Provider, model\",Total,Why\n" + quoted + ",,\n", grid.csv());
    }

    @Test
    void lineEndsInCsvStayInTheirCell() {
        grid.add("a\nb", "", "c\r\nd");
        assertTrue(grid.csv().endsWith("\"a\nb\",,\"c\r\nd\"\n"), grid.csv());
    }

    @Test
    void wideCharactersTakeTwoCells() {
        assertAll(() -> assertEquals(4, Cells.width("日本")), () -> assertEquals("日…", Cells.cut("日本語", 4)), () -> assertEquals("日本", Cells.cut("日本", 4)),
                () -> assertEquals(List.of("日", "本"), Cells.wrap("日本", 3)), () -> assertEquals(List.of("a", "", "b"), Cells.wrap("a\n\nb", 10)), () -> assertEquals("", Cells.cut("x", 0)));
    }

    @Test
    void whereRoomIsShortNamesStandWholeAboveTheirFigures() {
        var figures = new Grid(List.of("Provider, model", "Total", "Cost"), List.of(1, 2));
        figures.add("claude-code claude-sonnet-5-5", "1.15 s\n1.14–1.17", "$0.0010");
        assertEquals("""
                Provider, model
                      Total     Cost
                claude-code claude-sonnet-5-5
                     1.15 s  $0.0010
                  1.14–1.17
                """, figures.text(30));
        assertTrue(figures.text(40).startsWith("Provider, model "), figures.text(40));
    }
}
