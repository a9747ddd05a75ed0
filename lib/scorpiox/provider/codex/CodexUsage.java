package scorpiox.provider.codex;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.WholeReply;
import scorpiox.model.RateLimit;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// How much of a ChatGPT plan is used up, from the backend's own endpoint.
///
/// @param plan   `plus`, `pro` and others, when it says so
/// @param limits each window of each limit
public record CodexUsage(Optional<String> plan, List<RateLimit> limits) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /// Asks the backend.
    ///
    /// @throws Failure `AUTH` when the credential is refused for good; another kind when nothing usable comes back
    public static CodexUsage fetch(Settings settings, Http http, CredentialSource source, Cancel cancel) {
        var credential = source.get();
        for (var refused = 0; ; ) {
            var reply = ask(settings, http, credential, cancel);
            if (reply.status() == 200) return parse(reply.body());
            if (reply.status() != 401) throw Failure.of(Kind.SERVER, "HTTP " + reply.status() + " from " + url(settings)).from(reply.status(), null);
            credential = source.after401(credential, ++refused);
        }
    }

    private static WholeReply ask(Settings settings, Http http, Credential credential, Cancel cancel) {
        var headers = new HashMap<String, String>();
        headers.put("Accept", "application/json");
        credential.account().ifPresent(account -> headers.put("chatgpt-account-id", account));
        return WholeReply.of(http, new HttpCall(url(settings), headers, null), Optional.of(credential), LIMIT, cancel);
    }

    /// Where the ChatGPT base is not that of the web site, the path is another.
    private static URI url(Settings settings) {
        var base = settings.get(Keys.CODEX_CHATGPT_URL).replaceFirst("/+$", "");
        return URI.create(base + (base.contains("/backend-api") ? "/wham/usage" : "/api/codex/usage"));
    }

    static CodexUsage parse(byte[] body) {
        try {
            var json = Json.read(body);
            if (!json.isObject()) throw new IOException("no object");
            var limits = new ArrayList<RateLimit>();
            windows("codex", json.path("rate_limit"), limits);
            for (var more : json.path("additional_rate_limits")) windows(more.path("limit_name").asText("other"), more.path("rate_limit"), limits);
            return new CodexUsage(Optional.ofNullable(Json.text(json, "plan_type")), List.copyOf(limits));
        } catch (IOException e) {
            throw Failure.of(Kind.PROTOCOL, "the usage endpoint did not answer with a JSON object");
        }
    }

    private static void windows(String name, JsonNode limit, List<RateLimit> to) {
        for (var which : List.of("primary", "secondary")) {
            var window = limit.path(which + "_window");
            if (!window.path("used_percent").isNumber()) continue;
            to.add(new RateLimit(name + " " + which, Math.clamp(window.path("used_percent").doubleValue(), 0, 100),
                    instant(window, "limit_window_seconds").map(end -> Duration.between(Instant.EPOCH, end)), instant(window, "reset_at")));
        }
    }

    /// A count of seconds above 0; as a time since 1970 it has sensible bounds.
    private static Optional<Instant> instant(JsonNode object, String member) {
        return Optional.of(object.path(member)).filter(JsonNode::isNumber).flatMap(number -> Json.instant(number, 1)).filter(Instant.EPOCH::isBefore);
    }
}
