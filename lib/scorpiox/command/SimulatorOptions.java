package scorpiox.command;

import scorpiox.simulator.wire.Fault;

/// The command line of `simulator`.
public final class SimulatorOptions {
    private SimulatorOptions() {}

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("simulator", "Play a Codex backend and its sign-in on a loopback port.", "simulator [OPTIONS]")
                .value("--port", "PORT", "Listen here (default: any free port).")
                .values("--token", "TOKEN", "Accept this bearer only, besides those issued here; repeat for more (default: any).")
                .values("--model", "NAME", "Have this model only; repeat for more.")
                .flag("--strict-tokens", "Refuse bearers that were neither issued here nor given by --token.")
                .value("--token-life", "SECONDS", "Let issued access tokens live this long (default: 864000).")
                .values("--refresh-token", "TOKEN", "Know this made-up refresh token, good for one use; repeat for more.")
                .value("--device-polls", "N", "Let a device poll N times before its user approves (default: 1); /codex/device approves at once.")
                .value("--scenario", "FILE", "Answer from this JSON script; the demo rules answer the rest.")
                .values("--fault", "NAME[:N][*TIMES]", "Misbehave: " + String.join(", ", Fault.NAMES) + ".")
                .value("--record", "FILE", "Append every request as a line of JSON, credentials masked.")
                .value("--tls", "FILE", "Serve https with this PKCS #12 key store, password changeit.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("simulator --port 9000", "simulator --fault 429:1*2 --record requests.jsonl",
                        "simulator --strict-tokens --token-life 60 --refresh-token rt_fake",
                        "CODEX_BASE_URL=http://127.0.0.1:9000 CODEX_API_KEY=any sx --provider codex \"say hi\"");
    }
}
