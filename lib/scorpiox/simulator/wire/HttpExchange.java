package scorpiox.simulator.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One request read from a raw socket and the means to answer it: well, slowly, or not at all.
public final class HttpExchange {
    private static final int MAX_BODY = 64 * 1024 * 1024;

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final Socket socket;
    private final InstantSource clock;
    private final OutputStream out;
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private int piece = Integer.MAX_VALUE;
    private boolean chunked;

    private HttpExchange(Socket socket, InstantSource clock, String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        this.socket = socket;
        this.clock = clock;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    /// The next request on a connection; null when the client has closed it.
    ///
    /// @param clock what time it is in the answers
    public static HttpExchange read(Socket socket, BufferedInputStream in, InstantSource clock) throws IOException {
        var first = line(in);
        if (first == null) return null;
        var words = first.split(" ");
        if (words.length != 3) throw new IOException("not HTTP: " + first);
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            if (colon > 0) headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new HttpExchange(socket, clock, words[0], words[1], headers, body(in, headers));
    }

    public String method() {
        return method;
    }

    public String path() {
        return path.split("\\?", 2)[0];
    }

    /// What follows the question mark; empty for nothing.
    public String query() {
        var mark = path.indexOf('?');
        return mark < 0 ? "" : path.substring(mark + 1);
    }

    public Map<String, String> headers() {
        return headers;
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    public byte[] body() {
        return body;
    }

    /// Sends the rest of the answer in pieces of this many bytes, so that it is cut anywhere.
    public void cutInto(int bytes) {
        piece = bytes;
    }

    /// A whole answer.
    public void answer(int status, Map<String, String> extra, String type, byte[] content) throws IOException {
        head(status, extra, type, "Content-Length: " + content.length);
        out.write(content);
        out.flush();
    }

    /// The head of a stream, whose body follows in chunks.
    public void stream(int status, Map<String, String> extra, String type) throws IOException {
        chunked = true;
        head(status, extra, type, "Transfer-Encoding: chunked");
    }

    /// Some of the stream's body; it leaves with the next `flush`.
    public void write(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var at = 0; at < bytes.length; at += Math.min(piece, bytes.length - at)) {
            var count = Math.min(piece, bytes.length - at);
            if (chunked) out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, at, count);
            if (chunked) out.write('\r');
            if (chunked) out.write('\n');
            if (piece < bytes.length) out.flush();
        }
    }

    public void flush() throws IOException {
        out.flush();
    }

    /// The regular end of the stream.
    public void end() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// Breaks the connection off.
    public void cut() throws IOException {
        out.flush();
        socket.close();
    }

    /// Sends nothing more until the client goes.
    public void stall() throws IOException {
        out.flush();
        while (socket.getInputStream().read() >= 0) {
            // whatever it still says
        }
        socket.close();
    }

    private void head(int status, Map<String, String> extra, String type, String length) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\nContent-Type: " + type + "\r\n" + length + "\r\n");
        if (extra.keySet().stream().noneMatch("Date"::equalsIgnoreCase)) head.append("Date: ").append(date(clock.instant())).append("\r\n");
        extra.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// RFC 9110 section 5.6.7. By hand: the demo would pay for a formatter at its start.
    public static String date(Instant instant) {
        var at = instant.atOffset(ZoneOffset.UTC);
        var day = at.getDayOfWeek().ordinal() * 3;
        var month = at.getMonth().ordinal() * 3;
        return DAYS.substring(day, day + 3) + ", " + two(at.getDayOfMonth()) + " " + MONTHS.substring(month, month + 3) + " " + at.getYear()
                + " " + two(at.getHour()) + ":" + two(at.getMinute()) + ":" + two(at.getSecond()) + " GMT";
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 302 -> "Found";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 529 -> "Site is overloaded";
            default -> "Status";
        };
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) return chunks(in);
        var length = Long.parseLong(headers.getOrDefault("content-length", "0"));
        if (length < 0 || length > MAX_BODY) throw new IOException("body of " + length + " bytes");
        var body = in.readNBytes((int) length);
        if (body.length < length) throw new EOFException("the client left within its request");
        return body;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            if (all.size() + size > MAX_BODY) throw new IOException("body too large");
            all.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) return null;
            if (b != '\r') text.append((char) b);
        }
        return text.toString();
    }
}
