package scorpiox.simulator.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.HttpExchange;
import scorpiox.simulator.wire.Pace;

/// The faults that take the place of an answer.
final class Instead {
    private Instead() {}

    /// Does what the faults say; false when there is still to be answered.
    static boolean happens(HttpExchange exchange, Question question, List<Fault> faults) throws IOException {
        for (var fault : faults) {
            if (fault.name().equals("delay")) Pace.pause(fault.or(100));
            else if (happens(exchange, question, fault)) return true;
        }
        return false;
    }

    private static boolean happens(HttpExchange exchange, Question question, Fault fault) throws IOException {
        switch (fault.name()) {
            case "stall-headers" -> exchange.stall();
            case "html" -> exchange.answer(403, Map.of(), "text/html; charset=UTF-8", ErrorBodies.PAGE.getBytes(StandardCharsets.UTF_8));
            case "html-200" -> exchange.answer(200, Map.of(), "text/html", ErrorBodies.PAGE.getBytes(StandardCharsets.UTF_8));
            case "redirect" -> exchange.answer(307, Map.of("Location", "http://elsewhere.invalid/"), "text/plain", new byte[0]);
            default -> {
                var refusal = question.refusal(question.streamed() ? fault : whole(fault));
                if (refusal.isPresent()) refusal.get().to(exchange);
                return refusal.isPresent();
            }
        }
        return true;
    }

    /// What would be an error in a stream is a status where there is none.
    private static Fault whole(Fault fault) {
        return switch (fault.name()) {
            case "overloaded", "overloaded-late" -> new Fault("503", -1, 1);
            case "rate-limit" -> new Fault("429", -1, 1);
            case "error-event" -> new Fault("500", -1, 1);
            default -> fault;
        };
    }
}
