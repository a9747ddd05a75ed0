package scorpiox.server.messages;

/// A line for the billing of another service that some clients put before their system text. It is another one in each
/// request, and would keep them from sharing a cache.
final class Billing {
    private static final String LINE = "x-anthropic-billing-header:";

    private Billing() {}

    /// A text without it.
    static String without(String text) {
        var begin = 0;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) begin++;
        if (!text.regionMatches(true, begin, LINE, 0, LINE.length())) return text;
        var end = text.indexOf('\n', begin);
        return end < 0 ? "" : text.substring(end + 1).stripLeading();
    }
}
