package scorpiox.tool.edit;

import java.util.Optional;

/// How lines in a file are indented otherwise than a model wrote them: `theirs` stands where it wrote `written`.
record Indent(String written, String theirs) {
    static final Indent SAME = new Indent("", "");

    /// The difference between two lines that are equal but for blanks around them; the blanks both end in do not count.
    static Indent between(String written, String theirs) {
        var a = of(written);
        var b = of(theirs);
        var same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) same++;
        return new Indent(a.substring(0, a.length() - same), b.substring(0, b.length() - same));
    }

    /// Whether it also is the difference between these two lines.
    boolean explains(String written, String theirs) {
        var a = of(written);
        var b = of(theirs);
        return a.startsWith(this.written) && b.startsWith(this.theirs) && a.substring(this.written.length()).equals(b.substring(this.theirs.length()));
    }

    /// The longer of two differences: the only one that may explain both lines they come from.
    Indent or(Indent other) {
        return other.written.length() + other.theirs.length() > written.length() + theirs.length() ? other : this;
    }

    /// A line as the file would have it. One that is indented less than all the lines compared loses what it has.
    String apply(String line) {
        if (line.isBlank()) return line;
        var common = 0;
        while (common < written.length() && common < line.length() && line.charAt(common) == written.charAt(common)) common++;
        return theirs + line.substring(common);
    }

    /// The one difference between all lines of two lists, when there is one; blank lines agree with every difference.
    static Optional<Indent> common(String[] written, String[] theirs) {
        var longest = SAME;
        for (var i = 0; i < written.length; i++) if (!written[i].isBlank()) longest = longest.or(between(written[i], theirs[i]));
        for (var i = 0; i < written.length; i++) {
            if (!written[i].isBlank() && !longest.explains(written[i], theirs[i])) return Optional.empty();
        }
        return Optional.of(longest);
    }

    private static String of(String line) {
        var end = 0;
        while (end < line.length() && Folded.blank(line.charAt(end), false)) end++;
        return line.substring(0, end);
    }
}
