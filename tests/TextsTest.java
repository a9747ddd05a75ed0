package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class TextsTest {
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "é 中 😀\r\n\t", "a\ufeffb", "\u0001\u001b[31m"})
    void textStaysAsItIs(String text) {
        assertEquals(text, Texts.of(text.getBytes(StandardCharsets.UTF_8), "stdin"));
    }

    @Test
    void aByteOrderMarkGoes() {
        assertEquals("text", Texts.of("\ufefftext".getBytes(StandardCharsets.UTF_8), "stdin"));
    }

    @Test
    void brokenUtf8IsMarkedNotRefused() {
        assertEquals("a\ufffdb", Texts.of(latin("a\u00e9b"), "stdin"));
    }

    @ParameterizedTest
    @CsvSource({
            "'\u0000abc', 'notes.txt is binary (a NUL at byte 0), not text: convert it to text first'",
            "'abc\u0000', 'notes.txt is binary (a NUL at byte 3), not text: convert it to text first'",
            "'\u0089PNG\r\n', 'notes.txt is image/png, not text: pass images with -i'",
            "'GIF89a', 'notes.txt is image/gif, not text: pass images with -i'",
    })
    void whatIsNoTextIsRefusedWithAWayOut(String bytes, String line) {
        var failure = assertThrows(Failure.class, () -> Texts.of(latin(bytes), "notes.txt"));
        assertEquals(Kind.USAGE, failure.kind());
        assertEquals(line, failure.line());
    }

    @Test
    void textIsNotBinary() {
        assertEquals(Optional.empty(), Texts.binary("text".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void textThatIsNotUtf8IsReadWithANotice() {
        var notices = new ArrayList<String>();
        assertEquals("gr\uFFFDn", Texts.of(new byte[] {'g', 'r', (byte) 0xfc, 'n'}, "note", notices::add));
        assertEquals("plain", Texts.of("plain".getBytes(StandardCharsets.UTF_8), "note", notices::add));
        assertEquals(1, notices.size());
    }
}
