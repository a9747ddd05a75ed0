package scorpiox.simulator.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import scorpiox.base.Json;

/// The event stream of one answer: counts events, and lets a fault stop it where that says so.
public final class Events {
    /// Where the stream goes, and what happens on the way.
    public interface Way {
        /// Called before event `number`; false ends the stream at once.
        boolean before(int number) throws IOException;

        /// Called before a token; `first` for the first of the answer.
        void token(boolean first) throws IOException;

        /// Sends text.
        void write(String text) throws IOException;
    }

    private final Way way;
    private final String lineEnd;
    private int number;
    private int tokens;
    private boolean stopped;
    private boolean muted;

    /// @param crlf whether lines end with CR LF
    public Events(Way way, boolean crlf) {
        this.way = way;
        this.lineEnd = crlf ? "\r\n" : "\n";
    }

    /// Whether a fault ended it.
    public boolean stopped() {
        return stopped;
    }

    /// From now on sends nothing and only counts, or sends again.
    public void mute(boolean muted) {
        this.muted = muted;
    }

    /// The number of the next event, from 0.
    public int number() {
        return number;
    }

    /// Tokens so far.
    public int tokens() {
        return tokens;
    }

    /// To be called before each event that brings a token.
    public void token() throws IOException {
        if (!muted && !stopped) way.token(tokens == 0);
        tokens++;
    }

    /// An event of one data line.
    ///
    /// @param type of the event line; null for none
    public void send(String type, ObjectNode data) throws IOException {
        send(type, muted || stopped ? "" : Json.write(data));
    }

    /// An event of one data line that may be anything.
    public void send(String type, String data) throws IOException {
        if (stopped) return;
        if (!muted && !way.before(number)) {
            stopped = true;
            return;
        }
        number++;
        if (!muted) way.write((type == null ? "" : "event: " + type + lineEnd) + "data: " + data + lineEnd + lineEnd);
    }

    /// A line of the body that is no proper event.
    public void raw(String text) throws IOException {
        if (!stopped && !muted) way.write(text.replace("\n", lineEnd));
    }

    /// An event that is ready to be sent, for measuring: nothing looks at it.
    public void ready(String start, String end) throws IOException {
        if (!muted) way.write(start + number + end);
        number++;
    }

    /// A text in pieces of about a word each, never within a surrogate pair.
    public static List<String> deltas(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=[ \\n])(?=\\S)"));
    }
}
