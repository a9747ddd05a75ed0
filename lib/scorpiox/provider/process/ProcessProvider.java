package scorpiox.provider.process;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Sink;
import scorpiox.http.HttpCall;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Fit;
import scorpiox.provider.HttpProvider;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;

/// A provider that is a program: it is started for each request, reads [it][RequestText] on stdin, and prints
/// [what it answers][EventLines]. Whatever it has started ends with it.
final class ProcessProvider implements Provider {
    private final Program program;
    private final Wiring wiring;

    ProcessProvider(Program program, Wiring wiring) {
        this.program = program;
        this.wiring = wiring;
    }

    @Override
    public String id() {
        return program.file().id();
    }

    @Override
    public ModelInfo model(String id) {
        return program.description().model(id);
    }

    @Override
    public List<ModelInfo> models(Cancel cancel) {
        return program.description().models();
    }

    /// What the program would read; it goes nowhere over HTTP.
    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        return Optional.of(new HttpCall(URI.create("process:" + id()), Map.of(), RequestText.of(fit(request).request())));
    }

    @Override
    public void stream(Request asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        try {
            var fit = fit(asked);
            if (turn.strict() && !fit.notices().isEmpty()) throw Failure.usage(fit.notices().getFirst().text() + " (--strict)").from(0, HttpProvider.STRICT);
            fit.notices().forEach(to::event);
            attempts(fit.request(), to, cancel);
        } catch (Failure failure) {
            to.event(new StreamEvent.Failed(cancel.reason() != null ? cancel.reason() : failure));
        }
    }

    private Fit fit(Request asked) {
        return Fit.of(asked.model(program.description().named(asked.model())), model(asked.model()), id());
    }

    /// Again where the program says that it may help, and nothing of the answer counts yet.
    private void attempts(Request request, Sink<StreamEvent> to, Cancel cancel) {
        for (var sent = 1; ; sent++) {
            var lines = new EventLines(request);
            try {
                attempt(request, lines, to, cancel);
                return;
            } catch (Failure failure) {
                cancel.check();
                var delay = lines.counted() ? Optional.<Duration>empty() : wiring.retry().after(sent, failure);
                if (delay.isEmpty()) throw named(failure);
                to.event(new StreamEvent.Retrying(sent + 1, wiring.retry().attempts(), delay.get(), named(failure)));
                cancel.sleep(delay.get());
            }
        }
    }

    private void attempt(Request request, EventLines lines, Sink<StreamEvent> to, Cancel cancel) {
        var settings = wiring.settings();
        var variables = Program.environment(program.file(), settings, program.description().environment());
        try (var child = Child.start(program.command(), settings.environment().directory(), variables, RequestText.of(request), wiring.timeouts().silence(), cancel)) {
            to.event(new StreamEvent.Started(id(), request.model(), ""));
            var number = 0;
            for (var line = child.line(); line != null; line = child.line()) {
                lines.line(line, ++number, to);
                if (lines.done()) {
                    child.over();
                    return;
                }
                if (!child.ready()) to.pause();
            }
            cancel.check();
            throw ended(child, number);
        }
    }

    /// It has ended without saying so.
    private static Failure ended(Child child, int lines) {
        var exit = child.exit();
        var said = Words.after(child.errors());
        if (exit != 0) return Failure.of(Kind.INTERNAL, "it failed with exit " + exit + said);
        if (lines == 0) return Failure.of(Kind.PROTOCOL, "it answered nothing" + said);
        return Failure.of(Kind.TRUNCATED, "its answer ended without a finish" + said).last();
    }

    private Failure named(Failure failure) {
        if (failure.kind() == Kind.USAGE) return failure;
        var named = Failure.of(failure.kind(), "provider " + id() + ": " + failure.getMessage(), failure).retryAfter(failure.retryAfter()).hint(failure.hint());
        return failure.isLast() ? named.last() : named;
    }
}
