package scorpiox.command.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.command.Arguments;
import scorpiox.settings.Cascade;

/// The command line of `compare`.
///
/// @param arguments as parsed
/// @param command   what to do
public record CompareOptions(Arguments arguments, Command command) {
    /// What it does; without a flag that says so it prints the matrix.
    public enum Command { MATRIX, RUN, PROBE, FROM, HELP }

    /// How results are printed.
    enum Format { TEXT, JSON, MARKDOWN, CSV }

    private static final List<String> COMMANDS = List.of("--run", "--probe", "--from");
    private static final Map<String, Set<Command>> GOES_WITH = Map.of(
            "-i", Set.of(Command.RUN), "-s", Set.of(Command.RUN), "--effort", Set.of(Command.RUN), "--repeat", Set.of(Command.RUN),
            "--log", Set.of(Command.RUN), "--timeout", Set.of(Command.RUN, Command.PROBE), "--show", Set.of(Command.RUN, Command.MATRIX),
            "--html", Set.of(Command.RUN, Command.FROM, Command.MATRIX));

    /// @throws Failure `USAGE` for anything that is not part of it
    static CompareOptions parse(String... args) {
        var arguments = declare().parse(apart(args));
        if (arguments.has("--help") || arguments.has("--version")) return new CompareOptions(arguments, Command.HELP);
        var given = COMMANDS.stream().filter(arguments::has).toList();
        if (given.size() > 1) throw Failure.usage("one thing at a time, not " + String.join(" and ", given));
        var command = given.isEmpty() ? Command.MATRIX : Command.valueOf(given.getFirst().substring(2).toUpperCase(Locale.ROOT));
        var options = new CompareOptions(arguments, command);
        options.check();
        return options;
    }

    static String help() {
        return declare().help();
    }

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("compare", "See what each provider can do, and send them all the same prompt.",
                "compare [OPTIONS]", "compare --run [OPTIONS] [PROMPT...]", "compare --probe [PROVIDER...]", "compare --from FILE")
                .words("PROMPT", "--run: what to ask; stdin is added as context, or is the prompt when there is none. --probe: whom to check.")
                .flag("--run", "Send the prompt to every provider that is set up, side by side, and print how they did.")
                .value("--models", "LIST", "These instead: codex,anthropic/opus,gemini:gemini-3.8-flash; a tier alone asks everybody for theirs.")
                .values("-i/--image", "FILE", "Add a PNG, JPEG, GIF or WebP image, or - (stdin).")
                .value("-s/--system", "TEXT", "Replace the system prompt, which is one sentence.")
                .value("--effort", "LEVEL", "none, minimal, low, medium, high, xhigh or max.")
                .value("--repeat", "N", "Ask N times, one after the other, and print median and spread (1).")
                .value("--timeout", "SECONDS", "Give up on an answer after this long (300).")
                .flag("--no-stdin", "Do not read stdin.")
                .flag("--show", "Print the answers too, side by side where there is room; in the matrix, how a feature works.")
                .flag("--probe", "Check each feature with a small live request: passed, failed or skipped.")
                .value("--log", "FILE", "Add a line of JSON for each result to a file; - prints those lines in place of the table.")
                .value("--from", "FILE", "Read such lines back, from a file or - (stdin), and print medians over time.")
                .value("--html", "FILE", "Write a page with tables and charts, whole or not at all.")
                .value("--title", "TEXT", "Heading of that page.")
                .flag("--json", "As one JSON object.")
                .flag("--markdown", "As Markdown.")
                .flag("--csv", "As comma-separated values.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .value("--profile", "NAME", "Lay a profile over the settings.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .flag("-q/--quiet", "No progress.")
                .flag("-v/--verbose", "Progress also without a terminal.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("compare                                    (who can do what, and who is set up here)", "compare --run \"say hi\"",
                        "git diff | compare --run --models opus \"review this\" --show", "compare --run --repeat 5 --html runs.html \"explain quicksort\"",
                        "compare --run --json \"say hi\" | jq '.results[] | {provider, ttft_ms}'", "compare --run --log runs.jsonl \"say hi\"; compare --from runs.jsonl",
                        "compare --probe codex anthropic", "compare --run --models demo \"say hi\"      (offline, without an account)")
                .closing("Exit codes: 0 all answered, 1 one did not or a check failed, 2 misuse, 3 nobody is set up, 130 Ctrl-C.");
    }

