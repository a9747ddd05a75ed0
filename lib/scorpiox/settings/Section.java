package scorpiox.settings;

import static scorpiox.settings.Keys.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keys that belong together, for whoever shows all of them, and when each of them matters at all.
///
/// @param title of one to three words
/// @param items in the order they are shown
public record Section(String title, List<Item> items) {
    /// A key in its section.
    ///
    /// @param key        it
    /// @param conditions all of them must hold for the key to matter
    public record Item(Key key, List<Condition> conditions) {}

    /// A key has one of some values.
    record Condition(Key key, Set<String> values) {
        boolean holds(Function<Key, String> value) {
            var text = value.apply(key).toLowerCase(Locale.ROOT).replace('_', '-');
            return values.contains(text);
        }
    }

    private static final Set<String> ROUTER = Set.of("scorpiox", "router");
    private static final List<Section> ALL = List.of(
            section("Provider", PROVIDER, MODEL, ACTIVE_PROFILE),
            section("Codex sign-in", provider("codex"), items(CODEX_TOKEN_SOURCE),
                    items(when(CODEX_TOKEN_SOURCE, "local"), CODEX_ACCOUNT, CODEX_CREDENTIALS_FILE, OPENAI_CODEX_PATH, CODEX_HOME, CODEX_REFRESH),
                    items(when(CODEX_TOKEN_SOURCE, "remote", "http"), CODEX_REMOTE_URL, TOKEN_HTTP_API_KEY),
                    items(when(CODEX_TOKEN_SOURCE, "ssh"), CODEX_SSH_HOST, CODEX_SSH_USER, CODEX_SSH_PORT, CODEX_SSH_KEY, CODEX_SSH_PASS),
                    items(CODEX_CHATGPT_URL, CODEX_AUTH_URL, CODEX_REFRESH_TOKEN_URL_OVERRIDE)),
            section("Codex endpoint", provider("codex"), items(CODEX_BASE_URL, CODEX_API_KEY, CODEX_API_KEY_CMD, CODEX_API_KEY_TTL, CODEX_ENDPOINT_EXACT, CODEX_MODEL_MAP, CODEX_INCLUDE,
                    ENABLE_PLUGIN_REQUEST_LOGGING, DEBUG_CODEX_PLUGIN, CODEX_LOG_DIR)),
            section("Claude Code", provider("claude-code"), items(CLAUDE_CODE_AUTH, CLAUDE_CODE_OAUTH_TOKEN, CLAUDE_CODE_CREDENTIALS_FILE, CLAUDE_CONFIG_DIR,
                    CLAUDE_CODE_REFRESH, CLAUDE_CODE_TOKEN_URL, CLAUDE_CODE_API_URL)),
            section("Anthropic", provider("anthropic"), items(ANTHROPIC_API_KEY, ANTHROPIC_API_KEY_CMD, ANTHROPIC_API_KEY_TTL, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_CREDENTIALS_FILE,
                    ANTHROPIC_BASE_URL, ANTHROPIC_BETA)),
            section("Gemini", provider("gemini"), items(GEMINI_API_KEY, GOOGLE_API_KEY, GEMINI_API_KEY_CMD, GEMINI_API_KEY_TTL, GEMINI_BASE_URL)),
            // its base serves an API key in auth.json too
            section("OpenAI", provider("openai", "codex"), items(OPENAI_BASE_URL), items(when(PROVIDER, "openai", "scorpiox", "router"), OPENAI_API_KEY, OPENAI_API_KEY_CMD,
                    OPENAI_API_KEY_TTL, OPENAI_API, OPENAI_ORGANIZATION, OPENAI_PROJECT, OPENAI_COMPAT)),
            section("Router", provider("router"), items(ROUTER_URL, ROUTER_API_KEY, ROUTER_API_KEY_CMD, ROUTER_API_KEY_TTL, ROUTER_RULES, ROUTER_FALLBACK, ROUTER_LONG_CONTEXT,
                    ROUTER_LONG_CONTEXT_THRESHOLD, ROUTER_IMAGE, ROUTER_THINK, ROUTER_BACKGROUND, ROUTER_ON, ROUTER_COOLDOWN)),
            section("Thinking", REASONING_EFFORT, CODEX_REASONING_EFFORT, OPENAI_REASONING_EFFORT, THINKING, THINKING_BUDGET, CODEX_REASONING_SUMMARY, CODEX_TEXT_VERBOSITY,
                    SERVICE_TIER, PROMPT_CACHE, PROMPT_CACHE_TTL, CODEX_INSTRUCTIONS_FILE),
            section("Tools", TOOLS, SX_TOOLS, SX_MODE, SX_ALLOW, SX_ASK, SX_DENY, SX_BASH_ENV_KEEP, SX_SEARCH_CMD, SX_TEAM),
            section("Limits", SX_TOOL_MAX_LINES, SX_TOOL_MAX_LINE, SX_TOOL_MAX_BYTES, SX_TOOL_MAX_FILE, SX_TOOL_MAX_IMAGE, SX_BASH_MAX_CHARS, SX_BASH_TIMEOUT,
                    SX_BASH_MAX_TIMEOUT, SX_GREP_MAX, SX_GREP_MAX_FILES, SX_GLOB_MAX, SX_LS_MAX, SX_WEB_MAX_BYTES, SX_WEB_TIMEOUT),
            section("Serve", SX_PROXY_API_KEY, OPENAI_API_BASE_URL, OPENAI_CODEX_DEFAULT_CAPABILITIES, OPENAI_CODEX_AGENT_CAPABILITIES, OPENAI_CODEX_PROMPT_TEMPLATE,
                    OPENAI_CODEX_PROMPT_PREPEND, OPENAI_CODEX_PROMPT_APPEND, OPENAI_CODEX_PROMPT_DEDUPLICATE, OPENAI_CODEX_PROMPT_FALLBACK_DEFAULT,
                    OPENAI_CODEX_STREAMING_MAX_RETRIES, OPENAI_CODEX_STREAMING_RETRY_BACKOFF),
            section("Network", PROXY_URL, PROXY_MODE, HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SX_CA_FILE, SSL_CERT_FILE, SX_INSECURE_HTTP));

