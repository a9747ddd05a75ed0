package scorpiox.http;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;

/// A secret header value and the only origins it may be sent to.
///
/// @param header   header it travels in, `Authorization` for a bearer
/// @param value    the whole header value, `Bearer …` included
/// @param audience origins it belongs to; a request to any other is refused before a byte is sent
/// @param account  account id that goes with it
/// @param expires  when it stops being valid, if it says so
public record Credential(String header, String value, Set<Origin> audience, Optional<String> account, Optional<Instant> expires) {
    /// No credential, for a server that wants none.
    public static final Credential NONE = new Credential("", "", Set.of(), Optional.empty(), Optional.empty());

    public Credential {
        audience = Set.copyOf(audience);
        if ((value + account.orElse("")).chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw Failure.of(Failure.Kind.AUTH, "the credential holds characters that cannot be sent").hint("copy it again, on one line");
        }
        Redaction.register(value.substring(value.indexOf(' ') + 1));
    }

    /// What goes along with a request: this, or for [#NONE] nothing.
    public Optional<Credential> sent() {
        return this == NONE ? Optional.empty() : Optional.of(this);
    }

    /// The token or key alone, without `Bearer`.
    public String secret() {
        return value.substring(value.indexOf(' ') + 1);
    }

    /// A bearer token or key for the given origins.
    public static Credential bearer(String token, Set<Origin> audience) {
        return new Credential("Authorization", "Bearer " + token, audience, Optional.empty(), Optional.empty());
    }

    /// A key in a header: as a bearer in `Authorization`, plainly in any other.
    public static Credential in(String header, String key, Set<Origin> audience) {
        return header.equals("Authorization") ? bearer(key, audience) : new Credential(header, key, audience, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return header + ": " + Redaction.MASK + " for " + audience;
    }
}
