package scorpiox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import scorpiox.simulator.anthropic.AnthropicBackend;
import scorpiox.simulator.chat.ChatBackend;
import scorpiox.simulator.gemini.GeminiBackend;
import scorpiox.simulator.model.Backend;
import scorpiox.simulator.responses.CodexBackend;
import scorpiox.simulator.responses.UsageRoute;
import scorpiox.simulator.signin.AuthorizationServer;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.signin.IssuedTokens;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.Form;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Recorder;

/// Records a request and has it answered by the server that its path belongs to. A server is there once it is asked: a
/// run of the demo needs one of them.
final class Routes {
    private final Recorder recorder;
    private final Simulator.Setup setup;
    private final Faults faults;
    private final IssuedTokens issued;
    private final Set<String> models;
    private final Answers answers;
    private final Bearers bearers;
    private final Backend backend;
    private final CodexBackend codex;
    private AuthorizationServer authorization;
    private UsageRoute usage;
    private AnthropicBackend anthropic;
    private GeminiBackend gemini;
    private ChatBackend chat;

    Routes(Simulator.Setup setup, Faults faults, IssuedTokens issued, Recorder recorder) {
        this.setup = setup;
        this.faults = faults;
        this.issued = issued;
        this.recorder = recorder;
        models = setup.models();
        answers = new Answers(faults.clock());
        bearers = new Bearers(setup.tokens(), setup.signIns().strict(), issued);
        backend = new Backend(setup.scenario(), faults, setup.pace());
        codex = new CodexBackend(models, backend, bearers);
    }

    void handle(HttpExchange exchange) throws IOException {
        var body = Form.body(exchange);
        recorder.keep(new Recorder.Recorded(exchange.method(), exchange.path(), exchange.query(), exchange.headers(), body, exchange.body()));
        var path = exchange.path();
        if (setup.replay().isPresent() && exchange.method().equals("POST") && !AuthorizationServer.serves(path)) setup.replay().get().answer(exchange, body);
        else if (path.contains("/backend-api/") && !path.endsWith("/usage") || path.endsWith("/responses")) codex.handle(exchange, body);
        else other(exchange, path, body);
    }

    private void other(HttpExchange exchange, String path, JsonNode body) throws IOException {
        if (AuthorizationServer.serves(path)) authorization().handle(exchange, body);
        else if (UsageRoute.serves(path)) usage().handle(exchange);
        else if (path.contains("/v1beta/")) gemini().handle(exchange, body);
        else if (AnthropicBackend.serves(exchange)) anthropic().handle(exchange, body);
        else if (ChatBackend.serves(exchange)) chat().handle(exchange, body);
        else codex.handle(exchange, body);
    }

    private synchronized AuthorizationServer authorization() {
        var scheme = setup.tls().isPresent() ? "https" : "http";
        if (authorization == null) authorization = new AuthorizationServer(setup.signIns(), scheme, faults, issued, answers);
        return authorization;
    }

    private synchronized UsageRoute usage() {
        if (usage == null) usage = new UsageRoute(faults, bearers, answers);
        return usage;
    }

    private synchronized AnthropicBackend anthropic() {
        if (anthropic == null) anthropic = new AnthropicBackend(models, backend, bearers);
        return anthropic;
    }

    private synchronized GeminiBackend gemini() {
        if (gemini == null) gemini = new GeminiBackend(models, backend, bearers);
        return gemini;
    }

    private synchronized ChatBackend chat() {
        if (chat == null) chat = new ChatBackend(models, backend, bearers);
        return chat;
    }
}
