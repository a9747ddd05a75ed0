package scorpiox.settings;

import static scorpiox.settings.Key.Trust.ENVIRONMENT;
import static scorpiox.settings.Key.Trust.FREE;
import static scorpiox.settings.Key.Trust.NEVER;
import static scorpiox.settings.Key.Trust.TIGHTEN;
import static scorpiox.settings.Key.Trust.TRUSTED;
import static scorpiox.settings.Key.Type.CHOICE;
import static scorpiox.settings.Key.Type.FILE;
import static scorpiox.settings.Key.Type.NUMBER;
import static scorpiox.settings.Key.Type.RULES;
import static scorpiox.settings.Key.Type.SECRET;
import static scorpiox.settings.Key.Type.SWITCH;
import static scorpiox.settings.Key.Type.TEXT;
import static scorpiox.settings.Key.Type.URL;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The catalogue: every key there is. Settings can only be read through these constants.
public final class Keys {
    private static final Map<String, Key> ALL = new LinkedHashMap<>();
    /// Values that send a prompt nowhere the user has not signed in to, so that the documented quick start just works.
    private static final Map<String, List<String>> HARMLESS = Map.of(
            "PROVIDER", List.of("scorpiox", "router", "codex", "claude-code", "anthropic", "gemini", "google", "google-gemini", "openai", "demo"),
            "CODEX_TOKEN_SOURCE", List.of("local"));
    private static final String[] EFFORTS = {"none", "off", "0", "minimal", "low", "medium", "high", "xhigh", "max"};
    private static final String[] YES_OR_NO = {"1", "true", "yes", "on", "0", "false", "no", "off"};

    public static final Key PROVIDER = key("PROVIDER", TEXT, "scorpiox", TRUSTED, true,
            "who answers: codex, claude-code, anthropic, gemini, openai, demo, or scorpiox (= router)");
    public static final Key MODEL = key("MODEL", TEXT, "sonnet", FREE, false,
            "model, tier (opus, sonnet, haiku), provider/model or model-effort");
    public static final Key TOOLS = key("TOOLS", CHOICE, "1", TIGHTEN, false, "1 offers tools to the model, 0 none", "1", "0");
    public static final Key SX_MODE = key("SX_MODE", CHOICE, "ask", TIGHTEN, false,
            "what the agent may do unasked; without it ask on a terminal and read-only elsewhere", "full", "edit", "ask", "read-only");
    public static final Key SX_ALLOW = key("SX_ALLOW", RULES, "", TRUSTED, false, "rules for calls that need no asking, such as bash(git status*)");
    public static final Key SX_ASK = key("SX_ASK", RULES, "", FREE, false, "rules for calls that always ask");
    public static final Key SX_DENY = key("SX_DENY", RULES, "", FREE, false, "rules for calls that are never allowed");
    public static final Key SX_BASH_ENV_KEEP = key("SX_BASH_ENV_KEEP", TEXT, "", NEVER, false, "variables that commands get although they look like secrets");
    public static final Key SX_SEARCH_CMD = key("SX_SEARCH_CMD", TEXT, "", NEVER, false, "command behind web_search: query on stdin, JSON results on stdout");
    public static final Key SX_TOOL_MAX_LINES = limit("SX_TOOL_MAX_LINES", 2000, "lines shown of a file");
    public static final Key SX_TOOL_MAX_LINE = limit("SX_TOOL_MAX_LINE", 2000, "characters shown of a line");
    public static final Key SX_TOOL_MAX_BYTES = limit("SX_TOOL_MAX_BYTES", 51_200, "bytes of a tool's result");
    public static final Key SX_TOOL_MAX_FILE = limit("SX_TOOL_MAX_FILE", 20_971_520, "bytes of the largest file read");
    public static final Key SX_TOOL_MAX_IMAGE = limit("SX_TOOL_MAX_IMAGE", 20_971_520, "bytes of the largest image read");
    public static final Key SX_BASH_MAX_CHARS = limit("SX_BASH_MAX_CHARS", 30_000, "characters shown of a command's output");
    public static final Key SX_BASH_TIMEOUT = limit("SX_BASH_TIMEOUT", 120, "seconds a command may take that asks for no time");
    public static final Key SX_BASH_MAX_TIMEOUT = limit("SX_BASH_MAX_TIMEOUT", 600, "seconds a command may ask for");
    public static final Key SX_GREP_MAX = limit("SX_GREP_MAX", 100, "matches of a search");
    public static final Key SX_GREP_MAX_FILES = limit("SX_GREP_MAX_FILES", 250, "files of a search that names only files");
    public static final Key SX_GLOB_MAX = limit("SX_GLOB_MAX", 1000, "paths of a glob");
    public static final Key SX_LS_MAX = limit("SX_LS_MAX", 500, "entries shown of a folder");
    public static final Key SX_WEB_MAX_BYTES = limit("SX_WEB_MAX_BYTES", 5_242_880, "bytes of the largest web page");
    public static final Key SX_WEB_TIMEOUT = limit("SX_WEB_TIMEOUT", 30, "seconds a web page may take");
    public static final Key SX_TOOLS = key("SX_TOOLS", CHOICE, "1", TIGHTEN, false, "0 leaves out tools made by you, the team or the project", "1", "0");
    public static final Key SX_TEAM = key("SX_TEAM", FILE, "", ENVIRONMENT, false, "folder of the team's defaults, profiles, prompts and tools");
    public static final Key ACTIVE_PROFILE = key("ACTIVE_PROFILE", TEXT, "", TRUSTED, false, "profile laid over the files");