    /// `--run=PROMPT` as people who know other programs write it.
    private static String[] apart(String... args) {
        var words = new ArrayList<String>();
        var end = false;
        for (var arg : args) {
            end |= arg.equals("--");
            if (!end && (arg.startsWith("--run=") || arg.startsWith("--probe="))) {
                words.add(arg.substring(0, arg.indexOf('=')));
                words.add(arg.substring(arg.indexOf('=') + 1));
            } else {
                words.add(arg);
            }
        }
        return words.toArray(String[]::new);
    }

    private void check() {
        GOES_WITH.forEach((option, commands) -> {
            if (has(option) && !commands.contains(command)) throw Failure.usage(name(option) + " does not go with " + described());
        });
        if (command == Command.MATRIX && !arguments.words().isEmpty()) {
            throw Failure.usage("unexpected argument " + arguments.words().getFirst()).hint("compare --run \"your question\" asks the providers");
        }
        if (command == Command.FROM && !arguments.words().isEmpty()) throw Failure.usage("--from takes one file, not also " + arguments.words().getFirst());
        for (var option : List.of("--models", "--log", "--from", "--html", "--title")) arguments.nonEmpty(option);
        if (has("--title") && !has("--html")) throw Failure.usage("--title is the heading of a page: --html FILE names it");
        format();
        repeat();
        timeout();
        if (logsToStdout() && format() != Format.TEXT) throw Failure.usage("--log - prints lines of JSON, not " + format().name().toLowerCase(Locale.ROOT));
    }

    private static String name(String option) {
        return option.equals("-i") ? "--image" : option.equals("-s") ? "--system" : option;
    }

    private String described() {
        return command == Command.MATRIX ? "the matrix" : "--" + command.name().toLowerCase(Locale.ROOT);
    }

    boolean has(String option) {
        return arguments.has(option);
    }

    Format format() {
        var given = List.of("--json", "--markdown", "--csv").stream().filter(this::has).toList();
        if (given.size() > 1) throw Failure.usage(String.join(" and ", given) + " exclude each other");
        return given.isEmpty() ? Format.TEXT : Format.valueOf(given.getFirst().substring(2).toUpperCase(Locale.ROOT));
    }

    /// The words as a prompt; empty when stdin is to be it.
    String prompt() {
        var text = String.join(" ", arguments.words());
        return text.equals("-") ? "" : text;
    }

    /// The providers and models that are named, one text each; empty for everybody.
    List<String> named() {
        var names = new ArrayList<String>();
        var lists = new ArrayList<String>();
        arguments.get("--models").ifPresent(lists::add);
        if (command == Command.PROBE) lists.addAll(arguments.words());
        for (var list : lists) for (var name : list.split(",")) if (!name.isBlank()) names.add(name.strip());
        if (names.isEmpty() && has("--models")) throw Failure.usage("--models names nobody");
        return names;
    }

    int repeat() {
        return arguments.number("--repeat", 1, 1, 1000);
    }

    Duration timeout() {
        return Duration.ofSeconds(arguments.number("--timeout", 300, 1, 86_400));
    }

    /// A file that is named, `-` for a stream left out.
    Optional<String> file(String option) {
        return arguments.get(option).filter(name -> !name.equals("-"));
    }

    boolean logsToStdout() {
        return arguments.get("--log").filter("-"::equals).isPresent();
    }

    /// What the flags say about settings.
    Cascade.Flags settings() {
        var overrides = arguments.overrides();
        return new Cascade.Flags(arguments.get("--profile").orElse(null), overrides, has("--trust-project"));
    }
}
