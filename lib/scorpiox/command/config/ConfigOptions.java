package scorpiox.command.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.settings.Cascade;

/// The command line of `config`.
///
/// @param arguments as parsed
/// @param command   what to do
/// @param words     what stands after it
public record ConfigOptions(Arguments arguments, Command command, List<String> words) {
    /// What it does; without anything it opens the editor.
    public enum Command { EDITOR, INIT, GET, SET, UNSET, DUMP, FILES, KEYS, PROFILE, TRUST, UNTRUST, EDIT, HELP }

    private static final List<String> FLAGS = List.of("--get", "--set", "--unset", "--dump", "--files", "--keys");
    private static final List<String> WORDS = List.of("init", "profile", "trust", "untrust", "edit", "help");
    private static final List<String> OF_PROFILE = List.of("list", "use", "new", "remove");
    private static final Set<Command> RESOLVING = Set.of(Command.EDITOR, Command.INIT, Command.GET, Command.DUMP, Command.FILES);
    private static final Map<String, Set<Command>> GOES_WITH = Map.of(
            "--json", Set.of(Command.GET, Command.DUMP, Command.FILES, Command.KEYS, Command.PROFILE, Command.TRUST),
            "--reveal", Set.of(Command.GET, Command.DUMP),
            "--show-source", Set.of(Command.DUMP),
            "--level", Set.of(Command.SET, Command.UNSET, Command.DUMP, Command.EDIT, Command.PROFILE),
            "--profile", Set.of(Command.EDITOR, Command.INIT, Command.GET, Command.DUMP, Command.FILES, Command.SET, Command.UNSET, Command.EDIT),
            "--allow-secret", Set.of(Command.SET, Command.EDIT),
            "--yes", Set.of(Command.PROFILE, Command.TRUST),
            "--list", Set.of(Command.TRUST),
            "-e", RESOLVING,
            "--trust-project", RESOLVING);

    /// @throws Failure `USAGE` for anything that is not part of it
    static ConfigOptions parse(String... args) {
        var arguments = parsed(args);
        if (arguments.has("--help") || arguments.has("--version")) return new ConfigOptions(arguments, Command.HELP, List.of());
        var flags = FLAGS.stream().filter(arguments::has).toList();
        if (flags.size() > 1) throw Failure.usage("one thing at a time, not " + String.join(" and ", flags));
        var words = arguments.words();
        var options = flags.isEmpty() ? byWord(arguments, words) : new ConfigOptions(arguments, command(flags.getFirst().substring(2)), words);
        options.check();
        return options;
    }

    private static Arguments parsed(String... args) {
        try {
            return declare().parse(args);
        } catch (Failure unknown) {
            var value = List.of(args).contains("--set") && unknown.getMessage().startsWith("unknown option");
            throw value ? unknown.hint("put -- before a value that begins with -") : unknown;
        }
    }

    private static ConfigOptions byWord(Arguments arguments, List<String> words) {
        if (words.isEmpty()) return new ConfigOptions(arguments, arguments.has("--json") ? Command.GET : Command.EDITOR, words);
        var first = words.getFirst();
        if (WORDS.contains(first)) return new ConfigOptions(arguments, command(first), words.subList(1, words.size()));
        if (arguments.has("--json")) return new ConfigOptions(arguments, Command.GET, words);
        var key = first.equals(first.toUpperCase(Locale.ROOT));
        throw Failure.usage("unknown command " + first + Nearest.hint(first, WORDS)).hint(key ? "config --get " + first + " prints a value"
                : "there are init, profile, trust, untrust and edit");
    }

