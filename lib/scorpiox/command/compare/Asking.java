package scorpiox.command.compare;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.command.sx.Prompt;
import scorpiox.command.sx.Stdin;
import scorpiox.model.Effort;
import scorpiox.model.Part;
import scorpiox.provider.router.Choice;

/// `compare --run`: the same prompt for everybody.
///
/// @param stdin or null when it is not read
record Asking(Session session, Stdin stdin) {
    int run() {
        var options = session.options();
        var effort = options.arguments().get("--effort").orElse(null);
        if (effort != null && Effort.named(effort).isEmpty()) {
            throw Failure.usage("--effort takes none, minimal, low, medium, high, xhigh or max, not " + effort);
        }
        options.file("--log").ifPresent(name -> new Log(session.settings().environment().path(name), name).check());
        var targets = session.targets().of(options.named());
        var question = question();
        var outcomes = ask(targets, question, effort);
        var time = session.clock().instant();
        var hash = question.hash();
        var view = new ResultView(outcomes.stream().map(outcome -> Result.of(outcome, hash, time)).toList(), false, session.clock());
        print(view, question);
        session.page(page -> page.run(view, question.text(), question.repeat()));
        session.out().flush();
        if (session.cancel().reason() != null) return session.cancel().reason().kind().exit();
        return view.results().stream().allMatch(Result::ok) ? 0 : 1;
    }

    private Question question() {
        var options = session.options();
        var environment = session.settings().environment();
        var images = options.arguments().all("-i");
        try {
            var prompt = new Prompt(options.prompt(), null, List.of(), images, stdin, Duration.ofSeconds(30));
            if (stdin == null && options.prompt().isEmpty()) throw missing();
            var message = prompt.message(environment, session.err()::message);
            if (message.parts().stream().noneMatch(part -> part instanceof Part.Text text && !text.text().isBlank())) throw missing();
            return new Question(message, options.arguments().get("-s").orElse(Question.SYSTEM), options.timeout(), options.repeat());
        } catch (Failure failure) {
            throw failure.getMessage().equals("empty prompt") ? missing() : failure;
        }
    }

    private static Failure missing() {
        return Failure.usage("empty prompt").hint("compare --run \"your question\", or pipe one in");
    }

    private List<Outcome> ask(List<Choice> targets, Question question, String effort) {
        var err = session.err();
        var names = targets.stream().map(target -> target.provider() + " " + Targets.shown(target)).toList();
        var dumb = session.settings().environment().variable("TERM").filter("dumb"::equals).isPresent();
        var width = Cells.columns(2, session.terminal().err(), session.settings().environment());
        var broken = new AtomicReference<Failure>();
        try (var board = new Board(err, names, session.terminal().err() && !dumb, width)) {
            var wiring = session.wiring(board::message);
            var race = new Race(choice -> session.provider(choice, wiring),
                    choice -> question.request(session.model(choice), choice.effort(effort, session.settings()).orElse(null)), board,
                    log(question.hash(), broken), session.clock(), System::nanoTime);
            return race.run(targets, question, session.cancel());
        } finally {
            if (broken.get() != null) err.message(broken.get().line());
        }
    }

    /// A log that cannot be written costs nobody an answer: it is said once.
    private BiConsumer<Choice, Measure> log(String hash, AtomicReference<Failure> broken) {
        var options = session.options();
        if (!options.has("--log")) return (_, _) -> { };
        if (options.logsToStdout()) {
            return (target, measure) -> {
                synchronized (session.out()) {
                    session.out().line(Json.write(Entry.of(target, measure, session.clock().instant(), hash).json()));
                    session.out().flush();
                }
            };
        }
        var name = options.file("--log").orElseThrow();
        var log = new Log(session.settings().environment().path(name), name);
        return (target, measure) -> {
            if (broken.get() != null || measure.failure() != null && measure.failure().kind() == Kind.CANCELLED) return;
            try {
                log.add(Entry.of(target, measure, session.clock().instant(), hash), new Cancel());
            } catch (Failure failure) {
                broken.compareAndSet(null, failure);
            }
        };
    }

    private void print(ResultView view, Question question) {
        var options = session.options();
        var out = session.out();
        if (options.logsToStdout() || options.arguments().get("--html").filter("-"::equals).isPresent()) return;
        var answers = new Answers(view.results());
        switch (options.format()) {
            case JSON -> session.json(Json.object().put("prompt", question.text()).set("results", view.json()));
            case MARKDOWN -> out.print(view.markdown() + (options.has("--show") ? answers.markdown() : ""));
            case CSV -> out.print(view.csv());
            case TEXT -> {
                out.print(view.text(session.width()));
                var shown = options.has("--show") ? answers.text(session.terminal().out() ? session.width() : 0) : "";
                if (!shown.isEmpty()) out.print("\n" + shown);
            }
        }
    }
}