    public static final Key CODEX_TOKEN_SOURCE = key("CODEX_TOKEN_SOURCE", CHOICE, "local", TRUSTED, true,
            "where the Codex token comes from", "local", "remote", "http", "ssh");
    public static final Key CODEX_REMOTE_URL = key("CODEX_REMOTE_URL", URL, "https://token.scorpiox.net/codex", TRUSTED, true,
            "token endpoint for the source remote");
    public static final Key TOKEN_HTTP_API_KEY = key("TOKEN_HTTP_API_KEY", SECRET, "", NEVER, true, "key for CODEX_REMOTE_URL, when you set that yourself");
    public static final Key CODEX_SSH_HOST = key("CODEX_SSH_HOST", TEXT, "", TRUSTED, true, "host for the source ssh, or its alias in ~/.ssh/config");
    public static final Key CODEX_SSH_USER = key("CODEX_SSH_USER", TEXT, "", TRUSTED, true, "user on that host; else as ssh does");
    public static final Key CODEX_SSH_PASS = key("CODEX_SSH_PASS", SECRET, "", TRUSTED, true, "password on that host, or passphrase of CODEX_SSH_KEY");
    public static final Key CODEX_SSH_KEY = key("CODEX_SSH_KEY", FILE, "", TRUSTED, true, "private key file for that host; else as ssh does");
    public static final Key CODEX_SSH_PORT = key("CODEX_SSH_PORT", NUMBER, "", TRUSTED, true, "port on that host; else as ssh does");
    public static final Key CODEX_ACCOUNT = key("CODEX_ACCOUNT", TEXT, "", TRUSTED, true, "named account of fetchtoken login --account");
    public static final Key CODEX_REFRESH = key("CODEX_REFRESH", CHOICE, "1", TIGHTEN, false, "0 never renews the token of a file", "1", "0");
    public static final Key CODEX_CREDENTIALS_FILE = key("CODEX_CREDENTIALS_FILE", FILE, "", NEVER, true,
            "the one auth.json to use; no other is tried");
    public static final Key OPENAI_CODEX_PATH = key("OPENAI_CODEX_PATH", FILE, "", NEVER, true,
            "the same, as a file or its folder");
    public static final Key CODEX_HOME = key("CODEX_HOME", FILE, "", ENVIRONMENT, true, "folder of the Codex CLI, for its auth.json");
    public static final Key CODEX_CHATGPT_URL = key("CODEX_CHATGPT_URL", URL, "https://chatgpt.com/backend-api", NEVER, true,
            "base of the ChatGPT backend");
    public static final Key CODEX_AUTH_URL = key("CODEX_AUTH_URL", URL, "https://auth.openai.com", NEVER, true, "where one signs in and tokens are renewed");
    public static final Key CODEX_REFRESH_TOKEN_URL_OVERRIDE = key("CODEX_REFRESH_TOKEN_URL_OVERRIDE", URL, "", NEVER, true,
            "whole URL that tokens are renewed at");
    public static final Key CODEX_BASE_URL = key("CODEX_BASE_URL", URL, "", TRUSTED, true,
            "third-party Codex endpoint; needs CODEX_API_KEY");
    public static final Key CODEX_API_KEY = key("CODEX_API_KEY", SECRET, "", TRUSTED, true,
            "key for CODEX_BASE_URL");
    public static final Key CODEX_API_KEY_CMD = key("CODEX_API_KEY_CMD", TEXT, "", NEVER, true, "command that prints the key for CODEX_BASE_URL");
    public static final Key CODEX_API_KEY_TTL = key("CODEX_API_KEY_TTL", NUMBER, "300", NEVER, false, "seconds a key of that command is used");
    public static final Key CODEX_ENDPOINT_EXACT = key("CODEX_ENDPOINT_EXACT", SWITCH, "0", TRUSTED, true,
            "1 uses CODEX_BASE_URL as the whole URL");
    public static final Key CODEX_MODEL_MAP = key("CODEX_MODEL_MAP", CHOICE, "pass", FREE, false, "legacy maps names of models as the plugin for key endpoints does",
            "pass", "legacy");
    public static final Key CODEX_INCLUDE = key("CODEX_INCLUDE", TEXT, "", FREE, false, "what else an answer of a Codex endpoint should include, with commas between");
    public static final Key ENABLE_PLUGIN_REQUEST_LOGGING = key("ENABLE_PLUGIN_REQUEST_LOGGING", SWITCH, "0", ENVIRONMENT, false,
            "1 writes requests to CODEX_BASE_URL and their answers into CODEX_LOG_DIR");
    public static final Key DEBUG_CODEX_PLUGIN = key("DEBUG_CODEX_PLUGIN", SWITCH, "0", ENVIRONMENT, false, "1 says on stderr how requests to CODEX_BASE_URL are changed");
    public static final Key CODEX_LOG_DIR = key("CODEX_LOG_DIR", FILE, "~/.opencode/logs/codex-plugin", NEVER, false, "folder of that log");
    public static final Key CODEX_INSTRUCTIONS_FILE = key("CODEX_INSTRUCTIONS_FILE", FILE, "", TRUSTED, false,
            "file that replaces the system prompt");

