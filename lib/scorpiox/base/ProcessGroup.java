package scorpiox.base;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program with everything it starts, in a session of its own so that one signal reaches all of it. It reads from and
/// writes to files: no pipe that a child could hold open.
///
/// A child that moves to a session of its own is found by a mark in its environment (Linux), one that also drops its
/// environment only if it was there for a while before.
public final class ProcessGroup {
    /// One process that is still there.
    public record Member(long pid, String command) {}

    /// What a program reads and where it writes.
    ///
    /// @param input  null for nothing
    /// @param output made or emptied; null for pipes of both
    /// @param errors made or emptied; null for `output`, in the order in which both are written
    public record Streams(Path input, Path output, Path errors) {}

    private static final String MARK = "SX_CALL";
    private static final int TERM = 15;
    private static final int KILL = 9;
    private static final int MOST_ROUNDS = 5;
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);
    private static final Duration LEAST_ROUND = Duration.ofSeconds(5);
    private static final Path PROC = Path.of("/proc");

    private final Process leader;
    private final byte[] mark;
    private final long began;
    private final long started = System.nanoTime();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Set<ProcessHandle> seen = Set.of();

    private ProcessGroup(Process leader, String mark) {
        this.leader = leader;
        this.mark = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        this.began = Stat.of(leader.pid()).map(Stat::began).orElse(0L);
    }

    /// With empty input; output and errors go to one file.
    ///
    /// @param environment all of its variables
    /// @param output      made or emptied
    public static ProcessGroup start(List<String> command, Path directory, Map<String, String> environment, Path output) throws IOException {
        return start(command, directory, environment, new Streams(null, output, null));
    }

    /// With output and errors in pipes, which the caller reads; a child that holds one open is ended with the group.
    ///
    /// @param environment all of its variables
    /// @param input       null for nothing
    public static ProcessGroup piped(List<String> command, Path directory, Map<String, String> environment, Path input) throws IOException {
        return start(command, directory, environment, new Streams(input, null, null));
    }

    /// @param environment all of its variables
    public static ProcessGroup start(List<String> command, Path directory, Map<String, String> environment, Streams streams) throws IOException {
        var mark = UUID.randomUUID().toString();
        var line = new ArrayList<String>();
        program("setsid", environment.getOrDefault("PATH", "")).ifPresent(setsid -> line.add(setsid.toString()));
        if (line.isEmpty()) line.addAll(List.of("bash", "-c", "set -m; \"$@\" & wait $!", "bash"));
        line.addAll(command);
        var builder = new ProcessBuilder(line).directory(directory.toFile()).redirectInput((streams.input == null ? Path.of("/dev/null") : streams.input).toFile());
        if (streams.output != null) builder.redirectOutput(streams.output.toFile()).redirectErrorStream(streams.errors == null);
        if (streams.errors != null) builder.redirectError(streams.errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(MARK, mark);
        return new ProcessGroup(builder.start(), mark);
    }

    /// The file of a program on a `PATH`.
    public static Optional<Path> program(String name, String path) {
        return Arrays.stream(path.split(":")).filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    /// What a [piped][#piped] program prints.
    public InputStream output() {
        return leader.getInputStream();
    }

    /// What it writes to its error stream.
    public InputStream errors() {
        return leader.getErrorStream();
    }

    public long pid() {
        return leader.pid();
    }

    /// Waits for the program itself to end, whatever its children do.
    ///
    /// @return whether it has
    public boolean await(Duration time) {
        try {
            if (leader.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) return true;
            look();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !leader.isAlive();
        }
    }

    public boolean running() {
        return leader.isAlive();
    }

    /// Exit code of the program; 128 and the number of the signal that ended it.
    public int exit() {
        return leader.exitValue();
    }

    /// What of the group still runs, apart from the program itself.
    public List<Member> leftOver() {
        return living().keySet().stream().filter(pid -> pid != leader.pid()).map(pid -> new Member(pid, commandOf(pid))).toList();
    }

    /// Asks all of it to end, and returns at once. It is asked only once: many programs take a second time for a sign of
    /// impatience and drop everything.
    public void terminate() {
        if (asked.compareAndSet(false, true)) signal(TERM, living());
    }

    /// Ends all of it, and returns at once.
    public void kill() {
        signal(KILL, living());
    }

    /// Asks all of it to end, and ends what is left after `grace`, again and again where more turns up.
    public void end(Duration grace) {
        terminate();
        var until = System.nanoTime() + grace.toNanos();
        for (var handle : living().values()) gone(handle, until - System.nanoTime());
        until = System.nanoTime() + LAST_WAIT.toNanos();
        for (var living = living(); !living.isEmpty() && System.nanoTime() < until; living = living()) {
            signal(KILL, living);
            for (var handle : living.values()) gone(handle, until - System.nanoTime());
        }
    }

    /// Once the leader has gone nobody can tell whose children they were.
    private void look() {
        var all = new LinkedHashSet<ProcessHandle>();
        Stream.concat(seen.stream(), leader.descendants()).filter(ProcessHandle::isAlive).forEach(all::add);
        seen = all;
    }

    private void signal(int number, Map<Long, ProcessHandle> living) {
        if (living.isEmpty()) return;
        send(-leader.pid(), number);
        for (var pid : living.keySet()) if (Stat.of(pid).filter(stat -> stat.group() == leader.pid()).isEmpty()) send(pid, number);
    }

    private Map<Long, ProcessHandle> living() {
        var living = new LinkedHashMap<Long, ProcessHandle>();
        if (leader.isAlive()) add(leader.toHandle(), living);
        leader.descendants().forEach(handle -> add(handle, living));
        for (var handle : seen) {
            add(handle, living);
            handle.descendants().forEach(child -> add(child, living));
        }
        for (var round = 0; round < MOST_ROUNDS; round++) if (!scan(living) || !living.isEmpty()) break;
        return living;
    }

    /// Adds what the system lists.
    ///
    /// @return whether one was just going or changing, and may have started another that is not on the list
    private boolean scan(Map<Long, ProcessHandle> to) {
        var names = PROC.toFile().list();
        var lowest = beganAnew() ? 0 : leader.pid();
        var moving = false;
        for (var name : names == null ? new String[0] : names) {
            if (!Character.isDigit(name.charAt(0))) continue;
            var pid = Long.parseLong(name);
            if (pid < lowest) continue;
            var stat = Stat.of(pid);
            if (stat.isEmpty()) {
                moving = true;
            } else if (stat.get().session() == leader.pid()) {
                moving |= pid != leader.pid() && !ProcessHandle.of(pid).map(handle -> add(handle, to)).orElse(false);
            } else if (stat.get().began() >= began) {
                var variables = variables(name);
                if (variables.length == 0) moving = true;       // none are seen while a program takes another's place
                else if (indexOf(variables, mark) >= 0) moving |= !ProcessHandle.of(pid).map(handle -> add(handle, to)).orElse(false);
            }
        }
        return moving;
    }

    /// Whether a child may have a lower number than its parent: numbers are given upwards, and from the beginning when
    /// there are no more, which takes a while.
    private boolean beganAnew() {
        if (System.nanoTime() - started > LEAST_ROUND.toNanos()) return true;
        var load = read(PROC.resolve("loadavg")).strip();
        var last = load.substring(load.lastIndexOf(' ') + 1);
        return last.isEmpty() || Long.parseLong(last) < leader.pid();
    }

    private static boolean add(ProcessHandle handle, Map<Long, ProcessHandle> to) {
        if (!handle.isAlive() || Stat.of(handle.pid()).filter(Stat::dead).isPresent()) return false;
        to.put(handle.pid(), handle);
        return true;
    }

    /// What the kernel tells of a process.
    ///
    /// @param began in clock ticks since the machine started
    private record Stat(boolean dead, long group, long session, long began) {
        static Optional<Stat> of(long pid) {
            var text = read(PROC.resolve(pid + "/stat"));
            var fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");      // the name before may hold anything
            if (fields.length < 20) return Optional.empty();
            return Optional.of(new Stat(fields[0].equals("Z") || fields[0].equals("X"), Long.parseLong(fields[2]), Long.parseLong(fields[3]), Long.parseLong(fields[19])));
        }
    }

    private static byte[] variables(String pid) {
        try {
            return Files.readAllBytes(PROC.resolve(pid).resolve("environ"));
        } catch (AccessDeniedException foreign) {
            return new byte[1];
        } catch (IOException gone) {
            return new byte[0];
        }
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        for (var i = 0; i + wanted.length <= text.length; i++) if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) return i;
        return -1;
    }

    private static String commandOf(long pid) {
        var line = read(PROC.resolve(pid + "/cmdline")).replace('\0', ' ').strip();
        return line.isEmpty() ? ProcessHandle.of(pid).flatMap(handle -> handle.info().command()).orElse("?") : line;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static void gone(ProcessHandle handle, long nanos) {
        try {
            handle.onExit().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stillThere) {
            // it is looked for again
        }
    }

    /// Java has no way to signal a group: the C library's `kill`, else the program of that name.
    private static void send(long pid, int number) {
        try {
            var linker = Linker.nativeLinker();
            var kill = linker.downcallHandle(linker.defaultLookup().find("kill").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            var _ = (int) kill.invokeExact((int) pid, number);
        } catch (Throwable noNativeAccess) {
            try {
                new ProcessBuilder("kill", "-" + number, "--", String.valueOf(pid)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            } catch (IOException e) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// For messages: `4711 sleep 30`, several joined by commas.
    public static String shown(List<Member> members) {
        return members.stream().map(member -> member.pid() + " " + member.command()).collect(Collectors.joining(", "));
    }
}
