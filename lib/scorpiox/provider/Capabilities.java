package scorpiox.provider;

import java.util.EnumMap;
import java.util.Map;

/// What a provider can do, feature by feature, in its own words.
///
/// @param cells every [Feature]
public record Capabilities(Map<Feature, Cell> cells) {
    /// The rows of the comparison.
    public enum Feature {
        STREAMING("Streaming"), THINKING("Thinking"), TOOL_USE("Tool use"), FUNCTION_CALLING("Function calling"), VISION("Vision"),
        TOKEN_REFRESH("Token refresh"), CONTEXT_CACHING("Context caching"), COST("Cost report"), TOKEN_COUNT("Token count"), AUTHENTICATION("Authentication");

        private final String title;

        Feature(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /// @param supported whether it can
    /// @param note      how, or why not; a few words
    public record Cell(boolean supported, String note) {}

    public Capabilities {
        for (var feature : Feature.values()) if (!cells.containsKey(feature)) throw new IllegalArgumentException("nothing is said of " + feature);
        cells = Map.copyOf(cells);
    }

    /// Nothing said yet.
    public static Saying saying() {
        return new Saying();
    }

    /// Says one feature after the other.
    public static final class Saying {
        private final Map<Feature, Cell> cells = new EnumMap<>(Feature.class);

        public Saying yes(Feature feature, String note) {
            cells.put(feature, new Cell(true, note));
            return this;
        }

        public Saying no(Feature feature, String why) {
            cells.put(feature, new Cell(false, why));
            return this;
        }

        /// @throws IllegalArgumentException when a feature is missing
        public Capabilities all() {
            return new Capabilities(cells);
        }
    }
}
