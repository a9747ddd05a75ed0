package scorpiox.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Origin;
import scorpiox.server.config.BackendConfig.Prompt;
import scorpiox.server.config.BackendConfig.Renderer;
import scorpiox.server.config.BackendConfig.Tools;
import scorpiox.settings.Settings;

/// Reads one entry under `backends`.
///
/// @param name     of the entry
/// @param members  of it
/// @param exposure of reasoning where its capabilities name none
/// @param settings whose environment says more of backends of Codex
record BackendMembers(String name, Members members, String exposure, Settings settings) {
    private static final int LONGEST_SECONDS = 86_400;

    BackendConfig read() {
        var type = type();
        var codex = type.equals(BackendType.CODEX) || type.equals(BackendType.CODEX_KEY);
        var environment = new CodexVariables(codex ? Optional.of(settings) : Optional.empty());
        var timeout = Duration.ofSeconds(members.whole("timeout", 1, 600, 300));
        var total = Duration.ofSeconds(members.whole("total_timeout", 0, LONGEST_SECONDS, 0));
        var insecure = members.flag("allow_insecure_upstream", false);
        var base = base(type, insecure);
        var path = members.text("path");
        var keyEnv = variable(members, "api_key_env");
        members.value("accounts").ifPresent(value -> {
            throw members.wrong("accounts", "not be there: a backend has one account (several backends can have one each, by their path)", value);
        });
        var outer = members.inner("extra");
        var extra = outer.inner("codex");
        var renderer = renderer(extra.inner("renderer"));
        var profile = capabilities(extra, renderer, environment);
        var agents = agents(extra, renderer, environment);
        var prompt = environment.prompt(prompt(extra.inner("prompt")));
        var tools = tools(extra.inner("tool_schema"));
        var streaming = extra.inner("streaming");
        var retries = environment.maxRetries(streaming.whole("max_retries", 0, 10, 2));
        var backoff = environment.backoff(streaming.numbers("retry_backoff_seconds", 600));
        streaming.done();
        extra.done();
        outer.done();
        members.done();
        return new BackendConfig(name, type, timeout, total, base, path, keyEnv, insecure, Vocabulary.profile(profile.all), profile.given, agents, prompt, tools, renderer, retries, backoff);
    }

    /// The name of a variable, and not by mistake the secret that should be in it.
    static Optional<String> variable(Members members, String name) {
        return members.text(name).map(variable -> {
            if (variable.matches("[A-Za-z_][A-Za-z0-9_]*")) return variable;
            throw members.wrong(name, "be the name of an environment variable", null);
        });
    }

    /// An http or https URL without user and password, and without TLS for this machine only.
    ///
    /// @param insecure whether it may go without anywhere
    /// @return what is wrong with it, if anything: what it must be
    static Optional<String> problemWith(String base, boolean insecure) {
        try {
            var uri = new URI(base);
            if (uri.getUserInfo() != null) return Optional.of("be a URL without user and password");
            var origin = Origin.of(uri);
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) return Optional.of("be a URL without ? and #");
            return origin.secure() || origin.loopback() || insecure ? Optional.empty() : Optional.of("begin with https://: without TLS the credential could be read on its way (allow_insecure_upstream: true lets it)");
        } catch (URISyntaxException | Failure notOne) {
            return Optional.of("be an http or https URL");
        }
    }

    private record Capabilities(ObjectNode all, boolean given) {}

    private String type() {
        var said = members.text("type");
        var type = BackendType.named(said.orElse(name));
        if (type.isPresent()) return type.get();
        throw members.wrong("type", "be one of " + String.join(", ", BackendType.ALL), said.isEmpty() ? null : Json.object().textNode(said.get()));
    }

    private Optional<String> base(String type, boolean insecure) {
        var base = members.text("api_base_url").map(String::strip);
        if (base.isPresent()) {
            var problem = problemWith(base.get(), insecure);
            if (problem.isPresent()) throw members.wrong("api_base_url", problem.get(), base.get().indexOf('@') >= 0 ? null : Json.object().textNode(base.get()));
        }
        return type.equals(BackendType.CODEX) ? CodexVariables.base(settings, insecure).or(() -> base) : base;
    }

    private Capabilities capabilities(Members extra, Renderer renderer, CodexVariables environment) {
        var given = Json.object();
        var inner = extra.inner("default_capabilities");
        Vocabulary.KEYS.forEach(inner::value);
        inner.done();
        given.setAll(Vocabulary.checked(inner.node(), renderer, inner::wrong));
        given.setAll(environment.capabilities(renderer));
        var all = Vocabulary.of(Profile.ENTHUSIAST).put(Vocabulary.EXPOSURE, exposure);
        all.setAll(given);
        var passthrough = given.has(Vocabulary.PASSTHROUGH);
        if (!passthrough && Vocabulary.responses(all)) all.put(Vocabulary.PASSTHROUGH, true);
        return new Capabilities(all, passthrough);
    }

    private static Map<String, ObjectNode> agents(Members extra, Renderer renderer, CodexVariables environment) {
        var agents = new LinkedHashMap<String, ObjectNode>();
        extra.all("agent_capabilities").forEach((agent, layer) -> {
            Vocabulary.KEYS.forEach(layer::value);
            layer.done();
            agents.put(BackendConfig.folded(agent), Vocabulary.checked(layer.node(), renderer, layer::wrong));
        });
        environment.agents(renderer).forEach((agent, layer) -> agents.merge(agent, layer, (below, above) -> below.setAll(above)));
        return Map.copyOf(agents);
    }

    private static Prompt prompt(Members members) {
        var prompt = new Prompt(members.text("template").orElse(null), members.texts("prepend"), members.texts("append"),
                members.flag("deduplicate", true), members.flag("fallback_to_default", true),
                members.choice("system_role", List.of("developer", "user_block"), "developer").equals("user_block"), members.flag("use_catalog", false));
        members.done();
        return prompt;
    }

    private static Tools tools(Members members) {
        for (var list : List.of("base_tools", "custom_tools")) {
            for (var tool : members.mappings(list).orElse(List.of())) {
                if (Json.text(tool, "type") == null) throw members.wrong(list, "hold tools of the Responses API, each with its type", tool);
            }
        }
        var tools = new Tools(members.mappings("base_tools").orElse(null), members.mappings("custom_tools").orElse(List.of()));
        members.done();
        return tools;
    }

    private static Renderer renderer(Members members) {
        var aliases = new LinkedHashMap<String, String>();
        members.named("aliases").forEach((alias, format) -> aliases.put(alias, format(members, "aliases." + alias, format, Map.of())));
        var preset = members.text("default").map(word -> format(members, "default", word, aliases)).orElse("none");
        var fallback = members.text("fallback").map(word -> format(members, "fallback", word, aliases)).orElse("summary");
        members.done();
        return new Renderer(preset, fallback, Map.copyOf(aliases));
    }

    private static String format(Members members, String key, String word, Map<String, String> aliases) {
        var format = Vocabulary.format(word, new Renderer(null, null, aliases));
        if (format != null) return format;
        throw members.wrong(key, "be one of " + String.join(", ", Vocabulary.FORMATS), Json.object().textNode(word));
    }
}
