package scorpiox.command;

/// The command line of `serve`.
public final class ServeOptions {
    private ServeOptions() {}

    /// The options there are. A key is none of them: everybody on a machine can read command lines.
    public static Arguments declare() {
        return new Arguments("serve", "Put every provider behind the APIs that clients of OpenAI and Anthropic speak.", "serve [OPTIONS]", "serve key add|list|revoke")
                .value("--host", "ADDRESS", "Listen on this address (default: 127.0.0.1).")
                .value("--port", "PORT", "Listen on this port (default: 8787); 0 for any that is free.")
                .value("--config", "FILE", "Read this file (default: config.yaml beside your settings).")
                .value("--backend", "NAME", "Ask this backend where a model names none; demo needs no account.")
                .value("--codex-path", "PATH", "Sign in with this auth.json, or the one in this folder.")
                .value("--base-url", "URL", "Send that backend's requests there.")
                .value("--capture", "DIR", "Write every request and answer into this folder, secrets masked.")
                .value("--log-level", "LEVEL", "Log error, warn, info (the default) or debug.")
                .flag("--no-key", "Let everybody on this machine in, without a key.")
                .flag("--check", "Look at configuration and credentials, tell what is wrong, and end.")
                .flag("--print-config", "Print the configuration in force, secrets masked, and end.")
                .values("-e", "KEY=VALUE", "Use this setting, as in scorpiox-env.txt; repeat for more.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("serve", "serve --backend demo --port 0", "serve --config team.yaml --log-level debug", "serve --check", "serve key add anna > anna.key",
                        "OPENAI_BASE_URL=http://127.0.0.1:8787/v1 OPENAI_API_KEY=$(cat ~/.config/scorpiox/serve-key) sx --provider openai \"say hi\"")
                .closing("Clients come with the key in SX_PROXY_API_KEY (several with commas between), else with the one in the file serve-key, which the first start makes. "
                        + "Exit codes: 0 stopped by Ctrl-C or SIGTERM, 2 misuse or something wrong with --check.");
    }
}
