package scorpiox.command.compare;

import java.util.List;
import scorpiox.provider.router.Choice;

/// What came of asking one provider, once or several times.
///
/// @param runs in order; never empty
record Outcome(Choice target, List<Measure> runs) {
    Outcome {
        runs = List.copyOf(runs);
    }

    /// The last answer that came whole, else what came of the last.
    String text() {
        return runs.reversed().stream().filter(Measure::ok).findFirst().orElseGet(runs::getLast).text();
    }
}
