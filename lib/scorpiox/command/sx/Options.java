package scorpiox.command.sx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import scorpiox.agent.schema.Schema;
import scorpiox.agent.schema.Structured;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.settings.Cascade;
import scorpiox.tool.permission.Mode;

/// The command line of `sx`.
public final class Options {
    /// Words that are commands in the product's contract and not built yet: sent as a prompt they would surprise.
    private static final List<String> LATER = List.of("undo", "logs", "export");

    /// Words that are commands where they stand before everything else, and have options of their own.
    private static final List<String> FIRST = List.of("doctor", "install", "completion", "models");

    private final Arguments arguments;
    private final List<String> words;
    private final SavedPrompt.Filled saved;

    private Options(Arguments arguments, List<String> words, SavedPrompt.Filled saved) {
        this.arguments = arguments;
        this.words = words;
        this.saved = saved;
    }

    /// @throws Failure `USAGE` for anything that is not part of it
    static Options parse(String... args) {
        var arguments = declare().parse(args);
        var words = arguments.words();
        var end = List.of(args).indexOf("--");
        var command = (end < 0 ? words : declare().parse(Arrays.copyOf(args, end)).words()).stream().findFirst().orElse("");
        if (command.equals("exec") || command.equals("run")) {
            words = words.subList(1, words.size());
            if (!words.isEmpty() && words.getFirst().equals("resume")) {
                throw Failure.usage("this version keeps no conversations to resume").hint("sx -p resume sends the word as a prompt");
            }
        }
        else if (LATER.contains(command)) {
            throw Failure.usage("this version has no command " + command).hint("sx -p " + command + " sends the word as a prompt");
        }
        else if (FIRST.contains(command)) {
            throw Failure.usage(command + " is a command and must be the first word").hint("write sx " + command + ", then its options; sx -p " + command + " sends the word as a prompt");
        }
        return new Options(arguments, words, null).checked();
    }

    private Options checked() {
        if (has("--save") && has("-t")) throw Failure.usage("--save and --template exclude each other");
        if (has("--schema") && has("--output-schema")) throw Failure.usage("--schema and --output-schema exclude each other");
        if (has("--param") && !has("--save") && !has("-t")) throw Failure.usage("--param goes with --template").hint("sx -t NAME --param K=V");
        return this;
    }

    /// The same with a saved prompt to be sent.
    Options with(SavedPrompt.Filled prompt) {
        return new Options(arguments, words, prompt);
    }

    static String help() {
        return declare().help();
    }

