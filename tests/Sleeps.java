package scorpiox;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A program that would run for more than an hour, under an argument that nobody else on the machine uses: what a test
/// looks for to see whether anything was left behind.
public final class Sleeps implements AutoCloseable {
    private static final AtomicInteger LAST = new AtomicInteger();

    private final String argument = "4711.%d%04d".formatted(ProcessHandle.current().pid(), LAST.incrementAndGet());

    /// Its argument alone.
    public String argument() {
        return argument;
    }

    /// The command: `sleep 4711.…`.
    public String command() {
        return "sleep " + argument;
    }

    /// Those that run, whoever their parent is now.
    public List<ProcessHandle> running() {
        return ProcessHandle.allProcesses().filter(each -> List.of(each.info().arguments().orElse(new String[0])).contains(argument)).toList();
    }

    /// As many of them as there should be; a shell takes a moment from starting one until it is one.
    public List<ProcessHandle> running(int count) {
        var until = System.nanoTime() + 20_000_000_000L;
        while (running().size() != count && System.nanoTime() < until) Thread.onSpinWait();
        return running();
    }

    /// Ends what a failed test left.
    @Override
    public void close() {
        running().forEach(ProcessHandle::destroyForcibly);
    }
}
