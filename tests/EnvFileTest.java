package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.settings.EnvFile.Entry;

class EnvFileTest {
    private static final Path FILE = Path.of("scorpiox-env.txt");

    @TempDir
    Path folder;

    @Test
    void settingsStandOneALineBetweenCommentsAndBlankLines() {
        var text = "# who answers\nPROVIDER=codex\n\n   \n  # MODEL=x\n MODEL =  gpt-5.2  \n";
        assertEquals(List.of(new Entry("PROVIDER", "codex", 2), new Entry("MODEL", "gpt-5.2", 6)), entries(text));
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreAccepted() {
        assertEquals(List.of(new Entry("A", "1", 1), new Entry("B", "2", 2)), entries("\uFEFFA=1\r\nB=2\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"quoted\"", "$HOME", "${HOME}", "$(id)", "`id`", "a=b", "x # y", "~", "\\n", "tab\there", "ä€😀"})
    void valuesAreTakenAsTheyStand(String value) {
        assertEquals(List.of(new Entry("KEY", value, 1)), entries("KEY=" + value));
    }

    @Test
    void anEmptyValueIsAValue() {
        assertEquals(List.of(new Entry("A", "", 1), new Entry("B", "", 2)), entries("A=\nB=   "));
    }

    @Test
    void theSameKeyTwiceGivesBothInOrder() {
        assertEquals(List.of(new Entry("A", "1", 1), new Entry("A", "2", 2)), entries("A=1\nA=2\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "no setting at all | this line has no =",
            "=value | is not a key",
            "export A=1 | is not a key",
            "A-B=1 | is not a key",
            "1A=1 | is not a key",
            "Ä=1 | is not a key",
    })
    void aLineThatIsNoSettingIsNamedByFileAndNumber(String line, String problem) {
        var failure = refusal("# first\n" + line + "\n");
        assertTrue(failure.getMessage().startsWith(FILE + ":2: "), failure.getMessage());
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\u0000value", "secret\u001b[31mvalue", "secret\u007fvalue", "secret\rvalue", "secret\u0080value", "secret\u0085value", "secret\u009b31mvalue", "secret\u009dvalue", "secret\u009fvalue", "secret\u2028value", "secret\u2029value"})
    void aControlCharacterInAValueIsRefusedWithoutRepeatingTheValue(String value) {
        var failure = refusal("A=1\nKEY=" + value + "\n");
        assertTrue(failure.getMessage().startsWith(FILE + ":2: the value of KEY holds a control character"), failure.getMessage());
        assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    }

    @Test
    void namesUpTo64AndValuesUpTo8192CharactersAreTaken() {
        var name = "N".repeat(64);
        assertEquals(List.of(new Entry(name, "v".repeat(8192), 1)), entries(name + "=" + "v".repeat(8192)));
        refusal(name + "N=1");
        refusal("A=" + "v".repeat(8193));
    }

    @Test
    void aThousandLinesAreTakenAndOneMoreIsNot() {
        assertEquals(1000, entries("A=1\n".repeat(1000)).size());
        refusal("A=1\n".repeat(1001));
        refusal("A=1\n".repeat(1000) + "A=1");
    }

    @Test
    void a64KibFileIsTakenAndALargerOneIsNot() throws IOException {
        var line = "#" + "x".repeat(126) + "\n";
        var file = folder.resolve("large.txt");
        Files.writeString(file, line.repeat(512));
        assertEquals(List.of(), EnvFile.read(file).entries());
        Files.writeString(file, line.repeat(512) + "\n");
        assertTrue(assertThrows(Failure.class, () -> EnvFile.read(file)).getMessage().contains("larger than 64 KiB"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        var failure = assertThrows(Failure.class, () -> EnvFile.parse(FILE, new byte[] {'A', '=', (byte) 0xC3, '\n'}));
        assertEquals(2, failure.kind().exit());
    }

    @Test
    void aMissingFileHasNoSettings() {
        assertEquals(List.of(), EnvFile.read(folder.resolve("none.txt")).entries());
    }

    @Test
    void aFolderInPlaceOfTheFileIsRefused() {
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> EnvFile.read(folder)).kind());
    }

    private static List<Entry> entries(String text) {
        return EnvFile.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).entries();
    }

    private static Failure refusal(String text) {
        var failure = assertThrows(Failure.class, () -> entries(text));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        return failure;
    }
}
