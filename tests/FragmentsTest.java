package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.settings.Environment;

class FragmentsTest {
    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    private String of(String... names) {
        return Fragments.of(List.of(names), new byte[0], new Environment(Map.of("HOME", folder.resolve("home").toString()), folder), notices::add);
    }

    private Failure refused(String... names) {
        var failure = assertThrows(Failure.class, () -> of(names));
        assertEquals(Kind.USAGE, failure.kind());
        return failure;
    }

    private static List<String> names(String text) {
        return text.lines().filter(line -> line.startsWith("<file name=")).map(line -> line.substring(12, line.length() - 2)).toList();
    }

    @ParameterizedTest
    @CsvSource({"a.txt, text, '<file name=\"a.txt\">\ntext\n</file>\n'", "a.txt, 'text\n', '<file name=\"a.txt\">\ntext\n</file>\n'",
            "'a\"b.txt', x, '<file name=\"a&quot;b.txt\">\nx\n</file>\n'"})
    void aTextIsWrappedWithItsName(String name, String content, String wrapped) {
        assertEquals(wrapped, Fragments.wrap(name, content));
    }

    @Test
    void filesStandInTheGivenOrderUnderTheGivenNames() throws IOException {
        file("src/B.java", "class B {}\n");
        file("a.txt", "a");
        assertEquals("<file name=\"src/B.java\">\nclass B {}\n</file>\n\n<file name=\"./a.txt\">\na\n</file>\n", of("src/B.java", "./a.txt"));
    }

    @Test
    void aTildeIsTheHomeDirectory() throws IOException {
        file("home/notes.txt", "at home");
        assertEquals("<file name=\"~/notes.txt\">\nat home\n</file>\n", of("~/notes.txt"));
    }

    @Test
    void aFolderGivesItsTextsByName() throws IOException {
        for (var name : List.of("src/z.txt", "src/a.txt", "src/sub/m.txt")) file(name, name);
        assertEquals(List.of("src/a.txt", "src/sub/m.txt", "src/z.txt"), names(of("src")));
        assertEquals(List.of(), notices);
    }

    @Test
    void generatedAndHiddenThingsInAFolderAreLeftOut() throws IOException {
        for (var name : List.of("p/a.txt", "p/.git/config", "p/.hidden", "p/node_modules/x.js", "p/target/x.class", "p/build/x", "p/dist/x",
                "p/sub/__pycache__/x")) file(name, "x");
        assertEquals(List.of("p/a.txt"), names(of("p")));
    }

    @Test
    void aFolderThatIsNamedItselfIsTakenWhateverItsName() throws IOException {
        file(".config/a.txt", "x");
        file("build/b.txt", "x");
        assertEquals(List.of(".config/a.txt", "build/b.txt"), names(of(".config", "build")));
    }

    @Test
    void secretsInAFolderAreLeftOutWithANotice() throws IOException {
        for (var name : List.of("p/a.txt", "p/.env", "p/.env.local", "p/server.key", "p/auth.json", "p/id_ed25519", "p/scorpiox-env.txt")) file(name, "secret");
        assertEquals(List.of("p/a.txt"), names(of("p")));
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().startsWith("left out of p, secrets by their names: "), notices.getFirst());
        for (var name : List.of(".env", ".env.local", "server.key", "auth.json", "id_ed25519", "scorpiox-env.txt")) {
            assertTrue(notices.getFirst().contains(name), name);
        }
    }

    @Test
    void aSecretThatTheUserNamesIsTaken() throws IOException {
        file(".env", "A=1");
        assertEquals(List.of(".env"), names(of(".env")));
    }

    @Test
    void whatIsNoTextInAFolderIsCountedAndLeftOut() throws IOException {
        file("p/a.txt", "x");
        file("p/b.bin", "x\u0000y");
        file("p/c.gif", "GIF89a");
        assertEquals(List.of("p/a.txt"), names(of("p")));
        assertEquals(List.of("left out of p, not text: 2 files"), notices);
    }

    @Test
    void linksInAFolderAreNotFollowed() throws IOException {
        file("outside.txt", "x");
        file("p/a.txt", "x");
        Files.createSymbolicLink(folder.resolve("p/link.txt"), folder.resolve("outside.txt"));
        Files.createSymbolicLink(folder.resolve("p/loop"), folder.resolve("p"));
        assertEquals(List.of("p/a.txt"), names(of("p")));
    }

    @Test
    void anEmptyFolderGivesNothing() throws IOException {
        Files.createDirectory(folder.resolve("p"));
        assertEquals("", of("p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.txt", "http://example.invalid/a", "https://example.invalid/a"})
    void whatIsNotThereIsRefused(String name) {
        assertTrue(refused(name).line().contains(name.startsWith("http") ? "not URLs" : "no file or folder missing.txt"));
    }

    @Test
    void aBinaryFileThatIsNamedIsRefused() throws IOException {
        file("a.bin", "x\u0000");
        assertEquals("a.bin is binary (a NUL at byte 1), not text", refused("a.bin").getMessage());
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        for (var i = 0; i <= 500; i++) file("p/" + i, "x");
        assertEquals("p holds 501 files, more than 500: name a smaller folder", refused("p").line());
    }

    @Test
    void tooManyBytesTogetherAreRefused() throws IOException {
        for (var name : List.of("a.txt", "b.txt")) file(name, "x".repeat(9 * 1024 * 1024));
        assertEquals("-f b.txt: the files together are larger than 16 MiB", refused("a.txt", "b.txt").getMessage());
    }
}
