package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StdoutTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Stdout out = new Stdout(bytes);

    /// A pipe whose reader has gone.
    private static final class Gone extends OutputStream {
        int tries;

        @Override
        public void write(int b) throws IOException {
            tries++;
            throw new IOException("Broken pipe");
        }
    }

    @Test
    void textIsUtf8WhateverTheLocale() {
        out.print("é 中 😀");
        out.flush();
        assertArrayEquals("é 中 😀".getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
    }

    @Test
    void nothingLeavesBeforeAFlush() {
        out.print("held");
        assertEquals(0, bytes.size());
        out.flush();
        assertEquals("held", bytes.toString(StandardCharsets.UTF_8));
        out.flush();
        assertEquals(4, bytes.size());
    }

    @Test
    void aFullBufferLeavesByItself() {
        for (var i = 0; i < 3000; i++) out.print("line\n");
        assertTrue(bytes.size() > 0);
        out.flush();
        assertEquals("line\n".repeat(3000), bytes.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8191, 8192, 8193, 100_000, 5_000_000})
    void writesOfAnySizeKeepTheirOrder(int size) {
        out.print("<");
        out.print("é".repeat(size));
        out.print(">");
        out.flush();
        assertEquals("<" + "é".repeat(size) + ">", bytes.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'a', 'a\n'", "'a\n', 'a\n'", "'a\n\n', 'a\n\n'", "'\n', '\n'", "'é', 'é\n'"})
    void aLineIsEndedOnlyWhenItIsOpen(String text, String written) {
        out.print(text);
        out.endLine();
        out.flush();
        assertEquals(written, bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itKnowsWhetherAnythingWasWritten() {
        assertFalse(out.wrote());
        out.print("");
        out.write(new byte[0]);
        assertFalse(out.wrote());
        out.line("");
        assertTrue(out.wrote());
    }

    @Test
    void aClosedPipeIsToldApart() {
        var closed = new Stdout(new Gone());
        closed.print("not yet");
        assertThrows(Stdout.Closed.class, closed::flush);
    }

    @Test
    void aClosedPipeShowsWithinALargeWriteToo() {
        var closed = new Stdout(new Gone());
        assertThrows(Stdout.Closed.class, () -> closed.print("x".repeat(100_000)));
    }

    @Test
    void whatAClosedPipeRefusedIsNotTriedAgain() {
        var gone = new Gone();
        var closed = new Stdout(gone);
        closed.print("x");
        assertThrows(Stdout.Closed.class, closed::flush);
        closed.flush();
        assertEquals(1, gone.tries);
    }
}