    public static final Key CLAUDE_CODE_OAUTH_TOKEN = key("CLAUDE_CODE_OAUTH_TOKEN", SECRET, "", NEVER, true, "token of claude setup-token");
    public static final Key CLAUDE_CODE_CREDENTIALS_FILE = key("CLAUDE_CODE_CREDENTIALS_FILE", FILE, "", NEVER, true,
            "credential file of Claude Code");
    public static final Key CLAUDE_CONFIG_DIR = key("CLAUDE_CONFIG_DIR", FILE, "", ENVIRONMENT, true, "folder of Claude Code, for its .credentials.json");
    public static final Key CLAUDE_CODE_REFRESH = key("CLAUDE_CODE_REFRESH", SWITCH, "0", NEVER, false, "1 renews the token in Claude Code's own file");
    public static final Key CLAUDE_CODE_TOKEN_URL = key("CLAUDE_CODE_TOKEN_URL", URL, "https://platform.claude.com/v1/oauth/token", NEVER, true,
            "where Claude Code's tokens are renewed");
    public static final Key CLAUDE_CODE_API_URL = key("CLAUDE_CODE_API_URL", URL, "https://api.anthropic.com", NEVER, true,
            "the API that Claude Code's token is for");
    public static final Key CLAUDE_CODE_AUTH = key("CLAUDE_CODE_AUTH", CHOICE, "cli", NEVER, true,
            "cli asks your own claude program; bearer sends its token to the API, as far as its terms let you", "cli", "bearer");

