package scorpiox.model;

/// Tokens of one answer, or of several added up.
///
/// @param input        all of the prompt, the cached part included
/// @param cached       of the input, read from a cache
/// @param cacheWrite   of the input, written to a cache
/// @param cacheWrite1h of those, written to one that is kept for an hour
/// @param output       all of the answer, thinking included
/// @param reasoning    of the output, thinking
/// @param charged      what the provider says it cost, in US dollars; null where it says nothing
public record Usage(long input, long cached, long cacheWrite, long cacheWrite1h, long output, long reasoning, Double charged) {
    /// Nothing reported.
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage(long input, long cached, long cacheWrite, long output, long reasoning) {
        this(input, cached, cacheWrite, 0, output, reasoning, null);
    }

    /// Whether the server said anything. By hand: the record's own `equals` costs start-up several milliseconds (measured).
    public boolean reported() {
        return input != 0 || cached != 0 || cacheWrite != 0 || output != 0 || reasoning != 0 || charged != null;
    }

    public Usage plus(Usage more) {
        return new Usage(input + more.input, cached + more.cached, cacheWrite + more.cacheWrite, cacheWrite1h + more.cacheWrite1h, output + more.output,
                reasoning + more.reasoning, charged == null ? more.charged : more.charged == null ? charged : Double.valueOf(charged + more.charged));
    }
}
