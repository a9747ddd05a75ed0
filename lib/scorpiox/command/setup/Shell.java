package scorpiox.command.setup;

/// Text for shells to read.
final class Shell {
    private Shell() {}

    /// A word as a POSIX shell reads it back.
    static String quoted(String word) {
        if (!word.isEmpty() && word.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || "_./:=@%+,-".indexOf(c) >= 0)) return word;
        return always(word);
    }

    /// The same in quotes in any case.
    static String always(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
