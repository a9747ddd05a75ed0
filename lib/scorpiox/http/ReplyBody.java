package scorpiox.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// The body of a response: chunked, of known length, or until the connection ends (RFC 9112 sections 6 and 7).
///
/// A body that ends before its announced end throws `EOFException`; the end of an open-ended one is just its end.
///
/// Whoever reads a stream of events knows its last one, and closes it before the mark that ends the body: to read that is
/// worth a connection, which costs a handshake otherwise. On a virtual thread it is even waited for, by another one.
final class ReplyBody extends InputStream {
    /// Told once when the body is over or given up.
    interface WhenDone {
        void done(boolean reusable);
    }

    private static final long UNTIL_CLOSE = -1;

    /// With this much at hand the next chunk's size line is there too: small chunks are read on without waiting.
    private static final int CHUNK_HEAD = 64;

    /// So much is read of what nobody wants any more, and so long it is waited for.
    private static final int REST = 64 * 1024;
    private static final int REST_MILLIS = 1000;

    private final SocketInput in;
    private final Socket socket;
    private final boolean chunked;
    private final boolean keepAlive;
    private final WhenDone whenDone;
    private long left;                  // bytes of the body, or of the current chunk
    private boolean firstChunk = true;
    private boolean over;
    private boolean told;
    private boolean closed;

    private ReplyBody(SocketInput in, Socket socket, boolean chunked, long length, boolean keepAlive, WhenDone whenDone) throws IOException {
        this.in = in;
        this.socket = socket;
        this.chunked = chunked;
        this.left = length;
        this.keepAlive = keepAlive;
        this.whenDone = whenDone;
        if (!chunked && length == 0) finish();
    }

    static ReplyBody of(ReplyHead head, SocketInput in, Socket socket, WhenDone whenDone) throws IOException {
        var headers = head.headers();
        var keep = head.keepAlive();
        var coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.getLast().equalsIgnoreCase("chunked")) throw new Connection.Malformed("unknown transfer coding " + coding.getLast());
            return new ReplyBody(in, socket, true, 0, keep, whenDone);
        }
        if (head.status() == 204 || head.status() == 304) return new ReplyBody(in, socket, false, 0, keep, whenDone);
        var length = headers.get("content-length");
        if (length == null) return new ReplyBody(in, socket, false, UNTIL_CLOSE, false, whenDone);
        try {
            if (length.stream().distinct().count() > 1 || length.getFirst().startsWith("+")) throw new NumberFormatException();
            var bytes = Long.parseLong(length.getFirst());
            if (bytes < 0) throw new NumberFormatException();
            return new ReplyBody(in, socket, false, bytes, keep, whenDone);
        } catch (NumberFormatException e) {
            throw new Connection.Malformed("unusable content length");
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (over || closed || count == 0) return over || closed ? -1 : 0;
        var read = readOnce(to, offset, count);
        while (chunked && !over && read > 0 && read < count && (left > 0 ? in.ready() > 0 : in.lineReady())) {
            var more = readOnce(to, offset + read, count - read);
            if (more > 0) read += more;
        }
        return read;
    }

    /// Bytes that can surely be read without waiting; the end of a chunk is none.
    @Override
    public int available() {
        if (over || closed) return 0;
        return left != 0 ? in.ready() : Math.max(0, in.ready() - CHUNK_HEAD);
    }

    @Override
    public void close() {
        if (closed || told) return;
        closed = true;
        try {
            if (chunked && skipped()) return;
        } catch (IOException malformed) {
            tell(false);
            return;
        }
        if (chunked && keepAlive && Thread.currentThread().isVirtual()) Thread.ofVirtual().name("rest").start(this::rest);
        else tell(false);
    }

    /// Skips what is at hand.
    ///
    /// @return whether that was all
    private boolean skipped() throws IOException {
        while (!over) {
            if (left > 0 && in.ready() > 0) left -= in.skip(Math.min(left, in.ready()));
            else if (left == 0 && (in.lineReady() || in.endReady())) nextChunk();
            else return false;
        }
        return true;
    }

    private void rest() {
        try {
            socket.setSoTimeout(REST_MILLIS);
            var nobody = new byte[4096];
            for (var most = REST; !over && most > 0; ) most -= readOnce(nobody, 0, nobody.length);
        } catch (IOException slowOrBroken) {
            // then it is of no use any more
        }
        tell(false);
    }

    private int readOnce(byte[] to, int offset, int count) throws IOException {
        if (chunked && left == 0 && !nextChunk()) return -1;
        var read = in.read(to, offset, left == UNTIL_CLOSE ? count : (int) Math.min(count, left));
        if (read < 0) {
            if (left != UNTIL_CLOSE) throw new EOFException("the connection ended within the body");
            finish();
            return -1;
        }
        if (left != UNTIL_CLOSE && (left -= read) == 0 && !chunked) finish();
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk && !sizeLine().isEmpty()) throw new Connection.Malformed("chunk without its end");
        firstChunk = false;
        var line = sizeLine();
        var semicolon = line.indexOf(';');
        try {
            if (line.startsWith("+")) throw new NumberFormatException();
            left = Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
            if (left < 0) throw new NumberFormatException();
        } catch (NumberFormatException e) {
            throw new Connection.Malformed("unusable chunk size");
        }
        if (left > 0) return true;
        while (!sizeLine().isEmpty()) {
            // trailers carry nothing we use
        }
        finish();
        return false;
    }

    private String sizeLine() throws IOException {
        var text = new StringBuilder(16);
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException("the connection ended within the body");
            if (text.length() > 4096) throw new Connection.Malformed("chunk line too long");
            if (b != '\r') text.append((char) b);
        }
        return text.toString();
    }

    private void finish() {
        over = true;
        tell(keepAlive);
    }

    private void tell(boolean reusable) {
        if (told) return;
        told = true;
        whenDone.done(reusable);
    }
}
