package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// Renews a sign-in whose refresh token may be used once only, while other processes want to do the same.
///
/// Whoever renews holds an exclusive lock beside the file, reads the file again under it, and writes the new tokens down
/// before anybody uses them. A program that does not know the lock may still come between: then the server calls the
/// token used, and the file is looked at again for what that program wrote.
///
/// @param file     the sign-in
/// @param endpoint of its authorization server
/// @param refusals tokens not to be tried again
/// @param notice   told what the user should know, a line each
/// @param cancel   ends the wait for the lock; a renewal that was begun is finished
public record Refresher(SignInFile file, TokenEndpoint endpoint, Refusals refusals, InstantSource clock, Consumer<String> notice, Cancel cancel) {
    private static final Duration MOST_ASKING = Duration.ofSeconds(38);     // those who wait for the lock do so no longer than 45 s
    private static final Duration WORTH_IT = Duration.ofSeconds(3);
    private static final long ROOM = 64 * 1024;
    private static final Set<String> REMEMBERED = Set.of("refresh_token_expired", "refresh_token_reused", "refresh_token_invalidated", "token_expired", "invalid_grant");
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration JUST_NOW = Duration.ofMinutes(1);
    private static final int LOOKS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(600);
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 2;

    /// A sign-in that takes the place of a stale or refused one: renewed here, or meanwhile by somebody else.
    ///
    /// @param seen  the reading that calls for it
    /// @param ahead how long a token that somebody else wrote must live to be taken over
    /// @throws Failure `AUTH` when only a new sign-in helps; any other kind may pass by itself
    public SignIn renew(SignIn seen, Duration ahead) {
        try (var _ = file.file().lock(cancel)) {
            var now = file.read();
            file.sameAccount(seen, now);
            if (replaced(seen, now, ahead)) return now;
            checkRoom(file.file().real());
            return rotate(now, ahead);
        }
    }

    /// What would be lost if it could not be written down is not asked for.
    private void checkRoom(Path real) {
        if (!Files.isWritable(real.getParent()) || !Files.isWritable(real)) throw unwritable(real + " cannot be replaced");
        try {
            if (links(real) > 1) throw unwritable(real + " has several names (hard links), and would get a lock under each");
            AtomicFile.checkRoom(real.getParent(), Files.size(real) + ROOM);
        } catch (IOException e) {
            throw unwritable("there is no room beside " + real + ": " + CredentialFile.reason(e));
        }
    }

    private static int links(Path real) throws IOException {
        try {
            return Files.getAttribute(real, "unix:nlink") instanceof Integer links ? links : 1;
        } catch (UnsupportedOperationException | IllegalArgumentException noLinks) {
            return 1;
        }
    }

    private static Failure unwritable(String why) {
        return Failure.of(Kind.INTERNAL, "the token cannot be renewed: " + why).from(0, CredentialFile.UNWRITABLE);
    }

    private SignIn rotate(SignIn stale, Duration ahead) {
        var current = stale;
        var end = System.nanoTime() + MOST_ASKING.toNanos();
        for (var attempt = 1; ; attempt++) {
            var token = current.refresh().orElseThrow(() -> file.file().unusable("holds nothing to renew its token with"));
            refusals.of(token, endpoint.origin()).ifPresent(code -> {
                throw refused(code, "was refused before");
            });
            var before = file.file().read();
            Failure failure;
            try (var _ = CriticalSection.enter()) {
                cancel.check();         // within the section: whoever ends the process looks there after cancelling
                var left = Math.min(end - System.nanoTime(), TokenEndpoint.LIMIT.toNanos());
                var answer = ask(token, Duration.ofNanos(left));
                if (answer.grant() != null) return keep(answer.grant(), before, current);
                failure = answer.failure();
            }
            if (failure.kind() == Kind.AUTH) return afterRefusal(current, token, failure, ahead);
            if (attempt == ATTEMPTS || !repeatable(failure) || end - System.nanoTime() < WORTH_IT.toNanos()) throw failure;
            pause(failure);
            // the answer may have been lost after the server did its part, or somebody else may have been faster
            var next = file.read();
            file.sameAccount(stale, next);
            if (replaced(current, next, ahead)) return next;
            current = next;
        }
    }

