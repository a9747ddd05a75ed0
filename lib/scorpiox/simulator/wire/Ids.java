package scorpiox.simulator.wire;

/// Made-up ids: a prefix and a number in hex. By hand: the demo would pay for a formatter at its start.
public final class Ids {
    private static final String ZEROS = "0".repeat(32);

    private Ids() {}

    /// `prefix_` and 32 digits.
    public static String of(String prefix, long number) {
        return prefix + "_" + hex(number);
    }

    /// 32 digits.
    public static String hex(long number) {
        var digits = Long.toHexString(number);
        return ZEROS.substring(digits.length()) + digits;
    }

    /// Tokens of a text: four bytes each, one at least.
    public static int tokens(String text) {
        return text.length() / 4 + 1;
    }

    /// A number for a text that is practically its own.
    public static long hash(String text) {
        var hash = 0xcbf29ce484222325L;
        for (var i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return hash;
    }
}
