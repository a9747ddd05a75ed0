package scorpiox.command.compare;

import java.util.Collection;
import java.util.Objects;

/// Median, least and most of some figures.
///
/// @param count how many there were
record Spread(double median, double least, double most, int count) {
    /// Null where there are none; figures that are not known do not count.
    static Spread of(Collection<? extends Number> figures) {
        var sorted = figures.stream().filter(Objects::nonNull).mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) return null;
        var middle = sorted.length / 2;
        var median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
