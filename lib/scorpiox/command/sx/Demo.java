package scorpiox.command.sx;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Sink;
import scorpiox.command.Product;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Timeouts;
import scorpiox.model.ModelInfo;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.NativeRequest;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.provider.router.Choice;
import scorpiox.simulator.Simulator;

/// `--provider demo`: the simulator inside this process, asked over loopback with the real Codex provider.
public record Demo(Simulator simulator, Provider codex) implements Provider {
    public static Provider provider(Timeouts timeouts) {
        // platform threads: one exchange is too little to start the virtual threads' machinery for
        var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofPlatform().daemon().name("simulator").factory());
        var endpoint = URI.create(simulator.url() + "/backend-api/codex/responses");
        var credential = Credential.bearer("demo-needs-no-account", Set.of(Origin.of(endpoint)));
        var codex = new Codex(endpoint, ResponsesDialect.Kind.CHATGPT, CredentialSource.fixed(credential, Choice.DEMO, ""));
        return new Demo(simulator, codex.over(new Http(Network.DIRECT), Product.AGENT, InstantSource.system(), timeouts));
    }

    @Override
    public String id() {
        return Choice.DEMO;
    }

    @Override
    public ModelInfo model(String name) {
        return codex.model(name.substring(name.indexOf('/') + 1)).unpriced();
    }

    @Override
    public Optional<HttpCall> preview(Request request, Turn turn) {
        return codex.preview(request, turn);
    }

    @Override
    public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        codex.stream(request, turn, to, cancel);
    }

    @Override
    public boolean relays() {
        return codex.relays();
    }

    @Override
    public void relay(NativeRequest asked, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
        codex.relay(asked, turn, to, cancel);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
