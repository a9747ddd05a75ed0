package scorpiox.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class TeamTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    @BeforeEach
    void ordinaryFiles() {
        entries.put("sx.class", new byte[] {1, 2, 3});
        entries.put("data/prompts/sx.md", "ours".getBytes());
        entries.put("team/", new byte[0]);
        entries.put("team/scorpiox-env.txt", "MODEL=gpt-5.2\n".getBytes());
        entries.put("team/tools/ticket.java", "///usr/bin/env jbang\n".getBytes());
        entries.put("team/tools/where", "#!/bin/sh\necho here\n".getBytes());
        entries.put("team/tools/where.json", "{}".getBytes());
        entries.put("team/profiles/empty.txt", new byte[0]);
    }

    @Test
    void everyFileBelowTeamIsThereAndNothingElse() throws IOException {
        var team = unpacked();
        assertEquals(List.of("profiles/empty.txt", "scorpiox-env.txt", "tools/ticket.java", "tools/where", "tools/where.json"), below(team));
        for (var name : below(team)) assertArrayEquals(entries.get("team/" + name), Files.readAllBytes(team.resolve(name)), name);
    }

    @Test
    void theyAreTheUsersAloneAndOnlyAProgramCanBeRun() throws IOException {
        var team = unpacked();
        for (var path : List.of(team.getParent(), team, team.resolve("tools"))) assertEquals("rwx------", mode(path), path.toString());
        assertEquals("rwx------", mode(team.resolve("tools/where")));
        for (var name : List.of("scorpiox-env.txt", "tools/ticket.java", "tools/where.json")) assertEquals("rw-------", mode(team.resolve(name)), name);
    }

    @Test
    void aFolderThatOthersCanLookIntoIsClosed() throws IOException {
        var all = Files.createDirectories(folder.resolve("cache/team"));
        Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwxrwxrwx"));
        unpacked();
        assertEquals("rwx------", mode(all));
    }

    @Test
    void theSecondTimeNothingIsWritten() throws IOException {
        var settings = unpacked().resolve("scorpiox-env.txt");
        var longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(settings, longAgo);
        assertEquals(settings, unpacked().resolve("scorpiox-env.txt"));
        assertEquals(longAgo, Files.getLastModifiedTime(settings));
    }

    @Test
    void whatIsMissingOrDamagedIsMadeAgain() throws IOException {
        var team = unpacked();
        Files.writeString(team.resolve("scorpiox-env.txt"), "MODEL=other\n");
        Files.delete(team.resolve("tools/where"));
        Files.delete(team.resolve("profiles/empty.txt"));
        Files.delete(team.resolve("profiles"));
        unpacked();
        assertEquals("MODEL=gpt-5.2\n", Files.readString(team.resolve("scorpiox-env.txt")));
        assertTrue(Files.isExecutable(team.resolve("tools/where")) && Files.exists(team.resolve("profiles/empty.txt")));
    }

    @Test
    void anyDifferenceIsAnotherFolder() throws IOException {
        var before = unpacked();
        entries.put("team/scorpiox-env.txt", "MODEL=gpt-5.3\n".getBytes());
        var after = unpacked();
        entries.put("team/tools/wher", entries.remove("team/tools/where"));
        assertNotEquals(before, after);
        assertNotEquals(after, unpacked());
        assertEquals("MODEL=gpt-5.2\n", Files.readString(before.resolve("scorpiox-env.txt")), "a run of the old one may still read it");
    }

    @Test
    void namesAndContentsCannotBeTakenForEachOther() throws IOException {
        entries.keySet().removeIf(name -> name.startsWith("team/"));
        entries.put("team/a", "b".getBytes());
        entries.put("team/c", "".getBytes());
        var one = unpacked();
        entries.put("team/a", "".getBytes());
        entries.put("team/c", "b".getBytes());
        assertNotEquals(one, unpacked());
    }

    @Test
    void severalMayUnpackAtOnce() throws Exception {
        var jar = jar();
        var begin = new CyclicBarrier(8);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var names = below(Team.unpacked(jar, folder.resolve("alone")));
            var tasks = IntStream.range(0, 8).<Callable<Boolean>>mapToObj(_ -> () -> {
                begin.await();
                var there = Team.unpacked(jar, folder.resolve("cache"));
                return names.stream().allMatch(name -> Files.isRegularFile(there.resolve(name)));
            }).toList();
            for (var task : threads.invokeAll(tasks)) assertTrue(task.get(), "whoever goes on finds all of it");
        }
        assertEquals(5, below(unpacked()).size(), "and nothing half-written stays");
    }

    @Test
    void aJarWithoutTeamFilesIsSaidToBe() throws IOException {
        entries.keySet().removeIf(name -> name.startsWith("team/"));
        var jar = jar();
        var failure = assertThrows(Failure.class, () -> Team.unpacked(jar, folder.resolve("cache")));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("//FILES team/"), failure.line());
        assertFalse(Files.exists(folder.resolve("cache")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/../../out.txt", "team/tools/../../out.txt", "team//out.txt", "team/./out.txt", "team//tmp/scorpiox-out.txt"})
    void aNameThatLeadsElsewhereIsRefusedBeforeAnythingIsWritten(String name) throws IOException {
        entries.put(name, "x".getBytes());
        var jar = jar();
        var failure = assertThrows(Failure.class, () -> Team.unpacked(jar, folder.resolve("cache")));
        assertTrue(failure.line().contains(name), failure.line());
        assertFalse(Files.exists(folder.resolve("cache")));
        assertFalse(Files.exists(folder.resolve("out.txt")));
    }

    @Test
    void moreThanIsSensibleIsRefused() throws IOException {
        entries.put("team/large.bin", new byte[16 * 1024 * 1024]);
        var large = jar();
        assertThrows(Failure.class, () -> Team.unpacked(large, folder.resolve("cache")));
        entries.remove("team/large.bin");
        for (var i = 0; i < 1000; i++) entries.put("team/prompts/" + i + ".md", new byte[0]);
        var many = jar();
        assertThrows(Failure.class, () -> Team.unpacked(many, folder.resolve("cache")));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamedWithWhatHelps() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        var jar = jar();
        var failure = assertThrows(Failure.class, () -> Team.unpacked(jar, folder.resolve("cache")));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains(folder.resolve("cache/team").toString()) && failure.line().contains("XDG_CACHE_HOME"), failure.line());
    }

    @Test
    void whatIsNoJarIsSaidToBe() throws IOException {
        var file = Files.writeString(folder.resolve("sx.jar"), "not a jar");
        for (var path : List.of(file, folder, folder.resolve("missing.jar"))) {
            var failure = assertThrows(Failure.class, () -> Team.unpacked(path, folder.resolve("cache")), path.toString());
            assertTrue(failure.line().contains(path.toString()), failure.line());
        }
    }

    private Path unpacked() throws IOException {
        return Team.unpacked(jar(), folder.resolve("cache"));
    }

    private Path jar() throws IOException {
        var jar = folder.resolve("sx.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return jar;
    }

    private static List<String> below(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
