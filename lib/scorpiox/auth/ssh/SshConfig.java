package scorpiox.auth.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import scorpiox.base.Failure;

/// What the OpenSSH configuration (ssh_config(5)) says about one host: four keywords that only name things. All others are
/// passed over, above all those that run commands; so are `Include` and whole `Match` blocks.
///
/// @param identityFiles as written, in order
record SshConfig(Optional<String> hostName, Optional<String> user, OptionalInt port, List<String> identityFiles) {
    private static final int MAX_BYTES = 1024 * 1024;

    /// Reads a file; one that does not exist says nothing. The first value of a keyword counts, of `IdentityFile` every one.
    ///
    /// @param host as the user wrote it
    /// @throws Failure `USAGE` for a file that cannot be read or is over 1 MiB, and for a port of this host that is none
    static SshConfig read(Path file, String host) {
        if (!Files.exists(file)) return new SshConfig(Optional.empty(), Optional.empty(), OptionalInt.empty(), List.of());
        try {
            if (!Files.isRegularFile(file)) throw unusable(file, "is not a file");
            if (Files.size(file) > MAX_BYTES) throw unusable(file, "is over 1 MiB");
            return parse(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8), host);
        } catch (IOException e) {
            throw unusable(file, "cannot be read");
        }
    }

    private static SshConfig parse(Path file, String text, String host) {
        var about = true;
        Optional<String> hostName = Optional.empty();
        Optional<String> user = Optional.empty();
        var port = OptionalInt.empty();
        var identityFiles = new ArrayList<String>();
        for (var line : text.lines().toList()) {
            var words = words(line);
            var keyword = words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT);
            if (keyword.equals("host")) about = HostPatterns.fits(words.subList(1, words.size()), host);
            if (keyword.equals("match")) about = false;
            if (!about || words.size() < 2) continue;
            var value = words.get(1);
            switch (keyword) {
                case "hostname" -> hostName = hostName.or(() -> Optional.of(value));
                case "user" -> user = user.or(() -> Optional.of(value));
                case "port" -> port = port.isPresent() ? port : OptionalInt.of(port(file, value));
                case "identityfile" -> identityFiles.add(value);
                default -> {}
            }
        }
        return new SshConfig(hostName, user, port, List.copyOf(identityFiles));
    }

    private static int port(Path file, String value) {
        try {
            var port = Integer.parseInt(value);
            if (port >= 1 && port <= 65_535) return port;
        } catch (NumberFormatException notOne) {
            // said below
        }
        throw unusable(file, "has a Port that is no number from 1 to 65535");
    }

    /// The keyword and its values: parted by blanks, after the keyword also by one `=`; quoted where they hold blanks.
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        for (var at = 0; at < line.length(); ) {
            var c = line.charAt(at);
            if (Character.isWhitespace(c) || c == '=' && words.size() == 1) {
                at++;
            } else if (c == '#') {
                break;
            } else if (c == '"') {
                var end = line.indexOf('"', at + 1);
                words.add(line.substring(at + 1, end < 0 ? line.length() : end));
                at = end < 0 ? line.length() : end + 1;
            } else {
                var end = at;
                while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && !(line.charAt(end) == '=' && words.isEmpty())) end++;
                words.add(line.substring(at, end));
                at = end;
            }
        }
        return words;
    }

    private static Failure unusable(Path file, String what) {
        return Failure.usage(file + " " + what).hint("mend it, or move it away and set CODEX_SSH_HOST, CODEX_SSH_USER, CODEX_SSH_PORT and CODEX_SSH_KEY");
    }
}
