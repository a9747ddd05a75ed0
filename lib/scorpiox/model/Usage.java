package scorpiox.model;

/// Tokens of one answer, or of several added up.
///
/// @param input      all of the prompt, the cached part included
/// @param cached     of the input, read from a cache
/// @param cacheWrite of the input, written to a cache
/// @param output     all of the answer, thinking included
/// @param reasoning  of the output, thinking
public record Usage(long input, long cached, long cacheWrite, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage plus(Usage more) {
        return new Usage(input + more.input, cached + more.cached, cacheWrite + more.cacheWrite, output + more.output, reasoning + more.reasoning);
    }
}