    public static final Key ANTHROPIC_API_KEY = key("ANTHROPIC_API_KEY", SECRET, "", NEVER, true, "key for Anthropic");
    public static final Key ANTHROPIC_AUTH_TOKEN = key("ANTHROPIC_AUTH_TOKEN", SECRET, "", NEVER, true, "bearer token for a gateway in front of Anthropic, in place of a key");
    public static final Key ANTHROPIC_API_KEY_CMD = command("ANTHROPIC");
    public static final Key ANTHROPIC_API_KEY_TTL = life("ANTHROPIC");
    public static final Key ANTHROPIC_CREDENTIALS_FILE = key("ANTHROPIC_CREDENTIALS_FILE", FILE, "", NEVER, true, "credential file of Anthropic's SDKs, renewed when it ends");
    public static final Key ANTHROPIC_BASE_URL = key("ANTHROPIC_BASE_URL", URL, "https://api.anthropic.com", NEVER, true, "base of the Anthropic API, without /v1");
    public static final Key ANTHROPIC_BETA = key("ANTHROPIC_BETA", TEXT, "", NEVER, false, "beta features to ask Anthropic for, with commas between");

    public static final Key GEMINI_API_KEY = key("GEMINI_API_KEY", SECRET, "", NEVER, true, "key for Gemini");
    public static final Key GOOGLE_API_KEY = key("GOOGLE_API_KEY", SECRET, "", NEVER, true, "the same, where GEMINI_API_KEY is not set");
    public static final Key GEMINI_API_KEY_CMD = command("GEMINI");
    public static final Key GEMINI_API_KEY_TTL = life("GEMINI");
    public static final Key GEMINI_BASE_URL = key("GEMINI_BASE_URL", URL, "https://generativelanguage.googleapis.com", NEVER, true, "base of the Gemini API, without /v1beta");

    public static final Key OPENAI_API_KEY = key("OPENAI_API_KEY", SECRET, "", NEVER, true, "key for OPENAI_BASE_URL; a server of your own may need none");
    public static final Key OPENAI_API_KEY_CMD = command("OPENAI");
    public static final Key OPENAI_API_KEY_TTL = life("OPENAI");
    public static final Key OPENAI_BASE_URL = key("OPENAI_BASE_URL", URL, "https://api.openai.com/v1", NEVER, true,
            "base of the OpenAI API or of a compatible server");
    public static final Key OPENAI_API = key("OPENAI_API", CHOICE, "", NEVER, true, "responses or chat; else responses for OpenAI's own base and chat for others",
            "responses", "chat");
    public static final Key OPENAI_ORGANIZATION = key("OPENAI_ORGANIZATION", TEXT, "", NEVER, false, "organization that is charged");
    public static final Key OPENAI_PROJECT = key("OPENAI_PROJECT", TEXT, "", NEVER, false, "project that is charged");
    public static final Key OPENAI_COMPAT = key("OPENAI_COMPAT", TEXT, "", NEVER, false,
            "what a compatible server can, where it is known better: thinkTags=1;maxTokensField=max_tokens");

