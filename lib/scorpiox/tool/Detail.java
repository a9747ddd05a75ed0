package scorpiox.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What watchers are told of a call beyond the text for the model.
public sealed interface Detail {
    record None() implements Detail {}

    /// A command ran.
    ///
    /// @param output    as the model sees it, without the closing remark
    /// @param exit      its exit code; null when it was ended or still runs
    /// @param truncated whether `output` lacks a part
    /// @param file      all of the output, where it was kept; else null
    record Command(String output, Integer exit, Duration duration, boolean truncated, Path file) implements Detail {}

    /// Files changed, all of them or none.
    record Changes(List<FileChange> files) implements Detail {}

    /// The plan as it now stands.
    record Plan(List<PlanStep> steps) implements Detail {}
}
