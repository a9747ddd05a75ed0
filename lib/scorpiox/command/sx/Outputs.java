package scorpiox.command.sx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.command.Product;
import scorpiox.output.HeldOutput;
import scorpiox.output.JsonLines;
import scorpiox.output.Progress;
import scorpiox.output.ResultObject;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.output.TextOutput;
import scorpiox.output.ToolLines;
import scorpiox.settings.Environment;

/// Where a run's events go, as the flags say: stdout in one form, stderr, and perhaps a file.
final class Outputs {
    /// Of a line where nobody says how wide the terminal is.
    private static final int WIDTH = 160;

    private final Options options;
    private final Environment environment;
    private final Sink<RunEvent> sink;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Result result;

    /// @throws Failure `USAGE` for flags that exclude each other and for a file that could not be written
    Outputs(Options options, Stdout out, Stderr err, Terminal terminal, Environment environment) {
        this.options = options;
        this.environment = environment;
        var width = environment.variable("COLUMNS").filter(columns -> columns.matches("\\d{2,4}")).map(Integer::valueOf).orElse(WIDTH);
        this.sink = fileFirst(both(onStdout(out, terminal), new Progress(err, options.has("-u"), !options.format().equals("text") || options.has("-x") || options.has("--xl") || options.hasSchema() || !terminal.out(), new ToolLines(() -> width))));
        options.arguments().get("-o").ifPresent(name -> {
            if (name.isEmpty() || name.equals("-") || name.startsWith("/dev/std") || name.startsWith("/dev/fd/") || name.startsWith("/proc/")) {
                throw Failure.usage("-o takes a file, not '" + name + "'").hint("the answer goes to stdout in any case");
            }
            var folder = environment.path(name).toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) throw Failure.usage("-o " + name + ": there is no folder " + folder);
            if (Files.isDirectory(environment.path(name))) throw Failure.usage("-o " + name + " is a folder");
            if (!Files.isWritable(folder)) throw Failure.usage("-o " + name + ": files cannot be made in " + folder);
        });
    }

    Sink<RunEvent> sink() {
        return sink;
    }

    /// How the run ended; null as long as it has not.
    Result result() {
        return result;
    }

    /// The file is written before anybody is told that all went well.
    private Sink<RunEvent> fileFirst(Sink<RunEvent> then) {
        return new Sink<>() {
            @Override
            public void event(RunEvent event) {
                writing.lock();
                try {
                    if (event instanceof RunEvent.RunEnded(var ended)) {
                        result = ended.failure() == null ? withFile(ended) : ended;
                        then.event(new RunEvent.RunEnded(result));
                    } else {
                        then.event(event);
                    }
                } finally {
                    writing.unlock();
                }
            }

            @Override
            public void pause() {
                then.pause();
            }
        };
    }

    /// Reports the end of a run whose own thread cannot any more, unless that thread is just writing.
    void endWithout(Failure why) {
        try {
            if (result != null || !writing.tryLock(100, TimeUnit.MILLISECONDS)) return;
            if (result == null) sink.event(new RunEvent.RunEnded(Result.failed(why)));
        } catch (InterruptedException | RuntimeException nobodyListens) {
            // the process ends in any case
        }
    }

    private Result withFile(Result ended) {
        try {
            writeFile(ended.text());
            return ended;
        } catch (Failure failure) {
            return ended.with(failure);
        }
    }

    /// Writes `-o FILE`, whole or not at all, when it was asked for.
    private void writeFile(String text) {
        var name = options.arguments().get("-o");
        if (name.isEmpty()) return;
        var block = (options.has("-x") || options.has("--xl")) && !options.hasSchema();
        var content = block ? HeldOutput.codeBlock(text, options.has("--xl")) : text;
        try {
            AtomicFile.write(environment.path(name.get()), (content.endsWith("\n") ? content : content + "\n").getBytes(StandardCharsets.UTF_8), null);
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.INTERNAL, "-o " + name.get() + " cannot be written: " + e.getMessage());
        }
    }

    private Sink<RunEvent> onStdout(Stdout out, Terminal terminal) {
        var format = options.format();
        if (format.equals("jsonl")) return new JsonLines(out, options.has("--partial"), Product.VERSION, environment.directory().toString(), InstantSource.system());
        if (format.equals("json")) return new ResultObject(out);
        if (options.hasSchema()) return HeldOutput.whole(out, terminal.out());
        if (options.has("-x") || options.has("--xl")) return new HeldOutput(out, options.has("--xl"), terminal.out());
        if (!terminal.out()) return TextOutput.plain(out);
        var styled = !options.has("--raw") && Terminal.colours(options.arguments().oneOf("--color", "auto", "auto", "always", "never"), true, environment.variables());
        return TextOutput.terminal(out, styled);
    }

    private static Sink<RunEvent> both(Sink<RunEvent> first, Sink<RunEvent> second) {
        return new Sink<>() {
            @Override
            public void event(RunEvent event) {
                first.event(event);
                second.event(event);
            }

            @Override
            public void pause() {
                first.pause();
            }
        };
    }
}
