package scorpiox.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// A configuration as a `config.yaml` that says everything, secrets masked: what `serve --print-config` prints.
public final class Printed {
    private Printed() {}

    public static String yaml(ServeConfig config) {
        var tree = Json.object().put("host", config.host()).put("port", config.port()).put("default_backend", config.defaultBackend());
        var auth = tree.putObject("auth").put("api_keys_env", config.auth().keysEnv()).putArray("api_keys");
        for (var _ : config.auth().keys()) auth.add(Redaction.MASK);
        texts(tree, "allowed_hosts", config.allowedHosts());
        texts(tree.putObject("cors"), "allowed_origins", config.cors().allowedOrigins()).put("allow_null", config.cors().allowNull());
        tree.putObject("limits").put("max_body_mb", config.limits().maxBodyMb()).put("max_concurrent", config.limits().maxConcurrent());
        var stream = config.stream();
        tree.putObject("stream").put("heartbeat_seconds", stream.heartbeat().toSeconds()).put("commit_hold_ms", stream.commitHold().toMillis())
                .put("tool_calls", stream.wholeCalls() ? "whole" : "deltas").put("commentary", stream.commentary());
        var reasoning = config.reasoning();
        var exposure = Vocabulary.of(config.backends().get(config.defaultBackend()).profile()).get(Vocabulary.EXPOSURE).textValue();
        tree.putObject("reasoning").put("expose", exposure).put("summary", reasoning.summary())
                .put("default_effort", reasoning.defaultEffort() == null ? null : reasoning.defaultEffort().wire());
        named(tree, "model_aliases", config.modelAliases());
        tree.put("expose_effort_models", config.exposeEfforts());
        var store = config.store();
        tree.putObject("responses_store").put("enabled", store.enabled()).put("max_entries", store.maxEntries()).put("ttl_seconds", store.life().toSeconds());
        tree.put("emulate_stop", config.emulateStop()).put("strict_params", config.strictParams()).put("anthropic_default_model", config.anthropicModel());
        tree.putObject("log").put("level", config.log().level()).put("bodies", config.log().bodies());
        tree.putObject("token_endpoint").put("enabled", config.tokens()).put("requests_per_minute", config.tokensPerMinute());
        var backends = tree.putObject("backends");
        for (var backend : config.backends().values()) backend(backends.putObject(backend.name()), backend);
        return Yaml.write(Redaction.mask(tree));
    }

    private static void backend(ObjectNode to, BackendConfig backend) {
        to.put("type", backend.type()).put("timeout", backend.timeout().toSeconds()).put("total_timeout", backend.totalTimeout().toSeconds())
                .put("api_base_url", backend.apiBaseUrl().orElse(null)).put("path", backend.path().orElse(null)).put("api_key_env", backend.apiKeyEnv().orElse(null))
                .put("allow_insecure_upstream", backend.insecure());
        var codex = to.putObject("extra").putObject("codex");
        var profile = Vocabulary.of(backend.profile());
        if (!backend.passthroughGiven()) profile.remove(Vocabulary.PASSTHROUGH);
        codex.set("default_capabilities", profile);
        var agents = codex.putObject("agent_capabilities");
        new TreeMap<>(backend.agents()).forEach(agents::set);
        var prompt = backend.prompt();
        var said = codex.putObject("prompt").put("template", prompt.template());
        texts(said, "prepend", prompt.prepend());
        texts(said, "append", prompt.append()).put("deduplicate", prompt.deduplicate()).put("fallback_to_default", prompt.fallbackToDefault())
                .put("system_role", prompt.userBlock() ? "user_block" : "developer").put("use_catalog", prompt.useCatalog());
        var tools = codex.putObject("tool_schema");
        if (backend.tools().base() == null) tools.putNull("base_tools");
        else tools.putArray("base_tools").addAll(backend.tools().base());
        tools.putArray("custom_tools").addAll(backend.tools().custom());
        named(codex.putObject("renderer").put("default", backend.renderer().preset()).put("fallback", backend.renderer().fallback()), "aliases", backend.renderer().aliases());
        var waits = codex.putObject("streaming").put("max_retries", backend.maxRetries()).putArray("retry_backoff_seconds");
        for (var wait : backend.retryBackoff()) waits.add(seconds(wait));
    }

    private static BigDecimal seconds(Duration wait) {
        return Json.plain(wait.toMillis() / 1000.0);
    }

    private static ObjectNode texts(ObjectNode to, String name, Collection<String> texts) {
        var array = to.putArray(name);
        texts.forEach(array::add);
        return to;
    }

    private static void named(ObjectNode to, String name, Map<String, String> texts) {
        var object = to.putObject(name);
        new TreeMap<>(texts).forEach(object::put);
    }
}
