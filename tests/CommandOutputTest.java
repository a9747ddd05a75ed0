package scorpiox.tool.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandOutputTest {
    private static final int USUAL = 30_000;

    @TempDir
    Path folder;

    private CommandOutput read(byte[] bytes, int most) {
        try {
            var file = Files.write(folder.resolve("1.log"), bytes);
            return CommandOutput.read(file, 0, bytes.length, most);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CommandOutput read(String text, int most) {
        return read(text.getBytes(StandardCharsets.UTF_8), most);
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("one\ntwo", "one\ntwo"),
                Arguments.of("one\r\ntwo\r\n", "one\ntwo\n"),
                Arguments.of("10%\r50%\r100%\ndone\n", "100%\ndone\n"),
                Arguments.of("10%\r50%\r100%", "100%"),
                Arguments.of("10%\r50%\r", "50%"),
                Arguments.of("10%\r\r\n", "10%\n"),
                Arguments.of("\r\u001b[K10%\r\u001b[K20%\n", "20%\n"),
                Arguments.of("\u001b[31mred\u001b[0m\t\u0007\u0008x\n", "red\tx\n"),
                Arguments.of("\u001b]0;title\u0007text", "text"),
                Arguments.of("zero\u200bwidth \ufeff é 😀", "zero\u200bwidth \ufeff é 😀"));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void whatATerminalWouldObeyGoesAndProgressIsShownAtItsLastState(String written, String shown) {
        var output = read(written, USUAL);
        assertEquals(shown, output.text());
        assertEquals(written.getBytes(StandardCharsets.UTF_8).length, output.bytes());
        assertFalse(output.truncated() || output.binary());
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        assertEquals("a\ufffdb\ufffd", read(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}, USUAL).text());
        assertEquals("é\ufffd(", read(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xc3, '('}, USUAL).text());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aCharacterCutByTheReadersOwnBlocksStaysWhole(int shift) {
        var text = "x".repeat(64 * 1024 - shift) + "😀é\n";
        assertTrue(read(text, USUAL).text().endsWith("x😀é\n"));
        assertFalse(read("x".repeat(64 * 1024 - shift) + "\r\nend", USUAL).text().contains("\r"));
    }

    @Test
    void ofTooMuchTheFirstThirdAndTheEndAreShownCutAtLines() {
        var lines = new StringBuilder();
        for (var i = 0; i < 1000; i++) lines.append("line %04d\n".formatted(i));
        var output = read(lines.toString(), 300);
        assertTrue(output.truncated());
        assertTrue(output.text().startsWith("line 0000\n"), output.text());
        assertTrue(output.text().contains("line 0009\n[… 970 lines (9 kB) omitted; full output: " + folder.resolve("1.log") + " …]\nline 0980\n"), output.text());
        assertTrue(output.text().endsWith("line 0999\n"));
    }

    @Test
    void whatFitsExactlyIsWhole() {
        var lines = "123456789\n".repeat(30);
        assertEquals(lines, read(lines, 300).text());
        assertTrue(read(lines + "x", 300).truncated());
        assertEquals("x".repeat(300), read("x".repeat(300), 300).text());
        assertEquals("x\n" + "y".repeat(150) + "\n", read("x\n" + "y".repeat(150) + "\n", 300).text());
    }

    @Test
    void aLineThatIsTooLongByItselfShowsItsBeginningAndItsEnd() {
        var output = read("<" + "x".repeat(100_000) + ">", 300);
        assertTrue(output.truncated());
        assertTrue(output.text().startsWith("<" + "x".repeat(99) + "\n[… 0 lines (99 kB) omitted; "), output.text());
        assertTrue(output.text().endsWith("…]\n" + "x".repeat(199) + ">"), output.text());
    }

    @Test
    void aShortLineBehindALongOneDoesNotHideIt() {
        var output = read("x".repeat(1000) + "\ndone\n", 300);
        assertTrue(output.text().endsWith("x".repeat(150) + "\ndone\n"), output.text());
    }

    @Test
    void noCharacterIsCutInTwo() {
        for (var shift = 0; shift < 4; shift++) {
            var text = read("x".repeat(shift) + "😀".repeat(1000), 300).text();
            for (var i = 0; i < text.length(); i++) {
                if (Character.isHighSurrogate(text.charAt(i))) assertTrue(Character.isLowSurrogate(text.charAt(++i)), "at " + i);
                else assertFalse(Character.isLowSurrogate(text.charAt(i)), "at " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void howeverLittleIsShownItIsNoMoreThanThat(int most) {
        for (var text : new String[] {"abcdefghijklmnop", "a\nb\nc\nd\ne\nf\ng\nh\n", "\n\n\n\n\n\n\n\n\n\n\n\n", "😀😀😀😀😀😀"}) {
            var shown = read(text, most).text().replaceFirst("\n?\\[….*…]\n", "");
            assertTrue(shown.length() <= most, most + " " + shown);
        }
    }

    @Test
    void aHugeOutputIsReadInLittleMemory() throws IOException {
        var file = folder.resolve("huge.log");
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (var i = 0; i < 300_000; i++) out.write("line %06d of an output that nobody wants to see as a whole\n".formatted(i).getBytes(StandardCharsets.UTF_8));
            for (var i = 0; i < 1_000_000; i++) out.write("12345678\r".getBytes(StandardCharsets.UTF_8));
            out.write("x".repeat(5_000_000).getBytes(StandardCharsets.UTF_8));
            out.write("\nlast\n".getBytes(StandardCharsets.UTF_8));
        }
        var output = CommandOutput.read(file, 0, Files.size(file), 3000);
        assertTrue(output.truncated());
        assertEquals(Files.size(file), output.bytes());
        assertTrue(output.text().startsWith("line 000000") && output.text().endsWith("last\n"));
        assertTrue(output.text().length() < 3300, "length " + output.text().length());
    }

    @Test
    void aZeroByteNearTheStartMakesItBinary() {
        var bytes = new byte[40_000];
        bytes[0] = 'x';
        var output = read(bytes, USUAL);
        assertTrue(output.binary());
        assertEquals("(binary output, 40 kB, saved to " + folder.resolve("1.log") + ")", output.text());
        assertTrue(read("text\0", USUAL).binary());
        assertFalse(read("x".repeat(8192) + "\0", USUAL).binary());
    }

    @Test
    void onlyTheBytesAskedForAreRead() throws IOException {
        var file = Files.writeString(folder.resolve("2.log"), "one\ntwo\nthree\n");
        assertEquals("two\n", CommandOutput.read(file, 4, 8, USUAL).text());
        assertEquals("three\n", CommandOutput.read(file, 8, 1000, USUAL).text());
        assertEquals("", CommandOutput.read(file, 8, 8, USUAL).text());
    }

    @ParameterizedTest
    @CsvSource({"'',0,0,0", "a,0,1,1", "é,0,1,0", "é,0,2,2", "aé,0,2,1", "€,0,1,0", "€,0,2,0", "€,0,3,3", "😀,0,1,0", "😀,0,2,0", "😀,0,3,0", "😀,0,4,4", "xx😀,0,5,2", "é😀,2,4,2", "€a,0,4,4"})
    void ofAFileBeingWrittenOnlyWholeCharactersAreTaken(String text, int from, int to, int end) throws IOException {
        var file = Files.writeString(folder.resolve("3.log"), text);
        assertEquals(end, CommandOutput.wholeCharacters(file, from, to));
    }

    @Test
    void bytesThatAreNoCharacterDoNotHoldTheRestBack() throws IOException {
        var file = Files.write(folder.resolve("4.log"), new byte[] {'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80});
        assertEquals(6, CommandOutput.wholeCharacters(file, 0, 6));
    }

    @ParameterizedTest
    @CsvSource({"0,0 bytes", "999,999 bytes", "1000,1 kB", "999999,999 kB", "1000000,1.0 MB", "1234567,1.2 MB"})
    void sizesAreShownAsPeopleWriteThem(long bytes, String shown) {
        assertEquals(shown, CommandOutput.size(bytes));
    }
}
