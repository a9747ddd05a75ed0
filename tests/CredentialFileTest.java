package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;

@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CredentialFileTest {
    private static final String GOOD = "{\"z\":1,\"tokens\":{\"access_token\":\"plain-token-1\"}}";

    @TempDir
    Path folder;
    private final List<String> notices = new ArrayList<>();
    private Path project;

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of(" ", "is not JSON"),
                Arguments.of("\n\n", "is not JSON"),
                Arguments.of("{", "is not JSON (line 1)"),
                Arguments.of("{\"tokens\":\n{\"access_token\":\"abc", "is not JSON (line 2)"),
                Arguments.of("{}\n{}", "is not JSON (line 2)"),
                Arguments.of("{\"a\":1,}", "is not JSON"),
                Arguments.of("{'a':1}", "is not JSON"),
                Arguments.of("OPENAI_API_KEY=sk-fake-0000001", "is not JSON"),
                Arguments.of("\u0000\u0000\u0000\u0000", "is not JSON"),
                Arguments.of("[]", "is not a JSON object"),
                Arguments.of("[{\"tokens\":{}}]", "is not a JSON object"),
                Arguments.of("\"text\"", "is not a JSON object"),
                Arguments.of("null", "is not a JSON object"),
                Arguments.of("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", "is not JSON"),
                Arguments.of("{\"a\":" + "1".repeat(5_000) + "}", "is not JSON"),
                Arguments.of(" ".repeat(1024 * 1024) + "{}", "is too large"));
    }

    @ParameterizedTest(name = "{index} {1}")
    @MethodSource("contents")
    void whatHoldsNoObjectIsRefusedInOneLineAndStaysAsItIs(String content, String problem) throws IOException {
        var path = write("auth.json", content);
        assertRefused(path, problem);
        assertEquals(content, Files.readString(path));
        assertOnly("auth.json", "project");
    }

    @Test
    void invalidUtf8IsNotJson() throws IOException {
        var path = Files.write(folder.resolve("auth.json"), new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        assertRefused(path, "is not JSON");
    }

    @Test
    void noContentOfTheFileIsQuoted() throws IOException {
        var path = write("auth.json", "{\"refresh_token\":rt_secret_part_0123}");
        assertFalse(assertRefused(path, "is not JSON").line().contains("secret"));
    }

    @Test
    void aMissingFileAFolderAndAFolderOnTheWayAreRefused() throws IOException {
        assertRefused(folder.resolve("none.json"), "does not exist");
        assertRefused(folder.resolve("no/folder/auth.json"), "does not exist");
        assertRefused(Files.createDirectory(folder.resolve("auth.json")), "is a folder");
        assertRefused(write("file", GOOD).resolve("auth.json"), "does not exist");
    }

    @Test
    void aPipeIsRefusedWithoutWaitingForAWriter() throws Exception {
        assertRefused(pipe("auth.json"), "is not a regular file");
        assertRefused(Path.of("/dev/null"), "is not a regular file");
    }

    @Test
    void aLinkToAGoodFileIsFollowed() throws IOException {
        var target = write("elsewhere.json", GOOD);
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), target);
        assertEquals("plain-token-1", file(link).read().path("tokens").path("access_token").textValue());
        assertEquals(target.toRealPath(), file(link).real());
        assertTrue(Files.isSymbolicLink(link));
    }

    @ParameterizedTest
    @CsvSource({"none.json, is a link to nothing", "auth.json, is a link to nothing", "project/auth.json, is a link into the project",
            "project/deep/auth.json, is a link into the project", "hop.json, is a link into the project", "empty.json, is empty", "folder, is a folder"})
    void aLinkIsGoodOnlyWhereItsTargetIs(String target, String problem) throws IOException {
        Files.createDirectories(project.resolve("deep"));
        Files.createDirectories(folder.resolve("folder"));
        write("project/auth.json", GOOD);
        write("project/deep/auth.json", GOOD);
        write("empty.json", "");
        Files.createSymbolicLink(folder.resolve("hop.json"), Path.of("project/auth.json"));
        assertRefused(Files.createSymbolicLink(folder.resolve("auth.json"), Path.of(target)), problem);
    }

    @Test
    void aProjectReachedThroughALinkIsStillTheProject() throws IOException {
        write("project/auth.json", GOOD);
        var alias = Files.createSymbolicLink(folder.resolve("alias"), project);
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), project.resolve("auth.json"));
        var file = new CredentialFile(link, "Test credentials", "sign in again", Optional.of(alias), notices::add);
        assertTrue(assertThrows(Failure.class, file::read).getMessage().contains("is a link into the project"));
    }

    @Test
    void aFileInAProjectIsFineWhereItWasNamedOutright() throws IOException {
        file(write("project/auth.json", GOOD)).read();
    }

    @Test
    void aLinkOutsideAnyProjectIsFine() throws IOException {
        write("project/auth.json", GOOD);
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), project.resolve("auth.json"));
        new CredentialFile(link, "Test credentials", "sign in again", Optional.empty(), notices::add).read();
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, rw-------", "rw-rw-rw-, rw-------", "rwxrwxrwx, rw-------", "rw----r--, rw-------", "rw--w----, rw-------", "r--r-----, r--------"})
    void aFileThatOthersReachIsClosedToThemNoticedOnceAndUsed(String was, String is) throws IOException {
        var path = write("auth.json", GOOD);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(was));
        for (var i = 0; i < 3; i++) assertEquals(1, file(path).read().path("z").intValue());
        assertEquals(is, mode(path));
        assertEquals(1, notices.size(), notices.toString());
        assertTrue(notices.getFirst().contains(path.toString()) && notices.getFirst().contains(was), notices.getFirst());
        assertEquals(GOOD, Files.readString(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void aFileOfTheUsersAloneIsLeftAsItIs(String mode) throws IOException {
        var path = write("auth.json", GOOD);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        file(path).read();
        assertEquals(mode, mode(path));
        assertEquals(List.of(), notices);
    }

    @Test
    void aLinksTargetIsClosedToOthersToo() throws IOException {
        var target = write("elsewhere.json", GOOD);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        file(Files.createSymbolicLink(folder.resolve("auth.json"), target)).read();
        assertEquals("rw-------", mode(target));
        assertEquals(1, notices.size());
    }

    @Test
    void aFileOfSomebodyElsesIsRefusedAndLeftAlone() throws IOException {
        var path = foreign("auth.json", "rw-r--r--");
        var failure = assertRefused(path, "belongs to nobody");
        assertTrue(failure.hint().contains("sign in again"), failure.hint());
        assertEquals("rw-r--r--", mode(path));
        assertEquals(List.of(), notices);
        assertRefused(Files.createSymbolicLink(folder.resolve("link.json"), path), "belongs to nobody");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws IOException {
        var path = write("auth.json", GOOD);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("-wx------"));
        Assumptions.assumeFalse(Files.isReadable(path), "root reads everything");
        assertRefused(path, "cannot be read: permission denied");
    }

    @Test
    void readingChangesNothing() throws IOException {
        var path = write("auth.json", GOOD);
        var longAgo = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(path, longAgo);
        var inode = Files.getAttribute(path, "unix:ino");
        file(path).read();
        assertEquals(GOOD, Files.readString(path));
        assertEquals(longAgo, Files.getLastModifiedTime(path));
        assertEquals(inode, Files.getAttribute(path, "unix:ino"));
        assertOnly("auth.json", "project");
    }

    @Test
    void aByteOrderMarkIsAccepted() throws IOException {
        assertEquals(1, file(write("auth.json", "\uFEFF" + GOOD)).read().path("z").intValue());
    }

    @Test
    void aNewFileIsTheUsersAloneInAFolderOfTheirsAlone() throws IOException {
        var path = folder.resolve("new/deep/auth.json");
        file(path).write(object("{\"a\":1}"));
        assertEquals("rw-------", mode(path));
        assertEquals("rwx------", mode(path.getParent()));
        assertEquals("rwx------", mode(path.getParent().getParent()));
        assertEquals(1, file(path).read().path("a").intValue());
        try (var files = Files.list(path.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void unknownMembersAndTheirOrderSurviveAndTheTextIsForPeople() throws IOException {
        var json = "{\"z\":{\"y\":[1,{\"x\":null}],\"n\":1.50},\"a\":\"ü😀\",\"big\":123456789012345678901234567890,\"m\":true}";
        var path = write("auth.json", json);
        file(path).write(file(path).read());
        assertEquals(json, Json.write(Json.read(Files.readString(path))));
        assertTrue(Files.readString(path).lines().count() > 5 && Files.readString(path).endsWith("}\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw-rw-", "r--r--r--", "rw-------"})
    void whateverItWasAWrittenFileIsTheUsersAlone(String was) throws IOException {
        var path = write("auth.json", GOOD);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(was));
        file(path).write(object("{\"a\":1}"));
        assertFalse(mode(path).endsWith("r--") || mode(path).startsWith("r", 3), mode(path));
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsReplaced() throws IOException {
        var target = write("elsewhere.json", GOOD);
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), Path.of("elsewhere.json"));
        file(link).write(object("{\"a\":1}"));
        assertEquals(Path.of("elsewhere.json"), Files.readSymbolicLink(link));
        assertEquals(1, file(target).read().path("a").intValue());
        assertFalse(Files.isSymbolicLink(target));
    }

    @Test
    void aLinkIntoAProjectIsNotWrittenThrough() throws IOException {
        write("project/auth.json", GOOD);
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), project.resolve("auth.json"));
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> file(link).write(object("{}"))).kind());
        assertEquals(GOOD, Files.readString(project.resolve("auth.json")));
        assertTrue(Files.isSymbolicLink(link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"project/new.json", "none/new.json", "new.json"})
    void aLinkToNothingIsNotWrittenThrough(String target) throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("auth.json"), Path.of(target));
        try {
            file(link).write(object("{\"a\":1}"));
            assertTrue(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS));
        } catch (Failure failure) {
            assertTrue(failure.getMessage().contains(link.toString()), failure.getMessage());
        }
        assertFalse(Files.exists(folder.resolve(target)));
    }

    @Test
    void whereItsFolderIsAFileNothingIsWritten() throws IOException {
        var path = write("file", "text").resolve("auth.json");
        var failure = assertThrows(Failure.class, () -> file(path).write(object("{}")));
        assertEquals(Kind.INTERNAL, failure.kind());
        assertTrue(failure.getMessage().contains(path + " cannot be written"), failure.getMessage());
        assertEquals("text", Files.readString(folder.resolve("file")));
    }

    @Test
    void aFolderInItsPlaceIsNotReplaced() throws IOException {
        var path = Files.createDirectory(folder.resolve("auth.json"));
        assertThrows(Failure.class, () -> file(path).write(object("{}")));
        assertTrue(Files.isDirectory(path));
        assertOnly("auth.json", "project");
    }

    @Test
    void writingSweepsWhatAKilledWriterLeft() throws IOException {
        var left = write(".sx123.tmp", GOOD);
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        file(folder.resolve("auth.json")).write(object("{}"));
        assertOnly("auth.json", "project");
    }

    @Test
    void aFolderOfOursIsClosedToOthersAndAForeignOneIsNot() throws IOException {
        var wide = Files.createDirectory(folder.resolve("wide"));
        Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rwxr-xr-x"));
        CredentialFile.privateFolder(wide);
        assertEquals("rwxr-xr-x", mode(wide));
        CredentialFile.ownFolder(wide);
        assertEquals("rwx------", mode(wide));
        CredentialFile.ownFolder(folder.resolve("new/one"));
        assertEquals("rwx------", mode(folder.resolve("new/one")));
        assertThrows(IOException.class, () -> CredentialFile.privateFolder(write("file", "")));
    }

    private Failure assertRefused(Path path, String problem) {
        var failure = assertThrows(Failure.class, () -> file(path).read());
        assertEquals(Kind.AUTH, failure.kind());
        assertEquals(1, failure.line().lines().count());
        assertTrue(failure.getMessage().startsWith("Test credentials: " + path + " ") && failure.getMessage().contains(problem), failure.getMessage());
        assertTrue(failure.hint().contains("sign in again"), failure.hint());
        return failure;
    }

    private CredentialFile file(Path path) {
        return new CredentialFile(path, "Test credentials", "sign in again", Optional.of(project), notices::add);
    }

    /// A good file that belongs to `nobody`; only root can make one.
    private Path foreign(String name, String mode) throws IOException {
        Assumptions.assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root gives files away");
        var path = write(name, GOOD);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        return path;
    }

    private Path pipe(String name) throws Exception {
        var path = folder.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        return path;
    }

    private Path write(String name, String content) throws IOException {
        var path = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return path;
    }

    private static ObjectNode object(String json) throws IOException {
        return (ObjectNode) Json.read(json);
    }

    private void assertOnly(String... names) throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(names), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
