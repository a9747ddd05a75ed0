package scorpiox.simulator.wire;

import java.io.IOException;
import java.util.List;
import scorpiox.base.Failure;

/// How long the "model" takes: before its first token and before each later one, in milliseconds, for all wires or for one.
///
/// @param first before the first token, of several that fit the last counts
/// @param each  before each later token
public record Pace(List<Step> first, List<Step> each) {
    private static final int LONGEST = 600_000;

    /// Without delay.
    public static final Pace AT_ONCE = new Pace(List.of(), List.of());

    /// A delay.
    ///
    /// @param wire the only wire it is for; null for all
    public record Step(Wire wire, int millis) {
        /// `[WIRE:]MILLISECONDS`
        ///
        /// @throws Failure `USAGE` for anything else
        public static Step parse(String text) {
            var colon = text.indexOf(':');
            var wire = colon < 0 ? null : Wire.of(text.substring(0, colon));
            if (colon < 0 || wire != null) {
                try {
                    var millis = Integer.parseInt(text.substring(colon + 1));
                    if (millis >= 0 && millis <= LONGEST) return new Step(wire, millis);
                } catch (NumberFormatException notOne) {
                    // told below
                }
            }
            throw Failure.usage("a delay is [WIRE:]MILLISECONDS up to " + LONGEST + ", not " + text).hint("wires: " + String.join(", ", Wire.labels()));
        }
    }

    /// Milliseconds before the first token on a wire.
    public int first(Wire wire) {
        return last(first, wire);
    }

    /// Milliseconds before each later token on a wire.
    public int each(Wire wire) {
        return last(each, wire);
    }

    private static int last(List<Step> steps, Wire wire) {
        var millis = 0;
        for (var step : steps) if (step.wire == null || step.wire == wire) millis = step.millis;
        return millis;
    }

    /// Waits, so that an answer comes late.
    public static void pause(int millis) throws IOException {
        try {
            if (millis > 0) Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