    /// One or the other is null.
    private record Answer(Grant grant, Failure failure) {}

    private Answer ask(String token, Duration limit) {
        try {
            return new Answer(endpoint.refresh(token, limit, new Cancel()), null);
        } catch (Failure failure) {
            return new Answer(null, failure);
        }
    }

    private SignIn keep(Grant grant, ObjectNode before, SignIn old) {
        var now = file.reread();
        if (now.isPresent() && now.get().refresh().isPresent() && !now.get().refresh().equals(old.refresh())) {
            file.sameAccount(old, now.get());       // somebody has signed in meanwhile, without our lock: that one counts
            return now.get();
        }
        SignIn renewed;
        try {
            renewed = file.store(grant, clock.instant(), before);
        } catch (Failure e) {
            throw Failure.of(Kind.INTERNAL, "the token was renewed and cannot be written down: " + e.getMessage(), e).hint(file.file().mend());
        }
        grant.answered().ifPresent(this::compareClocks);
        if (renewed.access().equals(old.access()) && renewed.expired(clock.instant())) {
            throw Failure.of(Kind.PROTOCOL, endpoint.origin() + " renewed the sign-in without a new access token").from(200, null);
        }
        return renewed;
    }

    /// Used or unknown: a program that does not know our lock may just have renewed it.
    private SignIn afterRefusal(SignIn current, String token, Failure failure, Duration ahead) {
        var code = Optional.ofNullable(failure.code()).orElse("401");
        if (code.equals("refresh_token_reused") || code.equals("invalid_grant")) {
            for (var look = 0; look < LOOKS; look++) {
                cancel.sleep(look == 0 ? FIRST_LOOK : BETWEEN_LOOKS);
                var now = file.read();
                file.sameAccount(current, now);
                if (replaced(current, now, ahead)) return now;
            }
        }
        if (REMEMBERED.contains(code)) refusals.remember(token, endpoint.origin(), code);
        throw refused(code, "was refused");
    }

    /// A token somebody wrote a moment ago is good even where it looks old: then it is our clock that is wrong.
    private boolean replaced(SignIn seen, SignIn now, Duration ahead) {
        if (now.access().equals(seen.access())) return false;
        var at = clock.instant();
        return !now.stale(at, ahead) || now.renewed().map(then -> Duration.between(then, at).abs().compareTo(JUST_NOW) < 0).orElse(false);
    }

    private static boolean repeatable(Failure failure) {
        return switch (failure.kind()) {
            case RATE_LIMIT, SERVER, TIMEOUT, NETWORK, PROTOCOL -> failure.status() != 200 && !"untrusted".equals(failure.code());
            default -> false;
        };
    }

    private void pause(Failure failure) {
        var asked = Optional.ofNullable(failure.retryAfter()).orElse(Duration.ofMillis(ThreadLocalRandom.current().nextInt(300, 700)));
        if (asked.compareTo(MOST_PAUSE) > 0) throw failure;
        cancel.sleep(asked);
    }

    private Failure refused(String code, String what) {
        return switch (code) {
            case "refresh_token_expired" -> signInAgain(what + ": it has expired", code);
            case "refresh_token_reused" -> signInAgain(what + ": another program has used it", code);
            case "refresh_token_invalidated" -> signInAgain(what + ": it was withdrawn", code);
            default -> signInAgain(what + " (" + code + ")", code);
        };
    }

    private Failure signInAgain(String what, String code) {
        return file.file().unusable("cannot be renewed, its refresh token " + what).from(401, code);
    }

    private void compareClocks(Instant theirs) {
        var ahead = Duration.between(theirs, clock.instant());
        if (ahead.abs().compareTo(SKEW) < 0) return;
        notice.accept("this machine's clock is about " + ahead.abs().toMinutes() + " minutes " + (ahead.isNegative() ? "behind" : "ahead of") + " that of "
                + endpoint.origin() + ": set it, or tokens will seem to end at the wrong time");
    }
}
