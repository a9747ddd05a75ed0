package scorpiox.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import sun.misc.Signal;

/// The frame around every script: signals in, exit code out, each failure as one line on stderr.
public final class Script {
    private static final int CLOSED_STDOUT = 141;

    /// How long a run may take to end by itself once cancelled; then the process ends without it.
    private static final Duration GRACE = Duration.ofMillis(800);

    /// And how long the rest may take that has to be done without it.
    private static final Duration LAST_WORDS = Duration.ofMillis(150);

    /// How long what must not be broken off may still take.
    private static final Duration UNBROKEN = Duration.ofSeconds(40);

    private static volatile Duration grace = GRACE;
    private static volatile boolean warned;
    private static volatile String script = "sx";
    private static boolean stayAlive;
    private static volatile Runnable interrupted;
    private static final List<Consumer<Failure>> LAST = new CopyOnWriteArrayList<>();

    private Script() {}

    /// Lets `run` return instead of ending the process, for a training run of several.
    static void staysAlive() {
        stayAlive = true;
    }

    /// Lets a run that has to bring things to an end take longer for it; a second signal does not wait.
    public static void ending(Duration longest) {
        grace = longest;
    }

    /// Gives Ctrl-C another meaning than the end of the run.
    public static void onInterrupt(Runnable action) {
        interrupted = action;
    }

    /// What is still to be done when the process has to end without its main thread, told why.
    public static void beforeHalt(Consumer<Failure> last) {
        LAST.add(last);
    }

    /// What a script does; the result is its exit code.
    public interface Body {
        /// @param args the command line, in UTF-8 whatever the locale
        int run(String[] args, Cancel cancel) throws Exception;
    }

    /// Runs the script and ends the process.
    ///
    /// @param name of the script, as it stands before its messages
    public static void run(String name, String[] args, Body body) {
        script = name;
        var cancel = new Cancel();
        on("INT", Kind.CANCELLED, cancel);
        on("TERM", Kind.TERMINATED, cancel);
        on("HUP", Kind.TERMINATED, cancel);
        var code = code(name, List.of(args).contains("--debug"), () -> body.run(inUtf8(args), cancel));
        // not System.exit: it sets up a logger first, and there are no shutdown hooks to run
        if (!stayAlive) Runtime.getRuntime().halt(code);
    }

    private interface Guarded {
        int run() throws Exception;
    }

    private static int code(String name, boolean debug, Guarded body) {
        try {
            return body.run();
        } catch (Stdout.Closed gone) {
            return CLOSED_STDOUT;
        } catch (Failure failure) {
            report(name, failure.line(), failure, debug);
            return failure.kind().exit();
        } catch (OutOfMemoryError e) {
            report(name, "out of memory: " + e.getMessage() + ": give less input", e, debug);
            return Kind.INTERNAL.exit();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            report(name, "internal error: " + e + ": please report it with the output of --debug", e, debug);
            return Kind.INTERNAL.exit();
        }
    }

    /// Under a locale such as C the JVM turns every other byte of an argument into U+FFFD; Linux still has the bytes.
    private static String[] inUtf8(String[] args) throws IOException {
        var own = Path.of("/proc/self/cmdline");
        if (List.of(args).stream().noneMatch(arg -> arg.indexOf('\uFFFD') >= 0) || !Files.isReadable(own)) return args;
        var all = new String(Files.readAllBytes(own), StandardCharsets.UTF_8).split("\0", -1);
        return Arrays.copyOfRange(all, all.length - 1 - args.length, all.length - 1);
    }

    private static void report(String name, String line, Throwable cause, boolean debug) {
        var err = new Stderr(name, false, false);
        err.message(line);
        if (!debug) return;
        for (var each = cause; each != null; each = each.getCause()) {
            err.trace((each == cause ? "" : "Caused by: ") + each);
            for (var frame : each.getStackTrace()) err.trace("    at " + frame);
        }
    }

    private static void on(String signal, Kind kind, Cancel cancel) {
        try {
            Signal.handle(new Signal(signal), _ -> {
                if (kind == Kind.CANCELLED && interrupted != null) {
                    interrupted.run();
                    return;
                }
                if (cancel.reason() != null && !grace.equals(GRACE)) Runtime.getRuntime().halt(kind.exit());
                var why = Failure.of(kind, kind == Kind.CANCELLED ? "interrupted" : "terminated");
                cancel.cancel(why);
                Thread.ofPlatform().daemon().start(() -> haltAfterGrace(why, kind.exit()));
            });
        } catch (IllegalArgumentException notHere) {
            // the system has no such signal, or another owner holds it
        }
    }

    /// Whoever asks again after the warning does not wait.
    private static void waitForTheUnbroken() {
        if (warned || CriticalSection.await(Duration.ZERO)) return;
        new Stderr(script, false, false).message("a token is just being renewed; once more ends it all the same and loses the sign-in");
        warned = true;
        CriticalSection.await(UNBROKEN);
    }

    /// Ends the process for good where cancelling does not reach, such as a name look-up that hangs.
    public static void haltAfterGrace(Failure why, int code) {
        waitForTheUnbroken();
        try {
            Thread.sleep(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // beside this thread, for writing to a full pipe would never end; the newest first: programs end before words are said
        var last = Thread.ofPlatform().daemon().start(() -> LAST.reversed().forEach(each -> each.accept(why)));
        try {
            last.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