    private static Command command(String name) {
        return Command.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static String help() {
        return declare().help();
    }

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("config", "Look at the settings and change them: alone, in an editor on the terminal.",
                "config [OPTIONS]", "config --get KEY", "config --set KEY VALUE", "config --dump",
                "config profile list|use|new|remove [NAME]", "config trust|untrust|edit|init")
                .words("WORD", "A KEY, its VALUE, or a command.")
                .flag("--get", "KEY: print its value; an empty line where it has none.")
                .flag("--set", "KEY VALUE, or several KEY=VALUE: write it; KEY - reads the value from stdin.")
                .flag("--unset", "KEY...: take it out of the file.")
                .flag("--dump", "Print all values as KEY=VALUE.")
                .flag("--files", "Say which files there are and what is wrong with them.")
                .flag("--keys", "Print all keys there are: type, what a project may do with it, meaning.")
                .flag("--json", "As JSON; with a KEY alone its value, layer, file and line.")
                .value("--level", "LEVEL", "--set, --unset, edit: project (default) or user; "
                        + "--dump: only what default, team, user, project, profile, environment or flag says.")
                .value("--profile", "NAME", "Lay a profile over the settings; --set, --unset, edit: write into it.")
                .flag("--show-source", "--dump: by layer, with file and line.")
                .flag("--reveal", "Show secrets.")
                .flag("--allow-secret", "Put a secret into a project's file although git would commit it.")
                .flag("--list", "trust: list what you have decided.")
                .flag("-y/--yes", "trust, profile remove: ask nothing.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .flag("-v/--verbose", "Say on stderr which file was written.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("config --set MODEL opus --level user", "config --get MODEL", "config --set CODEX_API_KEY - --level user <key.txt",
                        "config --dump --show-source", "config profile new client-a && config --set MODEL haiku --profile client-a")
                .closing("Exit codes: 0 done, 1 nothing changed, 2 misuse or a file that cannot be used.");
    }

    private void check() {
        GOES_WITH.forEach((option, commands) -> {
            if (has(option) && !commands.contains(command)) throw Failure.usage(option + " does not go with " + name());
        });
        switch (command) {
            case GET -> count(1, 1, "one KEY");
            case SET -> checkPairs();
            case UNSET -> count(1, Integer.MAX_VALUE, "a KEY");
            case PROFILE -> checkProfile();
            default -> count(0, 0, "no further words");
        }
        if (command == Command.TRUST && has("--json") && !has("--list")) throw Failure.usage("--json goes with trust --list");
        if (command == Command.TRUST && has("--yes") && has("--list")) throw Failure.usage("--yes and --list exclude each other");
        arguments.nonEmpty("--profile");
        if (command == Command.DUMP) arguments.oneOf("--level", null, "default", "team", "user", "project", "profile", "environment", "flag");
        else arguments.oneOf("--level", null, "user", "project");
    }

    private void count(int least, int most, String wanted) {
        if (words.size() >= least && words.size() <= most) return;
        throw Failure.usage(name() + " takes " + wanted + (words.isEmpty() ? "" : ", not " + String.join(" ", words)));
    }

    private void checkPairs() {
        if (words.isEmpty() || words.size() != 2 && !words.getFirst().contains("=")) {
            throw Failure.usage("--set takes KEY VALUE, or several KEY=VALUE")
                    .hint(words.size() > 2 ? "quote a value that holds blanks" : "--set KEY '' sets it to none, --unset KEY takes it out");
        }
        pairs();
    }

    private void checkProfile() {
        var action = words.isEmpty() ? "list" : words.getFirst();
        if (!OF_PROFILE.contains(action)) {
            throw Failure.usage("unknown command profile " + action + Nearest.hint(action, OF_PROFILE)).hint("there are list, use, new and remove");
        }
        var list = action.equals("list");
        if (list ? words.size() > 1 : words.size() != 2) throw Failure.usage("profile " + action + " takes " + (list ? "no further words" : "one NAME"));
        if (has("--json") && !list) throw Failure.usage("--json goes with profile list");
        if (has("--level") && !action.equals("new") && !action.equals("remove")) throw Failure.usage("--level does not go with profile " + action);
        if (has("--yes") && !action.equals("remove")) throw Failure.usage("--yes goes with profile remove");
    }

    private String name() {
        var word = command.name().toLowerCase(Locale.ROOT);
        return command == Command.EDITOR ? "the editor" : WORDS.contains(word) ? word : "--" + word;
    }

    boolean has(String option) {
        return arguments.has(option);
    }

    /// `--level`, or null.
    String level() {
        return arguments.get("--level").orElse(null);
    }

    /// `--profile`, or null.
    String profile() {
        return arguments.get("--profile").orElse(null);
    }

    /// Whether the value of `--set` is to be read from stdin.
    boolean fromStdin() {
        return !words.getFirst().contains("=") && words.get(1).equals("-");
    }

    /// What `--set` sets, in order.
    ///
    /// @throws Failure `USAGE` for a word that is no KEY=VALUE, and for a key that is given twice
    Map<String, String> pairs() {
        var pairs = new LinkedHashMap<String, String>();
        if (!words.getFirst().contains("=")) return Map.of(words.getFirst(), words.get(1));
        for (var word : words) {
            var equals = word.indexOf('=');
            if (equals <= 0) throw Failure.usage("--set takes KEY VALUE, or several KEY=VALUE, each with its =").hint("quote a value that holds blanks");
            var key = word.substring(0, equals);
            if (pairs.put(key, word.substring(equals + 1)) != null) throw Failure.usage("--set: " + key + " is given twice");
        }
        return pairs;
    }

    /// What the flags say about settings.
    Cascade.Flags settings() {
        var overrides = arguments.overrides();
        return new Cascade.Flags(profile(), overrides, has("--trust-project"));
    }
}
