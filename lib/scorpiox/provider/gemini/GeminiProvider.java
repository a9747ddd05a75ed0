package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.http.Timeouts;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.HttpProvider;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.provider.gemini.GeminiDialect.Kept;

/// Gemini over HTTP, with explicit caches where a request asks for them.
final class GeminiProvider implements Provider {
    /// What the end of a run waits at most for a cache to be deleted.
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final GeminiDialect dialect;
    private final Wiring wiring;
    private final CredentialSource credentials;
    private final HttpProvider plain;
    private final GeminiCaches caches;
    private volatile boolean closing;

    GeminiProvider(GeminiDialect dialect, Wiring wiring, CredentialSource credentials) {
        this.dialect = dialect;
        this.wiring = wiring;
        this.credentials = credentials;
        this.plain = wiring.over(Gemini.ID, dialect, credentials);
        this.caches = new GeminiCaches(dialect, this::ask, wiring.clock());
    }

    @Override
    public String id() {
        return Gemini.ID;
    }

    @Override
    public ModelInfo model(String name) {
        return plain.model(GeminiModel.plain(name));
    }

    @Override
    public Optional<URI> endpoint() {
        return plain.endpoint();
    }

    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        return plain.preview(named(request), turn);
    }

    @Override
    public Counted count(Request request, Cancel cancel) {
        return plain.count(named(request), cancel);
    }

    @Override
    public List<ModelInfo> models(Cancel cancel) {
        return plain.models(cancel);
    }

    @Override
    public void stream(Request asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var request = named(asked);
        if (request.cache().mode() != Request.Cache.Mode.EXPLICIT) {
            plain.stream(request, turn, to, cancel);
            return;
        }
        Optional<Kept> kept;
        try {
            kept = cache(request, to, cancel);
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(failure));
            return;
        }
        if (kept.isEmpty()) plain.stream(request, turn, to, cancel);
        else withCache(request, kept.get(), turn, to, cancel);
    }

    /// Asks for less first; where the server no longer has the cache, for all of it, once.
    private void withCache(Request request, Kept kept, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        var watch = new Watch(to);
        wiring.over(Gemini.ID, dialect.with(kept), credentials).stream(request, turn, watch, cancel);
        if (!watch.gone) return;
        caches.gone(kept);
        plain.stream(request, turn, watch, cancel);
    }

    private Optional<Kept> cache(Request request, Sink<StreamEvent> to, Cancel cancel) {
        var model = model(request.model());
        var beginning = Beginning.of(dialect.body(request, model), GeminiModel.of(model));
        if (beginning.isEmpty()) return Optional.empty();
        return caches.holding(beginning.get(), request.model() + " " + request.conversation(), request.cache().longLived(), to, cancel);
    }

    /// The name of a model as everything here knows it.
    private static Request named(Request request) {
        return request.model().startsWith("models/") ? request.model(GeminiModel.plain(request.model())) : request;
    }

    private JsonNode ask(HttpCall call, Cancel cancel) {
        if (!closing) return plain.ask(call, cancel);
        var timeouts = new Timeouts(GOODBYE, GOODBYE, GOODBYE);
        return new HttpProvider(Gemini.ID, dialect, credentials, wiring.http(), wiring.retry(), timeouts, wiring.models()).ask(call, cancel);
    }

    @Override
    public void close() {
        closing = true;
        caches.close();
    }

    /// Passes events on, but for a first failure that means that the cache is gone, and for notices given before.
    private static final class Watch implements Sink<StreamEvent> {
        private final Sink<StreamEvent> to;
        private final Set<StreamEvent> notices = new HashSet<>();
        private boolean gone;

        Watch(Sink<StreamEvent> to) {
            this.to = to;
        }

        @Override
        public void event(StreamEvent event) {
            if (!gone && event instanceof StreamEvent.Failed(var failure) && isGone(failure)) gone = true;
            else if (!(event instanceof StreamEvent.Notice) || notices.add(event)) to.event(event);
        }

        private static boolean isGone(Failure failure) {
            var status = failure.status();
            return status == 403 || status == 404 || status == 400 && failure.getMessage().toLowerCase(Locale.ROOT).contains("cachedcontent");
        }

        @Override
        public void pause() {
            to.pause();
        }
    }
}
