package scorpiox.provider.chat;

/// Tells thinking from the answer where a model writes both into its text, the thinking first and between `<think>` and
/// `</think>`. Never more than [#HELD] characters wait for the rest of a tag.
final class ThinkTags {
    /// Most characters held back.
    static final int HELD = 8;

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    /// Where the two go; neither gets an empty text.
    interface To {
        void thought(String text);

        void text(String text);
    }

    private enum Place { START, THOUGHT, TEXT }

    private final StringBuilder held = new StringBuilder();
    private Place place = Place.START;
    private boolean skipBlanks;

    void feed(String text, To to) {
        if (place == Place.TEXT && !skipBlanks) {
            if (!text.isEmpty()) to.text(text);
            return;
        }
        held.append(text);
        if (place == Place.START) start(to);
        if (place == Place.THOUGHT) thought(to);
        if (place == Place.TEXT) rest(to);
    }

    /// What is still held back, once nothing more comes.
    void end(To to) {
        if (place == Place.THOUGHT) hand(held.length(), to);
        else place = Place.TEXT;
        rest(to);
    }

    private void start(To to) {
        var from = 0;
        while (from < held.length() && Character.isWhitespace(held.charAt(from))) from++;
        var seen = held.substring(from, Math.min(held.length(), from + OPEN.length()));
        if (seen.equals(OPEN)) {
            held.delete(0, from + OPEN.length());
            place = Place.THOUGHT;
            skipBlanks = true;
        } else if (!OPEN.startsWith(seen) || held.length() > HELD) {
            place = Place.TEXT;
        }
    }

    private void thought(To to) {
        var end = held.indexOf(CLOSE);
        if (end < 0) {
            hand(held.length() - beginning(), to);
            return;
        }
        hand(end, to);
        held.delete(0, CLOSE.length());
        place = Place.TEXT;
        skipBlanks = true;
    }

    /// How much of the end may be the beginning of the closing tag.
    private int beginning() {
        for (var length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) return length;
        }
        return 0;
    }

    private void hand(int length, To to) {
        var from = blanks(length);
        if (from < length) to.thought(held.substring(from, length));
        held.delete(0, length);
    }

    private void rest(To to) {
        var from = blanks(held.length());
        if (from < held.length()) to.text(held.substring(from));
        held.setLength(0);
    }

    /// Blanks after a tag belong to neither text.
    private int blanks(int length) {
        var from = 0;
        while (skipBlanks && from < length && Character.isWhitespace(held.charAt(from))) from++;
        if (from < length) skipBlanks = false;
        return from;
    }
}
