package scorpiox.simulator;

import java.io.IOException;

/// Records a request and has it answered by the server that its path belongs to.
final class Routes {
    private final Recorder recorder;
    private final AuthorizationServer authorization;
    private final UsageRoute usage;
    private final CodexBackend backend;

    Routes(Simulator.Setup setup, Faults faults, IssuedTokens issued, Recorder recorder) {
        var answers = new Answers(faults.clock());
        var bearers = new Bearers(setup, issued);
        this.recorder = recorder;
        this.authorization = new AuthorizationServer(setup, faults, issued, answers);
        this.usage = new UsageRoute(faults, bearers, answers);
        this.backend = new CodexBackend(setup, faults, bearers);
    }

    void handle(HttpExchange exchange) throws IOException {
        var body = Form.body(exchange);
        recorder.keep(new Recorder.Recorded(exchange.method(), exchange.path(), exchange.query(), exchange.headers(), body, exchange.body()));
        if (AuthorizationServer.serves(exchange.path())) authorization.handle(exchange, body);
        else if (UsageRoute.serves(exchange.path())) usage.handle(exchange);
        else backend.handle(exchange, body);
    }
}
