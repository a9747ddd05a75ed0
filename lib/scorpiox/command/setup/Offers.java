package scorpiox.command.setup;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import scorpiox.command.Arguments;
import scorpiox.command.Choices;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.simulator.wire.Fault;
import scorpiox.tool.permission.Mode;

/// Which values an option takes, of every script: by its name where that is special, else by its label.
final class Offers {
    static final Values PROFILES = new Values.Named("profiles", ".txt", "project", false);
    static final Values ACCOUNTS = new Values.Named("accounts", ".json", "", false);
    static final Values.Pairs SETTINGS = new Values.Pairs("settings", settings(key -> key.trust() != Key.Trust.ENVIRONMENT), true);
    static final Values KEYS = new Values.Pairs("keys", settings(_ -> true), false);

    /// The tools of this version, hosted ones included.
    static final List<String> TOOLS = List.of("read", "ls", "glob", "grep", "docs", "view_image", "update_plan", "write", "edit", "multi_edit", "apply_patch",
            "bash", "bash_output", "bash_kill", "web_fetch", "web_search");

    private static final List<String> LEVELS = List.of("default", "team", "user", "project", "profile", "environment", "flag");
    private static final Values MODELS = words(Choices.models(Environment.ofProcess()));
    private static final Values EFFORTS = words("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final Values LENGTHS = words("low", "medium", "high");
    private static final Values SANDBOXES = words("read-only", "workspace-write", "danger-full-access");

    /// `--config KEY=VALUE` in the words of another program.
    private static final Values CODEX_KEYS = new Values.Pairs("codex", List.of(
            new Values.Pair("model", "Model", MODELS), new Values.Pair("model_reasoning_effort", "Effort", EFFORTS),
            new Values.Pair("model_reasoning_summary", "Summary of its thinking", words(Keys.CODEX_REASONING_SUMMARY.choices())),
            new Values.Pair("model_verbosity", "Length of answers", LENGTHS), new Values.Pair("sandbox_mode", "What it may do unasked", SANDBOXES),
            new Values.Pair("approval_policy", "Whether it asks", words("never", "on-request"))), true);

    private Offers() {}

    /// What follows an option; for one without a value, which word usually does.
    ///
    /// @param script name of the script
    static Values of(String script, Arguments.Option option) {
        return switch (option.names().getLast()) {
            case "--provider" -> script.equals("fetchtoken") ? words("codex", "claude-code") : words(Choice.providers(Environment.ofProcess()));
            case "--model" -> MODELS;
            case "--models" -> words(Choice.providers(Environment.ofProcess()));
            case "--effort" -> EFFORTS;
            case "--verbosity" -> LENGTHS;
            case "--mode" -> words(Stream.of(Mode.values()).map(Mode::shown).toList());
            case "--sandbox" -> SANDBOXES;
            case "--tools" -> new Values.Tools(TOOLS, true);
            case "--allow", "--ask", "--deny" -> new Values.Tools(TOOLS, false);
            case "--output-format" -> words("text", "json", "jsonl");
            case "--color" -> words("auto", "always", "never");
            case "--source" -> words("local", "remote", "ssh", "config");
            case "--level" -> new Values.Either("--dump", LEVELS, List.of("user", "project"));
            case "--fault" -> words(Fault.NAMES);
            case "--profile" -> PROFILES;
            case "--account" -> ACCOUNTS;
            case "--template" -> new Values.Named("prompts", ".md", "team", true);
            case "--save" -> new Values.Named("prompts", ".md", "", false);
            case "--config" -> script.equals("serve") ? Values.Place.FILE : CODEX_KEYS;
            case "--backend" -> words("openai-codex", "openai-codex-key", "router", "anthropic", "claude-code", "openai", "gemini", "demo");
            case "--log-level" -> words("error", "warn", "info", "debug");
            case "--codex-path" -> Values.Place.FILE;
            case "-e" -> SETTINGS;
            case "--set" -> new Values.Apart(SETTINGS);
            case "--get", "--unset" -> KEYS;
            case "--json" -> script.equals("config") ? KEYS : Values.Place.NOWHERE;
            default -> byLabel(option.label());
        };
    }

    /// What an option means, as it stands in the help.
    static String meaning(Arguments.Option option) {
        return option.meaning().replace("$${", "${");
    }

    private static Values byLabel(String label) {
        return switch (label) {
            case "FILE", "SCHEMA" -> Values.Place.FILE;
            case "DIR", "FOLDER" -> Values.Place.FOLDER;
            case "KEY" -> KEYS;
            case null, default -> Values.Place.NOWHERE;
        };
    }

    private static List<Values.Pair> settings(Predicate<Key> wanted) {
        return Keys.all().stream().filter(wanted).map(key -> new Values.Pair(key.name(), key.meaning(), of(key))).toList();
    }

    private static Values of(Key key) {
        if (key.equals(Keys.PROVIDER)) return words(Choices.of(key, Environment.ofProcess()));
        if (key.equals(Keys.MODEL)) return words(Choices.models(Environment.ofProcess()));
        if (key.equals(Keys.ACTIVE_PROFILE)) return PROFILES;
        if (key.equals(Keys.CODEX_ACCOUNT)) return ACCOUNTS;
        if (key.type() == Key.Type.FILE) return Values.Place.FILE;
        return key.choices().isEmpty() ? Values.Place.NOWHERE : words(key.choices());
    }

    private static Values words(String... words) {
        return words(List.of(words));
    }

    private static Values words(List<String> words) {
        return new Values.Words(List.copyOf(words));
    }
}
