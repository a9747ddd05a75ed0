package scorpiox.server.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;

/// Texts of clients and backends as they may be shown: one line, short, without a secret and without what a terminal obeys.
final class Words {
    private static final int LONGEST = 160;
    private static final int MOST_KNOWN = 500;

    /// Names come again with each request, and looking for secrets takes a tenth of a millisecond.
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Words() {}

    static String clean(String text) {
        if (text == null || text.isEmpty()) return "";
        if (text.length() > LONGEST) return line(text, LONGEST);
        if (KNOWN.size() >= MOST_KNOWN) KNOWN.clear();
        return KNOWN.computeIfAbsent(text, each -> line(each, LONGEST));
    }

    /// The same with a length of its own.
    static String line(String text, int longest) {
        var line = new TerminalFilter().whole(Redaction.mask(text)).replace('\n', ' ').replace('\t', ' ').strip();
        if (line.length() <= longest) return line;
        return line.substring(0, Character.isHighSurrogate(line.charAt(longest - 2)) ? longest - 2 : longest - 1) + "…";
    }

    static long millis(long nanos) {
        return Math.round(nanos / 1e6);
    }
}
