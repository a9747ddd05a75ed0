package scorpiox.server.team;

import java.nio.file.Path;
import java.util.Optional;

/// The keys of members, hashed, in a file beside the user configuration.
public final class TeamKeys {
    /// Whose key it is and whether it may fetch access tokens.
    public record Member(String name, boolean tokens) {}

    private final Path file;

    public TeamKeys(Path file) {
        this.file = file;
    }

    /// Whose key that is; looks into the file again when it has changed.
    public Optional<Member> member(String key) {
        throw new UnsupportedOperationException(file.toString());
    }
}
