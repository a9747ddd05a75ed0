package scorpiox.auth.oauth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.http.Origin;

/// Refresh tokens that were refused for good, remembered over runs: asking again would only count against the account.
/// Kept by their hash and that of the server, one small file each.
///
/// @param folder where they are kept; made when the first is
public record Refusals(Path folder) {
    private static final Duration KEPT = Duration.ofDays(60);

    /// The code with which a server refused a token before.
    public Optional<String> of(String refreshToken, Origin server) {
        try {
            return Optional.of(Files.readString(file(refreshToken, server)).strip());
        } catch (IOException never) {
            return Optional.empty();
        }
    }

    /// Remembers one, and forgets those that are 60 days old.
    public void remember(String refreshToken, Origin server, String code) {
        try {
            CredentialFile.privateFolder(folder);
            sweep();
            AtomicFile.write(file(refreshToken, server), (code + "\n").getBytes(StandardCharsets.UTF_8), "rw-------");
        } catch (IOException notKept) {
            // the next run asks once more
        }
    }

    private void sweep() throws IOException {
        var before = FileTime.from(Instant.now().minus(KEPT));
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) if (Files.getLastModifiedTime(file).compareTo(before) < 0) Files.deleteIfExists(file);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private Path file(String refreshToken, Origin server) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest((server + " " + refreshToken).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
