package scorpiox.tool.search;

/// A text that a pattern is tried on, and that ends the trial when the time is up: patterns such as `(a+)+b` can take
/// longer than anybody lives.
///
/// Stands over bytes where they are ASCII, so that nothing need be decoded. One for each thread, used again and again.
final class Line implements CharSequence {
    /// The time is up.
    static final class TimeIsUp extends RuntimeException {
        final boolean blamed;

        TimeIsUp(boolean blamed) {
            super(null, null, false, false);
            this.blamed = blamed;
        }
    }

    private final Deadline deadline;
    private byte[] bytes;
    private String text;
    private int from;
    private int length;
    private int looks;
    private long began;

    Line(Deadline deadline) {
        this.deadline = deadline;
    }

    Line over(byte[] ascii, int start, int end) {
        bytes = ascii;
        text = null;
        from = start;
        length = end - start;
        began = 0;
        return this;
    }

    Line over(String whole) {
        text = whole;
        length = whole.length();
        began = 0;
        return this;
    }

    @Override
    public char charAt(int index) {
        if ((++looks & 0xfff) == 0) look();
        return text == null ? (char) bytes[from + index] : text.charAt(index);
    }

    private void look() {
        if (began == 0) began = System.nanoTime();
        if (deadline.over()) throw new TimeIsUp(deadline.blames(began));
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return text == null ? new String(bytes, from, length, java.nio.charset.StandardCharsets.US_ASCII) : text;
    }
}
