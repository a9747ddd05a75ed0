package scorpiox.auth.signin;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The little of a request that decides whether it is answered.
///
/// @param hosts values of all its `Host` headers
record RequestHead(String method, String target, List<String> hosts) {
    private static final int MOST_BYTES = 16 * 1024;

    /// Reads to the end of the headers; a body stays unread.
    ///
    /// @param limit for all of it, however slowly it comes
    /// @throws ProtocolException for what is not HTTP or has more than 16 KiB
    /// @throws IOException       when it does not come whole in time
    static RequestHead read(Socket socket, Duration limit) throws IOException {
        var bytes = new byte[MOST_BYTES];
        var end = System.nanoTime() + limit.toNanos();
        for (var filled = 0; filled < bytes.length; ) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new SocketTimeoutException("too slow");
            socket.setSoTimeout((int) left);
            var count = socket.getInputStream().read(bytes, filled, bytes.length - filled);
            if (count < 0) throw new EOFException("cut");
            for (var at = Math.max(3, filled); at < filled + count; at++) {
                if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                    return parse(new String(bytes, 0, at - 3, StandardCharsets.ISO_8859_1));
                }
            }
            filled += count;
        }
        throw new ProtocolException("too large");
    }

    private static RequestHead parse(String head) throws ProtocolException {
        var lines = head.split("\r\n", -1);
        var words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) throw new ProtocolException("not HTTP");
        var hosts = new ArrayList<String>();
        for (var line : List.of(lines).subList(1, lines.length)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("host:")) hosts.add(line.substring(5).strip());
        }
        return new RequestHead(words[0], words[1], hosts);
    }

    /// Whether the browser meant this machine itself: a page elsewhere can have its own name point here, but then the
    /// name shows (DNS rebinding).
    boolean meant(int port) {
        return hosts.size() == 1 && (hosts.getFirst().equalsIgnoreCase("localhost:" + port) || hosts.getFirst().equals("127.0.0.1:" + port));
    }

    String path() {
        var mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    String query() {
        var mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    @Override
    public String toString() {
        return method + " " + path();       // the query holds a code
    }
}
