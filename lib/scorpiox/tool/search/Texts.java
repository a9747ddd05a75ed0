package scorpiox.tool.search;

import scorpiox.base.TerminalFilter;

/// How results are worded.
final class Texts {
    private static final int LINE = 500;

    private Texts() {}

    /// With a comma between thousands.
    static String number(long number) {
        var digits = new StringBuilder().append(number);
        for (var i = digits.length() - 3; i > 0; i -= 3) digits.insert(i, ',');
        return digits.toString();
    }

    /// A number and what it counts.
    static String count(long number, String what) {
        var plural = number == 1 ? what : what.endsWith("ch") ? what + "es" : what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
        return number(number) + " " + plural;
    }

    /// A name on one line: it must not look like two, nor like a remark.
    static String name(String name) {
        var plain = true;
        for (var i = 0; i < name.length(); i++) plain &= !Character.isISOControl(name.charAt(i));
        if (plain) return name;
        var out = new StringBuilder(name.length() + 8);
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c == '\n') out.append("\\n");
            else if (Character.isISOControl(c)) out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            else out.append(c);
        }
        return out.toString();
    }

    /// At most 500 characters of a line, those around a match, without what a terminal would obey.
    ///
    /// @param from where the match begins
    /// @param to   where it ends
    static String line(String text, int from, int to) {
        if (text.length() <= LINE) return TerminalFilter.controlsOnly().whole(text);
        var spare = LINE - Math.min(LINE, to - from);
        var start = Math.max(0, Math.min(from - spare / 2, text.length() - LINE));
        var end = start + LINE;
        if (start > 0 && Character.isLowSurrogate(text.charAt(start))) start++;
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) end--;
        var part = TerminalFilter.controlsOnly().whole(text.substring(start, end));
        return (start > 0 ? "… " : "") + part + "… [+" + number(text.length() - (end - start)) + " chars]";
    }

    /// Bytes of a text in UTF-8.
    static int bytes(CharSequence text) {
        var bytes = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
