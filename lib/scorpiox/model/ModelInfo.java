package scorpiox.model;

import java.util.List;
import java.util.Locale;

/// What is known of a model.
///
/// @param id            the provider's name for it
/// @param known         whether it stands in a catalogue; if not, the rest are cautious guesses
/// @param window        how much fits in and out
/// @param vision        whether it takes images
/// @param tools         whether it calls tools
/// @param reasoning     how it thinks
/// @param verbosity     whether it takes a verbosity
/// @param parallelCalls whether it makes several calls in one answer
/// @param price         what its tokens cost; null where no price is published or trusted
public record ModelInfo(String id, boolean known, Window window, boolean vision, boolean tools, Reasoning reasoning, boolean verbosity,
                        boolean parallelCalls, Price price) {
    /// Tokens; 0 where a figure is not known.
    ///
    /// @param context of prompt and answer together
    /// @param output  of the answer
    public record Window(int context, int output) {}

    /// @param style     how its wire words an effort
    /// @param efforts   the efforts it has, in rising order; empty when they are not known
    /// @param summaries whether it takes a wish for summaries of its thinking
    public record Reasoning(Style style, List<Effort> efforts, boolean summaries) {
        public Reasoning {
            efforts = List.copyOf(efforts);
        }
    }

    /// How a wire words an effort; the adaptive ones are generations of Claude.
    public enum Style {
        /// it does not think
        NONE,
        /// a word
        EFFORT,
        /// a number of tokens
        BUDGET,
        /// Gemini's level
        LEVEL,
        /// adaptive, and a number of tokens still counts
        ADAPTIVE_OR_BUDGET,
        /// adaptive with a word
        ADAPTIVE,
        /// the same, but thinking between tool calls cannot be turned off
        ADAPTIVE_BETWEEN_TOOLS,
        /// the same, but thinking cannot be turned off at all
        ADAPTIVE_ALWAYS;

        /// Whether its thinking can be turned off, or nearly so, although that is none of its efforts.
        public boolean stops() {
            return this == BUDGET || this == ADAPTIVE_OR_BUDGET || this == ADAPTIVE || this == ADAPTIVE_BETWEEN_TOOLS;
        }

        /// The style of that name in the catalogue, `adaptive-or-budget`; `EFFORT` for any other word.
        static Style named(String word) {
            for (var style : values()) if (style.word().equals(word)) return style;
            return EFFORT;
        }

        /// The name in the catalogue.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// A name nobody knows: it goes out unchanged and nothing is clamped.
    public static ModelInfo unknown(String id) {
        var family = id.toLowerCase(Locale.ROOT);
        var style = family.contains("claude") ? Style.ADAPTIVE : family.contains("gemini") ? Style.LEVEL : Style.EFFORT;
        var summaries = style == Style.ADAPTIVE || family.startsWith("gpt-5") || family.startsWith("gpt-6") || family.contains("codex");
        return new ModelInfo(id, false, new Window(0, 0), true, true, new Reasoning(style, List.of(), summaries), false, true, null);
    }

    /// The same without a price, for whoever charges nothing for it.
    public ModelInfo unpriced() {
        return new ModelInfo(id, known, window, vision, tools, reasoning, verbosity, parallelCalls, null);
    }

    public int contextWindow() {
        return window.context();
    }

    public List<Effort> efforts() {
        return reasoning.efforts();
    }

    public boolean summaries() {
        return reasoning.summaries();
    }
}
