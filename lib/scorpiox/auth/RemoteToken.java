package scorpiox.auth;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.Origin;
import scorpiox.http.WholeReply;

/// A token from an HTTP endpoint of the user's: https or this machine, no redirects, at most 1 MiB and 30 s.
///
/// @param url      of the endpoint
/// @param key      sent to it as a bearer, if any
/// @param audience where the token may go
/// @param cancel   ends the request
public record RemoteToken(Http http, URI url, Optional<String> key, Set<Origin> audience, InstantSource clock, Cancel cancel) {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String WHAT_IT_GIVES = "check what CODEX_REMOTE_URL hands out";
    private static final Duration MOST_KEPT = Duration.ofMinutes(5);

    /// @throws Failure `USAGE` for an endpoint that is neither https nor this machine
    public RemoteToken {
        var origin = Origin.of(url);
        if (!origin.secure() && !origin.loopback()) {
            throw Failure.usage("CODEX_REMOTE_URL is " + origin + ": a token is fetched by https, or from this machine").hint("set it to an https URL");
        }
    }

    public CredentialSource source() {
        return new Fetched(this::fetch, MOST_KEPT, clock, "remote " + Origin.of(url), WHAT_IT_GIVES);
    }

    private Credential fetch() {
        var from = "the token endpoint " + Origin.of(url);
        var bearer = key.map(secret -> Credential.bearer(secret, Set.of(Origin.of(url))));
        WholeReply reply;
        try {
            reply = WholeReply.of(http, new HttpCall(url, Map.of("Accept", "application/json"), null), bearer, LIMIT, cancel);
        } catch (Failure failure) {
            cancel.check();
            throw failure.hint() == null || failure.code() == null ? failure.hint("check CODEX_REMOTE_URL") : failure;
        }
        if (reply.status() != 200) throw refused(from, reply.status());
        try {
            return TokenLine.read(reply.body(), from).credential(audience, clock, from);
        } catch (Failure failure) {
            throw failure.hint((failure.hint() == null ? "" : failure.hint() + "; ") + WHAT_IT_GIVES);
        }
    }

    private Failure refused(String from, int status) {
        var said = from + " answered HTTP " + status;
        if (status == 401 || status == 403) {
            return Failure.of(Kind.AUTH, said).from(status, null)
                    .hint(key.isPresent() ? "check TOKEN_HTTP_API_KEY" : "set TOKEN_HTTP_API_KEY, and CODEX_REMOTE_URL yourself: the key goes only where you say");
        }
        if (status >= 300 && status < 400) return Failure.of(Kind.AUTH, said + ", a redirect, which is not followed").from(status, null).hint("set CODEX_REMOTE_URL to the final address");
        if (status == 429 || status >= 500) return Failure.of(status == 429 ? Kind.RATE_LIMIT : Kind.SERVER, said).from(status, null).hint("try again, or check CODEX_REMOTE_URL");
        return Failure.of(Kind.AUTH, said).from(status, null).hint("check CODEX_REMOTE_URL");
    }
}
