package scorpiox.server.team;

import java.time.InstantSource;
import java.util.function.Supplier;
import scorpiox.auth.CredentialSource;
import scorpiox.server.web.Exchange;

/// `GET /token/codex`: an access token for a member, as `CODEX_TOKEN_SOURCE=remote` reads it. Never a refresh token.
///
/// @param source of the sign-in on this machine
public record TokenRoute(Supplier<CredentialSource> source, InstantSource clock) {
    /// Answers a member whose key may fetch tokens.
    public void answer(Exchange exchange, TeamKeys.Member member) {
        throw new UnsupportedOperationException();
    }
}
