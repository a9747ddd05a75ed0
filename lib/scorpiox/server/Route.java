package scorpiox.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a path means.
///
/// @param endpoint that answers
/// @param rest     what stands behind the endpoint's own path, `gpt-5.1` of `/v1/models/gpt-5.1`, percent signs and all; empty for nothing
record Route(Endpoint endpoint, String rest) {
    private static final Set<String> GET = Set.of("GET", "HEAD");
    private static final Set<String> POST = Set.of("POST");

    /// The endpoints there are.
    enum Endpoint {
        CHAT("chat", POST), COMPLETIONS("completions", POST), RESPONSES("responses", POST), MESSAGES("messages", POST), COUNT_TOKENS("count_tokens", POST),
        MODELS("models", GET), HEALTH("health", GET), METRICS("metrics", GET), PAGE("page", GET), STATUS("status", GET), TOKEN("token", GET),
        /// Answers that nobody keeps.
        KEPT("responses_kept", Set.of("GET", "HEAD", "DELETE")),
        /// What OpenAI has and nobody behind this server.
        MISSING("unsupported", Set.of("GET", "HEAD", "POST", "DELETE"));

        private final String label;
        private final Set<String> methods;

        Endpoint(String label, Set<String> methods) {
            this.label = label;
            this.methods = methods;
        }

        /// Its name in logs and metrics.
        String label() {
            return label;
        }

        Set<String> methods() {
            return methods;
        }

        /// Whether it answers without a key: it tells nothing.
        boolean open() {
            return this == HEALTH || this == PAGE;
        }
    }

    /// Where clients of Codex look for its API behind a base.
    private static final String CODEX = "/backend-api/codex";

    private static final List<String> ABSENT = List.of("/embeddings", "/audio", "/images", "/moderations", "/responses/compact", "/files", "/batches", "/fine_tuning", "/assistants", "/threads");

    /// The methods it takes, as `Allow` lists them.
    String allow() {
        var methods = endpoint.methods();
        return String.join(", ", List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS").stream().filter(each -> methods.contains(each) || each.equals("OPTIONS")).toList());
    }

    /// The route of a path as it came. `/v1` may stand before it, even twice, or what stands there at Codex, and a `/` behind it; nothing else is mended.
    static Optional<Route> of(String path) {
        var plain = path;
        while (plain.length() > 1 && plain.endsWith("/")) plain = plain.substring(0, plain.length() - 1);
        while (plain.startsWith("/v1/v1/")) plain = plain.substring(3);
        if (plain.startsWith(CODEX + "/")) plain = "/v1" + plain.substring(CODEX.length());
        var api = plain.startsWith("/v1/") ? plain.substring(3) : plain;
        return Optional.ofNullable(switch (api) {
            case "/chat/completions" -> new Route(Endpoint.CHAT, "");
            case "/completions" -> new Route(Endpoint.COMPLETIONS, "");
            case "/responses" -> new Route(Endpoint.RESPONSES, "");
            case "/messages" -> new Route(Endpoint.MESSAGES, "");
            case "/messages/count_tokens" -> new Route(Endpoint.COUNT_TOKENS, "");
            case "/models" -> new Route(Endpoint.MODELS, "");
            default -> longer(api, plain);
        });
    }

    private static Route longer(String api, String plain) {
        if (api.startsWith("/models/")) return new Route(Endpoint.MODELS, api.substring("/models/".length()));
        for (var absent : ABSENT) if (api.equals(absent) || api.startsWith(absent + "/")) return new Route(Endpoint.MISSING, api.substring(1));
        if (api.startsWith("/responses/")) return new Route(Endpoint.KEPT, api.substring("/responses/".length()));
        return switch (plain) {
            case "/" -> new Route(Endpoint.PAGE, "");
            case "/health", "/healthz", "/v1/health" -> new Route(Endpoint.HEALTH, "");
            case "/metrics" -> new Route(Endpoint.METRICS, "");
            case "/status.json" -> new Route(Endpoint.STATUS, "");
            case "/token/codex" -> new Route(Endpoint.TOKEN, "");
            default -> null;
        };
    }
}
