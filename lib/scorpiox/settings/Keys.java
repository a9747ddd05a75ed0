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

    public static final Key PROVIDER = key("PROVIDER", TEXT, "scorpiox", TRUSTED, true,
            "who answers: codex, demo, or scorpiox (= router: the first with credentials)");
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
    public static final Key OPENAI_BASE_URL = key("OPENAI_BASE_URL", URL, "https://api.openai.com/v1", NEVER, true,
            "base for an API key found in auth.json");
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

    public static final Key CODEX_REASONING_EFFORT = key("CODEX_REASONING_EFFORT", CHOICE, "", FREE, false, "effort, first choice", EFFORTS);
    public static final Key REASONING_EFFORT = key("REASONING_EFFORT", CHOICE, "", FREE, false, "effort, second choice", EFFORTS);
    public static final Key OPENAI_REASONING_EFFORT = key("OPENAI_REASONING_EFFORT", CHOICE, "", FREE, false, "effort, last choice", EFFORTS);
    public static final Key THINKING = key("THINKING", SWITCH, "1", FREE, false, "0 asks for no thinking");
    public static final Key CODEX_REASONING_SUMMARY = key("CODEX_REASONING_SUMMARY", CHOICE, "auto", FREE, false,
            "summary of the model's thinking", "auto", "concise", "detailed", "none");
    public static final Key CODEX_TEXT_VERBOSITY = key("CODEX_TEXT_VERBOSITY", CHOICE, "", FREE, false,
            "length of answers", "low", "medium", "high");
    public static final Key SERVICE_TIER = key("SERVICE_TIER", CHOICE, "", FREE, false, "fast (= priority) or flex", "fast", "priority", "flex");

    public static final Key HTTPS_PROXY = key("HTTPS_PROXY", SECRET, "", NEVER, true, "proxy for https");
    public static final Key HTTP_PROXY = key("HTTP_PROXY", SECRET, "", NEVER, true, "proxy for http");
    public static final Key NO_PROXY = key("NO_PROXY", TEXT, "", NEVER, true, "hosts reached without a proxy");
    public static final Key SX_CA_FILE = key("SX_CA_FILE", FILE, "", NEVER, false, "certificate authorities to trust beside the JDK's");
    public static final Key SSL_CERT_FILE = key("SSL_CERT_FILE", FILE, "", NEVER, false, "the same, under its usual name");
    public static final Key SX_INSECURE_HTTP = key("SX_INSECURE_HTTP", SWITCH, "0", ENVIRONMENT, false,
            "1 lets a key travel over plain http to another machine");

    private Keys() {}

    /// All keys, in the order of this page.
    public static List<Key> all() {
        return List.copyOf(ALL.values());
    }

    /// The key of that name, or null.
    public static Key named(String name) {
        return ALL.get(name);
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
