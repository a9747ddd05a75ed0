package scorpiox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A buffered socket that can tell what is at hand without asking the system. Its buffer grows once it was filled: of a thousand
/// connections most bring a little at a time.
final class SocketInput extends BufferedInputStream {
    private static final int SIZE = 4 * 1024;
    private static final int LARGE = 32 * 1024;

    SocketInput(InputStream socket) {
        super(socket, SIZE);
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) throws IOException {
        if (pos >= count && count == buf.length && count < LARGE) {
            buf = new byte[LARGE];
            pos = 0;
            count = 0;
        }
        return super.read(to, offset, length);
    }

    /// Bytes already read from the socket.
    int ready() {
        return count - pos;
    }

    /// Whether the end of a chunked body without trailers is there.
    boolean endReady() {
        var at = pos;
        if (at + 2 < count && buf[at] == '\r' && buf[at + 1] == '\n') at += 2;
        return at + 5 <= count && buf[at] == '0' && buf[at + 1] == '\r' && buf[at + 2] == '\n' && buf[at + 3] == '\r' && buf[at + 4] == '\n';
    }

    /// Whether a chunk's end and the next one's size line are there, and well-formed as far as this class can tell.
    boolean lineReady() {
        var at = pos;
        if (at + 2 < count && buf[at] == '\r' && buf[at + 1] == '\n') at += 2;
        var hex = at;
        while (at < count && Character.digit(buf[at], 16) >= 0) at++;
        if (at == hex || at - hex > 8 || buf[hex] == '0') return false;
        return at + 2 < count && buf[at] == '\r' && buf[at + 1] == '\n';
    }
}