    /// Every key of the catalogue, each once.
    public static List<Section> all() {
        return ALL;
    }

    /// The keys of all sections in their order, and these aliases beside the router's rules.
    public static List<Key> keys(List<Key> aliases) {
        var keys = new ArrayList<Key>();
        for (var section : ALL) {
            for (var item : section.items()) {
                keys.add(item.key());
                if (item.key().equals(ROUTER_RULES)) keys.addAll(aliases);
            }
        }
        return keys;
    }

    /// The keys that matter.
    ///
    /// @param value of any key
    public List<Key> matter(Function<Key, String> value) {
        return items.stream().filter(item -> item.conditions().stream().allMatch(condition -> condition.holds(value))).map(Item::key).toList();
    }

    private static Section section(String title, Key... keys) {
        return new Section(title, items(keys));
    }

    @SafeVarargs
    private static Section section(String title, Condition condition, List<Item>... items) {
        var all = new ArrayList<Item>();
        for (var some : items) some.forEach(item -> all.add(new Item(item.key(), Stream.concat(Stream.of(condition), item.conditions().stream()).toList())));
        return new Section(title, List.copyOf(all));
    }

    private static List<Item> items(Key... keys) {
        return Stream.of(keys).map(key -> new Item(key, List.of())).toList();
    }

    private static List<Item> items(Condition condition, Key... keys) {
        return Stream.of(keys).map(key -> new Item(key, List.of(condition))).toList();
    }

    private static Condition when(Key key, String... values) {
        return new Condition(key, Set.of(values));
    }

    /// The provider itself, or the router, which may choose it.
    private static Condition provider(String... ids) {
        return new Condition(PROVIDER, Stream.concat(Stream.of(ids), ROUTER.stream()).collect(Collectors.toUnmodifiableSet()));
    }
}
