package scorpiox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.provider.Fit;
import scorpiox.provider.Turn;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Selection;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.web.Fields;

/// A client's request for tests: what is usual, and what a test says otherwise.
public record Asking(ObjectNode body, Fields headers, Profile profile, String type, BackendConfig.Prompt prompt, BackendConfig.Tools tools, boolean emulateStop, String client) {
    /// @param json with `'` for `"`
    public static Asking of(String json) {
        return new Asking((ObjectNode) json(json), new Fields(), Profile.ENTHUSIAST, "openai-codex", BackendConfig.Prompt.USUAL, BackendConfig.Tools.USUAL, true, "");
    }

    public static Asking of(ObjectNode body) {
        return of("{}").body(body);
    }

    public static JsonNode json(String text) {
        try {
            return Json.read(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Asking body(ObjectNode other) {
        return new Asking(other, headers, profile, type, prompt, tools, emulateStop, client);
    }

    public Asking header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public Asking prompt(Profile.PromptMode mode) {
        return profile(new Profile(profile.protocol(), profile.passthrough(), mode, profile.tools(), "none", "summary", true, profile.environment(), profile.exposure()));
    }

    public Asking passthrough() {
        return profile(new Profile(profile.protocol(), true, profile.prompt(), profile.tools(), "none", "summary", true, profile.environment(), profile.exposure()));
    }

    public Asking tools(Profile.ToolSchemaMode mode) {
        return profile(new Profile(profile.protocol(), profile.passthrough(), profile.prompt(), mode, "none", "summary", true, profile.environment(), profile.exposure()));
    }

    public Asking environment() {
        return profile(new Profile(profile.protocol(), profile.passthrough(), profile.prompt(), profile.tools(), "none", "summary", true, true, profile.exposure()));
    }

    public Asking exposure(Profile.Exposure exposure) {
        return profile(new Profile(profile.protocol(), profile.passthrough(), profile.prompt(), profile.tools(), "none", "summary", true, profile.environment(), exposure));
    }

    public Asking profile(Profile other) {
        return new Asking(body, headers, other, type, prompt, tools, emulateStop, client);
    }

    public Asking at(String backend) {
        return new Asking(body, headers, profile, backend, prompt, tools, emulateStop, client);
    }

    public Asking prompt(BackendConfig.Prompt other) {
        return new Asking(body, headers, profile, type, other, tools, emulateStop, client);
    }

    public Asking tools(BackendConfig.Tools other) {
        return new Asking(body, headers, profile, type, prompt, other, emulateStop, client);
    }

    public Asking withoutStops() {
        return new Asking(body, headers, profile, type, prompt, tools, false, client);
    }

    public Asking by(String other) {
        return new Asking(body, headers, profile, type, prompt, tools, emulateStop, other);
    }

    public ClientRequest request() {
        var backend = new BackendConfig("own", type, Duration.ofMinutes(5), Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty(), false, profile, false, Map.of(), prompt,
                tools, BackendConfig.Renderer.USUAL, 2, List.of());
        var config = new ServeConfig("127.0.0.1", 8787, "own", null, List.of(), null, null, new ServeConfig.Stream(Duration.ofSeconds(15), Duration.ofSeconds(10), false, "auto"),
                new ServeConfig.Reasoning("auto", null), Map.of(), false, null, emulateStop, false, null, null, false, 60, Map.of("own", backend));
        var selection = new Selection("m", "own", "gpt-5.1-codex", Optional.empty(), Optional.empty(), null, null, null);
        return new ClientRequest(body, headers, selection, profile, backend, config, Models.BUILT_IN.find("codex", "gpt-5.1-codex"), true, client);
    }

    /// What Codex is sent for a request.
    public static ObjectNode upstream(Request request) {
        var model = Models.BUILT_IN.find("codex", request.model());
        var dialect = new ResponsesDialect("codex", URI.create("https://backend.test/codex/responses"), ResponsesDialect.Kind.CHATGPT, "test", InstantSource.system());
        try {
            return (ObjectNode) Json.read(dialect.encode(Fit.of(request, model, "codex").request(), model, new Turn(false)).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
