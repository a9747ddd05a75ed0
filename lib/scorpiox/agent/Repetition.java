package scorpiox.agent;

import scorpiox.model.Part;

/// Notices a model that makes the same call again and again and learns nothing from it.
final class Repetition {
    /// Same call with the same result this often in a row: the next is answered with an error.
    private static final int WARNED = 3;
    /// And this often: the run ends.
    private static final int ENDED = 6;

    private String call = "";
    private String result = "";
    private int times;

    /// Whether a call is not to be made again.
    boolean tooOften(Part.ToolCall next) {
        return times >= WARNED && key(next).equals(call);
    }

    /// Remembers what a call came to; for one that was not made again, what it was told instead.
    void note(Part.ToolCall made, String text, boolean refused) {
        var same = key(made).equals(call) && (refused || text.equals(result));
        times = same ? times + 1 : 1;
        call = key(made);
        if (!refused) result = text;
    }

    /// Whether the run is going in circles.
    boolean endless() {
        return times >= ENDED;
    }

    static String warning() {
        return "the same call gave the same result " + WARNED + " times in a row and is not made again; do something else";
    }

    static boolean same(Part.ToolCall one, Part.ToolCall other) {
        return key(one).equals(key(other));
    }

    private static String key(Part.ToolCall call) {
        return call.name() + "\0" + call.raw();
    }
}
