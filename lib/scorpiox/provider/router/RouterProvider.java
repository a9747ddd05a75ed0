package scorpiox.provider.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Estimate;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.settings.Keys;

/// Asks one candidate after the other until an answer begins. After that nobody else is asked: what was said stays said.
final class RouterProvider implements Provider {
    /// The longest wait of a rate limit that is waited for, where nobody else is left.
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration OWN_WAIT = Duration.ofSeconds(1);
    private static final int MOST_SAID = 200;

    private final Routes routes;
    private final Targets targets;
    private final Moves moves;
    private final Cooldown cooldown;
    private final Optional<Effort> usual;
    private final boolean dry;
    private final Map<String, Provider> open = new LinkedHashMap<>();
    private final Map<String, Choice> served = new ConcurrentHashMap<>();

    /// @param dry whether requests are only looked at
    RouterProvider(Routes routes, Targets targets, Cooldown cooldown, boolean dry) {
        this.routes = routes;
        this.targets = targets;
        this.moves = Moves.of(routes.settings());
        this.cooldown = cooldown;
        this.usual = new Choice(Router.ID, "", Optional.empty()).effort(null, routes.settings());
        this.dry = dry;
    }

    @Override
    public String id() {
        return Router.ID;
    }

    /// Of `provider/model` that model; of any other name whoever is asked for it first, without a price: who answers, and
    /// for what, is not known yet.
    @Override
    public ModelInfo model(String name) {
        var slash = name.indexOf('/');
        var provider = slash > 0 ? Choice.canonical(name.substring(0, slash)) : "";
        if (!provider.equals(Router.ID) && Vendors.NAMES.contains(provider)) {
            var info = targets.model(new Choice(provider, name.substring(slash + 1), Optional.empty()));
            return info.known() || !served.containsKey(name) ? info : targets.model(served.get(name));
        }
        try {
            var chain = candidates(routes.chain(name));
            for (var candidate : chain) if (targets.missing(candidate.choice().provider()).isEmpty()) return unpriced(candidate.model());
            return unpriced(chain.getFirst().model());
        } catch (Failure nobodys) {
            return ModelInfo.unknown(name);
        }
    }

