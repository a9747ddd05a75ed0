package scorpiox.command.setup;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.command.Product;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.http.Timeouts;

/// Whether the endpoint of the model answers, asked without a credential; and what time it is there.
///
/// @param endpoint of the model requests
/// @param key      that names it, with its place: `CODEX_BASE_URL (/home/me/…:3)`
record Reach(URI endpoint, String key, Http http, InstantSource clock) {
    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(9), Duration.ofSeconds(9), Duration.ofSeconds(9));

    /// Asks once. Every answer counts, a refusal too.
    List<Check> look(Cancel cancel) {
        var before = clock.instant();
        var start = System.nanoTime();
        var headers = Map.of("User-Agent", Product.AGENT, "Accept", "*/*", "Connection", "close");
        try (var reply = http.send(new HttpCall(endpoint, headers, null), Optional.empty(), TIMEOUTS, cancel)) {
            var took = Duration.ofNanos(System.nanoTime() - start);
            var checks = new ArrayList<>(List.of(answered(reply, took)));
            if (reply.status() != 407) Clock.check(reply, before, clock.instant()).ifPresent(checks::add);
            return checks;
        } catch (Failure failure) {
            cancel.check();
            return List.of(Check.fail("endpoint", failure.getMessage() + through(), remedy(failure)));
        }
    }

    private Check answered(HttpReply reply, Duration took) {
        var answer = Origin.of(endpoint) + " answers in " + took.toMillis() + " ms (HTTP " + reply.status() + ")" + through();
        if (reply.status() == 407) {
            return Check.fail("endpoint", answer + ": the proxy wants a user and a password", "put them into the URL of HTTP_PROXY or HTTPS_PROXY");
        }
        if (reply.status() < 500) return Check.ok("endpoint", answer);
        return Check.warn("endpoint", answer, "the trouble is there" + (http.proxied(endpoint) ? ", or with the proxy" : "") + "; try again later");
    }

    private String through() {
        return http.proxied(endpoint) ? ", through the proxy" : "";
    }

    private String remedy(Failure failure) {
        var proxy = failure.kind() == Kind.NETWORK && http.proxied(endpoint) && !(failure.getCause() instanceof SSLException);
        if (proxy) return "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY";
        var host = Origin.of(endpoint).host();
        return switch (failure.getCause()) {
            case UnknownHostException _ -> "check the host in " + key + " and the network: getent hosts " + host;
            case SSLHandshakeException e -> untrusted(causes(e), host);
            case SSLException _ -> "check " + key + ": the server may speak http there rather than https";
            case SocketTimeoutException _ -> "check the network, and HTTPS_PROXY where one is needed";
            case null -> failure.hint() != null ? failure.hint() : "config edit";
            default -> "check " + key + ", and that it is running and reachable";
        };
    }

    private String untrusted(String why, String host) {
        var over = why.contains("validity") || why.contains("NotAfter") || why.contains("NotBefore");
        if (over) return "the certificate of " + host + " has run out, or the clock here is wrong: date -u";
        if (why.contains("No name matching") || why.contains("subject alternative")) return "the certificate is for another name than " + host + ": check " + key;
        if (!why.contains("certification path")) return "see what is offered there: openssl s_client -connect " + host + ":" + Origin.of(endpoint).port();
        return "name the file of the authority that signed its certificate, which a company's administrators have: config --set SX_CA_FILE FILE --level user";
    }

    private static String causes(Throwable failed) {
        var text = new StringBuilder();
        for (var each = failed; each != null; each = each.getCause()) text.append(each.getMessage()).append('\n');
        return text.toString();
    }
}
