package scorpiox.server;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.server.Route.Endpoint;
import scorpiox.server.ask.ClientDialect;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Selectors;
import scorpiox.server.backend.Backends;
import scorpiox.server.backend.ModelCatalogue;
import scorpiox.server.capture.Capture;
import scorpiox.server.chat.Chat;
import scorpiox.server.chat.Completions;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.messages.Messages;
import scorpiox.server.responses.Responses;
import scorpiox.server.status.Health;
import scorpiox.server.status.Metrics;
import scorpiox.server.status.StatusJson;
import scorpiox.server.status.StatusPage;
import scorpiox.server.status.Visits;
import scorpiox.server.team.TeamKeys;
import scorpiox.server.team.TokenRoute;
import scorpiox.server.web.Exchange;
import scorpiox.server.web.Limits;
import scorpiox.server.web.WebServer;

/// The server: every request comes in here and is looked at, in this order: where it comes from, what it wants, by which
/// method, with whose key, and whether there is room for it. Only then is it read.
public final class Server implements AutoCloseable {
    /// How long answers under way may still take when the server stops.
    public static final Duration GRACE = Duration.ofSeconds(5);

    /// Requests beyond those that may ask backends: whoever looks at the server's health gets in.
    private static final int SPARE = 256;

    /// What a server is made of.
    ///
    /// @param tokens  gives members access tokens; empty where it does not
    /// @param version of the program
    /// @param bugs    takes what should never be thrown
    public record Parts(ServeConfig config, ClientKeys keys, Backends backends, ModelCatalogue models, Visits visits, Optional<TokenRoute> tokens, Optional<Capture> capture,
                        String version, InstantSource clock, Consumer<Throwable> bugs) {}

    private final Parts parts;
    private final Guard guard;
    private final Runner runner;
    private final Semaphore room;
    private final Health health;
    private final StatusJson status;
    private final StatusPage page;
    private final Map<Endpoint, ClientDialect> dialects = Map.of(Endpoint.CHAT, new Chat(), Endpoint.COMPLETIONS, new Completions(), Endpoint.RESPONSES, new Responses(),
            Endpoint.MESSAGES, new Messages(), Endpoint.COUNT_TOKENS, new Messages());
    private final ScheduledThreadPoolExecutor timer;
    private WebServer web;
    private volatile boolean stopping;

    private Server(Parts parts) {
        this.parts = parts;
        var config = parts.config;
        guard = new Guard(config);
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        var reader = new Reader(config, guard, new Selectors(config, parts.models), parts.backends, parts.clock);
        runner = new Runner(config, reader, parts.backends, parts.visits, parts.capture, parts.clock, timer, () -> stopping);
        room = new Semaphore(config.limits().maxConcurrent());
        health = new Health(parts.version, parts.visits.started(), parts.clock);
        status = new StatusJson(health, parts.visits, new States(config, parts.backends, parts.clock)::all);
        page = StatusPage.load();
    }

    /// Listens and answers from then on.
    ///
    /// @throws Failure `USAGE` where the address cannot be listened on
    public static Server start(Parts parts) {
        var server = new Server(parts);
        var config = parts.config;
        var usual = Limits.USUAL;
        var limits = new Limits(usual.headerBytes(), usual.headerFields(), config.limits().maxBodyMb() * 1024L * 1024L, usual.headerTime(), usual.bodySilence(), usual.clientSilence(),
                config.limits().maxConcurrent() + SPARE);
        try {
            server.web = WebServer.start(new InetSocketAddress(config.host(), config.port()), limits, server::handle, parts.bugs);
            return server;
        } catch (RuntimeException e) {
            server.timer.shutdownNow();
            throw e;
        }
    }

    public int port() {
        return web.port();
    }

    /// Takes no more requests, and gives those under way the [grace][#GRACE] to end.
    public void stop() {
        stop(GRACE);
    }

    private void stop(Duration grace) {
        stopping = true;
        web.stop(grace);
        timer.shutdownNow();
        parts.models.close();
        parts.backends.close();
    }

