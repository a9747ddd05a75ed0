package scorpiox.tool.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFileTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "61c3a40a       | UTF-8      | false | aä\\n",
            "efbbbf610d0a   | UTF-8      | true  | a\\r\\n",
            "fffe6100e400   | UTF-16LE   | true  | aä",
            "feff006100e4   | UTF-16BE   | true  | aä",
            "61e40a         | ISO-8859-1 | false | aä\\n",
            "61c3           | ISO-8859-1 | false | aÃ",
            "c080           | ISO-8859-1 | false | À\\200",
            "eda080         | ISO-8859-1 | false | í\\240\\200",
            "f09f9880       | UTF-8      | false | 😀",
            "efbbbf         | UTF-8      | true  | ''",
            "efbbbfefbbbf   | UTF-8      | true  | \uFEFF",
            "fffe           | UTF-16LE   | true  | ''",
            "efbb           | ISO-8859-1 | false | ï»",
            "''             | UTF-8      | false | ''",
    })
    void theCharsetIsInTheBytesAndTheyComeBackAsTheyWere(String hex, String charset, boolean mark, String text) {
        var bytes = HexFormat.of().parseHex(hex);
        var file = TextFile.of(bytes);
        assertEquals(new TextFile(text.translateEscapes(), Charset.forName(charset), mark), file);
        assertArrayEquals(bytes, file.bytes());
    }

    @Test
    void everyByteSurvives() {
        var bytes = new byte[256];
        for (var i = 0; i < 256; i++) bytes[i] = (byte) i;
        assertArrayEquals(bytes, TextFile.of(bytes).bytes());
    }

    @ParameterizedTest
    @CsvSource({"61e4, ö, ISO-8859-1", "61e4, €, UTF-8", "fffe6100, €😀, UTF-16LE", "61, €, UTF-8"})
    void anotherTextIsWrittenDownInTheSameWayWhereThatIsPossible(String hex, String text, String charset) {
        var old = TextFile.of(HexFormat.of().parseHex(hex));
        assertEquals(new TextFile(text, Charset.forName(charset), old.mark()), old.with(text));
    }

    @Test
    void aNewFileIsUtf8WithoutAMark() {
        assertArrayEquals(utf8("ä\n"), TextFile.fresh("ä\n").bytes());
    }

    @ParameterizedTest
    @CsvSource({"'', '\\n'", "a, '\\n'", "'a\\nb\\r\\n', '\\n'", "'a\\r\\nb\\n', '\\r\\n'", "'\\n', '\\n'", "'\\r\\n', '\\r\\n'", "'a\\rb', '\\n'"})
    void theFirstLineTellsTheLineEnd(String text, String end) {
        assertEquals(end.translateEscapes(), TextFile.fresh(text.translateEscapes()).lineEnd());
    }

    @Test
    void inUnixFormOnlyPairsBecomeLineFeeds() {
        assertEquals("a\nb\rc\n\n", TextFile.fresh("a\r\nb\rc\n\r\n").unix());
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "a, 1", "'a\\n', 1", "'a\\nb', 2", "'\\n', 1", "'\\n\\n', 2", "'a\\r\\nb\\r\\n', 2"})
    void anUnfinishedLastLineCounts(String text, int lines) {
        assertEquals(lines, TextFile.lines(text.translateEscapes()));
    }

    @Test
    void aNulInTheFirst8KibibytesMakesABinary() {
        var bytes = new byte[9000];
        Arrays.fill(bytes, (byte) 'x');
        assertFalse(TextFile.binary(bytes));
        bytes[8192] = 0;
        assertFalse(TextFile.binary(bytes));
        bytes[8191] = 0;
        assertTrue(TextFile.binary(bytes));
    }

    @Test
    void moreThanThirtyPercentOfControlBytesMakeABinary() {
        assertFalse(TextFile.binary(utf8("\u0001\u0002\u0003abcdefg")));
        assertTrue(TextFile.binary(utf8("\u0001\u0002\u0003\u0004abcdefg")));
        assertFalse(TextFile.binary(utf8("\t\n\r\f\u001b".repeat(10))));
        assertFalse(TextFile.binary(utf8("äöü€😀")));
        assertFalse(TextFile.binary(new byte[0]));
    }

    @Test
    void utf16WithItsMarkIsText() {
        assertFalse(TextFile.binary("\uFEFFabc".getBytes(StandardCharsets.UTF_16LE)));
        assertFalse(TextFile.binary("\uFEFFabc".getBytes(StandardCharsets.UTF_16BE)));
        assertTrue(TextFile.binary("abc".getBytes(StandardCharsets.UTF_16LE)));
    }
}
