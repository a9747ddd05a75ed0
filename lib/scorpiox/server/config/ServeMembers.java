package scorpiox.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.model.Effort;
import scorpiox.server.config.ServeConfig.Auth;
import scorpiox.server.config.ServeConfig.Bounds;
import scorpiox.server.config.ServeConfig.Cors;
import scorpiox.server.config.ServeConfig.Log;
import scorpiox.server.config.ServeConfig.Reasoning;
import scorpiox.server.config.ServeConfig.Store;
import scorpiox.server.config.ServeConfig.Stream;
import scorpiox.settings.Settings;

/// Reads the whole of `config.yaml`.
///
/// @param members at its top level
record ServeMembers(Members members, Settings settings, Consumer<String> warnings) {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final String USUAL_BACKEND = "openai_codex";

    ServeConfig read() {
        members.value("strict_config");
        var host = members.text("host").orElse("127.0.0.1").strip();
        var port = members.whole("port", 0, 65_535, 8787);
        var inner = members.inner("reasoning");
        var exposure = inner.choice("expose", Vocabulary.EXPOSURES, Vocabulary.EXPOSURES.getFirst());
        var summary = inner.choice("summary", List.of("auto", "concise", "detailed", "none"), "auto");
        var effort = inner.choice("default_effort", EFFORTS, null);
        inner.done();
        var reasoning = new Reasoning(summary, effort == null ? null : Effort.named(effort).orElseThrow());
        var tokens = members.inner("token_endpoint");
        var enabled = tokens.flag("enabled", false);
        var perMinute = tokens.whole("requests_per_minute", 1, 100_000, 60);
        tokens.done();
        var backends = backends(exposure);
        var config = new ServeConfig(host, port, chosen(backends), auth(), members.texts("allowed_hosts"), cors(), bounds(), stream(), reasoning,
                Map.copyOf(members.named("model_aliases")), members.flag("expose_effort_models", false), store(), members.flag("emulate_stop", true),
                members.flag("strict_params", false), members.text("anthropic_default_model").orElse(null), log(), enabled, perMinute, backends);
        members.done();
        return config;
    }

    /// A backend of ChatGPT's where the file has none.
    private Map<String, BackendConfig> backends(String exposure) {
        var backends = new LinkedHashMap<String, BackendConfig>();
        members.all("backends").forEach((name, inner) -> {
            for (var other : backends.keySet()) {
                if (BackendConfig.folded(other).equals(BackendConfig.folded(name))) throw members.wrong("backends." + name, "have a name of its own: " + other + " has the same", null);
            }
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) throw members.wrong("backends." + name, "be named by letters, digits, '.', '_' and '-', at most 64", null);
            backends.put(name, new BackendMembers(name, inner, exposure, settings).read());
        });
        if (backends.isEmpty()) {
            var usual = new BackendMembers(USUAL_BACKEND, members.inner("backends").inner(USUAL_BACKEND), exposure, settings).read();
            backends.put(USUAL_BACKEND, usual);
        }
        return backends;
    }

    /// The name as it stands under `backends`.
    private String chosen(Map<String, BackendConfig> backends) {
        var said = members.text("default_backend");
        for (var name : backends.keySet()) if (BackendConfig.folded(name).equals(BackendConfig.folded(said.orElse(USUAL_BACKEND)))) return name;
        if (said.isEmpty()) return backends.keySet().iterator().next();
        throw members.wrong("default_backend", "be one of the backends " + String.join(", ", backends.keySet()), Json.object().textNode(said.get()));
    }

    private Auth auth() {
        var inner = members.inner("auth");
        var env = BackendMembers.variable(inner, "api_keys_env").orElse("SX_PROXY_API_KEY");
        var keys = new ArrayList<String>();
        for (var key : inner.texts("api_keys")) {
            Redaction.register(key.strip());
            if (key.strip().equals(Redaction.MASK)) warnings.accept("auth.api_keys holds a masked key (ignored)");
            else keys.add(key.strip());
        }
        inner.done();
        return new Auth(env, List.copyOf(keys));
    }

    private Cors cors() {
        var inner = members.inner("cors");
        var cors = new Cors(inner.texts("allowed_origins"), inner.flag("allow_null", false));
        inner.done();
        return cors;
    }

    private Bounds bounds() {
        var inner = members.inner("limits");
        var bounds = new Bounds(inner.whole("max_body_mb", 1, 1024, 64), inner.whole("max_concurrent", 1, 100_000, 1024));
        inner.done();
        return bounds;
    }

    private Stream stream() {
        var inner = members.inner("stream");
        var stream = new Stream(Duration.ofSeconds(inner.whole("heartbeat_seconds", 0, 3600, 15)), Duration.ofMillis(inner.whole("commit_hold_ms", 0, 600_000, 10_000)),
                inner.choice("tool_calls", List.of("deltas", "whole"), "deltas").equals("whole"), inner.choice("commentary", List.of("auto", "content", "reasoning", "drop"), "auto"));
        inner.done();
        return stream;
    }

    private Store store() {
        var inner = members.inner("responses_store");
        var store = new Store(inner.flag("enabled", true), inner.whole("max_entries", 1, 1_000_000, 256), Duration.ofSeconds(inner.whole("ttl_seconds", 1, 31_536_000, 3600)));
        inner.done();
        return store;
    }

    private Log log() {
        var inner = members.inner("log");
        var log = new Log(inner.choice("level", List.of("error", "warn", "info", "debug"), "info"), inner.flag("bodies", false));
        inner.done();
        return log;
    }
}
