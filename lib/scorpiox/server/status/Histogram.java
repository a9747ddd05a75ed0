package scorpiox.server.status;

import java.util.Arrays;

/// Times in seconds, counted by how long they were. Not safe for several threads: its owner sees to that.
public final class Histogram {
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    private Histogram(double[] bounds, long[] counts, double sum) {
        this.bounds = bounds;
        this.counts = counts;
        this.sum = sum;
    }

    /// For whole answers, which models take up to minutes for.
    static Histogram ofRequests() {
        return of(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600);
    }

    /// For first bytes.
    static Histogram ofFirstBytes() {
        return of(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120);
    }

    private static Histogram of(double... bounds) {
        return new Histogram(bounds, new long[bounds.length + 1], 0);
    }

    void add(double seconds) {
        var at = 0;
        while (at < bounds.length && seconds > bounds[at]) at++;
        counts[at]++;
        sum += seconds;
    }

    Histogram copy() {
        return new Histogram(bounds, Arrays.copyOf(counts, counts.length), sum);
    }

    /// Upper ends of the steps, rising; one more step has none.
    double[] bounds() {
        return bounds.clone();
    }

    /// How many were no longer than a step's end, all for the step after the last.
    long upTo(int step) {
        var all = 0L;
        for (var i = 0; i <= step; i++) all += counts[i];
        return all;
    }

    long count() {
        return upTo(bounds.length);
    }

    double sum() {
        return sum;
    }
}
