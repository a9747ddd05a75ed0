package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class EnvTextTest {
    @TempDir
    Path folder;
    @TempDir
    Path home;

    /// The file before, the value that MODEL is set to (NONE takes it out), the file afterwards; `/` ends a line, `^` is a carriage return.
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "|x|MODEL=x/",
            "MODEL=old/|x|MODEL=x/",
            "A=1/MODEL=old/B=2/|x|A=1/MODEL=x/B=2/",
            "A=1/B=2/|x|A=1/B=2/MODEL=x/",
            "A=1/B=2|x|A=1/B=2/MODEL=x",
            "A=1/MODEL=old|x|A=1/MODEL=x",
            "A=1/MODEL=old|NONE|A=1",
            "# first/A=1//  # MODEL=comment/MODEL=old/# last/|x|# first/A=1//  # MODEL=comment/MODEL=x/# last/",
            "# MODEL=off/|x|# MODEL=off/MODEL=x/",
            "#MODEL=off/|NONE|#MODEL=off/",
            " MODEL = old /|x|MODEL=x/",
            "MODEL=a/A=1/MODEL=b/B=2/|x|A=1/MODEL=x/B=2/",
            "MODEL=a/A=1/MODEL=b/B=2/|NONE|A=1/B=2/",
            "A=1/MODEL=old/|NONE|A=1/",
            "MODEL=old/|NONE|",
            "A=1/|NONE|A=1/",
            "MODELS=1/XMODEL=2/model=3/|x|MODELS=1/XMODEL=2/model=3/MODEL=x/",
            "MODEL=old/|a=b=c # d|MODEL=a=b=c # d/",
            "MODEL=old/||MODEL=/",
            "//A=1///|x|//A=1///MODEL=x/",
            "A=1^/MODEL=old^/B=2^/|x|A=1^/MODEL=x^/B=2^/",
            "A=1^/B=2^/|x|A=1^/B=2^/MODEL=x^/",
            "A=1^/B=2|x|A=1^/B=2^/MODEL=x",
            "A=1^/MODEL=old|x|A=1^/MODEL=x",
            "A=1^/MODEL=old^/|NONE|A=1^/",
            "A=1/B=MODEL=2/|x|A=1/B=MODEL=2/MODEL=x/",
    })
    void onlyTheKeysOwnLineChanges(String before, String value, String after) throws IOException {
        if (before != null) Files.writeString(file(), lines(before));
        change("MODEL", "NONE".equals(value) ? null : value == null ? "" : value);
        assertEquals(lines(after == null ? "" : after), Files.readString(file()));
    }

    @Test
    void severalKeysAreSetInTheirOrder() throws IOException {
        Files.writeString(file(), "A=1\nMODEL=old\n");
        var changes = new LinkedHashMap<String, String>();
        changes.put("PROVIDER", "codex");
        changes.put("MODEL", "new");
        changes.put("A", null);
        changes.put("THINKING", "0");
        EnvText.change(environment(), file(), changes);
        assertEquals("MODEL=new\nPROVIDER=codex\nTHINKING=0\n", Files.readString(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFMODEL=old\nA=1\n", "\uFEFF# comment\nMODEL=old\nA=1\n", "\uFEFFA=1\nMODEL=old\n", "\uFEFFA=1\n"})
    void aByteOrderMarkIsNoPartOfAKey(String before) throws IOException {
        Files.writeString(file(), before);
        change("MODEL", "x");
        assertEquals(Map.of("A", "1", "MODEL", "x"), values());
        assertEquals(1, Files.readString(file()).split("MODEL", -1).length - 1, Files.readString(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a=b", "# no comment", "a#b", "\"quoted\"", "$HOME `id`", "tab\there", "ä€😀", "", "\\n", "%2F"})
    void whatIsSetIsReadAsItWas(String value) throws IOException {
        change("MODEL", value);
        assertEquals(value, values().get("MODEL"));
        change("MODEL", value);
        assertEquals(1, Files.readAllLines(file()).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "x\nPROVIDER=demo", "x\n# comment", "x\n", "\nPROVIDER=demo", "x\r\nPROVIDER=demo", "nul\u0000", "bell\u0007", "delete\u007f", "x\ry", "osc\u009dx", "next\u0085x", "line\u2028x", "paragraph\u2029x"})
    void aValueThatCannotStandOnALineIsRefusedAndNothingChanges(String value) throws IOException {
        var before = "A=1\nMODEL=old\n";
        Files.writeString(file(), before);
        assertUsage(() -> change("MODEL", value));
        assertEquals(before, Files.readString(file()));
        Files.delete(file());
        assertUsage(() -> change("MODEL", value));
        assertFalse(Files.exists(file()));
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 8193})
    void aValueHasAtMostEightThousandOneHundredAndNinetyTwoCharacters(int length) throws IOException {
        Files.writeString(file(), "MODEL=old\n");
        if (length > 8192) assertUsage(() -> change("MODEL", "x".repeat(length)));
        else change("MODEL", "x".repeat(length));
        assertEquals(length > 8192 ? "old" : "x".repeat(length), values().get("MODEL"));
    }

    @Test
    void aFileIsNeverMadeTooLargeToBeRead() throws IOException {
        var before = ("# " + "x".repeat(997) + "\n").repeat(65);
        Files.writeString(file(), before);
        assertUsage(() -> change("MODEL", "x".repeat(8000)));
        assertEquals(before, Files.readString(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no setting at all\n", "A-B=1\n", "A=1\n=2\n", "A=\u0001\n"})
    void aBrokenFileIsReportedByItsLineAndLeftAsItIs(String before) throws IOException {
        Files.writeString(file(), before);
        assertTrue(assertUsage(() -> change("MODEL", "x")).getMessage().contains(file() + ":"));
        assertEquals(before, Files.readString(file()));
    }

    @Test
    void aFileThatIsNoTextIsReportedAndLeftAsItIs() throws IOException {
        Files.write(file(), new byte[] {'A', '=', (byte) 0xff, '\n'});
        assertUsage(() -> change("MODEL", "x"));
        assertEquals(4, Files.size(file()));
        Files.delete(file());
        Files.createDirectory(file());
        assertUsage(() -> change("MODEL", "x"));
        assertTrue(Files.isDirectory(file()));
    }

    @Test
    void aMissingFolderIsMade() throws IOException {
        var file = folder.resolve("new/deep/scorpiox-env.txt");
        EnvText.change(environment(), file, Map.of("MODEL", "x"));
        assertEquals("MODEL=x\n", Files.readString(file));
    }

    @Test
    void whereTheFolderIsAFileThatIsSaid() throws IOException {
        Files.writeString(folder.resolve("file"), "text");
        var failure = assertUsage(() -> EnvText.change(environment(), folder.resolve("file/scorpiox-env.txt"), Map.of("MODEL", "x")));
        assertTrue(failure.getMessage().startsWith(folder.resolve("file/scorpiox-env.txt") + " cannot be written: "), failure.getMessage());
        assertEquals(1, failure.getMessage().split("/file", -1).length - 1, "the reason is no path: " + failure.getMessage());
        assertEquals("text", Files.readString(folder.resolve("file")));
    }

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({"CODEX_API_KEY, secret-key-0001, rw-r--r--, rw-------", "CODEX_API_KEY, secret-key-0001, NEW, rw-------", "CODEX_API_KEY, secret-key-0001, rw-rw-rw-, rw-------",
            "TOKEN_HTTP_API_KEY, secret-key-0001, rw-r--r--, rw-------", "CODEX_API_KEY, , rw-r--r--, rw-r--r--", "MODEL, x, rw-r--r--, rw-r--r--", "MODEL, x, NEW, rw-r--r--",
            "MODEL, x, rw-------, rw-------"})
    void aFileWithASecretIsTheUsersAlone(String key, String value, String before, String after) throws IOException {
        if (!before.equals("NEW")) {
            Files.writeString(file(), "A=1\n");
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(before));
        }
        change(key, value);
        assertEquals(after, PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    /// What else is in the file decides, not what is set.
    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({"MODEL, x, rw-------", "MODEL, NONE, rw-------", "CODEX_API_KEY, NONE, rw-r--r--"})
    void aSecretThatStaysKeepsTheFilePrivate(String key, String value, String after) throws IOException {
        Files.writeString(file(), "CODEX_API_KEY=secret-key-0001\nMODEL=old\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        change(key, value.equals("NONE") ? null : value);
        assertEquals(after, PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRefusedSecretLeavesTheModeToo() throws IOException {
        Files.writeString(file(), "A=1\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        var failure = assertUsage(() -> change("CODEX_API_KEY", "secret\u0007key"));
        assertFalse(failure.line().contains("secret"), failure.line());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkStaysALink() throws IOException {
        Files.writeString(folder.resolve("target.txt"), "A=1\n");
        Files.createSymbolicLink(file(), Path.of("target.txt"));
        change("MODEL", "x");
        assertTrue(Files.isSymbolicLink(file()));
        assertEquals("A=1\nMODEL=x\n", Files.readString(folder.resolve("target.txt")));
    }

    @Test
    void nothingIsLeftBeside() throws IOException {
        change("MODEL", "x");
        assertUsage(() -> change("MODEL", "nul\u0000"));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    /// Any file that is one, with every kind of line end, blank and comment, is the same after a key came and went.
    @Test
    void aKeyThatComesAndGoesLeavesNoTrace() throws IOException {
        var random = new Random(20261121);
        var pieces = List.of("A=1", "B = two ", "# comment", "#A=0", " ", "", "\t", "LONG=" + "x".repeat(300), "ä=ö".replace("ä", "U"), "C=", "D=a=b", "  E=5", "# \r");
        for (var round = 0; round < 3000; round++) {
            var text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
            var lines = random.nextInt(6);
            for (var i = 0; i < lines; i++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
                if (i < lines - 1 || random.nextBoolean()) text.append(random.nextInt(3) == 0 ? "\r\n" : "\n");
            }
            var before = text.toString();
            var set = EnvText.changed(file(), before, Map.of("MODEL", "x"));
            assertTrue(EnvFile.parse(file(), set.getBytes(StandardCharsets.UTF_8)).entries().stream().anyMatch(entry -> entry.name().equals("MODEL") && entry.value().equals("x")), set);
            assertEquals(before, EnvText.changed(file(), set, Collections.singletonMap("MODEL", null)), () -> "through " + set.replace("\r", "^"));
        }
    }

    @Test
    void twoWritersLoseNothingOfEachOther() throws Exception {
        var writers = new ArrayList<Thread>();
        for (var each : List.of("MODEL", "PROVIDER", "SX_MODE", "SERVICE_TIER")) {
            writers.add(Thread.ofPlatform().start(() -> {
                for (var i = 0; i < 10; i++) EnvText.change(environment(), file(), Map.of(each, "v" + i));
            }));
        }
        for (var writer : writers) writer.join();
        assertEquals(Map.of("MODEL", "v9", "PROVIDER", "v9", "SX_MODE", "v9", "SERVICE_TIER", "v9"), values());
    }

    @Test
    void aTextIsNotReplacedThatHasChangedMeanwhile() throws IOException {
        Files.writeString(file(), "A=1\n");
        assertFalse(EnvText.replace(environment(), file(), "A=0\n", "A=2\n"));
        assertEquals("A=1\n", Files.readString(file()));
        assertTrue(EnvText.replace(environment(), file(), "A=1\n", "A=2\n"));
        assertEquals("A=2\n", Files.readString(file()));
        assertUsage(() -> EnvText.replace(environment(), file(), "A=2\n", "no setting\n"));
        assertEquals("A=2\n", Files.readString(file()));
    }

    private static Failure assertUsage(Runnable change) {
        var failure = assertThrows(Failure.class, change::run);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        return failure;
    }

    private void change(String key, String value) {
        EnvText.change(environment(), file(), value == null ? Collections.singletonMap(key, null) : Map.of(key, value));
    }

    private Environment environment() {
        return new Environment(Map.of("HOME", home.toString()), folder);
    }

    private Map<String, String> values() throws IOException {
        var values = new HashMap<String, String>();
        EnvFile.parse(file(), Files.readString(file()).getBytes(StandardCharsets.UTF_8)).entries().forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    private Path file() {
        return folder.resolve("scorpiox-env.txt");
    }

    private static String lines(String text) {
        return text.replace('/', '\n').replace('^', '\r');
    }
}
