package scorpiox.command.compare;

import scorpiox.base.Failure;
import scorpiox.model.Cost;
import scorpiox.model.Usage;

/// How one answer came about.
///
/// @param model   that answered, in the server's words; empty when none did
/// @param first   milliseconds until the first piece of text or thinking; null when none came
/// @param total   milliseconds until the end
/// @param rate    tokens a second from the first piece on; null when there is too little to tell
/// @param usage   tokens; null when nothing was reported
/// @param cost    null when no price is known
/// @param finish  how it ended, `stop`, `length` and others; null when it did not
/// @param failure why there is no answer; null when there is one
/// @param text    of the answer, as far as it came, without any live secret
record Measure(String model, Double first, double total, Double rate, Usage usage, Cost cost, String finish, Failure failure, String text) {
    boolean ok() {
        return failure == null;
    }

    /// One that was never asked.
    static Measure failed(Failure why) {
        return new Measure("", null, 0, null, null, null, null, why, "");
    }
}
