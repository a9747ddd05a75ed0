package scorpiox.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.server.config.BackendConfig.Prompt;
import scorpiox.server.config.BackendConfig.Renderer;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// What the environment says of backends of Codex; it comes before the file.
///
/// @param settings that hold it; empty for a backend it says nothing of
record CodexVariables(Optional<Settings> settings) {
    private static final Set<String> YES = Set.of("1", "true", "yes", "on");
    private static final int LONGEST_WAIT = 600;
    private static final List<BigDecimal> USUAL = List.of(new BigDecimal("0.5"), new BigDecimal("1.5"), new BigDecimal("3.0"));

    /// The base of `OPENAI_API_BASE_URL`.
    static Optional<String> base(Settings settings, boolean insecure) {
        var base = settings.find(Keys.OPENAI_API_BASE_URL);
        base.flatMap(url -> BackendMembers.problemWith(url, insecure)).ifPresent(problem -> {
            throw Failure.usage(Keys.OPENAI_API_BASE_URL.name() + " must " + problem);
        });
        return base;
    }

    /// Those of `OPENAI_CODEX_DEFAULT_CAPABILITIES`.
    ObjectNode capabilities(Renderer renderer) {
        var key = Keys.OPENAI_CODEX_DEFAULT_CAPABILITIES;
        return find(key).map(text -> checked(key, "", json(key, text), renderer)).orElseGet(Json::object);
    }

    /// Those of `OPENAI_CODEX_AGENT_CAPABILITIES`, by agent.
    Map<String, ObjectNode> agents(Renderer renderer) {
        var agents = new LinkedHashMap<String, ObjectNode>();
        var key = Keys.OPENAI_CODEX_AGENT_CAPABILITIES;
        find(key).ifPresent(text -> {
            for (var agent : json(key, text).properties()) {
                if (!(agent.getValue() instanceof ObjectNode layer)) throw Failure.usage(key.name() + ": " + agent.getKey() + " must be a JSON object");
                agents.put(BackendConfig.folded(agent.getKey()), checked(key, agent.getKey() + ".", layer, renderer));
            }
        });
        return agents;
    }

    /// A prompt with what the environment says over it.
    Prompt prompt(Prompt file) {
        return new Prompt(find(Keys.OPENAI_CODEX_PROMPT_TEMPLATE).orElse(file.template()), texts(Keys.OPENAI_CODEX_PROMPT_PREPEND).orElse(file.prepend()),
                texts(Keys.OPENAI_CODEX_PROMPT_APPEND).orElse(file.append()), yes(Keys.OPENAI_CODEX_PROMPT_DEDUPLICATE).orElse(file.deduplicate()),
                yes(Keys.OPENAI_CODEX_PROMPT_FALLBACK_DEFAULT).orElse(file.fallbackToDefault()), file.userBlock(), file.useCatalog());
    }

    int maxRetries(int file) {
        var key = Keys.OPENAI_CODEX_STREAMING_MAX_RETRIES;
        var number = find(key).map(Integer::parseInt).orElse(file);
        if (number > 10) throw Failure.usage(key.name() + " must be a whole number from 0 to 10, not " + number);
        return number;
    }

    /// @param file what the file says
    List<Duration> backoff(Optional<List<BigDecimal>> file) {
        var key = Keys.OPENAI_CODEX_STREAMING_RETRY_BACKOFF;
        var seconds = find(key).map(text -> List.of(text.split(",")).stream().map(each -> seconds(key, each.strip())).toList()).or(() -> file).orElse(USUAL);
        return seconds.stream().map(each -> Duration.ofMillis(each.movePointRight(3).longValue())).toList();
    }

    private Optional<String> find(Key key) {
        return settings.filter(all -> all.isSet(key)).flatMap(all -> all.find(key));
    }

    private Optional<Boolean> yes(Key key) {
        return find(key).map(YES::contains);
    }

    private Optional<List<String>> texts(Key key) {
        return find(key).map(text -> {
            if (!text.strip().startsWith("[")) throw Failure.usage(key.name() + " must be a JSON list of texts, such as [\"Be brief.\"]");
            var members = new Members(Json.object().set(key.name(), parsed(key, text)), "", new Reader(key));
            return members.texts(key.name());
        });
    }

    private static BigDecimal seconds(Key key, String text) {
        if (text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?") && Double.parseDouble(text) <= LONGEST_WAIT) return new BigDecimal(text);
        throw Failure.usage(key.name() + " must be numbers from 0 to " + LONGEST_WAIT + " with commas between, not " + text);
    }

    private static ObjectNode checked(Key key, String before, ObjectNode layer, Renderer renderer) {
        return Vocabulary.checked(layer, renderer, (name, must, value) -> new Reader(key).wrong(before + name, must, value));
    }

    private static ObjectNode json(Key key, String text) {
        if (parsed(key, text) instanceof ObjectNode object) return object;
        throw Failure.usage(key.name() + " must be a JSON object");
    }

    private static JsonNode parsed(Key key, String text) {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            throw Failure.usage(key.name() + " is not JSON" + (e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")"));
        } catch (IOException e) {
            throw Failure.usage(key.name() + " is not JSON");
        }
    }

    /// What is wrong is the variable's.
    private record Reader(Key key) implements Members.Reader {
        @Override
        public Failure wrong(String path, String must, JsonNode value) {
            return Failure.usage((path.startsWith(key.name()) ? path : key.name() + ": " + path) + " must " + must + (value == null ? "" : ", not " + Members.shown(value)));
        }

        @Override
        public void unknown(String path, String name, Set<String> known) {}
    }
}
