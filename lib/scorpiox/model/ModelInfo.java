package scorpiox.model;

import java.util.List;
import java.util.Locale;

/// What is known of a model.
///
/// @param id            the provider's name for it
/// @param known         whether it stands in the catalogue; if not, the rest are cautious guesses
/// @param contextWindow tokens of prompt and answer together, 0 when not known
/// @param vision        whether it takes images
/// @param efforts       the efforts it has; empty when not known
/// @param verbosity     whether it takes a verbosity
/// @param summaries     whether it takes a wish for reasoning summaries
/// @param parallelCalls whether it makes several calls in one answer
public record ModelInfo(String id, boolean known, int contextWindow, boolean vision, List<Effort> efforts, boolean verbosity,
                        boolean summaries, boolean parallelCalls) {
    /// A name nobody knows: it goes out unchanged and nothing is clamped.
    public static ModelInfo unknown(String id) {
        var family = id.toLowerCase(Locale.ROOT);
        return new ModelInfo(id, false, 0, true, List.of(), false, family.startsWith("gpt-5") || family.contains("codex"), true);
    }
}
