package scorpiox.command.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.command.Arguments;
import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.command.ServeOptions;
import scorpiox.command.sx.Demo;
import scorpiox.model.Models;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.server.Server;
import scorpiox.server.backend.Backends;
import scorpiox.server.backend.ModelCatalogue;
import scorpiox.server.capture.Capture;
import scorpiox.server.config.Check;
import scorpiox.server.config.ConfigFile;
import scorpiox.server.config.Flags;
import scorpiox.server.config.Printed;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.status.RequestLog;
import scorpiox.server.status.RequestLog.Level;
import scorpiox.server.status.Visits;
import scorpiox.server.team.KeyFile;
import scorpiox.server.team.TokenRoute;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

/// `serve`: reads the configuration, listens, says so in one line on stdout, and answers until it is told to stop.
public final class Serve {
    /// Beyond the grace that answers under way have: time for last words, theirs and ours.
    private static final Duration ENDING = Duration.ofSeconds(4);

    private final Arguments arguments;
    private final Settings settings;
    private final Stderr err;
    private final Terminal terminal;
    private final Cancel cancel;
    private final InstantSource clock = InstantSource.system();

    private Serve(Arguments arguments, Settings settings, Stderr err, Terminal terminal, Cancel cancel) {
        this.arguments = arguments;
        this.settings = settings;
        this.err = err;
        this.terminal = terminal;
        this.cancel = cancel;
    }

    /// Runs `serve` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws InterruptedException {
        if (args.length > 0 && args[0].equals("key")) return ServeKeys.run(Arrays.copyOfRange(args, 1, args.length), cancel);
        var out = new Stdout();
        var arguments = ServeOptions.declare().parse(args);
        if (arguments.has("--help") || arguments.has("--version")) {
            out.print(arguments.has("--help") ? arguments.help() : "serve " + Product.VERSION + "\n");
            out.flush();
            return 0;
        }
        var terminal = Terminal.ofProcess();
        var err = new Stderr("serve", false, terminal.err());
        var environment = Environment.ofProcess();
        // a server answers for its owner, not for the project that it was started in
        var settings = Cascade.resolve(environment.in(environment.home().toAbsolutePath().getRoot()), new Cascade.Flags(null, arguments.overrides(), false));
        settings.warnings().forEach(err::message);
        return new Serve(arguments, settings, err, terminal, cancel).obey(out, environment);
    }

    private int obey(Stdout out, Environment here) throws InterruptedException {
        var file = arguments.nonEmpty("--config").map(name -> here.path(name).toString());
        var flags = new Flags(arguments.nonEmpty("--host"), arguments.get("--port").isEmpty() ? null : arguments.number("--port", 0, 0, 65_535), arguments.nonEmpty("--backend"),
                arguments.nonEmpty("--codex-path").map(name -> here.path(name).toString()), arguments.nonEmpty("--base-url"), arguments.nonEmpty("--log-level"));
        if (arguments.has("--check")) return check(out, file, flags);
        var config = flags.over(ConfigFile.read(ConfigFile.find(file, settings.environment()), settings, err::message));
        if (arguments.has("--print-config")) {
            out.print(Printed.yaml(config));
            out.flush();
            return 0;
        }
        serve(out, config, arguments.nonEmpty("--capture").map(here::path)
                .or(() -> config.log().bodies() ? Optional.of(settings.environment().state().resolve("serve")) : Optional.empty()));
        return 0;
    }

    private int check(Stdout out, Optional<String> file, Flags flags) {
        var problems = Check.problems(file, flags, settings);
        problems.forEach(err::message);
        if (problems.isEmpty()) err.progress("nothing is wrong");
        out.flush();
        return problems.isEmpty() ? 0 : Failure.Kind.USAGE.exit();
    }

    private void serve(Stdout out, ServeConfig config, Optional<Path> capture) throws InterruptedException {
        Script.ending(Server.GRACE.plus(ENDING));
        var members = new KeyFile(settings.environment().configuration().resolve(KeyFile.NAME), clock, err::message);
        var entrance = Entrance.of(config, settings, members, arguments.has("--no-key"));
        try (var log = new RequestLog(err, terminal.err(), Level.of(config.log().level()).orElse(Level.INFO), clock)) {
            Check.remarks(config).forEach(line -> log.message(Level.WARN, line));
            var only = arguments.has("--backend") ? "backend " + config.defaultBackend() + ":" : "";
            for (var line : Check.missing(config, settings)) if (line.startsWith(only)) log.message(Level.WARN, line);
            var server = Server.start(parts(config, entrance, log, capture));
            try {
                var base = "http://" + (config.host().contains(":") && !config.host().startsWith("[") ? "[" + config.host() + "]" : config.host()) + ":" + server.port();
                out.line("listening on " + base + "/v1");
                out.flush();
                greet(base, entrance, log);
                capture.ifPresent(folder -> log.message(Level.INFO, "every request and its answer are written into " + folder));
                cancel.await();
            } finally {
                server.stop();
            }
        }
    }

    private Server.Parts parts(ServeConfig config, Entrance entrance, RequestLog log, Optional<Path> capture) {
        var models = Models.of(settings.environment());
        var visits = new Visits(clock);
        visits.listen(log::visit);
        var backends = new Backends(config, new Backends.Parts(settings, arguments.overrides(), models, Product.AGENT, clock, line -> log.message(Level.WARN, line), Demo::provider),
                TokenRoute.LIFE);
        var catalogue = new ModelCatalogue(config, settings, models, backends::provider, clock);
        var tokens = config.tokens() ? Optional.of(new TokenRoute(backends::signIn, clock, config.tokensPerMinute(), line -> log.message(Level.WARN, line))) : Optional.<TokenRoute>empty();
        return new Server.Parts(config, entrance.keys(), backends, catalogue, visits, tokens,
                capture.map(folder -> new Capture(folder, clock, line -> log.message(Level.WARN, line))), Product.VERSION, clock, bug -> told(bug, log));
    }

    private void told(Throwable bug, RequestLog log) {
        log.message(Level.ERROR, "internal error: " + bug + ": please report it with the output of --debug");
        if (!arguments.has("--debug")) return;
        err.trace(String.valueOf(bug));
        for (var frame : bug.getStackTrace()) err.trace("    at " + frame);
    }

    /// What a client needs to know. The key itself is shown to whoever sits here, and goes into no file that a log may be.
    private void greet(String base, Entrance entrance, RequestLog log) {
        if (!terminal.err()) {
            entrance.file().ifPresent(file -> log.message(Level.INFO, "clients need the key in " + file));
            return;
        }
        var key = entrance.shown().orElse(entrance.keys().needed() ? "YOUR_KEY" : "none-needed");
        err.unmasked("export OPENAI_BASE_URL=" + base + "/v1 OPENAI_API_KEY=" + key);
        err.unmasked("export ANTHROPIC_BASE_URL=" + base + " ANTHROPIC_API_KEY=" + key);
        err.unmasked("status page: " + base + "/" + (entrance.shown().isPresent() ? "#key=" + key : ""));
        entrance.file().ifPresent(file -> err.unmasked("the key is kept in " + file));
    }
}
