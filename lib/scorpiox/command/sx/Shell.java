package scorpiox.command.sx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.base.Sink;
import scorpiox.base.TerminalFilter;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.StreamEvent;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.TextOutput;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Models for a Java shell: after `import static scorpiox.command.sx.Shell.*`, `ask("…")` and `stream("…")` do.
///
/// Settings count as they do for `sx`. Every question stands by itself, and no tools are offered. What is printed goes
/// through `System.out` and `System.err`: a shell puts its own streams there, since the descriptors are not always its user's.
public final class Shell {
    private static volatile Model current = provider("");

    private Shell() {}

    /// A question that got no answer. It has neither stack trace nor cause: a shell would print them below the one line that counts.
    public static final class NoAnswer extends RuntimeException {
        NoAnswer(Failure why) {
            super(why.line(), null, false, false);
        }
    }

    /// Asks the current model.
    ///
    /// @return the answer, whole
    /// @throws NoAnswer saying why there is none
    public static String ask(String prompt) {
        return current.ask(prompt);
    }

    /// Asks the current model and prints the answer while it arrives.
    ///
    /// @throws NoAnswer saying why there is none, or not all of it
    public static void stream(String prompt) {
        current.stream(prompt);
    }

    /// Makes another model the current one.
    ///
    /// @param name as for [#provider]
    public static void use(String name) {
        current = provider(name);
    }

    /// A model to ask beside the current one.
    ///
    /// @param name a provider, a model, or both: `demo`, `gpt-5.2-codex-high`, `codex:gpt-5.2`; empty for what the settings say
    public static Model provider(String name) {
        return new Model(name);
    }

    /// The providers there are.
    public static List<String> providers() {
        return Choice.providers(Environment.ofProcess());
    }

    /// Prints what has been set for the current model, and where; secrets masked.
    public static void settings() {
        try {
            var settings = current.resolve();
            IO.println(Stream.concat(Keys.all().stream(), settings.aliases().stream()).filter(settings::isSet).map(settings::value)
                    .map(value -> value.key().name() + "=" + (value.key().secret() ? Redaction.MASK : value.text()) + "  (" + value.source() + ")")
                    .map(new TerminalFilter()::whole).collect(Collectors.joining("\n")));
        } catch (Failure failure) {
            throw new NoAnswer(failure);
        }
    }

    /// Somebody to ask. The connection is kept from one question to the next; after a failure everything begins anew, the
    /// settings included.
    public static final class Model {
        private final List<String> flags = new ArrayList<>(List.of("--no-tools", "--no-stdin"));
        private Session session;
        private int first;

        private Model(String name) {
            var separator = name.indexOf(':');
            var provider = separator < 0 ? name : name.substring(0, separator);
            if (providers().contains(provider)) {
                flags.addAll(List.of("--provider", provider));
                if (separator > 0) flags.addAll(List.of("--model", name.substring(separator + 1)));
            } else if (!name.isEmpty()) {
                flags.addAll(List.of("--model", name));
            }
        }

        /// Asks.
        ///
        /// @return the answer, whole
        /// @throws NoAnswer saying why there is none
        public String ask(String prompt) {
            return answer(prompt, _ -> { });
        }

        /// Asks, and prints the answer while it arrives.
        ///
        /// @throws NoAnswer saying why there is none, or not all of it
        public void stream(String prompt) {
            answer(prompt, TextOutput.terminal(new Stdout(System.out), false));
        }

        private synchronized String answer(String prompt, Sink<RunEvent> to) {
            try {
                if (prompt.isBlank()) throw Failure.usage("the prompt is empty");
                open();
                session.conversation().keep(first);
                session.conversation().add(Message.user(new Part.Text(prompt)));
                var result = run(telling(to));
                if (result.failure() != null) throw result.failure();
                return result.text();
            } catch (Failure failure) {
                close();
                throw new NoAnswer(failure);
            } catch (IOException e) {
                throw new NoAnswer(Failure.of(Kind.INTERNAL, e.getMessage(), e));
            }
        }

        private void open() throws IOException {
            if (session != null) return;
            var settings = resolve();
            settings.warnings().forEach(Model::tell);
            session = Session.open(options(), settings, false, false, Optional.empty(), new Cancel(), new Session.Listener(Model::tell, _ -> { }));
            first = session.conversation().messages().size();
        }

        private void close() {
            if (session != null) session.close();
            session = null;
        }

        /// On a thread of its own, so that a shell can interrupt the one that waits.
        private Result run(Sink<RunEvent> to) {
            var cancel = new Cancel();
            var task = new FutureTask<>(() -> session.agent().run(session.conversation(), false, to, cancel));
            Thread.ofPlatform().daemon().name("ask").start(task);
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Failure known ? known : Failure.of(Kind.INTERNAL, "internal error: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                throw Failure.of(Kind.CANCELLED, "interrupted");
            } finally {
                if (!task.isDone()) cancel.cancel(Failure.of(Kind.CANCELLED, "interrupted"));
            }
        }

        private Settings resolve() {
            return Cascade.resolve(Environment.ofProcess(), options().settings());
        }

        private Options options() {
            return Options.parse(flags.toArray(String[]::new));
        }

        private static Sink<RunEvent> telling(Sink<RunEvent> to) {
            return new Sink<>() {
                @Override
                public void event(RunEvent event) {
                    if (event instanceof RunEvent.Answering(StreamEvent.Retrying(_, _, _, var why))) tell("trying again: " + why.line());
                    if (event instanceof RunEvent.Answering(StreamEvent.Notice(_, var text))) tell(text);
                    if (event instanceof RunEvent.Notice(var text)) tell(text);
                    to.event(event);
                }

                @Override
                public void pause() {
                    to.pause();
                }
            };
        }

        private static void tell(String line) {
            new Stderr(System.err, "sx", false, false).message(line);
        }
    }
}
