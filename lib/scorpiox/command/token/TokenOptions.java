package scorpiox.command.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.settings.Cascade;
import scorpiox.settings.Keys;

/// The command line of `fetchtoken`.
///
/// @param arguments as parsed
/// @param command   what to do
public record TokenOptions(Arguments arguments, Command command) {
    /// What it does; without a word it prints the token.
    public enum Command { TOKEN, LOGIN, STATUS, LOGOUT, HELP }

    static final String CLAUDE_CODE = "claude-code";
    private static final Map<String, Command> WORDS = Map.of("login", Command.LOGIN, "status", Command.STATUS, "logout", Command.LOGOUT, "help", Command.HELP);
    private static final List<String> OF_TOKEN = List.of("--token-only", "--header", "--check", "--min-ttl");
    private static final List<String> OF_SOURCE = List.of("--source", "-local", "-remote", "-ssh", "-config");
    private static final List<String> OF_LOGIN = List.of("--device", "--key", "--base-url", "--browser", "--no-browser");

    /// @throws Failure `USAGE` for anything that is not part of it
    public static TokenOptions parse(String... args) {
        var arguments = declare().parse(args);
        var words = arguments.words();
        if (words.size() > 1) throw Failure.usage("one command at a time, not " + String.join(" ", words));
        var command = arguments.has("--help") ? Command.HELP : words.isEmpty() ? Command.TOKEN : WORDS.get(words.getFirst());
        if (command == null) throw Failure.usage("unknown command " + words.getFirst() + Nearest.hint(words.getFirst(), List.copyOf(WORDS.keySet()))).hint("there are login, status, logout and help");
        var options = new TokenOptions(arguments, command);
        if (command != Command.HELP) options.check();
        return options;
    }

    static String help() {
        return declare().help();
    }

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("fetchtoken", "Print the access token that sx would use, sign in, and see what is left of a plan.", "fetchtoken [OPTIONS]",
                "fetchtoken login [--device | --key]", "fetchtoken status [--json]", "fetchtoken logout [--key]")
                .words("COMMAND", "login, status or logout; without one the token is printed.")
                .flag("--token-only", "Print the bare token.")
                .flag("--header", "Print a whole Authorization line, for curl -H @-.")
                .flag("--check", "Print nothing: exit 0 when there is a token, 3 when there is none.")
                .value("--min-ttl", "SECONDS", "The token must live at least this long; renews it earlier if need be.")
                .value("--source", "NAME", "local, remote (= http), ssh, or config: what CODEX_TOKEN_SOURCE says, which is the default.")
                .flag("-local", "The same as --source local.")
                .flag("-remote/-http", "The same as --source remote.")
                .flag("-ssh", "The same as --source ssh.")
                .flag("-config", "The same as --source config.")
                .value("--provider", "NAME", "codex (default) or claude-code.")
                .value("--account", "NAME", "A named account; login makes it, status lists them.")
                .flag("--device", "login: with a code that you enter on any device.")
                .flag("--browser", "login: with your browser, which is the default.")
                .flag("--no-browser", "login: only show the address to open.")
                .flag("--key", "login: with base URL and key of a third-party endpoint; logout: forget them.")
                .value("--base-url", "URL", "login --key: the base URL; the key is asked for, or read from stdin.")
                .flag("--json", "status: as one JSON object.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .value("--profile", "NAME", "Lay a profile over the settings.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .flag("-v/--verbose", "Say on stderr where the token comes from, whose it is and when it ends.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("fetchtoken | jq -r .access_token", "fetchtoken --min-ttl 3600 --header > header.txt", "fetchtoken --check || fetchtoken login --device",
                        "CODEX_TOKEN_SOURCE=ssh CODEX_SSH_HOST=bastion.internal fetchtoken", "fetchtoken login --account work")
                .closing("Exit codes: 0 done, 1 network or server, 2 misuse, 3 no token, 4 a rate limit.");
    }

    private void check() {
        allow(OF_TOKEN, List.of(Command.TOKEN));
        allow(OF_SOURCE, List.of(Command.TOKEN, Command.STATUS));
        allow(OF_LOGIN, List.of(Command.LOGIN));
        if (has("--json") && command != Command.STATUS) throw Failure.usage("--json goes with status").hint("the token is printed as JSON already");
        if (has("--token-only") && has("--header")) throw Failure.usage("--token-only and --header exclude each other");
        if (has("--check") && (has("--token-only") || has("--header"))) throw Failure.usage("--check prints nothing: --token-only and --header do not go with it");
        if (has("--account") && (has("--key") || claudeCode())) throw Failure.usage("--account goes with a ChatGPT sign-in alone");
        if (has("--device") && (has("--browser") || has("--no-browser"))) throw Failure.usage("--device needs no browser");
        if (has("--device") && has("--key")) throw Failure.usage("--device and --key exclude each other");
        if (has("--base-url") && !has("--key")) throw Failure.usage("--base-url goes with login --key");
        if (claudeCode() && command != Command.TOKEN && command != Command.STATUS) throw Failure.usage("signing in to Claude Code is its own program's job").hint("run claude, or claude setup-token");
        if (claudeCode() && source().filter(name -> !name.equals("local")).isPresent()) throw Failure.usage("claude-code has the source local only");
    }

    private void allow(List<String> options, List<Command> where) {
        if (where.contains(command)) return;
        var wrong = options.stream().filter(this::has).filter(option -> !(option.equals("--key") && command == Command.LOGOUT)).findFirst();
        if (wrong.isPresent()) throw Failure.usage(wrong.get() + " does not go with " + (command == Command.TOKEN ? "printing a token" : command.name().toLowerCase(Locale.ROOT)));
    }

    boolean has(String option) {
        return arguments.has(option);
    }

    boolean claudeCode() {
        return provider().equals(CLAUDE_CODE);
    }

    /// How long the token is to live.
    Life life() {
        return Life.of(Duration.ofSeconds(arguments.number("--min-ttl", 0, 0, 86_400)));
    }

    /// What the flags say about settings.
    Cascade.Flags settings() {
        var overrides = arguments.overrides();
        source().ifPresent(name -> overrides.put(Keys.CODEX_TOKEN_SOURCE.name(), name));
        arguments.nonEmpty("--account").ifPresent(name -> overrides.put(Keys.CODEX_ACCOUNT.name(), name));
        return new Cascade.Flags(arguments.get("--profile").orElse(null), overrides, has("--trust-project"));
    }

    private String provider() {
        var name = arguments.get("--provider").orElse("codex").replace('_', '-');
        if (name.equals("codex") || name.equals(CLAUDE_CODE)) return name;
        if (name.equals("claude")) return CLAUDE_CODE;
        throw Failure.usage("--provider " + name + " has no sign-in").hint("codex and claude-code have one");
    }

    /// The source that a flag names, in either spelling.
    private Optional<String> source() {
        var named = new ArrayList<String>();
        for (var name : List.of("local", "remote", "ssh", "config")) if (has("-" + name)) named.add(name);
        arguments.get("--source").ifPresent(_ -> named.add(arguments.oneOf("--source", null, "local", "remote", "http", "ssh", "config")));
        if (named.stream().distinct().count() > 1) throw Failure.usage("one source at a time, not " + String.join(" and ", named));
        return named.stream().findFirst().filter(name -> !name.equals("config"));
    }
}
