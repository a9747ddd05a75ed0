package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Cancel;
import scorpiox.base.ProcessGroup;
import scorpiox.tool.ToolError;

/// The commands of a run: starts them, and sees to it that none of them outlives it.
public final class Commands implements AutoCloseable {
    /// How long processes may take to end by themselves: after a time limit, and when the run is interrupted, which must
    /// be over within a second.
    private static final Duration GRACE = Duration.ofSeconds(2);
    static final Duration SHORT_GRACE = Duration.ofMillis(400);
    private static final Duration GUARD = Duration.ofSeconds(1);
    private static final int MOST_JOBS = 8;

    private final OutputFiles outputs;
    private final Map<String, String> environment;
    private final Cancel run;
    private final Set<ProcessGroup> groups = new LinkedHashSet<>();
    private volatile long interrupted;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Job> jobs = new ArrayList<>();

    /// @param environment of every command
    /// @param run         cancelled when the whole run is to end
    public Commands(OutputFiles outputs, Map<String, String> environment, Cancel run) {
        this.outputs = outputs;
        this.environment = environment;
        this.run = run;
        run.onCancel(this::interrupt);
    }

    /// Where outputs are.
    public OutputFiles outputs() {
        return outputs;
    }

    /// A variable that every command gets.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /// Starts a command line in a shell.
    ProcessGroup start(String command, Path directory, Path output) {
        var shell = ProcessGroup.program("bash", environment.getOrDefault("PATH", "")).map(Path::toString).orElse("/bin/sh");
        return start(List.of(shell, "-c", command), directory, Map.of(), new ProcessGroup.Streams(null, output, null));
    }

    /// Starts a program.
    ///
    /// @param more variables beside those of every command
    /// @throws ToolError when it cannot be started
    public ProcessGroup start(List<String> program, Path directory, Map<String, String> more, ProcessGroup.Streams streams) {
        var variables = new HashMap<>(environment);
        variables.putAll(more);
        try {
            var group = ProcessGroup.start(program, directory, variables, streams);
            synchronized (this) {
                groups.add(group);
            }
            return group;
        } catch (IOException e) {
            throw new ToolError("the command cannot be started: " + e.getMessage());
        }
    }

    /// Forgets a group of which nothing runs any more.
    synchronized void over(ProcessGroup group) {
        groups.remove(group);
    }

    /// Looks now and then at what a group has left running, and ends it where an output becomes too large.
    void guard(ProcessGroup group, List<Path> files) {
        if (files.isEmpty()) return;
        Thread.ofPlatform().daemon().name("outputs of " + group.pid()).start(() -> {
            try {
                while (!closed.await(GUARD.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (outputs.full(files)) group.kill();
                    if (!group.leftOver().isEmpty()) continue;
                    if (outputs.full(files)) outputs.cut(files);
                    over(group);
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Starts a command that goes on while the model does.
    synchronized Job startJob(String command, Path directory, Duration life) {
        if (jobs.stream().filter(Job::running).count() >= MOST_JOBS) throw new ToolError("there are already " + MOST_JOBS + " background jobs; end one with bash_kill");
        var output = outputs.next();
        var job = new Job(jobs.size() + 1, command, start(command, directory, output), output, life, outputs);
        jobs.add(job);
        return job;
    }

    synchronized Optional<Job> job(int id) {
        return jobs.stream().filter(job -> job.id() == id).findFirst();
    }

    synchronized List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /// Whether there has been a background job, so that the tools for them are worth offering.
    public synchronized boolean hasJobs() {
        return !jobs.isEmpty();
    }

    /// What has ended since the last call, a line each, for the model.
    public synchronized List<String> news() {
        return jobs.stream().filter(Job::newlyEnded).map(job -> "background job " + job.id() + " has ended with exit " + job.exit() + ": " + job.command()).toList();
    }

    /// How long what is to end may take to do so by itself; once the run is interrupted, all of it together.
    Duration grace() {
        return run.reason() == null ? GRACE : Duration.ofNanos(Math.max(0, interrupted + SHORT_GRACE.toNanos() - System.nanoTime()));
    }

    private synchronized List<ProcessGroup> all() {
        return List.copyOf(groups);
    }

    private void interrupt() {
        interrupted = System.nanoTime();
        all().forEach(ProcessGroup::terminate);
    }

    /// Ends everything that still runs, and does not wait for it.
    public void kill() {
        all().forEach(ProcessGroup::kill);
    }

    /// Ends everything that still runs.
    @Override
    public void close() {
        closed.countDown();
        all().forEach(ProcessGroup::terminate);
        var until = System.nanoTime() + grace().toNanos();
        for (var group : all()) group.end(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        outputs.close();
    }
}
