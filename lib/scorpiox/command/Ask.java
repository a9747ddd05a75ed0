package scorpiox.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import scorpiox.agent.OneShot;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.http.Http;
import scorpiox.http.Timeouts;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Usage;
import scorpiox.output.JsonLines;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.output.TerminalFilter;
import scorpiox.provider.Choice;
import scorpiox.provider.Codex;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// `sx` with a prompt: one question, one answer.
public final class Ask {
    private final Options options;
    private final Environment environment;
    private final Terminal terminal;
    private final Stdout out;
    private final Stderr err;
    private final Cancel cancel;

    private Ask(Options options, Environment environment, Terminal terminal, Cancel cancel) {
        this.options = options;
        this.environment = environment;
        this.terminal = terminal;
        this.out = new Stdout();
        this.cancel = cancel;
        var colour = Terminal.colours(options.arguments().oneOf("--color", "auto", "auto", "always", "never"), terminal.err(), environment.variables());
        this.err = new Stderr("sx", colour, !options.has("-q") && (terminal.err() || options.has("-v")));
    }

    /// Runs `sx` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var started = Environment.ofProcess();
        if (likelyTls(args, started)) Http.beginTls(Networks.authorities(started));
        var terminal = Terminal.ofProcess();
        var options = parse(args, started);
        if (options.has("--help") || options.empty() && terminal.in()) return print(Options.help());
        if (options.has("--version")) return print("sx " + Product.VERSION + "\n");
        var directory = options.arguments().get("--cd");
        var environment = directory.isPresent() ? started.in(directory(started, directory.get())) : started;
        return new Ask(options, environment, terminal, cancel).run();
    }

    /// Whoever reads events is told of a misused flag in an event too.
    private static Options parse(String[] args, Environment environment) {
        try {
            return Options.parse(args);
        } catch (Failure failure) {
            if (List.of(args).contains("--json")) {
                new JsonLines(new Stdout(), false, Product.VERSION, environment.directory().toString(), InstantSource.system())
                        .event(new RunEvent.RunEnded(new Result("", failure, Usage.NONE, 0, Duration.ZERO)));
            }
            throw failure;
        }
    }

    /// A guess that costs nothing: loading the trust store then runs beside reading the command line and the settings.
    private static boolean likelyTls(String[] args, Environment environment) {
        var words = List.of(args);
        var plain = List.of(Keys.CODEX_BASE_URL, Keys.CODEX_CHATGPT_URL).stream()
                .anyMatch(key -> environment.variable(key.name()).orElse("").startsWith("http:") || words.stream().anyMatch(word -> word.startsWith(key.name() + "=http:")));
        return !plain && !words.contains("demo") && !words.contains("--help") && !words.contains("-h") && !words.contains("--dry-run");
    }

    private static int print(String text) {
        var out = new Stdout();
        out.print(text);
        out.flush();
        return 0;
    }

    private static Path directory(Environment environment, String name) throws IOException {
        var path = environment.path(name);
        if (!Files.isDirectory(path)) throw Failure.usage("no directory " + name);
        return path.toRealPath();
    }

    private int run() throws IOException {
        var outputs = new Outputs(options, out, err, terminal, environment);
        var stdin = options.has("--no-stdin") || terminal.in() ? null : Stdin.start(cancel);
        if (options.arguments().get("--timeout").isPresent()) limit(options.seconds("--timeout", 0).toMillis());
        try {
            ask(stdin, outputs.sink());
        } catch (Stdout.Closed gone) {
            throw gone;
        } catch (RuntimeException e) {
            var failure = e instanceof Failure known ? known : Failure.of(Kind.INTERNAL, "internal error: " + e, e).hint("please report it with the output of --debug");
            outputs.sink().event(new RunEvent.RunEnded(new Result("", cancel.reason() != null ? cancel.reason() : failure, Usage.NONE, 0, Duration.ZERO)));
        }
        if (outputs.result() != null && outputs.result().failure() != null) throw outputs.result().failure();
        return 0;
    }

    private void ask(Stdin stdin, Sink<RunEvent> to) throws IOException {
        if (stdin == null && options.empty()) throw Prompt.missing();
        var settings = Cascade.resolve(environment, options.settings());
        settings.warnings().forEach(warning -> to.event(new RunEvent.Notice(warning)));
        var dry = options.has("--dry-run");
        var choice = dry ? Choice.evenWithoutCredentials(settings) : Choice.of(settings);
        var effort = choice.effort(options.arguments().get("--effort").orElse(null), settings);
        var provider = provider(choice, settings, dry);
        var prompt = new Prompt(options.prompt(), options.arguments().all("-f"), options.arguments().all("-i"), stdin, options.seconds("--stdin-wait", 30));
        var user = prompt.message(environment, text -> to.event(new RunEvent.Notice(text)));
        var messages = new ArrayList<Message>();
        var instructions = options.has("--bare") ? "" : Instructions.of(environment, text -> to.event(new RunEvent.Notice(text)));
        if (!instructions.isEmpty()) messages.add(Message.user(new Part.Text(instructions)));
        messages.add(user);
        var tier = settings.get(Keys.SERVICE_TIER);
        var request = new Request(choice.model(), system(settings), messages, Request.Tools.NONE,
                new Request.Thinking(effort.orElse(null), settings.get(Keys.CODEX_REASONING_SUMMARY)),
                new Request.Output(0, settings.find(Keys.CODEX_TEXT_VERBOSITY).orElse(null), tier.isEmpty() ? null : tier.equals("fast") ? "priority" : tier, null),
                Ids.next());
        var turn = new Turn(options.has("--strict"));
        if (dry) dryRun(provider, request, turn);
        else OneShot.run(provider, request, turn, to, cancel);
    }

    /// The provider, its connection already in the making while the rest of the request is put together.
    private Provider provider(Choice choice, Settings settings, boolean dry) {
        var timeouts = Timeouts.TURN.silence(options.seconds("--idle-timeout", 300));
        if (choice.provider().equals(Choice.DEMO)) return Demo.provider(timeouts);
        var codex = dry ? Codex.evenWithoutCredentials(settings) : Codex.of(settings);
        var http = new Http(Networks.of(settings));
        if (!dry) http.prepare(codex.endpoint());
        return codex.over(http, Product.AGENT, InstantSource.system(), timeouts);
    }

    private List<String> system(Settings settings) throws IOException {
        var arguments = options.arguments();
        var file = settings.path(Keys.CODEX_INSTRUCTIONS_FILE);
        var text = arguments.get("-s").isPresent() ? arguments.get("-s").get() : file.isPresent() ? instructionsFile(file.get()) : preset();
        return arguments.get("--append-system").map(more -> List.of(text, more)).orElse(List.of(text));
    }

    private static String instructionsFile(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.usage("CODEX_INSTRUCTIONS_FILE cannot be read: " + e.getMessage());
        }
    }

    private static String preset() throws IOException {
        try (var file = Ask.class.getResourceAsStream("/data/prompts/sx.md")) {
            if (file == null) throw new IOException("the program was built without its system prompt");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private void dryRun(Provider provider, Request request, Turn turn) throws IOException {
        var call = provider.preview(request, turn).orElseThrow(() -> Failure.usage("provider " + provider.id() + " sends no HTTP request"));
        if (options.has("-v")) {
            err.raw("POST " + call.uri() + "\n");
            call.headers().forEach((name, value) -> err.raw(name + ": " + value + "\n"));
            err.raw("Authorization: Bearer " + Redaction.MASK + "\n");
        }
        var body = Json.write(Redaction.mask(Json.read(call.body())));
        out.line(terminal.out() ? new TerminalFilter().next(body) : body);
        out.flush();
    }

    private void limit(long millis) {
        Thread.ofPlatform().daemon().name("timeout").start(() -> {
            try {
                Thread.sleep(millis);
                cancel.cancel(Failure.of(Kind.DEADLINE, "not done within --timeout " + millis / 1000));
                Script.haltAfterGrace(Kind.DEADLINE.exit());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
