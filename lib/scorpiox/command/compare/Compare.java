package scorpiox.command.compare;

import java.io.IOException;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.command.sx.Stdin;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Guard;

/// `compare`: what each provider can do and how it is set up here, the same prompt sent to all of them, live checks of
/// their features, and results read back.
public final class Compare {
    private Compare() {}

    /// Runs `compare` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var options = CompareOptions.parse(args);
        if (options.command() == CompareOptions.Command.HELP) return help(options);
        var terminal = Terminal.ofProcess();
        var environment = Environment.ofProcess();
        var err = new Stderr("compare", Terminal.colours("auto", terminal.err(), environment.variables()), !options.has("-q") && (terminal.err() || options.has("-v")));
        var stdin = options.command() != CompareOptions.Command.RUN || options.has("--no-stdin") || terminal.in() ? null : Stdin.start(cancel);
        var sends = options.command() == CompareOptions.Command.RUN || options.command() == CompareOptions.Command.PROBE;
        var guard = sends ? Person.guard(Person.at(terminal, err, false, cancel), false) : Guard.LOOKING;
        var settings = Cascade.resolve(environment, options.settings(), guard);
        settings.warnings().forEach(err::message);
        var session = Session.open(options, settings, terminal, err, cancel);
        var code = switch (options.command()) {
            case MATRIX -> matrix(session);
            case RUN -> new Asking(session, stdin).run();
            case PROBE -> new Checking(session).run();
            case FROM -> from(session);
            case HELP -> 0;
        };
        session.out().flush();
        return code;
    }

    private static int help(CompareOptions options) {
        var out = new Stdout();
        out.print(options.has("--version") ? "compare " + Product.VERSION + "\n" : CompareOptions.help());
        out.flush();
        return 0;
    }

    /// Without a network: what files say, and what the providers say of themselves.
    static int matrix(Session session) {
        var options = session.options();
        var ids = options.named().isEmpty() ? Matrix.IDS : named(session);
        var view = new MatrixView(Matrix.of(ids.stream().map(session.vendors()).toList(), session.looking()), session.clock());
        switch (options.format()) {
            case JSON -> session.json(view.json());
            case MARKDOWN -> session.out().print(view.markdown());
            case CSV -> session.out().print(view.csv());
            case TEXT -> {
                if (!options.arguments().get("--html").filter("-"::equals).isPresent()) session.out().print(view.text(session.width(), options.has("--show")));
            }
        }
        session.page(page -> page.matrix(view));
        return 0;
    }

    private static List<String> named(Session session) {
        return session.targets().of(session.options().named()).stream().map(choice -> choice.provider()).filter(id -> !id.equals(Choice.DEMO)).distinct().toList();
    }

    static int from(Session session) throws IOException {
        var options = session.options();
        var name = options.arguments().get("--from").orElseThrow();
        var entries = name.equals("-") ? Log.read(Stdin.start(session.cancel()).all(null, session.err()::message), "stdin", session.err()::message)
                : new Log(session.settings().environment().path(name), name).read(session.err()::message);
        var wanted = options.named();
        var results = Result.of(entries).stream().filter(result -> wanted.isEmpty() || wanted.stream().anyMatch(word -> fits(word, result))).toList();
        var view = new ResultView(results, true, session.clock());
        switch (options.format()) {
            case JSON -> session.json(Json.object().set("results", view.json()));
            case MARKDOWN -> session.out().print(view.markdown());
            case CSV -> session.out().print(view.csv());
            case TEXT -> {
                if (!options.arguments().get("--html").filter("-"::equals).isPresent()) session.out().print(view.text(session.width()));
            }
        }
        session.page(page -> page.history(view, name.equals("-") ? "stdin" : name));
        return 0;
    }

    /// A provider, a model, or both.
    private static boolean fits(String word, Result result) {
        return word.equals(result.provider()) || word.equals(result.model()) || word.equals(result.provider() + "/" + result.model()) || word.equals(result.provider() + ":" + result.model());
    }
}
