package scorpiox.tool;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the model has seen of which file, by the hash of its bytes: a formatter or `touch` that changes nothing does not
/// make a file "changed on disk".
public final class Ledger {
    /// @param hash  SHA-256 of the bytes when they were last shown or written
    /// @param whole whether all of it was shown
    public record Seen(String hash, boolean whole) {}

    private final Map<Path, Seen> files = new HashMap<>();

    /// Remembers a file as shown to the model or written by it; having seen all of the same bytes once is enough.
    public synchronized void saw(Path real, byte[] bytes, boolean whole) {
        saw(real, hash(bytes), whole);
    }

    public synchronized void saw(Path real, String hash, boolean whole) {
        var before = files.get(real);
        files.put(real, new Seen(hash, whole || before != null && before.whole() && before.hash().equals(hash)));
    }

    public synchronized void forget(Path real) {
        files.remove(real);
    }

    public synchronized Optional<Seen> of(Path real) {
        return Optional.ofNullable(files.get(real));
    }

    /// The files in it.
    public synchronized Set<Path> files() {
        return Set.copyOf(files.keySet());
    }

    public static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /// SHA-256, for a file that is read piece by piece.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
