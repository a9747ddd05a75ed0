package scorpiox.simulator.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Pace;
import scorpiox.simulator.wire.Wire;

/// What happens to a request for an answer on any wire: faults first, then its refusal, then the scenario's answer, or
/// that of the demo's rules.
public final class Backend {
    private final Scenario scenario;
    private final Faults faults;
    private final Pace pace;

    public Backend(Scenario scenario, Faults faults, Pace pace) {
        this.scenario = scenario;
        this.faults = faults;
        this.pace = pace;
    }

    /// Answers, well or not.
    public void answer(HttpExchange exchange, Question question) throws IOException {
        var set = faults.take(question.wire());
        if (Instead.happens(exchange, question, set)) return;
        var refusal = question.denied();
        if (refusal.isEmpty()) refusal = question.wrong();
        if (refusal.isPresent()) {
            refusal.get().to(exchange);
            return;
        }
        var asked = question.asked();
        var scripted = scenario.answer(asked);
        if (scripted.isEmpty()) new Transmission(exchange, question, set, pace).play(DemoModel.answer(asked));
        else scripted(exchange, question, set, scripted.get());
    }

    private void scripted(HttpExchange exchange, Question question, List<Fault> set, Scenario.Answer answer) throws IOException {
        var own = on(question.wire(), answer.faults());
        if (Instead.happens(exchange, question, own)) return;
        var all = new ArrayList<>(set);
        all.addAll(own);
        if (answer.status() > 0) exchange.answer(answer.status(), answer.headers(), "application/json", answer.body().getBytes(StandardCharsets.UTF_8));
        else if (answer.sse() != null) new Transmission(exchange, question, all, pace).replay(answer.sse());
        else new Transmission(exchange, question, all, pace).play(answer.pieces());
    }

    private static List<Fault> on(Wire wire, List<Fault> faults) {
        var own = new ArrayList<Fault>();
        for (var fault : faults) if (fault.on(wire)) own.add(fault);
        return own;
    }
}
