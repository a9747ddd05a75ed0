package scorpiox.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import scorpiox.base.Failure;

/// Server-sent events from bytes, as the HTML standard's event stream rules say ("Parsing an event stream").
///
/// One parser a stream; chunks may be cut anywhere. The cost is linear: a byte is looked at once and copied at most
/// twice. UTF-8 always; malformed bytes become U+FFFD.
public final class SseParser {
    /// Bytes that one event may take, unfinished line and collected data together: 16 MiB.
    public static final int LIMIT = 16 * 1024 * 1024;

    private static final byte[] DATA = ascii("data");
    private static final byte[] EVENT = ascii("event");
    private static final byte[] ID = ascii("id");
    private static final byte[] RETRY = ascii("retry");
    private static final byte[][] FIELDS = {DATA, EVENT, ID, RETRY};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int limit;
    private final LineSplitter lines = new LineSplitter();
    private final LineSplitter.Lines fields = new Fields();
    private Consumer<SseEvent> to;
    private int markSeen;                   // bytes of a byte order mark seen so far; -1 once the start is past
    private byte[] data = new byte[1024];
    private int dataLength = -1;            // -1: no data line yet; an empty one counts
    private String type = "";
    private String id = "";
    private String lastEventId = "";
    private long retryMillis = -1;

    public SseParser() {
        this(LIMIT);
    }

    /// @param limit bytes one event may take
    public SseParser(int limit) {
        this.limit = limit;
    }

    /// Reads the next bytes and emits every event they complete.
    ///
    /// @throws Failure `PROTOCOL` with code `event_too_large` when one event passes the limit
    public void feed(byte[] chunk, int offset, int count, Consumer<SseEvent> sink) {
        to = sink;
        if (markSeen < 0) {
            lines.feed(chunk, offset, count, fields);
            return;
        }
        var at = offset;
        while (at < offset + count && markSeen < BYTE_ORDER_MARK.length && chunk[at] == BYTE_ORDER_MARK[markSeen]) {
            markSeen++;
            at++;
        }
        if (at == offset + count && markSeen < BYTE_ORDER_MARK.length) return;
        var half = markSeen < BYTE_ORDER_MARK.length ? markSeen : 0;
        markSeen = -1;
        if (half > 0) lines.feed(BYTE_ORDER_MARK, 0, half, fields);
        lines.feed(chunk, at, offset + count - at, fields);
    }

    /// The stream is over: what had been collected without its blank line, if anything. The standard throws it away;
    /// whether it counts is for the dialect to say.
    public Optional<SseEvent> end() {
        if (lines.pending() > 0) lines.feed(new byte[] {'\n'}, 0, 1, fields);
        return dataLength < 0 ? Optional.empty() : Optional.of(take());
    }

    /// The reconnection time the server asked for, in milliseconds.
    public OptionalLong retryMillis() {
        return retryMillis < 0 ? OptionalLong.empty() : OptionalLong.of(retryMillis);
    }

    private SseEvent take() {
        var event = new SseEvent(type.isEmpty() ? "message" : type,
                new String(data, 0, Math.max(0, dataLength), StandardCharsets.UTF_8), lastEventId);
        dataLength = -1;
        type = "";
        if (data.length > 65_536) data = new byte[1024];
        return event;
    }

    private void append(byte[] bytes, int offset, int count) {
        var separator = dataLength < 0 ? 0 : 1;
        var size = Math.max(0, dataLength) + separator + count;
        if (data.length < size) data = Arrays.copyOf(data, Math.max(size, Math.min(limit, data.length * 2)));
        if (separator == 1) data[dataLength] = '\n';
        System.arraycopy(bytes, offset, data, size - count, count);
        dataLength = size;
    }

    private void check(int size) {
        if (size > limit) {
            data = new byte[0];
            throw Failure.of(Failure.Kind.PROTOCOL, "one event of the stream is larger than " + limit + " bytes").from(0, "event_too_large");
        }
    }

    private final class Fields implements LineSplitter.Lines {
        @Override
        public void line(byte[] bytes, int offset, int length) {
            if (length == 0) {
                lastEventId = id;
                if (dataLength < 0) type = "";
                else to.accept(take());
                return;
            }
            var colon = indexOfColon(bytes, offset, length);
            if (wanted(bytes, offset, length)) growing(length);
            var value = colon < 0 ? offset + length : colon + 1;
            if (value < offset + length && bytes[value] == ' ') value++;
            field(bytes, offset, colon < 0 ? length : colon - offset, value, offset + length - value);
        }

        private void field(byte[] bytes, int offset, int name, int value, int count) {
            if (is(DATA, bytes, offset, name)) {
                append(bytes, value, count);
            } else if (is(EVENT, bytes, offset, name)) {
                type = text(bytes, value, count);
            } else if (is(ID, bytes, offset, name)) {
                var text = text(bytes, value, count);
                if (text.indexOf('\0') < 0) id = text;
            } else if (is(RETRY, bytes, offset, name)) {
                retry(text(bytes, value, count));
            }
        }

        private void retry(String digits) {
            if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) return;
            try {
                retryMillis = Long.parseLong(digits);
            } catch (NumberFormatException tooLong) {
                retryMillis = Long.MAX_VALUE;
            }
        }

        @Override
        public boolean wanted(byte[] bytes, int offset, int length) {
            for (var field : FIELDS) {
                var common = Math.min(field.length, length);
                if (Arrays.equals(field, 0, common, bytes, offset, offset + common)
                        && (length <= field.length || bytes[offset + field.length] == ':')) return true;
            }
            return false;
        }

        @Override
        public void growing(int length) {
            check(length + Math.max(0, dataLength));
        }
    }

    private static int indexOfColon(byte[] bytes, int offset, int length) {
        for (var i = offset; i < offset + length; i++) if (bytes[i] == ':') return i;
        return -1;
    }

    private static boolean is(byte[] name, byte[] bytes, int offset, int length) {
        return Arrays.equals(name, 0, name.length, bytes, offset, offset + length);
    }

    private static String text(byte[] bytes, int offset, int count) {
        return new String(bytes, offset, count, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