    public static final Key ROUTER_URL = key("ROUTER_URL", URL, "", TRUSTED, true, "OpenAI-compatible server that gets what no other provider serves");
    public static final Key ROUTER_API_KEY = key("ROUTER_API_KEY", SECRET, "", NEVER, true, "key for ROUTER_URL, if it needs one");
    public static final Key ROUTER_API_KEY_CMD = command("ROUTER");
    public static final Key ROUTER_API_KEY_TTL = life("ROUTER");
    public static final Key ROUTER_RULES = key("ROUTER_RULES", TEXT, "", TRUSTED, true, "pairs of glob=provider/model with ; between; the first that fits counts");
    public static final Key ROUTER_FALLBACK = key("ROUTER_FALLBACK", TEXT, "", TRUSTED, true, "provider/model, with commas between, to try when the one before fails");
    public static final Key ROUTER_LONG_CONTEXT = key("ROUTER_LONG_CONTEXT", TEXT, "", TRUSTED, true, "provider/model for prompts above ROUTER_LONG_CONTEXT_THRESHOLD");
    public static final Key ROUTER_LONG_CONTEXT_THRESHOLD = key("ROUTER_LONG_CONTEXT_THRESHOLD", NUMBER, "60000", FREE, false, "tokens from which a prompt is long");
    public static final Key ROUTER_IMAGE = key("ROUTER_IMAGE", TEXT, "", TRUSTED, true, "provider/model for prompts with images");
    public static final Key ROUTER_THINK = key("ROUTER_THINK", TEXT, "", TRUSTED, true, "provider/model for an effort of high and above");
    public static final Key ROUTER_BACKGROUND = key("ROUTER_BACKGROUND", TEXT, "", TRUSTED, true, "provider/model for the tier haiku");
    public static final Key ROUTER_ON = key("ROUTER_ON", TEXT, "", FREE, false, "kinds of failure that move on to the next, with commas between; else the usual ones");
    public static final Key ROUTER_COOLDOWN = key("ROUTER_COOLDOWN", NUMBER, "60", FREE, false, "seconds a provider is left alone after it failed");
    public static final Key PROXY_URL = key("PROXY_URL", URL, "", NEVER, true, "proxy that takes the requests of every provider under their own paths, keys included");
    public static final Key PROXY_MODE = key("PROXY_MODE", CHOICE, "soft", NEVER, true, "soft asks the provider itself when the proxy fails; strict does not", "soft", "strict");

    public static final Key CODEX_REASONING_EFFORT = key("CODEX_REASONING_EFFORT", CHOICE, "", FREE, false, "effort, first choice", EFFORTS);
    public static final Key REASONING_EFFORT = key("REASONING_EFFORT", CHOICE, "", FREE, false, "effort, second choice", EFFORTS);
    public static final Key OPENAI_REASONING_EFFORT = key("OPENAI_REASONING_EFFORT", CHOICE, "", FREE, false, "effort, last choice", EFFORTS);
    public static final Key THINKING = key("THINKING", SWITCH, "1", FREE, false, "0 asks for no thinking");
    public static final Key CODEX_REASONING_SUMMARY = key("CODEX_REASONING_SUMMARY", CHOICE, "auto", FREE, false,
            "summary of the model's thinking", "auto", "concise", "detailed", "none");
    public static final Key CODEX_TEXT_VERBOSITY = key("CODEX_TEXT_VERBOSITY", CHOICE, "", FREE, false,
            "length of answers", "low", "medium", "high");
    public static final Key THINKING_BUDGET = key("THINKING_BUDGET", NUMBER, "", FREE, false, "tokens to think with, for models that take a number");
    public static final Key PROMPT_CACHE = key("PROMPT_CACHE", CHOICE, "auto", FREE, false,
            "auto caches prompts where that costs nothing to keep, explicit also where it does, off never", "auto", "explicit", "off");
    public static final Key PROMPT_CACHE_TTL = key("PROMPT_CACHE_TTL", CHOICE, "short", FREE, false, "how long a cached prompt is kept: minutes, or an hour and more",
            "short", "long");
    public static final Key SERVICE_TIER = key("SERVICE_TIER", CHOICE, "", FREE, false, "fast (= priority) or flex", "fast", "priority", "flex");

    public static final Key HTTPS_PROXY = key("HTTPS_PROXY", SECRET, "", NEVER, true, "proxy for https");
    public static final Key HTTP_PROXY = key("HTTP_PROXY", SECRET, "", NEVER, true, "proxy for http");
    public static final Key NO_PROXY = key("NO_PROXY", TEXT, "", NEVER, true, "hosts reached without a proxy");
    public static final Key SX_CA_FILE = key("SX_CA_FILE", FILE, "", NEVER, false, "certificate authorities to trust beside the JDK's");
    public static final Key SSL_CERT_FILE = key("SSL_CERT_FILE", FILE, "", NEVER, false, "the same, under its usual name");
    public static final Key SX_INSECURE_HTTP = key("SX_INSECURE_HTTP", SWITCH, "0", ENVIRONMENT, false,
            "1 lets a key travel over plain http to another machine");

