package scorpiox.server.status;

import java.util.Map;
import java.util.TreeMap;

/// Numbers by name, with few names whatever comes: clients and backends choose some of them, and each new one would stay for
/// as long as the server runs.
public final class Counts {
    /// Names that are kept; all further ones are [#OTHER].
    public static final int MOST = 50;

    /// The name of what came when there were enough.
    public static final String OTHER = "other";

    private static final int LONGEST = 100;

    private final Map<String, Long> counts = new TreeMap<>();

    /// One more.
    public void add(String name) {
        add(name, 1);
    }

    public synchronized void add(String name, long more) {
        if (more <= 0) return;
        var text = name == null || name.isBlank() ? "none" : name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        counts.merge(counts.containsKey(text) || counts.size() < MOST ? text : OTHER, more, Long::sum);
    }

    /// A copy, sorted by name.
    public synchronized Map<String, Long> all() {
        return new TreeMap<>(counts);
    }

    public synchronized long get(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
