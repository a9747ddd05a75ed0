package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Redaction;

class StderrTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
            "plain, 'sx: plain\n'",
            "'two\nlines', 'sx: two lines\n'",
            "'  many \r\n\n  lines  \n', 'sx: many lines\n'",
            "'é 😀', 'sx: é 😀\n'",
            "'', 'sx: \n'",
    })
    void aMessageIsOneLineAfterTheScriptsName(String text, String line) {
        new Stderr(bytes, "sx", false, false).message(text);
        assertEquals(line, written());
    }

    @Test
    void escapeSequencesOfOthersNeverReachIt() {
        var err = new Stderr(bytes, "sx", true, true);
        err.message("a\u001b[31mb\u001b]0;title\u0007c\u202ed\rE");
        err.progress("x\u009b2Jy");
        assertEquals("sx: abcdE\n\u001b[2mxy\u001b[0m\n", written());
    }

    @Test
    void anUnfinishedSequenceHidesOnlyItsOwnMessage() {
        var err = new Stderr(bytes, "sx", false, false);
        err.message("a\u001b]0;");
        err.message("b");
        assertEquals("sx: a\nsx: b\n", written());
    }

    @Test
    void progressIsSilentUnlessWanted() {
        new Stderr(bytes, "sx", true, false).progress("working");
        assertEquals("", written());
    }

    @Test
    void progressIsPlainWithoutColour() {
        new Stderr(bytes, "sx", false, true).progress("working\nhard");
        assertEquals("working hard\n", written());
    }

    @ParameterizedTest
    @CsvSource({"'  more', '  more\n'", "' some', 'some\n'", "'        deep\n  lines ', '  deep lines\n'"})
    void progressMayBeIndented(String text, String line) {
        new Stderr(bytes, "sx", false, true).progress(text);
        assertEquals(line, written());
    }

    @Test
    void endlessBlanksAreNoTrouble() {
        var blanks = " ".repeat(2_000_000);
        new Stderr(bytes, "sx", false, false).message("a" + blanks + "b" + blanks + "\n" + blanks + "c");
        assertEquals("sx: a" + blanks + "b c\n", written());
    }

    @Test
    void messagesAreNeverColoured() {
        new Stderr(bytes, "sx", true, true).message("careful");
        assertEquals("sx: careful\n", written());
    }

    @Test
    void secretsAreMaskedInEveryForm() {
        Redaction.register("stderr-test-secret-1");
        var err = new Stderr(bytes, "sx", false, true);
        err.message("got Bearer abc.def-ghi and stderr-test-secret-1");
        err.progress("using sk-qrstuvwx12345678");
        err.raw("trace of\n  stderr-test-secret-1\n");
        assertEquals("sx: got Bearer *** and ***\nusing ***\ntrace of\n  ***\n", written());
    }

    /// What a server put into an exception's message cannot forge a line nor reach the terminal.
    @Test
    void aLineOfATraceStaysOneLine() {
        var err = new Stderr(bytes, "sx", false, false);
        err.trace("Caused by: X: \u001b[31mred\nforged: line");
        err.trace("    at a.b(C.java:1)");
        assertEquals("Caused by: X: red forged: line\n    at a.b(C.java:1)\n", written());
    }

    @Test
    void aClosedStderrIsNoReasonToFail() {
        var err = new Stderr(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed");
            }
        }, "sx", false, true);
        assertDoesNotThrow(() -> err.message("nobody listens"));
    }
}
