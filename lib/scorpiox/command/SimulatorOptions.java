package scorpiox.command;

import java.util.List;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Wire;

/// The command line of `simulator`.
public final class SimulatorOptions {
    private SimulatorOptions() {}

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("simulator", "Play the backends of all providers, and a sign-in, on a loopback port.", "simulator [OPTIONS]")
                .value("--port", "PORT", "Listen here (default: any free port).")
                .values("--token", "TOKEN", "Accept this bearer only, besides those issued here; repeat for more (default: any).")
                .values("--model", "NAME", "Have this model only, on every wire; repeat for more.")
                .flag("--strict-tokens", "Refuse bearers that were neither issued here nor given by --token.")
                .value("--token-life", "SECONDS", "Let issued access tokens live this long (default: 864000).")
                .values("--refresh-token", "TOKEN", "Know this made-up refresh token, good for one use; repeat for more.")
                .value("--device-polls", "N", "Let a device poll N times before its user approves (default: 1); /codex/device approves at once.")
                .value("--scenario", "FILE", "Answer from this JSON script; the demo rules answer the rest.")
                .values("--fault", "[WIRE:]NAME[:N][*TIMES]", "Misbehave, to the first TIMES requests, on one WIRE or on all. Wires: " + String.join(", ", Wire.labels())
                        + ". Names: " + String.join(", ", Fault.NAMES) + ".")
                .values("--first-token-ms", "[WIRE:]MS", "Think so long before the first token; repeat for other wires.")
                .values("--token-ms", "[WIRE:]MS", "Take so long for each later token; repeat for other wires.")
                .value("--record", "FILE", "Append every request as a line of JSON, credentials masked.")
                .value("--replay", "DIR", "Answer as in this capture of serve --capture.")
                .flag("--replay-timing", "And in its time, rather than at once.")
                .value("--tls", "FILE", "Serve https with this PKCS #12 key store, password changeit.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("simulator --port 9000", "simulator --fault 429:1*2 --record requests.jsonl",
                        "simulator --fault anthropic:529*1 --first-token-ms 200 --first-token-ms gemini:800 --token-ms 5",
                        "simulator --strict-tokens --token-life 60 --refresh-token rt_fake",
                        "CODEX_BASE_URL=http://127.0.0.1:9000 CODEX_API_KEY=any sx --provider codex \"say hi\"");
    }

    /// Assignments for a shell, a line a provider, that make it ask here. Any key will do where none is listed.
    ///
    /// @param url as the simulator names it
    public static List<String> settings(String url) {
        return List.of("CODEX_BASE_URL=" + url + " CODEX_API_KEY=any-key",
                "CLAUDE_CODE_API_URL=" + url + " CLAUDE_CODE_AUTH=bearer CLAUDE_CODE_OAUTH_TOKEN=any-token CLAUDE_CODE_TOKEN_URL=" + url + "/v1/oauth/token",
                "ANTHROPIC_BASE_URL=" + url + " ANTHROPIC_API_KEY=any-key",
                "GEMINI_BASE_URL=" + url + " GEMINI_API_KEY=any-key",
                "OPENAI_BASE_URL=" + url + "/v1 OPENAI_API_KEY=any-key",
                "ROUTER_URL=" + url + "/router/v1");
    }
}
