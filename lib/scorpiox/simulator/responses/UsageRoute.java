package scorpiox.simulator.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import scorpiox.base.Json;
import scorpiox.simulator.signin.Bearers;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.HttpExchange;

/// `GET …/wham/usage`: how much of the plan's windows is used.
public final class UsageRoute {
    private final Faults faults;
    private final Bearers bearers;
    private final Answers answers;
    private final InstantSource clock;

    /// With who may ask, and how late it is.
    public UsageRoute(Faults faults, Bearers bearers, Answers answers) {
        this.faults = faults;
        this.bearers = bearers;
        this.answers = answers;
        this.clock = answers.clock();
    }

    /// Its path under the ChatGPT backend, and under others.
    public static boolean serves(String path) {
        return path.endsWith("/wham/usage") || path.equals("/api/codex/usage");
    }

    /// Answers a request.
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            answers.json(exchange, 405, Json.object().put("detail", "Method Not Allowed"));
            return;
        }
        var denied = bearers.denied(exchange);
        if (faults.take("usage-500")) answers.json(exchange, 500, ErrorBodies.error("boom", "server_error", null, null));
        else if (denied != null) answers.json(exchange, 401, denied);
        else answers.json(exchange, 200, report());
    }

    private ObjectNode report() {
        var report = Json.object().put("plan_type", "pro");
        report.set("rate_limit", limit(window(42, 18_000, 7_200), window(5, 604_800, 432_000)));
        report.putObject("credits").put("has_credits", true).put("unlimited", false).put("balance", "9.99").putNull("approx_local_messages")
                .putNull("approx_cloud_messages");
        var other = report.putArray("additional_rate_limits").addObject().put("limit_name", "codex_other").put("metered_feature", "codex_other");
        other.set("rate_limit", limit(window(10, 3_600, 600), null));
        return report.putNull("rate_limit_reached_type");
    }

    private static ObjectNode limit(ObjectNode primary, ObjectNode secondary) {
        var limit = Json.object().put("allowed", true).put("limit_reached", false);
        limit.set("primary_window", primary);
        limit.set("secondary_window", secondary);
        return limit;
    }

    private ObjectNode window(int percent, int seconds, int left) {
        return Json.object().put("used_percent", percent).put("limit_window_seconds", seconds).put("reset_after_seconds", left)
                .put("reset_at", clock.instant().getEpochSecond() + left);
    }
}
