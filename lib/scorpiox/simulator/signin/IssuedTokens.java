package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import scorpiox.base.Json;

/// The tokens that are out: access tokens until they end or are withdrawn, refresh tokens for one use each.
/// None is registered for redaction, or tests would not see that a client forgot to.
public final class IssuedTokens {
    /// Who signs in when nothing else is said.
    public static final String ACCOUNT = "00000000-0000-4000-8000-000000000001";

    /// What an access token is worth. `OVER` are those that were good once, or were withdrawn.
    public enum State { LIVE, OVER, UNKNOWN }

    /// What comes of using a refresh token.
    public sealed interface Use {
        /// It was good, for this account.
        record Good(String account) implements Use {}

        record Refused(String code, String message) implements Use {}
    }

    /// A refresh token's account, and whether it was used.
    private record Right(String account, AtomicBoolean spent) {}

    private final long life;
    private final InstantSource clock;
    private final Map<String, Instant> access = new ConcurrentHashMap<>();
    private final Map<String, Right> refresh = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger refreshed = new AtomicInteger();

    public IssuedTokens(SignIns signIns, InstantSource clock) {
        this.life = signIns.life();
        this.clock = clock;
        for (var token : signIns.refreshTokens()) refresh.put(token, new Right(ACCOUNT, new AtomicBoolean()));
    }

    /// @param seconds until it ends; not above 0 for one that is over already
    public String access(String account, long seconds) {
        var now = clock.instant();
        var token = JwtWriter.access(account, now, now.plusSeconds(seconds));
        // to the second, as the claim says
        access.put(token, Instant.ofEpochSecond(now.getEpochSecond() + seconds));
        return token;
    }

    public String refresh(String account) {
        var token = "rt_" + UUID.randomUUID();
        refresh.put(token, new Right(account, new AtomicBoolean()));
        return token;
    }

    public State state(String accessToken) {
        var end = access.get(accessToken);
        if (end == null) return State.UNKNOWN;
        return clock.instant().isBefore(end) ? State.LIVE : State.OVER;
    }

    public void withdraw(String accessToken) {
        access.put(accessToken, Instant.MIN);
    }

    /// Takes a refresh token: of many at once, one has it.
    ///
    /// @param keep leaves it good for another time
    public Use use(String refreshToken, boolean keep) {
        var right = refresh.get(refreshToken);
        if (right == null) return new Use.Refused("refresh_token_invalidated", "Your refresh token has been revoked. Please sign in again.");
        var good = keep ? !right.spent().get() : right.spent().compareAndSet(false, true);
        if (!good) return new Use.Refused("refresh_token_reused", "Your refresh token was used before to get an access token. Please sign in again.");
        refreshed.incrementAndGet();
        return new Use.Good(right.account());
    }

    /// A token answer (RFC 6749 section 5.1) with a fresh token of each kind.
    public ObjectNode grant(String account) {
        return tokens(account, life).put("expires_in", life).put("token_type", "bearer").put("scope", "openid profile email offline_access");
    }

    /// The same with an access token only: everything else stays as it was.
    public ObjectNode accessOnly(String account) {
        return Json.object().put("access_token", access(account, life));
    }

    /// A whole credential file.
    public String credentials(String account, long seconds) {
        var file = Json.object().put("auth_mode", "chatgpt").putNull("OPENAI_API_KEY");
        file.set("tokens", tokens(account, seconds).put("account_id", account));
        return Json.write(file.put("last_refresh", clock.instant().toString()));
    }

    private ObjectNode tokens(String account, long seconds) {
        var now = clock.instant();
        return Json.object().put("id_token", JwtWriter.id(account, now, now.plusSeconds(seconds))).put("access_token", access(account, seconds))
                .put("refresh_token", refresh(account));
    }

    /// Counts a request to refresh, whatever comes of it.
    public void asked() {
        asked.incrementAndGet();
    }

    public int refreshRequests() {
        return asked.get();
    }

    public int refreshes() {
        return refreshed.get();
    }
}
