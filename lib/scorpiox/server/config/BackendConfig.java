package scorpiox.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One entry under `backends`.
///
/// @param name          as it stands there, `_` and `-` being one character
/// @param type          `openai-codex`, `openai-codex-key`, `router`, `demo`, or the name of a provider
/// @param timeout       for connecting with the response header, and for silence between two reads
/// @param totalTimeout  for the whole call; zero for none
/// @param apiBaseUrl    where its requests go
/// @param path          folder or file of its credentials
/// @param apiKeyEnv     variable that holds its key
/// @param insecure      whether it may be asked without TLS beyond this machine
/// @param profile       its usual capabilities
/// @param passthroughGiven whether the configuration itself says if requests are passed through; a native one is where it does not
/// @param agents        what differs for an agent, by its name
/// @param prompt        its instructions
/// @param tools         its tools
/// @param renderer      how calls are told in text
/// @param maxRetries    of a request before its first byte
/// @param retryBackoff  waits between them
public record BackendConfig(String name, String type, Duration timeout, Duration totalTimeout, Optional<String> apiBaseUrl, Optional<String> path, Optional<String> apiKeyEnv,
                            boolean insecure, Profile profile, boolean passthroughGiven, Map<String, ObjectNode> agents, Prompt prompt, Tools tools, Renderer renderer, int maxRetries,
                            List<Duration> retryBackoff) {
    /// @param template   the default instructions; null for those of the program
    /// @param role       `developer`, or `user_block` for one marked message of the user
    public record Prompt(String template, List<String> prepend, List<String> append, boolean deduplicate, boolean fallbackToDefault, boolean userBlock, boolean useCatalog) {
        public static final Prompt USUAL = new Prompt(null, List.of(), List.of(), true, true, false, false);
    }

    /// @param base   raw tool objects of the Responses wire; null for those of the program
    /// @param custom raw tool objects that are offered besides the client's
    public record Tools(List<ObjectNode> base, List<ObjectNode> custom) {
        public static final Tools USUAL = new Tools(null, List.of());
    }

    /// @param preset   what `default` and `inherit` mean
    /// @param aliases  names for formats
    public record Renderer(String preset, String fallback, Map<String, String> aliases) {
        public static final Renderer USUAL = new Renderer("none", "summary", Map.of());
    }

    /// Whether it is asked over the Responses wire of Codex, as the demo is too. Its instructions and limits are its own:
    /// everybody else takes a system text and sampling as they are.
    public boolean codex() {
        return type.equals(BackendType.CODEX) || type.equals(BackendType.CODEX_KEY) || type.equals(BackendType.DEMO);
    }

    /// Id of the provider that answers; the demo's models are those of Codex.
    public String provider() {
        return codex() ? "codex" : type;
    }

    /// A name as it is compared: in small letters, `_` and `-` being one character.
    public static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
