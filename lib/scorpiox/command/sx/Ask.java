package scorpiox.command.sx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.base.TerminalFilter;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.http.Http;
import scorpiox.model.Request;
import scorpiox.output.JsonLines;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;

/// `sx` with a prompt: one run of the agent, from the question to its last answer.
public final class Ask {
    private final Options options;
    private final Environment environment;
    private final Terminal terminal;
    private final Stdout out;
    private final Stderr err;
    private final boolean colour;
    private final Cancel cancel;

    private Ask(Options options, Environment environment, Terminal terminal, Cancel cancel) {
        this.options = options;
        this.environment = environment;
        this.terminal = terminal;
        this.out = new Stdout();
        this.cancel = cancel;
        this.colour = Terminal.colours(options.arguments().oneOf("--color", "auto", "auto", "always", "never"), terminal.err(), environment.variables());
        this.err = new Stderr("sx", colour, !options.has("-q") && (terminal.err() || options.has("-v")));
    }

    /// Runs `sx` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var started = Environment.ofProcess();
        if (likelyTls(args, started)) Http.beginTls(Networks.authorities(started));
        var terminal = Terminal.ofProcess();
        var options = parse(args, started);
        if (options.has("--help")) return print(Options.help());
        if (options.has("--version")) return print("sx " + Product.VERSION + "\n");
        if (options.has("--save")) return save(options, args, started);
        var directory = options.arguments().get("--cd");
        var environment = directory.isPresent() ? started.in(directory(started, directory.get())) : started;
        var interactive = options.empty() && terminal.in() && terminal.out();
        if (interactive && options.hasSchema()) throw Failure.usage("--schema goes with a prompt, not with a conversation").hint("sx --schema 'name, age int' \"your question\"");
        if (interactive && options.format().equals("text") && !options.has("--dry-run")) {
            return Interactive.run(options, environment, terminal, cancel);
        }
        return new Ask(options, environment, terminal, cancel).run();
    }

    /// Whoever reads events is told of a misused flag in an event too.
    private static Options parse(String[] args, Environment environment) {
        try {
            var options = Options.parse(args);
            var template = options.has("-t") && !options.has("--help") && !options.has("--version");
            return template ? SavedPrompts.use(options, List.of(args), environment) : options;
        } catch (Failure failure) {
            var words = List.of(args);
            if (words.contains("--json") || words.contains("--experimental-json")) {
                new JsonLines(new Stdout(), false, Product.VERSION, environment.directory().toString(), InstantSource.system())
                        .event(new RunEvent.RunEnded(Result.failed(failure)));
            }
            throw failure;
        }
    }

    /// A guess that costs nothing: loading the trust store then runs beside reading the command line and the settings.
    private static boolean likelyTls(String[] args, Environment environment) {
        var words = List.of(args);
        var plain = List.of(Keys.CODEX_BASE_URL, Keys.CODEX_CHATGPT_URL, Keys.ANTHROPIC_BASE_URL, Keys.CLAUDE_CODE_API_URL, Keys.GEMINI_BASE_URL, Keys.OPENAI_BASE_URL,
                        Keys.ROUTER_URL).stream()
                .anyMatch(key -> environment.variable(key.name()).orElse("").startsWith("http:") || words.stream().anyMatch(word -> word.startsWith(key.name() + "=http:")));
        return !plain && !words.contains("demo") && !words.contains("--help") && !words.contains("-h") && !words.contains("--dry-run") && !words.contains("--save");
    }

    private static int save(Options options, String[] args, Environment environment) {
        new Stderr("sx", false, false).message(SavedPrompts.save(options, List.of(args), environment));
        return 0;
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
        Script.beforeHalt(outputs::endWithout);
        if (options.arguments().get("--timeout").isPresent()) limit(options.seconds("--timeout", 0).toMillis());
        try {
            ask(stdin, outputs.sink());
        } catch (Stdout.Closed gone) {
            throw gone;
        } catch (RuntimeException e) {
            var failure = e instanceof Failure known ? known : Failure.of(Kind.INTERNAL, "internal error: " + e, e).hint("please report it with the output of --debug");
            outputs.sink().event(new RunEvent.RunEnded(Result.failed(cancel.reason() != null ? cancel.reason() : failure)));
        }
        if (outputs.result() == null) return 0;
        if (outputs.result().failure() != null) throw outputs.result().failure();
        return outputs.result().exit();
    }

    private void ask(Stdin stdin, Sink<RunEvent> to) throws IOException {
        if (stdin == null && options.empty()) throw Prompt.missing();
        if (stdin == null && options.saved() != null) options.saved().checkInput(options.prompt());
        var person = Person.at(terminal, err, colour, cancel);
        var settings = Cascade.resolve(environment, options.settings(), Person.guard(options.neverAsks() ? Optional.empty() : person, options.ownTools()));
        settings.warnings().forEach(warning -> to.event(new RunEvent.Notice(warning)));
        var ignored = CodexKeys.of(options.arguments().all("--config")).ignored();
        if (!ignored.isEmpty() && options.has("-v")) to.event(new RunEvent.Notice("--config: these mean nothing here: " + String.join(", ", ignored)));
        var dry = options.has("--dry-run");
        try (var session = Session.open(options, settings, false, dry, person, cancel, new Session.Listener(text -> to.event(new RunEvent.Notice(text)), err::progress))) {
            var prompt = new Prompt(options.prompt(), options.saved(), options.arguments().all("-f"), options.arguments().all("-i"), stdin, options.seconds("--stdin-wait", 30));
            session.conversation().add(prompt.message(environment, text -> to.event(new RunEvent.Notice(text))));
            if (dry) dryRun(session.provider(), session.agent().request(session.conversation()), new Turn(options.has("--strict")));
            else session.agent().run(session.conversation(), options.has("--strict"), to, cancel);
        }
    }

    private void dryRun(Provider provider, Request request, Turn turn) throws IOException {
        var call = provider.preview(request, turn).orElseThrow(() -> Failure.usage("provider " + provider.id() + " sends no HTTP request"));
        if (options.has("-v")) {
            err.raw("POST " + call.uri() + "\n");
            call.headers().forEach((name, value) -> err.raw(name + ": " + value + "\n"));
        }
        var body = Json.write(Redaction.mask(Json.read(call.body())));
        out.line(terminal.out() ? new TerminalFilter().next(body) : body);
        out.flush();
    }

    private void limit(long millis) {
        Thread.ofPlatform().daemon().name("timeout").start(() -> {
            try {
                Thread.sleep(millis);
                var why = Failure.of(Kind.DEADLINE, "not done within --timeout " + millis / 1000);
                cancel.cancel(why);
                Script.haltAfterGrace(why, Kind.DEADLINE.exit());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
