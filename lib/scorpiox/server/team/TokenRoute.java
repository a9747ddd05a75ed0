package scorpiox.server.team;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.TokenLine;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.http.Credential;
import scorpiox.server.ask.ErrorBody;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Visit;
import scorpiox.server.web.Exchange;

/// `GET /token/codex`: an access token for a member, in the line that `fetchtoken` prints and `CODEX_TOKEN_SOURCE=remote`
/// reads. Never a refresh token: only this machine renews the sign-in.
///
/// What is wrong with the sign-in here is answered with 503, not 401: the member's key is good, and a member keeps using a
/// token that is still valid meanwhile.
public final class TokenRoute {
    /// How long a token lives at least where that can be had: members fetch another one five minutes before its end, and
    /// should get one then.
    public static final Life LIFE = new Life(Duration.ofMinutes(10), Duration.ZERO);

    private final Supplier<CredentialSource> source;
    private final InstantSource clock;
    private final int perMinute;
    private final Consumer<String> notice;
    private volatile String told = "";
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();

    /// @param source    of the ChatGPT sign-in on this machine: one that keeps what it has read, and renews by [#LIFE]
    /// @param perMinute that each key may fetch
    /// @param notice    told why there is no token, a line each; members are told only that there is none
    public TokenRoute(Supplier<CredentialSource> source, InstantSource clock, int perMinute, Consumer<String> notice) {
        this.perMinute = perMinute;
        this.source = source;
        this.clock = clock;
        this.notice = notice;
    }

    /// Answers whoever asks with a key of the server's; a member's key must have the right to.
    ///
    /// @param visit is told the outcome; the caller begins and ends it
    public void answer(Exchange exchange, TeamKeys.Member member, Visit visit) {
        visit.client = member.name();
        try {
            if (!exchange.method().equals("GET")) throw Refused.of(405, "invalid_request_error", "method_not_allowed", "a token is fetched with GET");
            if (!member.tokens()) {
                throw Refused.of(403, "permission_error", "permission_denied", "the key of " + member.name() + " may not fetch tokens: its owner makes one with: serve key add NAME --tokens");
            }
            var wait = allowances.computeIfAbsent(member.name(), _ -> new Allowance(perMinute, Duration.ofMinutes(1))).take(clock.instant());
            if (!wait.isZero()) throw Refused.of(429, "rate_limit_error", "rate_limit_exceeded", "a key fetches at most " + perMinute + " tokens a minute").retryAfter(wait);
            send(exchange, visit, 200, (TokenLine.of(token()) + "\n").getBytes(StandardCharsets.UTF_8), null);
        } catch (Refused why) {
            visit.error = why.code();
            send(exchange, visit, why.status(), ErrorBody.of(why), why);
        }
    }

    private Credential token() {
        Credential credential;
        CredentialSource from;
        try {
            from = source.get();
            credential = from.get();
        } catch (Failure failure) {
            if (!failure.line().equals(told)) notice.accept("no token for members: " + failure.line());
            told = failure.line();
            throw unavailable("the sign-in of this server gives no token now: its log says why").because(failure);
        }
        told = "";
        // a key says no end of its own: only what ends by itself may leave this machine
        if (from.anonymous() || !credential.header().equals("Authorization") || credential.secret().startsWith("sk-") || credential.expires().isEmpty()) {
            throw Refused.of(404, "invalid_request_error", "no_sign_in", "this server has no ChatGPT sign-in: it works with a key, which it hands to nobody");
        }
        if (!credential.expires().get().isAfter(clock.instant())) throw unavailable("the token of this server has expired and was not renewed");
        return credential;
    }

    private static Refused unavailable(String why) {
        return Refused.of(503, "api_error", "sign_in_unavailable", why);
    }

    private static void send(Exchange exchange, Visit visit, int status, byte[] body, Refused why) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        if (status == 405) headers.put("Allow", "GET");
        if (why != null && why.retryAfter() != null) headers.put("Retry-After", Long.toString(Math.max(1, why.retryAfter().plusMillis(999).toSeconds())));
        visit.status = status;
        exchange.answer(status, headers, body);
    }
}
