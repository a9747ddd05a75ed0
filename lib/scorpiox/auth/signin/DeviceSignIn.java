package scorpiox.auth.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import scorpiox.auth.oauth.Foreign;
import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.TimeLimit;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.Origin;
import scorpiox.http.WholeReply;

/// Signs in without a browser on this machine: the user enters a short code on a page, on any device, while we ask
/// whether that has happened. OpenAI's own form of RFC 8628: the server makes the PKCE pair too.
public final class DeviceSignIn {
    /// How long OpenAI's codes are valid.
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final String API = "/api/accounts/deviceauth/";
    private static final String AGAIN = "try again with: fetchtoken login --device";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final long USUAL_SECONDS = 5;
    private static final long MOST_SECONDS = 60;
    private static final Set<Kind> PASSING = Set.of(Kind.NETWORK, Kind.TIMEOUT, Kind.TRUNCATED, Kind.PROTOCOL, Kind.SERVER);

    private final Issuer issuer;
    private final TokenEndpoint tokens;
    private final Http http;
    private final Consumer<String> say;
    private final Duration patience;
    private final BiConsumer<Cancel, Duration> sleep;

    /// @param tokens   of the same issuer
    /// @param say      tells the user something, a line each
    /// @param patience how long to wait for the user
    public DeviceSignIn(Issuer issuer, TokenEndpoint tokens, Http http, Consumer<String> say, Duration patience) {
        this(issuer, tokens, http, say, patience, Cancel::sleep);
    }

    /// @param sleep waits between two questions
    DeviceSignIn(Issuer issuer, TokenEndpoint tokens, Http http, Consumer<String> say, Duration patience, BiConsumer<Cancel, Duration> sleep) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.http = http;
        this.say = say;
        this.patience = patience;
        this.sleep = sleep;
    }

    /// A sign-in that the server has begun.
    private record Device(String id, String userCode, Duration interval) {
        @Override
        public String toString() {
            return "device";    // never the codes
        }
    }

    /// Shows the code, waits until the user has entered it, and takes the tokens.
    ///
    /// @throws Failure `AUTH` when the server does not offer this, refuses, or nobody enters the code in time; what
    ///                 [TokenEndpoint#exchange] throws; the reason of `cancel` once cancelled
    public Grant run(Cancel cancel) {
        cancel.check();
        var device = begin(cancel);
        say.accept("open " + issuer.at("/codex/device") + " and enter the code " + device.userCode() + " (valid " + BrowserSignIn.words(patience) + ")");
        var entered = entered(device, cancel);
        var code = Json.text(entered, "authorization_code");
        var verifier = Json.text(entered, "code_verifier");
        Redaction.register(code);
        Redaction.register(verifier);
        if (code == null || verifier == null) throw Failure.of(Kind.PROTOCOL, origin() + " confirmed the sign-in without a code").from(200, null).hint(AGAIN);
        return CodeExchange.of(tokens, code, verifier, issuer.at("/deviceauth/callback").toString(), AGAIN, cancel);
    }

    private Device begin(Cancel cancel) {
        var reply = ask("usercode", Json.object().put("client_id", issuer.client()), cancel);
        if (reply.status() == 404) {
            throw Failure.of(Kind.AUTH, "sign-in by device code is not enabled at " + origin()).from(404, Foreign.errorIn(Foreign.json(reply.body())))
                    .hint("sign in by browser with: fetchtoken login, or enable device codes in the account's security settings");
        }
        if (reply.status() != 200) throw refused(reply);
        var answer = Foreign.json(reply.body());
        var id = Json.text(answer, "device_auth_id");
        Redaction.register(id);
        var code = Optional.ofNullable(Json.text(answer, "user_code")).orElse(Json.text(answer, "usercode"));
        if (id == null || code == null || !code.matches("[A-Za-z0-9-]{1,40}")) {
            throw Failure.of(Kind.PROTOCOL, origin() + " gave no usable device code").from(200, null).hint(AGAIN);
        }
        return new Device(id, code, interval(answer.path("interval")));
    }

    /// What the server says once the code has been entered.
    private JsonNode entered(Device device, Cancel cancel) {
        var late = Failure.of(Kind.AUTH, "nobody entered the code within " + BrowserSignIn.words(patience)).hint(AGAIN);
        Failure trouble = null;
        try (var limit = new TimeLimit(patience, cancel, late)) {
            for (var interval = device.interval(); ; ) {
                sleep.accept(limit.cancel(), interval);
                try {
                    var reply = ask("token", Json.object().put("device_auth_id", device.id()).put("user_code", device.userCode()), limit.cancel());
                    if (reply.status() == 200) return Foreign.json(reply.body());
                    if (reply.status() == 429) interval = slower(interval);
                    else if (reply.status() != 403 && reply.status() != 404) throw refused(reply);
                    trouble = null;
                } catch (Failure e) {
                    if (!PASSING.contains(e.kind())) throw e;
                    trouble = e;
                }
            }
        } catch (Failure e) {
            // nobody may have entered it, or we could not hear of it
            throw e == late && trouble != null ? Failure.of(Kind.AUTH, late.getMessage() + ", and at last: " + trouble.getMessage()).hint(AGAIN) : e;
        }
    }

    private WholeReply ask(String question, ObjectNode body, Cancel cancel) {
        var headers = Map.of("Content-Type", "application/json", "Accept", "application/json");
        return WholeReply.of(http, new HttpCall(issuer.at(API + question), headers, Json.bytes(body)), Optional.empty(), ANSWER, cancel);
    }

    private Failure refused(WholeReply reply) {
        var answer = Foreign.json(reply.body());
        var code = Foreign.errorIn(answer);
        var said = Foreign.saidIn(answer);
        var kind = reply.status() >= 500 ? Kind.SERVER : reply.status() == 429 ? Kind.RATE_LIMIT : Kind.AUTH;
        return Failure.of(kind, origin() + " refused to sign in: HTTP " + reply.status() + (code == null ? "" : " " + code) + (said.isEmpty() ? "" : ": " + said))
                .from(reply.status(), code).hint(AGAIN);
    }

    private Origin origin() {
        return Origin.of(issuer.base());
    }

    private static Duration slower(Duration interval) {
        return Duration.ofSeconds(Math.min(MOST_SECONDS, interval.plus(SLOWER).toSeconds()));
    }

    /// Seconds, as a string or a number; what is neither gets RFC 8628's usual 5.
    private static Duration interval(JsonNode said) {
        var seconds = USUAL_SECONDS;
        if (said.isNumber()) seconds = (long) Math.ceil(said.doubleValue());
        else if (said.isTextual() && said.textValue().strip().matches("[0-9]{1,9}")) seconds = Long.parseLong(said.textValue().strip());
        return Duration.ofSeconds(Math.clamp(seconds, 1, MOST_SECONDS));
    }
}
