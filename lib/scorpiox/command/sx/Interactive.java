package scorpiox.command.sx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import scorpiox.agent.RunEvent;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.command.Consoles;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.command.Script;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.output.Asking;
import scorpiox.output.Progress;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.output.TextOutput;
import scorpiox.output.ToolLines;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.tool.permission.Approver;

/// `sx` on a terminal without a prompt: a conversation, line by line. Nothing is redrawn; what was printed stays.
final class Interactive implements Approver {
    /// Two presses within this time are one wish, in nanoseconds.
    private static final long TWICE = 2_000_000_000L;

    private final org.jline.terminal.Terminal terminal;
    private final LineReader prompts;
    private final LineReader answers;
    private final Options options;
    private final Environment environment;
    private final Stdout out = new Stdout();
    private final Stderr err;
    private final boolean colour;
    private final Cancel process;
    private final Calls calls = new Calls();
    private volatile Cancel running;
    private volatile boolean shell;
    private volatile long pressed;
    private boolean leaving;

    private Interactive(org.jline.terminal.Terminal terminal, Options options, Environment environment, boolean colour, Cancel process) throws IOException {
        this.terminal = terminal;
        this.options = options;
        this.environment = environment;
        this.colour = colour;
        this.process = process;
        this.err = new Stderr("sx", colour, !options.has("-q"));
        var parser = new DefaultParser();
        parser.setQuoteChars(null);         // a prompt is not a command line: quotes and backslashes are just text
        parser.setEscapeChars(null);
        this.prompts = LineReaderBuilder.builder().terminal(terminal).parser(parser).appName("sx").completer(new StringsCompleter(SlashCommands.NAMES))
                .variable(LineReader.HISTORY_FILE, history(environment)).option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
        this.answers = LineReaderBuilder.builder().terminal(terminal).parser(parser).appName("sx").build();
    }

    /// Talks until the user leaves; the result is the exit code.
    static int run(Options options, Environment environment, Terminal streams, Cancel process) throws IOException {
        var colour = Terminal.colours(options.arguments().oneOf("--color", "auto", "auto", "always", "never"), true, environment.variables());
        try (var terminal = Consoles.open("sx", TerminalBuilder.SystemOutput.SysOut)) {
            var interactive = new Interactive(terminal, options, environment, colour, process);
            Script.onInterrupt(interactive::interrupted);       // a dumb terminal brings no signals of its own
            return interactive.converse();
        }
    }

    private int converse() throws IOException {
        var person = Optional.of(new Person(this, this::typed));
        var settings = Cascade.resolve(environment, options.settings(), Person.guard(person, options.ownTools()));
        settings.warnings().forEach(err::message);
        try (var session = Session.open(options, settings, true, false, person, process, new Session.Listener(err::message, err::progress))) {
            var commands = new SlashCommands(session, options, environment, out, calls, colour);
            err.progress("sx " + Product.VERSION + " · " + session.provider().id() + " · " + session.conversation().model() + " · mode "
                    + session.toolset().permissions().mode().shown() + " · /help");
            for (var line = next(); line != null; line = next()) {
                if (line.isBlank()) continue;
                try {
                    if (line.startsWith("!")) shell(line.substring(1));
                    else if (!line.startsWith("/") || !commands.run(line.strip())) turn(session, line);
                } catch (Failure failure) {
                    err.message(failure.line());
                }
                if (commands.left()) break;
                if (process.reason() != null) return process.reason().kind().exit();
            }
            return 0;
        }
    }

    /// The next line; null when the user leaves.
    private String next() {
        while (true) {
            try {
                var line = prompts.readLine(colour ? "\u001b[1m> \u001b[0m" : "> ");
                leaving = false;
                return line;
            } catch (UserInterruptException interrupted) {
                if (leaving && interrupted.getPartialLine().isEmpty()) return null;
                leaving = interrupted.getPartialLine().isEmpty();
                if (leaving) err.progress("Ctrl-C again leaves");
            } catch (EndOfFileException end) {
                return null;
            }
        }
    }

    /// One prompt of the user, until the model answers without a call. Ctrl-C ends it and keeps what has come.
    private void turn(Session session, String text) {
        session.conversation().add(Message.user(new Part.Text(text)));
        var turn = new Cancel();
        running = turn;
        var before = terminal.handle(Signal.INT, _ -> interrupt(turn));
        try (var _ = process.onCancel(() -> turn.cancel(process.reason()))) {
            var result = session.agent().run(session.conversation(), options.has("--strict"), sink(), turn);
            if (result.failure() != null) err.message(result.failure().kind() == Kind.CANCELLED ? "stopped; what has come is kept" : result.failure().line());
        } finally {
            running = null;
            terminal.handle(Signal.INT, before);
        }
    }

    /// Ctrl-C where the terminal does not tell the line reader of it.
    private void interrupted() {
        if (running != null) {
            interrupt(running);
        } else if (!shell) {
            var twice = System.nanoTime() - pressed < TWICE;
            pressed = System.nanoTime();
            if (twice) Script.haltAfterGrace(Failure.of(Kind.CANCELLED, "interrupted"), 0);
            else err.progress("Ctrl-C again leaves");
        }
    }

    private void interrupt(Cancel turn) {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        if (turn.reason() != null) Script.haltAfterGrace(why, Kind.CANCELLED.exit());
        turn.cancel(why);
    }

    private Sink<RunEvent> sink() {
        var text = TextOutput.terminal(out, colour && !options.has("--raw"));
        var progress = new Progress(err, options.has("-u"), false, new ToolLines(() -> Math.max(40, terminal.getSize().getColumns())));
        return new Sink<>() {
            @Override
            public void event(RunEvent event) {
                calls.event(event);
                text.event(event);
                if (!(event instanceof RunEvent.RunStarted)) progress.event(event);
            }

            @Override
            public void pause() {
                text.pause();
            }
        };
    }

    @Override
    public synchronized Answer ask(Question question, Cancel cancel) {
        out.endLine();
        out.flush();
        err.raw("\n" + Asking.shown(question, colour));
        while (true) {
            try {
                var answer = Asking.answer(answers.readLine(Asking.prompt(question)), question);
                if (answer != null) return answer;
            } catch (UserInterruptException interrupted) {
                cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
                cancel.check();
            } catch (EndOfFileException end) {
                return new Answer.No("");
            }
        }
    }

    private String typed(String prompt) {
        try {
            return answers.readLine(prompt);
        } catch (UserInterruptException | EndOfFileException nothing) {
            return "";
        }
    }

    /// The user's own command, with the terminal to itself; the model does not see it.
    private void shell(String command) throws IOException {
        var program = environment.variable("SHELL").orElse("/bin/sh");
        var before = terminal.handle(Signal.INT, _ -> { });        // Ctrl-C is the command's
        shell = true;
        try {
            var exit = new ProcessBuilder(List.of(program, "-c", command)).directory(environment.directory().toFile()).inheritIO().start().waitFor();
            if (exit != 0) err.progress("exit " + exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw Failure.usage("the command cannot be started: " + e.getMessage());
        } finally {
            shell = false;
            terminal.handle(Signal.INT, before);
        }
    }

    /// Where prompts are kept, readable by the user alone.
    private static Path history(Environment environment) throws IOException {
        var file = environment.state().resolve("history");
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createFile(file);
        } catch (IOException unwritable) {
            return Path.of("/dev/null");
        }
        return file;
    }
}