    /// The options there are.
    public static Arguments declare() {
        return new Arguments("sx", "Ask a coding model from a pipe or a terminal.", "sx [exec] [OPTIONS] [PROMPT...]",
                "sx models [--provider NAME] [--json]", "sx doctor [--json]", "sx install [--dir DIR]", "sx completion bash|zsh|fish")
                .words("PROMPT", "What to ask; stdin is added as context, or is the prompt when there is none. - means stdin.")
                .value("-p/--prompt", "PROMPT", "The prompt, also when it is a command's name.")
                .value("--provider", "NAME", "codex, claude-code, anthropic, gemini, openai, router, demo, or one of your own (default: the first with credentials).")
                .value("-m/--model", "NAME", "Model, tier (opus, sonnet, haiku), provider/model, or model-effort.")
                .value("--effort", "LEVEL", "none, minimal, low, medium, high, xhigh or max.")
                .value("--verbosity", "LEVEL", "low, medium or high.")
                .values("-e", "KEY=VALUE", "Set a configuration key for this run.")
                .value("--profile", "NAME", "Lay a profile over the settings.")
                .value("--account", "NAME", "Use a named account of fetchtoken login --account.")
                .values("-f/--fragment", "FILE", "Add a file, a folder or - (stdin), wrapped with its name.")
                .values("-i/--image", "FILE", "Add a PNG, JPEG, GIF or WebP image, or - (stdin).")
                .value("-s/--system", "TEXT", "Replace the system prompt.")
                .value("--append-system", "TEXT", "Add to the system prompt.")
                .value("-t/--template", "NAME", "Send a saved prompt, by name or file; $${input} in it is stdin, else the words, and words beside stdin follow it.")
                .values("--param", "K=V", "What $${K} in the saved prompt stands for; with --save, where nothing else is given.")
                .value("--save", "NAME", "Keep prompt and flags under a name, for -t; nothing is sent.")
                .value("--stdin-wait", "SECONDS", "Wait this long for stdin beside a prompt (30).")
                .flag("--no-stdin", "Do not read stdin.")
                .value("--mode", "MODE", "What the agent may do unasked: read-only, ask, edit or full.")
                .value("--sandbox", "MODE", "The same in the words of other programs: read-only, workspace-write, danger-full-access.")
                .flag("--yolo", "The same as --mode full.")
                .values("--allow", "RULE", "Allow calls that fit a rule, such as 'bash(npm test*)' or 'edit(src/**)'.")
                .values("--ask", "RULE", "Always ask about calls that fit a rule.")
                .values("--deny", "RULE", "Never allow calls that fit a rule; deny wins over ask, ask over allow.")
                .value("--tools", "LIST", "Offer exactly these tools (read,grep), or all but some (-bash).")
                .flag("--no-tools", "Offer no tools: a plain answer.")
                .values("--add-dir", "DIR", "A folder to work in beside the working directory.")
                .value("--max-turns", "N", "Answers of the model in a run (100; no limit when interactive).")
                .value("--max-tokens-total", "N", "Tokens of a run, in and out.")
                .flag("--denials-ok", "Exit 0 although a call was denied.")
                .flag("--json", "Print events as JSON lines, as codex exec --json does.")
                .value("--output-format", "FORMAT", "text, json (one object) or jsonl (= --json).")
                .flag("--partial", "With --json, report text while it arrives.")
                .value("--schema", "SCHEMA", "Answer with JSON that follows a schema: a file, inline JSON, or fields: 'name, age int, tags list: words' (str, int, float, bool, list).")
                .value("--output-schema", "FILE", "The same, from a file.")
                .flag("-x", "Print the first code block only.")
                .flag("--xl", "Print the last code block only.")
                .value("-o", "FILE", "Write the answer to a file too, whole or not at all.")
                .flag("--raw", "Do not style Markdown on a terminal.")
                .flag("-u/--usage", "Print tokens and time on stderr.")
                .flag("-q/--quiet", "No progress.")
                .flag("-v/--verbose", "Progress also without a terminal.")
                .value("--color", "WHEN", "auto, always or never.")
                .value("-C/--cd", "DIR", "Work in this directory.")
                .value("--timeout", "SECONDS", "End the run after this long, with exit code 124.")
                .value("--idle-timeout", "SECONDS", "Give up on a stream silent for this long (300).")
                .flag("--bare", "Leave out project instructions and tools of your own.")
                .flag("--experimental-json", "The same as --json.")
                .flag("--skip-git-repo-check", "Accepted for Codex's sake; there is no such check.")
                .values("--config", "KEY=VALUE", "A key of Codex's: model, model_reasoning_effort, sandbox_mode and the like.")
                .flag("--trust-project", "Take over this project's settings for this run.")
                .flag("--strict", "Fail rather than leave out what a model cannot take.")
                .flag("--dry-run", "Print the request that would be sent, and send nothing.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("sx                                   (interactive)", "sx --mode edit \"fix the typo in README.md\"",
                        "sx --mode full \"make the tests pass\"", "git diff | sx \"write a commit message\"", "sx -f src \"where is the port set?\"", "sx -i screen.png \"what is wrong here?\"",
                        "sx --schema 'name, age int' \"Ada is 36\" | jq .age", "sx -x \"a jq filter that sums .size\" > sum.jq", "sx --json \"say hi\" | jq -r 'select(.type==\"turn.completed\").final_message'",
                        "sx --save review -x 'review this for $${focus}: $${input}'", "git diff | sx -t review --param focus=speed",
                        "sx --provider demo \"hello\"      (offline, without an account)")
                .closing("Exit codes: 0 done, 1 model or network, 2 misuse, 3 no credentials, 4 rate or plan limit, "
                        + "5 a call was denied, 6 another limit, 7 the answer never followed --schema, 124 --timeout, 130 Ctrl-C.");
    }

    boolean has(String option) {
        return arguments.has(option);
    }

    Arguments arguments() {
        return arguments;
    }

    /// The prompt on the command line; empty when stdin is to be it.
    String prompt() {
        var given = arguments.get("-p");
        if (given.isPresent() && !words.isEmpty()) throw Failure.usage("both -p and a prompt were given").hint("use one of them");
        var text = given.orElseGet(() -> String.join(" ", words));
        return text.equals("-") ? "" : text;
    }

