package scorpiox.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Status line and headers of a response (RFC 9112 sections 4 and 5); interim 1xx responses are passed over.
final class ReplyHead {
    /// Bytes all headers of one response may take.
    private static final int LIMIT = 256 * 1024;

    private final SocketInput in;
    private final Socket socket;
    private final long deadline;
    private final Map<String, List<String>> headers = new HashMap<>();
    private int status;
    private boolean oldVersion;
    private int read;

    /// Reads until the empty line, in all no later than `deadline` (of `System.nanoTime`), however slowly it drips.
    ReplyHead(SocketInput in, Socket socket, long deadline) throws IOException {
        this.in = in;
        this.socket = socket;
        this.deadline = deadline;
        do {
            headers.clear();
            statusLine();
            for (var line = line(); !line.isEmpty(); line = line()) header(line);
        } while (status / 100 == 1);
    }

    int status() {
        return status;
    }

    /// Whether the server keeps the connection open (RFC 9112 section 9.3).
    boolean keepAlive() {
        return !oldVersion && headers.getOrDefault("connection", List.of()).stream().flatMap(value -> Arrays.stream(value.split(",")))
                .noneMatch(value -> value.strip().equalsIgnoreCase("close"));
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    private void statusLine() throws IOException {
        var line = line();
        if (!line.startsWith("HTTP/1.") || line.length() < 12) throw new Connection.Malformed("unexpected first line");
        try {
            oldVersion = line.startsWith("HTTP/1.0");
            status = Integer.parseInt(line.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new Connection.Malformed("unexpected first line");
        }
        if (status < 100) throw new Connection.Malformed("unexpected first line");
    }

    private void header(String line) throws IOException {
        var colon = line.indexOf(':');
        if (colon <= 0 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') throw new Connection.Malformed("malformed header");
        headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1)).add(line.substring(colon + 1).strip());
    }

    private String line() throws IOException {
        var text = new StringBuilder(64);
        for (var b = next(); b != '\n'; b = next()) {
            if (b != '\r') text.append((char) b);
        }
        return text.toString();
    }

    private int next() throws IOException {
        if (++read > LIMIT) throw new Connection.Malformed("headers are larger than " + LIMIT + " bytes");
        if (in.ready() == 0) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new SocketTimeoutException("headers");
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        }
        var b = in.read();
        if (b < 0) throw new IOException(read == 1 ? "closed before an answer" : "closed within the headers");
        return b;
    }
}
