package scorpiox.command.editor;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.command.Consoles;
import scorpiox.command.Script;

/// Answers typed at a terminal, in lines that can be edited.
final class TypedLines implements Lines {
    private final Terminal terminal;
    private final LineReader reader;
    private final Cancel cancel;

    TypedLines(Cancel cancel) {
        this.cancel = cancel;
        try {
            this.terminal = Consoles.open("config", TerminalBuilder.SystemOutput.SysErr);
        } catch (IOException e) {
            throw unusable(e);
        }
        var parser = new DefaultParser();
        parser.setQuoteChars(null);         // an answer is no command line
        parser.setEscapeChars(null);
        this.reader = LineReaderBuilder.builder().terminal(terminal).parser(parser).appName("config").variable(LineReader.DISABLE_HISTORY, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
        terminal.handle(Signal.INT, _ -> interrupted());
    }

    private static Failure unusable(IOException e) {
        return Failure.of(Kind.INTERNAL, "the terminal cannot be used: " + e.getMessage(), e);
    }

    /// Ctrl-C while nothing is asked, such as during a sign-in.
    private void interrupted() {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        Thread.ofPlatform().daemon().start(() -> Script.haltAfterGrace(why, why.kind().exit()));
    }

    @Override
    public Optional<String> secret(String question) {
        cancel.check();
        try {
            var answer = Consoles.unseen(terminal, question, cancel);
            answer.map(String::strip).ifPresent(Redaction::register);
            return answer;
        } catch (IOException gone) {
            throw unusable(gone);
        }
    }

    /// Only the last line of a question is the reader's: it may draw its own line again.
    @Override
    public Optional<String> ask(String question) {
        cancel.check();
        var prompt = question.lastIndexOf('\n') + 1;
        terminal.writer().print(question.substring(0, prompt));
        terminal.flush();
        try {
            var line = reader.readLine(question.substring(prompt));
            cancel.check();
            return Optional.of(line);
        } catch (UserInterruptException interrupted) {
            throw Failure.of(Kind.CANCELLED, "interrupted");
        } catch (EndOfFileException end) {
            return Optional.empty();
        }
    }

    /// A thread of its own reads them from the same reader as answers, so that none is lost to it when the work is over.
    @Override
    public void during(Consumer<Optional<BlockingQueue<String>>> work) {
        var lines = new LinkedBlockingQueue<String>();
        var thread = Thread.ofPlatform().daemon().name("lines").start(() -> collect(lines));
        try {
            work.accept(Optional.of(lines));
        } finally {
            thread.interrupt();
            end(thread);
        }
    }

    private static void end(Thread thread) {
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(BlockingQueue<String> lines) {
        try {
            for (var line = Consoles.line(terminal); line.isPresent(); line = Consoles.line(terminal)) lines.add(line.get());
        } catch (IOException | IllegalStateException over) {
            // the work is done, or the terminal is gone
        }
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException gone) {
            // it has been put back as far as that can be done
        }
    }
}
