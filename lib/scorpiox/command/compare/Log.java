package scorpiox.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// Results kept as lines of JSON, to be added to by any number of processes at once and read back.
///
/// @param shown the file as the user named it
record Log(Path file, String shown) {
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int LONGEST = 1024 * 1024;

    /// Adds a line, whole or not at all, under a lock on the file itself: nothing is left behind beside it. A half line that
    /// somebody else's crash left at its end is ended first.
    ///
    /// @throws Failure `USAGE` when it cannot be written; `TIMEOUT` when others hold it for too long
    void add(Entry entry, Cancel cancel) {
        var line = Json.write(entry.json()) + "\n";
        synchronized (Log.class) {      // closing any descriptor of a file drops the whole process's lock on it
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var end = System.nanoTime() + MOST_WAIT.toNanos();
                while (!locked(channel)) {
                    if (System.nanoTime() > end) throw Failure.of(Failure.Kind.TIMEOUT, "another program holds " + shown + " for too long");
                    cancel.sleep(PAUSE);
                }
                append(channel, line);
            } catch (IOException e) {
                throw Failure.usage(shown + " cannot be written: " + CredentialFile.reason(e));
            }
        }
    }

    /// Whether it could be added to, found out before anything is asked that costs money.
    ///
    /// @throws Failure `USAGE` when it cannot
    void check() {
        var folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) throw Failure.usage("--log: " + shown + " is a folder");
        if (!Files.isDirectory(folder)) throw Failure.usage("--log: there is no folder " + folder);
        if (!Files.isWritable(Files.exists(file) ? file : folder)) throw Failure.usage("--log: " + shown + " may not be written");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException elsewhereInThisProcess) {
            return false;
        }
    }

    private static void append(FileChannel channel, String line) throws IOException {
        var before = channel.size();
        var last = ByteBuffer.allocate(1);
        var halfLine = before > 0 && channel.read(last, before - 1) == 1 && last.get(0) != '\n';
        var bytes = ByteBuffer.wrap(((halfLine ? "\n" : "") + line).getBytes(StandardCharsets.UTF_8));
        channel.position(before);
        try {
            while (bytes.hasRemaining()) channel.write(bytes);
        } catch (IOException full) {
            channel.truncate(before);
            throw full;
        }
    }

    /// Everything in it.
    ///
    /// @param notice told of lines that are no results
    /// @throws Failure `USAGE` for a file that cannot be read or holds none at all
    List<Entry> read(Consumer<String> notice) {
        if (!Files.exists(file)) throw Failure.usage("no file " + shown);
        if (Files.isDirectory(file)) throw Failure.usage(shown + " is a folder");
        try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return read(reader, shown, notice);
        } catch (IOException e) {
            throw Failure.usage(shown + " cannot be read: " + CredentialFile.reason(e));
        }
    }

    /// The same of a text that came some other way.
    ///
    /// @param shown where from
    static List<Entry> read(byte[] utf8, String shown, Consumer<String> notice) throws IOException {
        return read(new BufferedReader(new StringReader(new String(utf8, StandardCharsets.ISO_8859_1))), shown, notice);
    }

    /// Lines are cut as bytes, so that one with broken characters loses no other.
    private static List<Entry> read(BufferedReader latin, String shown, Consumer<String> notice) throws IOException {
        var entries = new ArrayList<Entry>();
        var others = 0;
        for (var line = latin.readLine(); line != null; line = latin.readLine()) {
            if (line.isBlank()) continue;
            var found = entries(line.getBytes(StandardCharsets.ISO_8859_1));
            entries.addAll(found);
            if (found.isEmpty()) others++;
        }
        if (entries.isEmpty()) throw Failure.usage(shown + " holds no results").hint("compare --run --log FILE writes them");
        if (others > 0) notice.accept(shown + ": " + others + (others == 1 ? " line is no result and was left out" : " lines are no results and were left out"));
        return entries;
    }

    /// A result, or the object that `--json` prints with several.
    private static List<Entry> entries(byte[] line) {
        if (line.length > LONGEST * 16) return List.of();
        try {
            var json = Json.read(line);
            var found = new ArrayList<Entry>();
            Entry.of(json).ifPresent(found::add);
            for (JsonNode each : json.path("results")) Entry.of(each).ifPresent(found::add);
            return found;
        } catch (IOException noJson) {
            return List.of();
        }
    }
}
