package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.RetryAfter;
import scorpiox.http.WholeReply;

/// The token endpoint of an authorization server, asked as a public client without a secret (RFC 6749, RFC 7636).
public final class TokenEndpoint {
    /// For one question, all of it.
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Http http;
    private final URI url;
    private final String client;
    private final InstantSource clock;
    private final Map<String, String> headers;

    /// @throws Failure `USAGE` for an endpoint that tokens would reach unencrypted
    public TokenEndpoint(Http http, URI url, String client, InstantSource clock) {
        this(http, url, client, clock, Map.of());
    }

    /// @param client  null where a sign-in names none
    /// @param headers what the server wants to be asked with beside the usual
    /// @throws Failure `USAGE` for an endpoint that tokens would reach unencrypted
    public TokenEndpoint(Http http, URI url, String client, InstantSource clock, Map<String, String> headers) {
        var origin = Origin.of(url);
        if (!origin.secure() && !origin.loopback()) throw Failure.usage("sign-in tokens are not sent unencrypted to " + origin).hint("use https");
        this.http = http;
        this.url = url;
        this.client = client;
        this.clock = clock;
        this.headers = Map.copyOf(headers);
    }

    /// Takes a new access token, and mostly a new refresh token, for a refresh token that may be used once only.
    ///
    /// @param limit for all of it
    /// @throws Failure `AUTH` with the server's code when it is refused for good; any other kind may pass by itself
    public Grant refresh(String refreshToken, Duration limit, Cancel cancel) {
        var body = Json.object();
        if (client != null) body.put("client_id", client);
        body.put("grant_type", "refresh_token").put("refresh_token", refreshToken);
        return ask("application/json", Json.bytes(body), limit, cancel);
    }

    /// Takes the tokens for the code that a sign-in ended with.
    ///
    /// @param redirect the same that the code was asked for with
    /// @throws Failure as [#refresh]
    public Grant exchange(String code, String verifier, String redirect, Cancel cancel) {
        Redaction.register(code);
        Redaction.register(verifier);
        var form = Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", redirect, "client_id", client, "code_verifier", verifier)
                .entrySet().stream().map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        return ask("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII), LIMIT, cancel);
    }

    public Origin origin() {
        return Origin.of(url);
    }

    private Grant ask(String type, byte[] body, Duration limit, Cancel cancel) {
        var asked = new HashMap<>(headers);
        asked.put("Content-Type", type);
        asked.put("Accept", "application/json");
        var reply = WholeReply.of(http, new HttpCall(url, asked, body), Optional.empty(), limit, cancel);
        var json = Foreign.json(reply.body());
        if (reply.status() != 200) throw failure(reply, json);
        var access = token(json, "access_token");
        if (access.isEmpty() && json.hasNonNull("access_token")) throw Failure.of(Kind.PROTOCOL, origin() + " answered with an access token that cannot be sent").from(200, null);
        var refresh = token(json, "refresh_token");
        if (access.isEmpty() && refresh.isEmpty()) throw Failure.of(Kind.PROTOCOL, origin() + " answered without a token").from(200, null);
        var lives = json.path("expires_in").canConvertToLong() ? Optional.of(json.path("expires_in").longValue()) : Optional.<Long>empty();
        return new Grant(access, refresh, token(json, "id_token"), lives.filter(seconds -> seconds > 0 && seconds < 1_000_000_000L)
                .map(seconds -> clock.instant().plusSeconds(seconds)), date(reply.head()));
    }

    private static Optional<String> token(JsonNode json, String member) {
        var token = Optional.ofNullable(Json.text(json, member)).filter(text -> text.matches("[\\x21-\\x7e]{1,16384}"));
        token.ifPresent(Redaction::register);
        return token;
    }

    /// 401, and 400 `invalid_grant`, are final; everything else may pass.
    private Failure failure(WholeReply reply, JsonNode json) {
        var code = Foreign.errorIn(json);
        var said = Foreign.saidIn(json);
        var text = origin() + " refused: HTTP " + reply.status() + (code == null ? "" : " " + code) + (said.isEmpty() ? "" : ": " + said);
        var last = reply.status() == 401 || reply.status() == 400 && "invalid_grant".equals(code);
        var kind = last ? Kind.AUTH : reply.status() == 429 ? Kind.RATE_LIMIT : reply.status() >= 500 ? Kind.SERVER : Kind.BAD_REQUEST;
        return Failure.of(kind, text).from(reply.status(), code)
                .retryAfter(RetryAfter.of(reply.head(), clock.instant()).orElse(null));
    }

    private static Optional<Instant> date(HttpReply reply) {
        try {
            return reply.header("date").map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
