package scorpiox.auth.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// The user's `known_hosts` (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): which key belongs to which host, and which keys must not
/// be trusted. Lines for certificate authorities count for nothing here.
final class KnownHosts {
    /// What the file says about a key that a host presents.
    sealed interface Verdict {}

    record Known() implements Verdict {}

    record Unknown() implements Verdict {}

    /// Another key is on that line.
    record Changed(int line) implements Verdict {}

    /// The key itself is marked `@revoked` on that line.
    record Revoked(int line) implements Verdict {}

    private record Line(int number, boolean revoked, String hosts, byte[] key) {}

    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final String HASHED = "|1|";

    private final Path file;
    private final List<Line> lines;

    /// Reads the file; one that does not exist knows no host.
    ///
    /// @throws Failure `AUTH` for one that cannot be read
    KnownHosts(Path file) {
        this.file = file;
        var read = new ArrayList<Line>();
        try {
            if (Files.exists(file)) {
                if (!Files.isRegularFile(file)) throw new IOException("it is not a regular file");
                if (Files.size(file) > MAX_BYTES) throw new IOException("over 16 MiB");
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
                for (var i = 0; i < text.size(); i++) parse(i + 1, text.get(i)).ifPresent(read::add);
            }
        } catch (IOException e) {
            throw Failure.of(Kind.AUTH, file + " cannot be read, so no ssh host can be trusted").hint("mend it");
        }
        this.lines = List.copyOf(read);
    }

    Path file() {
        return file;
    }

    /// Every line that fits the host counts, whatever the type of its key: a host that shows a key of a type nobody has
    /// seen from it, although another is known, is as suspicious as one whose key has changed. As with OpenSSH, a key that
    /// is known for the host without its port is good for every port.
    Verdict verdict(String host, int port, byte[] key) {
        var same = (Predicate<Line>) line -> Arrays.equals(line.key, key);
        var here = (Predicate<Line>) line -> fits(line.hosts, name(host, port));
        var anywhere = here.or(line -> fits(line.hosts, name(host, 22)));
        var revoked = lines.stream().filter(Line::revoked).filter(same).filter(anywhere).findFirst();
        if (revoked.isPresent()) return new Revoked(revoked.get().number);
        if (trusted().stream().filter(same).anyMatch(anywhere)) return new Known();
        return trusted().stream().filter(here).findFirst().<Verdict>map(line -> new Changed(line.number)).orElseGet(Unknown::new);
    }

    /// The keys to expect from a host: those of another port only where there are none of this one.
    List<byte[]> keys(String host, int port) {
        var here = trusted().stream().filter(line -> fits(line.hosts, name(host, port))).map(Line::key).toList();
        return here.isEmpty() && port != 22 ? keys(host, 22) : here;
    }

    /// Adds a key at the end, its host hashed as `HashKnownHosts` does; nothing else in the file changes.
    void add(String host, int port, byte[] key) throws IOException {
        var salt = new byte[20];
        new SecureRandom().nextBytes(salt);
        var base64 = Base64.getEncoder();
        var hashed = HASHED + base64.encodeToString(salt) + "|" + base64.encodeToString(hash(salt, name(host, port)));
        var line = hashed + " " + type(key) + " " + base64.encodeToString(key) + "\n";
        var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.exists(file.getParent())) Files.createDirectories(file.getParent(), mode(posix, "rwx------"));
        try (var to = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), mode(posix, "rw-------"))) {
            var bytes = ByteBuffer.wrap(((endsInLine() ? "" : "\n") + line).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) to.write(bytes);
        }
    }

    /// The type a public key says it is (RFC 4253 section 6.6); it is shown to a person, so anything odd is left out.
    static String type(byte[] key) {
        var length = key.length < 4 ? -1 : ByteBuffer.wrap(key).getInt();
        if (length < 1 || length > 64 || length > key.length - 4) return "unknown";
        var type = new String(key, 4, length, StandardCharsets.US_ASCII);
        return type.chars().allMatch(c -> c > ' ' && c < 0x7f) ? type : "unknown";
    }

    /// As `ssh-keygen -l` prints it.
    static String fingerprint(byte[] key) {
        try {
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Line> trusted() {
        return lines.stream().filter(line -> !line.revoked).toList();
    }

    private static Optional<Line> parse(int number, String text) {
        var words = List.of(text.strip().split("[ \t]+"));
        if (words.getFirst().isEmpty() || words.getFirst().startsWith("#")) return Optional.empty();
        var marked = words.getFirst().startsWith("@");
        if (marked && !words.getFirst().equals("@revoked")) return Optional.empty();
        var from = marked ? 1 : 0;
        if (words.size() < from + 3) return Optional.empty();
        try {
            return Optional.of(new Line(number, marked, words.get(from), Base64.getDecoder().decode(words.get(from + 2))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static boolean fits(String hosts, String name) {
        if (!hosts.startsWith(HASHED)) return HostPatterns.fits(List.of(hosts.split(",")), name);
        var parts = hosts.substring(HASHED.length()).split("\\|");
        try {
            return parts.length == 2 && MessageDigest.isEqual(Base64.getDecoder().decode(parts[1]), hash(Base64.getDecoder().decode(parts[0]), name));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static byte[] hash(byte[] salt, String name) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(String host, int port) {
        var name = host.toLowerCase(Locale.ROOT);
        return port == 22 ? name : "[" + name + "]:" + port;
    }

    private static FileAttribute<?>[] mode(boolean posix, String mode) {
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))} : new FileAttribute<?>[0];
    }

    private boolean endsInLine() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) return true;
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var last = ByteBuffer.allocate(1);
            in.read(last, in.size() - 1);
            return last.get(0) == '\n';
        }
    }
}
