package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Path FILE = Path.of("/folder/a.txt");
    private static final byte[] ONE = "one".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.UTF_8);

    private final Ledger ledger = new Ledger();

    private boolean whole() {
        return ledger.of(FILE).orElseThrow().whole();
    }

    @Test
    void whatWasNotSeenIsNotInIt() {
        assertEquals(Optional.empty(), ledger.of(FILE));
        assertEquals(Set.of(), ledger.files());
    }

    @Test
    void aFileIsKnownByTheHashOfItsBytes() {
        ledger.saw(FILE, ONE, true);
        assertEquals(Ledger.hash(ONE), ledger.of(FILE).orElseThrow().hash());
        assertEquals("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", Ledger.hash(ONE));
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Ledger.hash(new byte[0]));
        assertEquals(Set.of(FILE), ledger.files());
    }

    @Test
    void aFileReadPieceByPieceHasTheSameHash() {
        var digest = Ledger.digest();
        for (var each : ONE) digest.update(each);
        assertEquals(Ledger.hash(ONE), HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void havingSeenAllOfTheSameBytesOnceIsEnough() {
        ledger.saw(FILE, ONE, false);
        assertFalse(whole());
        ledger.saw(FILE, ONE, true);
        ledger.saw(FILE, ONE, false);
        assertTrue(whole());
    }

    @Test
    void ofOtherBytesItIsNot() {
        ledger.saw(FILE, ONE, true);
        ledger.saw(FILE, TWO, false);
        assertFalse(whole());
        ledger.saw(FILE, ONE, false);
        assertFalse(whole(), "what was seen before the last change does not count");
    }

    @Test
    void aFileCanBeForgotten() {
        ledger.saw(FILE, ONE, true);
        ledger.forget(FILE);
        assertEquals(Optional.empty(), ledger.of(FILE));
        ledger.saw(FILE, ONE, false);
        assertFalse(whole());
    }

    @Test
    void theListOfFilesIsACopy() {
        ledger.saw(FILE, ONE, true);
        var files = ledger.files();
        ledger.forget(FILE);
        assertEquals(Set.of(FILE), files);
        assertThrows(UnsupportedOperationException.class, files::clear);
    }
}
