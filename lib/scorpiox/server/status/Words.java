package scorpiox.server.status;

import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;

/// Texts of clients and backends as they may be shown: one line, short, without a secret and without what a terminal obeys.
final class Words {
    private static final int LONGEST = 160;

    private Words() {}

    static String clean(String text) {
        if (text == null || text.isEmpty()) return "";
        var line = new TerminalFilter().whole(Redaction.mask(text)).replace('\n', ' ').replace('\t', ' ').strip();
        if (line.length() <= LONGEST) return line;
        return line.substring(0, Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1) + "…";
    }

    static long millis(long nanos) {
        return Math.round(nanos / 1e6);
    }
}
