package scorpiox.settings;

import java.nio.file.Path;

/// Where a value comes from.
///
/// @param layer   its layer; a higher one wins
/// @param file    the file, or null
/// @param line    its line there, from 1; 0 without a file
/// @param project whether the file belongs to the project rather than the user
public record Source(Layer layer, Path file, int line, boolean project) {
    /// The layers, lowest first.
    public enum Layer { DEFAULT, TEAM, USER, PROJECT, PROFILE, ENVIRONMENT, FLAG }

    static Source of(Layer layer) {
        return new Source(layer, null, 0, false);
    }

    @Override
    public String toString() {
        return file == null ? layer.name().toLowerCase(java.util.Locale.ROOT) : file + ":" + line;
    }
}
