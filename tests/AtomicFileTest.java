package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class AtomicFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r--r--", "rwxr-xr-x"})
    void aNewFileGetsTheModeItIsGiven(String mode) throws IOException {
        var file = folder.resolve("new.txt");
        AtomicFile.write(file, bytes("text"), mode);
        assertEquals("text", Files.readString(file));
        assertEquals(mode, mode(file));
        assertOnly("new.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rwxrwxrwx", "r--r--r--", "rw-------"})
    void anExistingFileKeepsItsMode(String mode) throws IOException {
        var file = Files.writeString(folder.resolve("old.txt"), "a much longer old text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        AtomicFile.write(file, bytes("new"), "rw-rw-rw-");
        assertEquals("new", Files.readString(file));
        assertEquals(mode, mode(file));
        assertOnly("old.txt");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 5_000_000})
    void anySizeIsWrittenWhole(int size) throws IOException {
        var content = new byte[size];
        for (var i = 0; i < size; i++) content[i] = (byte) (i * 31);
        var file = folder.resolve("bytes");
        AtomicFile.write(file, content, "rw-------");
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    /// Containers mount single files, which cannot be replaced.
    @Test
    void aFileThatIsAMountPointIsOverwritten() throws Exception {
        var source = Files.writeString(folder.resolve("source file"), "something longer than the new");
        var file = Files.writeString(folder.resolve("mounted file"), "");
        assumeTrue(mount("mount", "--bind", source.toString(), file.toString()), "needs the right to mount");
        try {
            AtomicFile.write(file, "new".getBytes(StandardCharsets.UTF_8), "rw-------");
            assertEquals("new", Files.readString(file));
            assertEquals("new", Files.readString(source));
        } finally {
            assertTrue(mount("umount", file.toString()));
        }
    }

    private static boolean mount(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsReplaced() throws IOException {
        var target = Files.writeString(Files.createDirectory(folder.resolve("elsewhere")).resolve("target.txt"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        var link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("elsewhere", "target.txt"));
        AtomicFile.write(link, bytes("new"), "rw-------");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(target));
        assertEquals("rw-r-----", mode(target));
        assertOnly("elsewhere", "link.txt");
    }

    @Test
    void anotherNameOfTheSameFileKeepsTheOldBytes() throws IOException {
        var file = Files.writeString(folder.resolve("a.txt"), "old");
        var other = Files.createLink(folder.resolve("b.txt"), file);
        AtomicFile.write(file, bytes("new"), "rw-------");
        assertEquals("new", Files.readString(file));
        assertEquals("old", Files.readString(other));
    }

    @Test
    void aMissingFolderIsAnErrorAndIsNotMade() {
        assertThrows(IOException.class, () -> AtomicFile.write(folder.resolve("no/file.txt"), bytes("x"), "rw-------"));
        assertFalse(Files.exists(folder.resolve("no")));
    }

    @Test
    void aFolderIsNotReplacedByAFile() throws IOException {
        var target = Files.createDirectory(folder.resolve("target"));
        assertThrows(IOException.class, () -> AtomicFile.write(target, bytes("x"), "rw-------"));
        assertTrue(Files.isDirectory(target));
        assertOnly("target");
    }

    @Test
    void aModeThatIsNoModeLeavesTheFolderAsItWas() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> AtomicFile.write(folder.resolve("file"), bytes("x"), "0600"));
        assertOnly();
    }

    @Test
    void aDeviceIsWrittenTo() throws IOException {
        var device = Path.of("/dev/null");
        AtomicFile.write(device, bytes("gone"), "rw-------");
        assertFalse(Files.isRegularFile(device));
    }

    @Test
    void aReaderSeesOldOrNewBytesAndNeverAMixture() throws Exception {
        var file = folder.resolve("shared");
        AtomicFile.write(file, block('0'), "rw-------");
        var over = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            try {
                for (var i = 1; i <= 60; i++) AtomicFile.write(file, block((char) ('0' + i % 10)), "rw-------");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                over.set(true);
            }
        });
        while (!over.get()) {
            var seen = Files.readAllBytes(file);
            assertArrayEquals(block((char) seen[0]), seen);
        }
        writer.join();
        assertArrayEquals(block('0'), Files.readAllBytes(file));
        assertOnly("shared");
    }

    @Test
    void aSweepDeletesWhatAKilledWriterLeftAnHourAgo() throws IOException {
        leave(".sx123.tmp", 61);
        leave(".sx8d1e7b6a-0000-4000-8000-000000000001.tmp", 24 * 60);
        leave(".sxyoung.tmp", 59);
        leave("auth.json", 24 * 60);
        leave(".sx123.json", 24 * 60);
        leave("x.sx123.tmp", 24 * 60);
        AtomicFile.sweep(folder);
        assertOnly(".sx123.json", ".sxyoung.tmp", "auth.json", "x.sx123.tmp");
    }

    @Test
    void aSweepOfWhatIsNoFolderDoesNothing() throws IOException {
        AtomicFile.sweep(folder.resolve("none"));
        AtomicFile.sweep(Files.writeString(folder.resolve("file"), "text"));
        assertOnly("file");
    }

    private void leave(String name, int minutesAgo) throws IOException {
        var file = Files.writeString(folder.resolve(name), "left");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(minutesAgo))));
    }

    private void assertOnly(String... names) throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(names), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static byte[] block(char filler) {
        var block = new byte[100_000];
        Arrays.fill(block, (byte) filler);
        return block;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