    public static final Key SX_PROXY_API_KEY = key("SX_PROXY_API_KEY", SECRET, "", NEVER, false, "key that clients of serve must send; several with commas between");
    public static final Key OPENAI_API_BASE_URL = key("OPENAI_API_BASE_URL", URL, "", NEVER, true, "serve: base that requests to Codex go to, in place of config.yaml's");
    public static final Key OPENAI_CODEX_DEFAULT_CAPABILITIES = serve("DEFAULT_CAPABILITIES", TEXT, "", "serve: capabilities over those of config.yaml, a JSON object");
    public static final Key OPENAI_CODEX_AGENT_CAPABILITIES = serve("AGENT_CAPABILITIES", TEXT, "", "serve: capabilities by agent, a JSON object of objects");
    public static final Key OPENAI_CODEX_PROMPT_TEMPLATE = serve("PROMPT_TEMPLATE", TEXT, "", "serve: the default instructions");
    public static final Key OPENAI_CODEX_PROMPT_PREPEND = serve("PROMPT_PREPEND", TEXT, "", "serve: sections before the instructions, a JSON list of texts");
    public static final Key OPENAI_CODEX_PROMPT_APPEND = serve("PROMPT_APPEND", TEXT, "", "serve: sections after the instructions, a JSON list of texts");
    public static final Key OPENAI_CODEX_PROMPT_DEDUPLICATE = serve("PROMPT_DEDUPLICATE", CHOICE, "1", "serve: whether equal sections of the instructions stand there once", YES_OR_NO);
    public static final Key OPENAI_CODEX_PROMPT_FALLBACK_DEFAULT = serve("PROMPT_FALLBACK_DEFAULT", CHOICE, "1",
            "serve: whether the default instructions take the place of missing ones", YES_OR_NO);
    public static final Key OPENAI_CODEX_STREAMING_MAX_RETRIES = serve("STREAMING_MAX_RETRIES", NUMBER, "2", "serve: how often a request is sent again before its first byte");
    public static final Key OPENAI_CODEX_STREAMING_RETRY_BACKOFF = serve("STREAMING_RETRY_BACKOFF", TEXT, "0.5,1.5,3.0", "serve: seconds to wait between, with commas");

    /// What the names of keys begin with that stand for an alias of the router's; the alias follows.
    public static final String ROUTER_ALIAS = "ROUTER_ALIAS_";

    private Keys() {}

    /// All keys but the aliases, which people name themselves, in the order of this page.
    public static List<Key> all() {
        return List.copyOf(ALL.values());
    }

    /// The key of that name, or null.
    public static Key named(String name) {
        var key = ALL.get(name);
        return key != null || !isAlias(name) ? key : new Key(name, TEXT, "", List.of(), TRUSTED, List.of(), true, "provider/model, with commas between, that this name stands for");
    }

    /// Whether a name is that of an alias: letters, digits, `-`, `_` and `.` after [#ROUTER_ALIAS].
    static boolean isAlias(String name) {
        if (name.length() == ROUTER_ALIAS.length() || !name.startsWith(ROUTER_ALIAS)) return false;
        for (var i = ROUTER_ALIAS.length(); i < name.length(); i++) {
            var c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')) return false;
        }
        return true;
    }

    private static Key command(String vendor) {
        return key(vendor + "_API_KEY_CMD", TEXT, "", NEVER, true, "command that prints " + vendor + "_API_KEY");
    }

    private static Key life(String vendor) {
        return key(vendor + "_API_KEY_TTL", NUMBER, "300", NEVER, false, "seconds a key of that command is used");
    }

    private static Key serve(String name, Key.Type type, String preset, String meaning, String... allowed) {
        return key("OPENAI_CODEX_" + name, type, preset, NEVER, false, meaning, allowed);
    }

    private static Key limit(String name, int preset, String meaning) {
        return key(name, NUMBER, String.valueOf(preset), TIGHTEN, false, meaning);
    }

    private static Key key(String name, Key.Type type, String preset, Key.Trust trust, boolean routes, String meaning, String... allowed) {
        var key = new Key(name, type, preset, List.of(allowed), trust, HARMLESS.getOrDefault(name, List.of()), routes, meaning);
        ALL.put(name, key);
        return key;
    }
}
