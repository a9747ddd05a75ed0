package scorpiox.server.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.model.Effort;

/// Everything `config.yaml` says, the environment and the command line included.
///
/// @param defaultBackend name of the backend for models that name none
/// @param modelAliases   exact name to selector
/// @param exposeEfforts  whether names with efforts stand in the list of models
/// @param emulateStop    whether texts to stop at are looked for here
/// @param strictParams   whether what cannot be sent on is an error
/// @param anthropicModel selector for names of Claude that have no alias; null for none
/// @param tokens         whether members of the team may fetch access tokens
/// @param tokensPerMinute that each of them may fetch
/// @param backends       by name, in the order of the file
public record ServeConfig(String host, int port, String defaultBackend, Auth auth, List<String> allowedHosts, Cors cors, Bounds limits, Stream stream, Reasoning reasoning,
                          Map<String, String> modelAliases, boolean exposeEfforts, Store store, boolean emulateStop, boolean strictParams, String anthropicModel, Log log,
                          boolean tokens, int tokensPerMinute, Map<String, BackendConfig> backends) {
    public ServeConfig {
        backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    }

    /// @param keysEnv variable that holds keys of clients, with commas between them
    /// @param keys    the same in the file
    public record Auth(String keysEnv, List<String> keys) {}

    public record Cors(List<String> allowedOrigins, boolean allowNull) {}

    public record Bounds(int maxBodyMb, int maxConcurrent) {}

    /// @param heartbeat  silence after which a frame keeps the stream open; zero for never
    /// @param commitHold how long status and first bytes wait for a sign that an answer comes
    /// @param wholeCalls whether a call is sent in one piece
    /// @param commentary `auto`, `content`, `reasoning`, `drop`
    public record Stream(Duration heartbeat, Duration commitHold, boolean wholeCalls, String commentary) {}

    /// @param summary       `auto`, `concise`, `detailed`, `none`
    /// @param defaultEffort null leaves it to the model
    public record Reasoning(String summary, Effort defaultEffort) {}

    /// Answers kept for `previous_response_id`.
    public record Store(boolean enabled, int maxEntries, Duration life) {}

    /// @param level  `error`, `warn`, `info`, `debug`
    /// @param bodies whether requests and answers are written down
    public record Log(String level, boolean bodies) {}

    /// The backend of that name, in any case and with `-` for `_`; else the one of that type, the default one first.
    public Optional<BackendConfig> backend(String name) {
        var wanted = BackendConfig.folded(name);
        for (var backend : backends.values()) if (BackendConfig.folded(backend.name()).equals(wanted)) return Optional.of(backend);
        var type = BackendType.named(wanted);
        var usual = backends.get(defaultBackend);
        if (usual != null && type.filter(usual.type()::equals).isPresent()) return Optional.of(usual);
        return backends.values().stream().filter(backend -> type.filter(backend.type()::equals).isPresent()).findFirst();
    }
}
