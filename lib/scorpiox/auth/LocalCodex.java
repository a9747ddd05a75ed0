package scorpiox.auth;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

/// The credential in a Codex file on this machine. Read-only: whoever signed in keeps it fresh.
public final class LocalCodex implements CredentialSource {
    private static final String SIGN_IN = "run any codex command to refresh it, or sign in with: codex login";

    private final Path file;
    private final Set<Origin> audience;
    private final InstantSource clock;
    private Optional<String> account = Optional.empty();
    private boolean reread;

    public LocalCodex(Path file, Set<Origin> audience, InstantSource clock) {
        this.file = file;
        this.audience = audience;
        this.clock = clock;
    }

    @Override
    public Credential get() {
        var read = CodexFile.read(file);
        account = read.account();
        return credential(read);
    }

    /// Another program may have refreshed the file meanwhile: read once more and try what it holds now.
    @Override
    public Credential after401(Credential refused) {
        if (reread) {
            throw Failure.of(Kind.AUTH, "401 Unauthorized: the token in " + file + " was refused").from(401, null).hint(SIGN_IN);
        }
        reread = true;
        var now = CodexFile.read(file);
        if (!now.account().equals(account)) {
            throw Failure.of(Kind.AUTH, file + " belongs to another account now").hint("start again to use it");
        }
        return credential(now);
    }

    private Credential credential(CodexFile read) {
        read.expires().filter(end -> !end.isAfter(clock.instant())).ifPresent(end -> {
            throw Failure.of(Kind.AUTH, "the token in " + file + " expired at " + end).hint(SIGN_IN);
        });
        return new Credential("Authorization", "Bearer " + read.secret(), audience, read.account(), read.expires());
    }
}
