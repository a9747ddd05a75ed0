package scorpiox.provider.process;

import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;

/// Text of a foreign program, for messages of ours: one line, without secrets and without what a terminal would obey.
final class Words {
    private static final int MOST = 600;

    private Words() {}

    static String line(String text) {
        var line = new TerminalFilter().whole(Redaction.mask(text)).replaceAll("\\s+", " ").strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + " …";
    }

    /// The last line that says something, after a colon; empty for none.
    static String after(String errors) {
        var last = "";
        for (var line : errors.split("\\R")) if (!line.isBlank()) last = line;
        return last.isEmpty() ? "" : ": " + line(last);
    }
}