    private static ModelInfo unpriced(ModelInfo model) {
        return new ModelInfo(model.id(), model.known(), model.window(), model.vision(), model.tools(), model.reasoning(), model.verbosity(), model.parallelCalls(), null);
    }

    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        var first = fit(request, turn).getFirst();
        return provider(first, false).preview(first.request(request, usual), turn);
    }

    @Override
    public Counted count(Request request, Cancel cancel) {
        var first = fit(request, new Turn(false)).getFirst();
        return provider(first, false).count(first.request(request, usual), cancel);
    }

    /// The user's aliases, and what the router's own server has.
    @Override
    public List<ModelInfo> models(Cancel cancel) {
        var models = new ArrayList<ModelInfo>();
        for (var alias : routes.aliases()) {
            var model = model(alias);
            models.add(new ModelInfo(alias, model.known(), model.window(), model.vision(), model.tools(), model.reasoning(), model.verbosity(), model.parallelCalls(), null));
        }
        if (routes.settings().find(Keys.ROUTER_URL).isPresent()) models.addAll(provider(Router.ID, false).models(cancel));
        return models;
    }

    @Override
    public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        try {
            ask(fit(request, turn), request, turn, to, cancel);
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : failure));
        }
    }

    /// Those who can take a request, in the order they are asked: who answered before in the turn, then the others, without
    /// those left alone for a while unless that is everybody.
    private List<Candidate> fit(Request request, Turn turn) {
        var tokens = Estimate.tokens(request);
        var all = candidates(routes.chain(request, tokens));
        var fit = new ArrayList<Candidate>();
        var reasons = new ArrayList<Failure>();
        for (var candidate : all) candidate.unfit(request, targets.missing(candidate.choice().provider()), tokens).ifPresentOrElse(reasons::add, () -> fit.add(candidate));
        if (fit.isEmpty() && dry) fit.add(all.getFirst());
        if (fit.isEmpty()) throw Candidate.none(all, reasons);
        var before = turn.routed().orElse("");
        for (var candidate : List.copyOf(fit)) {
            if (!candidate.name().equals(before)) continue;
            fit.remove(candidate);
            fit.addFirst(candidate);
        }
        return fit;
    }

    private List<Candidate> candidates(List<Choice> chain) {
        var candidates = new ArrayList<Candidate>();
        for (var choice : chain) candidates.add(new Candidate(choice, targets.model(choice)));
        return candidates;
    }

    private List<Candidate> rested(List<Candidate> fit, Sink<StreamEvent> to) {
        if (fit.size() == 1) return fit;
        cooldown.refresh();
        var rested = new ArrayList<Candidate>();
        for (var candidate : fit) if (!cooldown.cools(candidate.name())) rested.add(candidate);
        if (rested.isEmpty()) return fit;
        var first = fit.getFirst();
        if (rested.getFirst() != first) to.event(new StreamEvent.Notice("fallback", first.name() + " failed a short while ago, asking " + rested.getFirst().name()));
        return rested;
    }

    private void ask(List<Candidate> fit, Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var ways = rested(fit, to);
        var alone = fit.size() == 1;
        var waited = false;
        var asked = 1;
        for (var number = 0; ; ) {
            var way = ways.get(number);
            var relay = new Relay(to, moves.on(Kind.REFUSED));
            var failure = attempt(way, alone, request, turn, relay, cancel);
            if (failure == null) {
                turn.routed(way.name());
                cooldown.over(way.name());
                return;
            }
            cancel.check();
            if (!alone && cools(failure.kind())) cooldown.cool(way.name(), failure.retryAfter());
            var next = relay.begun() || turn.committed() || !moves.on(failure.kind()) ? -1 : next(ways, number, failure);
            var wait = failure.retryAfter() == null ? OWN_WAIT : failure.retryAfter();
            if (next < 0 && !alone && !waited && !relay.begun() && !turn.committed() && number == ways.size() - 1 && failure.kind() == Kind.RATE_LIMIT && !failure.isLast() && wait.compareTo(SHORT) <= 0) {
                waited = true;
                to.event(new StreamEvent.Retrying(2, 2, wait, failure));
                cancel.sleep(wait);
            } else if (next < 0) {
                throw alone ? failure : last(way, failure, asked, fit.size() - ways.size());
            } else {
                if (relay.shown()) to.event(new StreamEvent.Retrying(number + 2, ways.size(), Duration.ZERO, failure));
                to.event(new StreamEvent.Notice("fallback", way.name() + " failed (" + spoken(failure) + "), asking " + ways.get(next).name()));
                number = next;
                asked++;
            }
        }
    }

    /// Why there is no answer; null when there is one.
    private Failure attempt(Candidate way, boolean alone, Request request, Turn turn, Relay relay, Cancel cancel) {
        try {
            provider(way, !alone).stream(way.request(request, usual), turn, relay, cancel);
        } catch (Failure cannotOpen) {
            return cannotOpen;
        }
        if (relay.served() != null) served.put(way.choice().provider() + "/" + relay.served(), way.choice());
        return relay.failure();
    }

    /// The next to ask, or -1: what is too long for one is asked only of somebody who holds more.
    private static int next(List<Candidate> ways, int number, Failure failure) {
        for (var i = number + 1; i < ways.size(); i++) {
            if (failure.kind() != Kind.CONTEXT_LENGTH || ways.get(i).largerThan(ways.get(number))) return i;
        }
        return -1;
    }

    private static boolean cools(Kind kind) {
        return kind == Kind.RATE_LIMIT || kind == Kind.OVERLOADED || kind == Kind.QUOTA || kind == Kind.SERVER;
    }

    private static String spoken(Failure failure) {
        var message = failure.getMessage();
        var kind = failure.kind() == Kind.AUTH ? "credentials" : failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return kind + ": " + (message.length() > MOST_SAID ? message.substring(0, MOST_SAID) + " …" : message);
    }

    /// @param asked  how many were
    /// @param cooled how many were not, because they failed before
    private static Failure last(Candidate way, Failure failure, int asked, int cooled) {
        var number = asked > 1 ? " (the last of " + asked + " asked)" : "";
        var others = cooled > 0 ? " (" + cooled + (cooled == 1 ? " other" : " others") + " failed a short while ago)" : "";
        var told = Failure.of(failure.kind(), way.name() + ": " + failure.getMessage() + number + others, failure)
                .from(failure.status(), failure.code()).retryAfter(failure.retryAfter()).hint(failure.hint());
        return failure.isLast() ? told.last() : told;
    }

    private Provider provider(Candidate candidate, boolean once) {
        return provider(candidate.choice().provider(), once);
    }

    private Provider provider(String id, boolean once) {
        synchronized (open) {
            var key = once ? id + " once" : id;
            var known = open.get(key);
            if (known != null) return known;
            var made = targets.open(id, once);
            open.put(key, made);
            return made;
        }
    }

    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(Provider::close);
            open.clear();
        }
    }
}
