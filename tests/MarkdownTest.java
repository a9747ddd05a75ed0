package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    private static final String ESC = "\u001b";

    /// Markdown, then what is shown with each escape sequence written as its parameters in angle brackets.
    static Stream<Arguments> styled() {
        return Stream.of(
                Arguments.of("plain text\n", "plain text\n"),
                Arguments.of("# Title\ntext\n", "<1;35># Title<0>\ntext\n"),
                Arguments.of("### Deep", "<1;35>### Deep<0>"),
                Arguments.of("####### seven", "####### seven"),
                Arguments.of("#hashtag", "#hashtag"),
                Arguments.of("a **bold** word", "a <1>bold<0> word"),
                Arguments.of("**bold** first", "<1>bold<0> first"),
                Arguments.of("an *emphasised* word", "an <3>emphasised<0> word"),
                Arguments.of("*first* word", "<3>first<0> word"),
                Arguments.of("***both***", "<1><3>both<0><3><0>"),
                Arguments.of("**bold and *both* again** end", "<1>bold and <3>both<0><1> again<0> end"),
                Arguments.of("run `ls **/*` now", "run <36>ls **/*<0> now"),
                Arguments.of("**see `x` there**", "<1>see <36>x<0><1> there<0>"),
                Arguments.of("- one\n- two\n", "• one\n• two\n"),
                Arguments.of("* one\n  + two\n", "• one\n  • two\n"),
                Arguments.of("1. one\n> quoted\n", "1. one\n> quoted\n"),
                Arguments.of("-----\n", "-----\n"),
                Arguments.of("-1 is less\n", "-1 is less\n"),
                Arguments.of("```java\nint a = b ** c;\n```\nend", "<2>```java<0>\n<36>int a = b ** c;<0>\n<2>```<0>\nend"),
                Arguments.of("~~~\n# no title\n* no item\n~~~", "<2>~~~<0>\n<36># no title<0>\n<36>* no item<0>\n<2>~~~<0>"),
                Arguments.of("a **bold\nnext", "a <1>bold<0>\nnext"),
                Arguments.of("a `code\nnext", "a <36>code<0>\nnext"),
                Arguments.of("an *open\nnext", "an <3>open<0>\nnext"),
                Arguments.of("**open", "<1>open<0>"));
    }

    @ParameterizedTest
    @MethodSource("styled")
    void eachFormHasItsStyle(String text, String shown) {
        var markdown = new Markdown();
        assertEquals(shown, visible(markdown.next(text) + markdown.end()));
    }

    @ParameterizedTest
    @MethodSource("styled")
    void aTextCutAnywhereGivesTheSame(String text, String shown) {
        assertEquals(shown, visible(charByChar(text)));
        for (var at = 0; at <= text.length(); at++) {
            var markdown = new Markdown();
            assertEquals(shown, visible(markdown.next(text.substring(0, at)) + markdown.next(text.substring(at)) + markdown.end()), "cut at " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snake_case_name and __init__", "2*3*4 = 24", "2 * 3 * 4", "a * b", "x ** 2 + y ** 2", "C:\\path\\*", "~ home",
            "+1", "- ", "#", "###", "|a|b|",
            "                              deeply indented", "------------------------------", "a-b-c",
            "x < y > z & \u00e9 😀", "\n\n\n", "  \n \n", "trailing *"})
    void textWithoutMarkersIsUnharmed(String text) {
        var markdown = new Markdown();
        assertEquals(text.replace("- ", "• "), stripped(markdown.next(text) + markdown.end()));
        assertEquals(text.replace("- ", "• "), stripped(charByChar(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"```\na ** b *c* `d` # e\n  - f\n```\n", "    ```sh\n    ls **\n    ```\n", "```\nnever **closed** \n\n",
            "````md\n```java\na ** b\n```\n````\n",
            "```\n~~~\na ** b\n```\n"})
    void nothingInAFenceIsChanged(String text) {
        var markdown = new Markdown();
        assertEquals(text, stripped(markdown.next(text) + markdown.end()));
        assertEquals(text, stripped(charByChar(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"```\n**\n", "# no title", "- **item**", "**bold**"})
    void deepIndentationLooksTheSameHoweverTheTextIsCut(String text) {
        for (var indent : new int[] {1, 11, 12, 22, 23, 24, 25, 40}) {
            var markdown = new Markdown();
            var indented = " ".repeat(indent) + text;
            assertEquals(visible(markdown.next(indented) + markdown.end()), visible(charByChar(indented)), "indented by " + indent);
        }
    }

    @ParameterizedTest
    @CsvSource({"'# Title **x** `y`'", "'**a *b `c'", "'```\n**a'", "'~~~'", "'- **a'"})
    void everyStyleIsOffAfterALineAndAtTheEnd(String text) {
        var markdown = new Markdown();
        for (var line : (markdown.next(text + "\n" + text) + markdown.end()).split("\n")) {
            if (line.contains(ESC)) assertTrue(line.endsWith(ESC + "[0m"), () -> visible(line));
        }
    }

    @ParameterizedTest
    @CsvSource({"'Hello, wor', 'Hello, wor'", "'a **bo', 'a <1>bo'", "'a *', 'a '", "'# Ti', '<1;35># Ti'", "'``', ''"})
    void nothingWaitsButAMarkerCutInTwo(String chunk, String shown) {
        assertEquals(shown, visible(new Markdown().next(chunk)));
    }

    private static String charByChar(String text) {
        var markdown = new Markdown();
        var all = new StringBuilder();
        for (var c : text.toCharArray()) all.append(markdown.next(String.valueOf(c)));
        return all.append(markdown.end()).toString();
    }

    private static String visible(String shown) {
        return shown.replaceAll(ESC + "\\[([0-9;]*)m", "<$1>");
    }

    private static String stripped(String shown) {
        return shown.replaceAll(ESC + "\\[[0-9;]*m", "");
    }
}
