package scorpiox.tool.user;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What a program writes to its error stream while it runs, passed on line by line at each look. Of very much only a
/// part is shown; all of it is in the file.
final class Tail implements Runnable {
    private static final int PIECE = 64 * 1024;
    private static final int MOST_LINES = 200;
    private static final int LONGEST = 500;

    private final Path file;
    private final Consumer<String> to;
    private final StringBuilder line = new StringBuilder();
    private boolean carriageReturn;
    private long read;
    private int lines;

    /// @param to takes a line each
    Tail(Path file, Consumer<String> to) {
        this.file = file;
        this.to = to;
    }

    /// Passes on what has come since the last look. A line that is not finished waits.
    @Override
    public void run() {
        if (lines > MOST_LINES) return;
        try (var channel = Files.newByteChannel(file)) {
            var size = channel.size();
            if (size == read) return;
            channel.position(read);
            var in = Channels.newInputStream(channel);
            for (var piece = in.readNBytes(PIECE); piece.length > 0 && lines <= MOST_LINES; piece = in.readNBytes(PIECE)) {
                read += piece.length;
                take(piece);
            }
        } catch (IOException gone) {
            // the file is read once more at the end
        }
    }

    /// Passes on the rest.
    void finish() {
        run();
        if (!line.isEmpty()) say();
    }

    /// Bytes, and as UTF-8 only in whole lines: a character may be cut between two looks.
    private void take(byte[] piece) {
        for (var b : piece) {
            if (carriageReturn && b != '\n') line.setLength(0);      // a progress line begins anew
            carriageReturn = b == '\r';
            if (b == '\n') say();
            else if (!carriageReturn && line.length() < LONGEST) line.append((char) (b & 0xff));
        }
    }

    private void say() {
        var text = new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
        line.setLength(0);
        if (text.isEmpty() || ++lines > MOST_LINES + 1) return;
        to.accept(lines > MOST_LINES ? "… more lines than are shown" : text);
    }
}
