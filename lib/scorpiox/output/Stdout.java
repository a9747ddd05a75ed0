package scorpiox.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import scorpiox.base.Failure;

/// The one object that writes to descriptor 1: UTF-8 bytes, whatever the locale, and a closed pipe that shows.
///
/// Not `System.out`: a `PrintStream` hides write errors and encodes in the platform's charset.
public final class Stdout {
    /// Nobody reads any more: the run ends silently with 141.
    public static final class Closed extends RuntimeException {
        Closed(IOException cause) {
            super("stdout is closed", cause, false, false);
        }
    }

    private final OutputStream out;
    private final boolean descriptor;
    private final byte[] buffer = new byte[8192];
    private int length;
    private boolean endsInNewline = true;
    private boolean wrote;

    public Stdout() {
        this(new FileOutputStream(FileDescriptor.out), true);
    }

    /// Over a stream that fails only when its reader has gone.
    public Stdout(OutputStream out) {
        this(out, false);
    }

    private Stdout(OutputStream out, boolean descriptor) {
        this.out = out;
        this.descriptor = descriptor;
    }

    /// Adds text; it leaves with the next `flush`, or when the buffer is full.
    public void print(String text) {
        if (text.isEmpty()) return;
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds text and a line feed.
    public void line(String text) {
        print(text);
        print("\n");
    }

    public void write(byte[] bytes) {
        if (bytes.length == 0) return;
        wrote = true;
        endsInNewline = bytes[bytes.length - 1] == '\n';
        if (length + bytes.length > buffer.length) {
            flush();
            if (bytes.length > buffer.length) {
                send(bytes, bytes.length);
                return;
            }
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /// A line feed, unless what was written ends in one or nothing was.
    public void endLine() {
        if (!endsInNewline) print("\n");
    }

    /// Whether anything has been written.
    public boolean wrote() {
        return wrote;
    }

    /// @throws Closed when the reader has gone
    public void flush() {
        var count = length;
        length = 0;
        if (count > 0) send(buffer, count);
    }

    private void send(byte[] bytes, int count) {
        try {
            out.write(bytes, 0, count);
            out.flush();
        } catch (IOException e) {
            if (!descriptor || readerLeft(e)) throw new Closed(e);
            throw Failure.of(Failure.Kind.INTERNAL, "stdout cannot be written: " + e.getMessage(), e);
        }
    }

    /// A pipe fails only when its reader has gone; elsewhere the disk may be full. Messages are in the user's language.
    private static boolean readerLeft(IOException e) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:") || target.startsWith("/dev/pts/");
        } catch (IOException noProc) {
            return String.valueOf(e.getMessage()).contains("pipe");
        }
    }
}
