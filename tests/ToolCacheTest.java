package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Json;
import scorpiox.tool.Access;
import scorpiox.tool.user.ToolFile.Origin;

class ToolCacheTest {
    private static final Description DESCRIPTION = new Description("Says.", Json.object().put("type", "object").set("properties", Json.object()), Access.NET, Optional.empty(), Optional.empty());

    @TempDir
    Path temporary;
    private Path folder;
    private ToolFile tool;
    private ToolCache cache;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(temporary.resolve("tools"));
        tool = new ToolFile("greet", Files.writeString(folder.resolve("greet.java"), "class greet {}"), Origin.USER);
        cache = new ToolCache(temporary.resolve("cache/tools"), "this program");
    }

    private ToolCache.Fit fit(Path... made) {
        return new ToolCache.Fit(DESCRIPTION, List.of("java", "greet"), List.of(made).stream().map(FileHash::stamp).toList());
    }

    private Set<String> kept() throws IOException {
        try (var all = Files.list(temporary.resolve("cache/tools"))) {
            var names = new HashSet<String>();
            all.forEach(file -> names.add(file.getFileName().toString().replaceFirst("^[0-9a-f]{16}-", "")));
            return names;
        }
    }

    @Test
    void theHashIsAnotherWhenAnythingOfTheToolIs() throws IOException {
        var seen = new HashSet<String>();
        seen.add(FileHash.of(tool));
        assertFalse(seen.add(FileHash.of(tool)), "the same twice");
        Files.writeString(folder.resolve("greet.java"), "class greet { }");
        assertTrue(seen.add(FileHash.of(tool)), "its content");
        Files.setPosixFilePermissions(folder.resolve("greet.java"), PosixFilePermissions.fromString("rwx------"));
        assertTrue(seen.add(FileHash.of(tool)), "its mode");
        Files.writeString(folder.resolve("greet.json"), "{}");
        assertTrue(seen.add(FileHash.of(tool)), "its side file");
        Files.createDirectories(folder.resolve("lib/deep"));
        assertFalse(seen.add(FileHash.of(tool)), "an empty folder is nothing");
        Files.writeString(folder.resolve("lib/deep/Helper.java"), "a");
        assertTrue(seen.add(FileHash.of(tool)), "a helper");
        Files.writeString(folder.resolve("lib/deep/Helper.java"), "b");
        assertTrue(seen.add(FileHash.of(tool)), "its content");
        Files.writeString(folder.resolve("other.java"), "a");
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/index"), "a");
        assertFalse(seen.add(FileHash.of(tool)), "other tools and hidden folders are not its own");
        Files.write(folder.resolve("lib/large"), new byte[2_000_000]);
        assertTrue(seen.add(FileHash.of(tool)), "a large file");
    }

    @Test
    void whatWasKeptIsFoundForTheSameContentOnly() {
        assertNull(cache.find(tool, "a"));
        cache.keep(tool, "a", fit());
        assertEquals(List.of("java", "greet"), ((ToolCache.Fit) cache.find(tool, "a")).command());
        assertEquals(Json.write(DESCRIPTION.json()), Json.write(((ToolCache.Fit) cache.find(tool, "a")).description().json()));
        assertNull(cache.find(tool, "b"));
        assertNull(cache.find(new ToolFile("greet", folder.resolve("sub/greet.java"), Origin.USER), "a"), "of another file");
        assertNull(new ToolCache(temporary.resolve("cache/tools"), "another program").find(tool, "a"), "by another program");
    }

    @Test
    void anEntryWhoseFilesAreGoneOrOthersDoesNotCount() throws IOException {
        var jar = Files.writeString(temporary.resolve("a jar with blanks.jar"), "1");
        cache.keep(tool, "a", fit(jar));
        assertNotEquals(null, cache.find(tool, "a"));
        Files.writeString(jar, "22");
        assertNull(cache.find(tool, "a"));
        cache.keep(tool, "a", fit(jar));
        Files.delete(jar);
        assertNull(cache.find(tool, "a"));
    }

    @Test
    void aFailureCountsUntilTheFileIsTouched() throws IOException {
        cache.keep(tool, "a", new ToolCache.Failed("greet.java:3", "it does not compile"));
        assertEquals(new ToolCache.Failed("greet.java:3", "it does not compile"), cache.find(tool, "a"));
        Files.setLastModifiedTime(tool.path(), FileTime.from(Instant.now().plusSeconds(5)));
        assertNull(cache.find(tool, "a"));
        cache.keep(tool, "a", new ToolCache.Failed(null, "it hangs"));
        assertEquals(new ToolCache.Failed(null, "it hangs"), cache.find(tool, "a"));
    }

    @Test
    void olderEntriesOfTheSameFileGoAndOthersAfterAMonth() throws IOException {
        var other = new ToolFile("other", folder.resolve("other.java"), Origin.USER);
        cache.keep(other, "z", fit());
        cache.keep(tool, "a", fit());
        Files.writeString(cache.archive(tool, "a"), "archive");
        cache.keep(tool, "b", fit());
        assertEquals(Set.of("z.json", "b.json"), kept());
        try (var all = Files.list(temporary.resolve("cache/tools"))) {
            for (var file : all.toList()) if (file.toString().endsWith("z.json")) Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(31, ChronoUnit.DAYS)));
        }
        cache.keep(tool, "c", fit());
        assertEquals(Set.of("c.json"), kept());
    }

    @Test
    void anEntryThatIsUsedStaysYoung() throws IOException {
        cache.keep(tool, "a", fit());
        var archive = Files.writeString(cache.archive(tool, "a"), "archive");
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minus(29, ChronoUnit.DAYS)));
        cache.find(tool, "a");
        assertTrue(Files.getLastModifiedTime(archive).toInstant().isAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    @Test
    void theFolderIsTheUsersAlone() throws IOException {
        cache.keep(tool, "a", fit());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("cache/tools"))));
        assertEquals(temporary.resolve("cache/tools/.lock"), cache.lock());
    }
}
