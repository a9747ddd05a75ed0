package scorpiox.tool.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import scorpiox.base.AtomicFile;
import scorpiox.base.Json;

/// What is known of tools from earlier runs, so that none is described or compiled twice: an entry a tool, named by its
/// place and its content. An older entry of the same file goes when a new one comes, any other after a month unused.
///
/// Nothing here is worth an error: where it cannot be read or written, tools are described anew.
///
/// @param folder  where it is kept
/// @param program what makes the entries; another one makes its own
record ToolCache(Path folder, String program) {
    /// What is known of a tool.
    sealed interface Entry {}

    /// It can be called.
    ///
    /// @param command program and first arguments
    /// @param stamps  of files that it was made of, as [FileHash#stamp] gives them: when one is another now, the entry
    ///                does not count
    record Fit(Description description, List<String> command, List<String> stamps) implements Entry {}

    /// It cannot.
    ///
    /// @param place file and line; null for the file as a whole
    record Failed(String place, String why) implements Entry {}

    private static final Duration UNUSED = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);

    /// The entry of a tool whose content has this hash; null for none that counts.
    Entry find(ToolFile file, String hash) {
        var at = entry(file, hash);
        try {
            if (!Files.exists(at) || !(Json.read(Files.readAllBytes(at)) instanceof ObjectNode json)) return null;
            if (json.has("failed")) return json.path("modified").asText().equals(modified(file)) ? new Failed(Json.text(json, "place"), json.path("failed").asText()) : null;
            var stamps = words(json, "stamps");
            for (var stamp : stamps) if (!FileHash.stamp(Path.of(stamp.substring(stamp.indexOf(' ', stamp.indexOf(' ') + 1) + 1))).equals(stamp)) return null;
            if (!(json.get("description") instanceof ObjectNode description)) return null;
            var fit = new Fit(Description.of(description, ""), words(json, "command"), stamps);
            touch(at, archive(file, hash));
            return fit;
        } catch (IOException | RuntimeException | Unfit broken) {
            return null;
        }
    }

    /// Keeps what was found out about a tool.
    void keep(ToolFile file, String hash, Entry entry) {
        var json = Json.object().put("path", file.path().toString());
        switch (entry) {
            case Fit fit -> {
                json.set("description", fit.description.json());
                var command = json.putArray("command");
                fit.command.forEach(command::add);
                var stamps = json.putArray("stamps");
                fit.stamps.forEach(stamps::add);
            }
            case Failed failed -> json.put("failed", failed.why).put("place", failed.place).put("modified", modified(file));
        }
        try {
            makeFolder();
            AtomicFile.write(entry(file, hash), Json.bytes(json), "rw-------");
            sweep(file, hash);
        } catch (IOException unwritable) {
            // described anew each time, then
        }
    }

    /// Where the start-up archive of a tool may be.
    Path archive(ToolFile file, String hash) {
        return folder.resolve(name(file, hash) + ".aot");
    }

    /// The file that whoever builds a tool locks.
    ///
    /// @throws IOException when there can be none
    Path lock() throws IOException {
        makeFolder();
        return folder.resolve(".lock");
    }

    private Path entry(ToolFile file, String hash) {
        return folder.resolve(name(file, hash) + ".json");
    }

    private String name(ToolFile file, String hash) {
        return place(file) + "-" + hash;
    }

    private String place(ToolFile file) {
        var covered = file.origin() == ToolFile.Origin.PROJECT ? "project" : "";      // held to more than others
        return new FileHash().add(file.path().toString()).add(program).add(covered).hex().substring(0, 16);
    }

    /// A failure counts until the file is written again, or touched by somebody who wants it tried again.
    private static String modified(ToolFile file) {
        return FileHash.stamp(file.path());
    }

    private static List<String> words(ObjectNode json, String name) {
        var words = new ArrayList<String>();
        json.path(name).forEach(word -> words.add(word.asText()));
        return words;
    }

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) return;
        Files.createDirectories(folder.getParent());
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createDirectories(folder);
        }
    }

    /// Used today.
    private static void touch(Path... files) throws IOException {
        var now = Instant.now();
        for (var file : files) {
            if (Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(DAY))) Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    private void sweep(ToolFile file, String hash) throws IOException {
        var limit = Instant.now().minus(UNUSED);
        try (var all = Files.newDirectoryStream(folder)) {
            for (var each : all) {
                var name = each.getFileName().toString();
                var older = name.startsWith(place(file) + "-") && !name.startsWith(name(file, hash));
                if (older || !name.startsWith(".") && Files.getLastModifiedTime(each).toInstant().isBefore(limit)) Files.deleteIfExists(each);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
