package scorpiox.command.compare;

import scorpiox.provider.Capabilities.Feature;

/// What came of a live check.
///
/// @param reason in a few words
/// @param millis it took; 0 where nothing was asked
record Check(Feature feature, Verdict verdict, String reason, long millis) {
    enum Verdict { PASSED, FAILED, SKIPPED }

    static Check skipped(Feature feature, String why) {
        return new Check(feature, Verdict.SKIPPED, why, 0);
    }
}