    /// Stops at once.
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private void handle(Exchange exchange) {
        var route = Route.of(exchange.path());
        var visit = parts.visits.begin("req_" + UUID.randomUUID().toString().replace("-", ""), route.map(each -> each.endpoint().label()).orElse("unknown"));
        var errand = new Errand(exchange, visit, route.map(each -> dialects.get(each.endpoint())).orElse(null));
        try {
            errand.also(guard.place(exchange.headers()));
            if (exchange.method().equals("OPTIONS")) preflight(errand, route);
            else allowed(errand, route);
        } catch (Refused why) {
            if (visit.upstreamStatus == 0 && why.getCause() instanceof Failure failure) visit.upstreamStatus = failure.status();
            errand.refuse(why, visit.status == 405 ? Map.of() : why.status() == 405 && route.isPresent() ? Map.of("Allow", route.get().allow()) : Map.of());
        } catch (Failure failure) {
            if (exchange.begun() || !stopping && (exchange.cancel().reason() != null || failure.kind() == Kind.CANCELLED)) {
                errand.gone();
                throw failure;
            }
            errand.refuse(Refusals.of(failure, parts.clock.instant()));
        } catch (RuntimeException | Error bug) {
            parts.bugs.accept(bug);
            if (!exchange.begun()) errand.refuse(Refusals.bug());
            else visit.error = "internal_error";
        } finally {
            parts.visits.end(visit);
            errand.ended();
        }
    }

    private void preflight(Errand errand, Optional<Route> route) {
        var headers = errand.exchange().headers();
        if (headers.get("access-control-request-method").isPresent() && headers.get("origin").isPresent()) errand.empty(204, guard.preflight(headers));
        else errand.empty(204, Map.of("Allow", route.orElseThrow(() -> unknown(errand.exchange())).allow()));
    }

    private static Refused unknown(Exchange exchange) {
        return Refused.of(404, "invalid_request_error", "unknown_url", "there is nothing here for " + exchange.method() + " requests: the paths are those of the OpenAI and Anthropic APIs, such as /v1/chat/completions");
    }

    private void allowed(Errand errand, Optional<Route> found) {
        var exchange = errand.exchange();
        var route = found.orElseThrow(() -> unknown(exchange));
        if (!route.endpoint().methods().contains(exchange.method())) {
            throw Refused.of(405, "invalid_request_error", "method_not_allowed", "this path takes " + route.allow());
        }
        var who = route.endpoint().open() ? null : parts.keys.who(exchange.headers());
        if (who != null) errand.visit().client = who.name();
        switch (route.endpoint()) {
            case CHAT, COMPLETIONS, RESPONSES, MESSAGES -> answer(errand, dialects.get(route.endpoint()), who);
            case COUNT_TOKENS -> count(errand);
            case MODELS -> models(errand, route);
            case HEALTH -> errand.json(Json.bytes(health.bare()));
            case METRICS -> errand.text(Metrics.TYPE, Metrics.of(parts.visits, parts.version));
            case PAGE -> page(errand);
            case STATUS -> errand.json(Json.bytes(status.data()));
            case TOKEN -> token(errand, who);
            case KEPT -> throw Refused.of(404, "invalid_request_error", "response_not_found", "answers are not kept here");
            case MISSING -> throw Refused.of(404, "invalid_request_error", "unsupported_endpoint", "no backend of this server has /v1/" + Refusals.shown(route.rest()));
        }
    }

    private void answer(Errand errand, ClientDialect dialect, TeamKeys.Member who) {
        guard.body(errand.exchange().headers());
        if (!room.tryAcquire()) throw Refused.of(429, "rate_limit_error", "proxy_busy", "as many requests as may be are under way").retryAfter(Duration.ofSeconds(1));
        try {
            runner.run(errand, dialect, who.name());
        } finally {
            room.release();
        }
    }

    private void count(Errand errand) {
        guard.body(errand.exchange().headers());
        runner.count(errand, new Messages());
    }

    private void models(Errand errand, Route route) {
        var query = "&" + errand.exchange().query();
        if (!route.rest().isEmpty()) {
            var id = decoded(route.rest());
            errand.json(Json.bytes(parts.models.one(id).orElseThrow(() -> Refused.of(404, "invalid_request_error", "model_not_found", "there is no model " + Refusals.shown(id)))));
        } else {
            errand.json(Json.bytes(query.contains("&client_version=") ? parts.models.codex() : parts.models.list()));
        }
    }

    private static String decoded(String rest) {
        try {
            return URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refused.of(404, "invalid_request_error", "model_not_found", "the name of the model has no URL encoding");
        }
    }

    private void page(Errand errand) {
        var headers = errand.headers("text/html; charset=utf-8");
        headers.putAll(page.headers());
        errand.answer(200, headers, page.html());
    }

    /// Members fetch tokens with keys of their own; whoever is not asked for a key could be anybody.
    private void token(Errand errand, TeamKeys.Member who) {
        var route = parts.tokens.orElseThrow(() -> Refused.of(404, "invalid_request_error", "unknown_url", "this server hands out no tokens: token_endpoint in config.yaml turns that on"));
        if (who.name().isEmpty()) throw Refused.of(403, "permission_error", "permission_denied", "tokens are handed out for a key only, and this server was started with --no-key");
        route.answer(errand.exchange(), who, errand.visit());
    }
}