    /// Whether anything at all was asked for.
    boolean empty() {
        return saved == null && prompt().isEmpty() && arguments.all("-f").isEmpty() && arguments.all("-i").isEmpty() && !words.contains("-");
    }

    /// The saved prompt to send, or null.
    SavedPrompt.Filled saved() {
        return saved;
    }

    /// What the flags say about settings.
    Cascade.Flags settings() {
        var overrides = arguments.overrides();
        var words = CodexKeys.of(arguments.all("--config"));
        overrides.putAll(words.settings());
        mode().or(words::mode).ifPresent(name -> overrides.put("SX_MODE", Mode.named(name).orElseThrow(() -> noMode(name)).shown()));
        for (var list : List.of("--allow", "--ask", "--deny")) {
            if (!arguments.all(list).isEmpty()) overrides.merge("SX_" + list.substring(2).toUpperCase(Locale.ROOT), String.join("\n", arguments.all(list)), (a, b) -> a + "\n" + b);
        }
        if (has("--no-tools")) overrides.put("TOOLS", "0");
        arguments.get("--provider").ifPresent(name -> overrides.put("PROVIDER", name));
        arguments.nonEmpty("--account").ifPresent(name -> overrides.put("CODEX_ACCOUNT", name));
        arguments.get("-m").ifPresent(name -> overrides.put("MODEL", name));
        if (arguments.get("--verbosity").isPresent()) overrides.put("CODEX_TEXT_VERBOSITY", arguments.oneOf("--verbosity", null, "low", "medium", "high"));
        return new Cascade.Flags(arguments.get("--profile").orElse(null), overrides, has("--trust-project"));
    }

    /// What the command line says about the mode, in whichever words.
    private Optional<String> mode() {
        var given = Stream.of("--mode", "--sandbox").filter(this::has).toList();
        if (given.size() + (has("--yolo") ? 1 : 0) > 1) throw Failure.usage("--mode, --sandbox and --yolo exclude each other");
        return has("--yolo") ? Optional.of("full") : given.stream().findFirst().flatMap(arguments::get);
    }

    /// Whether nobody is to be asked, terminal or not.
    boolean neverAsks() {
        return mode().filter(Mode::neverAsks).isPresent() || CodexKeys.of(arguments.all("--config")).neverAsks();
    }

    private static Failure noMode(String name) {
        var names = Arrays.stream(Mode.values()).map(Mode::shown).toList();
        return Failure.usage("no mode " + name + Nearest.hint(name, names)).hint("there are " + String.join(", ", names));
    }

    /// Whether tools may be offered that the user, the team or the project made.
    boolean ownTools() {
        return !has("--bare") && !has("--no-tools");
    }

    /// Whether the answer has to follow a schema.
    boolean hasSchema() {
        return has("--schema") || has("--output-schema");
    }

    /// The schema that the answer has to follow; empty for none. Nothing of it is loaded before it is asked for.
    ///
    /// @param path finds the file of a name
    /// @throws Failure `USAGE` saying what is wrong with it
    Optional<Structured> structured(Function<String, Path> path) {
        if (!hasSchema()) return Optional.empty();
        var file = arguments.get("--output-schema");
        return Optional.of(new Structured(file.isPresent() ? Schema.ofFile("--output-schema", file.get(), path.apply(file.get()))
                : Schema.of("--schema", arguments.get("--schema").orElseThrow(), path)));
    }

    /// Whether events are printed as lines of JSON.
    boolean events() {
        return has("--json") || has("--experimental-json");
    }

    /// `text`, `json` or `jsonl`.
    String format() {
        var format = arguments.oneOf("--output-format", events() ? "jsonl" : "text", "text", "json", "jsonl");
        if (events() && !format.equals("jsonl")) throw Failure.usage("--json and --output-format " + format + " exclude each other");
        if (!format.equals("text") && (has("-x") || has("--xl"))) throw Failure.usage("-x and --xl print text, not " + format);
        if (has("-x") && has("--xl")) throw Failure.usage("-x and --xl exclude each other");
        if (has("--partial") && !format.equals("jsonl")) throw Failure.usage("--partial goes with --json");
        return format;
    }

    Duration seconds(String option, int preset) {
        return Duration.ofSeconds(arguments.number(option, preset, 1, 86_400));
    }
}
