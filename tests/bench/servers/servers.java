///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Measures HTTP servers as `serve` needs them: tests/bench/servers/servers.java [JdkServer RoomServer VertxServer HelidonServer]

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Starts each server in a process of its own and talks to it over bare sockets; prints a row of a table for each.
public class servers {
    private final Process process;
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final double started;
    private int port;

    private servers(String classpath, String name) throws Exception {
        var from = System.nanoTime();
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp", classpath, name)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Thread.ofVirtual().start(this::listen);
        port = Integer.parseInt(said.poll(30, TimeUnit.SECONDS).split(" ")[1]);
        get("/events/1/0");
        started = (System.nanoTime() - from) / 1e6;
    }

    public static void main(String... args) throws Exception {
        var here = Path.of("tests", "bench", "servers");
        IO.println("| server | jars, MiB | start to first answer | event p50 | event p99 | events/s, 4 streams | 1,000 streams: failed, MiB | gone mid-stream | gone unanswered | half-closed |");
        IO.println("|---|---|---|---|---|---|---|---|---|---|");
        for (var name : args.length > 0 ? List.of(args) : List.of("JdkServer", "RoomServer", "VertxServer", "HelidonServer")) {
            var file = here.resolve(name + ".java").toString();
            jbang("build", file);
            var classpath = jbang("info", "classpath", file);
            IO.println(row(name, classpath));
        }
    }

    private static String jbang(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("scripts/jbangw"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String row(String name, String classpath) throws Exception {
        var starts = new double[5];
        for (var i = 0; i < starts.length; i++) {
            var server = new servers(classpath, name);
            starts[i] = server.started;
            server.end();
        }
        Arrays.sort(starts);
        var jars = Arrays.stream(classpath.split(File.pathSeparator)).filter(jar -> jar.contains(".m2")).mapToLong(jar -> new File(jar).length()).toArray();
        var many = new servers(classpath, name);
        var crowd = many.streams(1000, 10, 300);
        var resident = many.resident();
        many.end();
        var server = new servers(classpath, name);
        server.streams(50, 100, 5);
        var paced = server.streams(50, 100, 20).latencies();
        server.streams(4, 50_000, 0);
        var from = System.nanoTime();
        server.streams(4, 100_000, 0);
        var rate = 400_000 / ((System.nanoTime() - from) / 1e9);
        var silent = server.gone("/silent");
        var unanswered = server.gone("/unanswered");
        var half = server.halfClosed();
        server.end();
        return "| %s | %d, %.1f | %.0f ms | %.2f ms | %.2f ms | %,.0f | %d, %d | %s | %s | %s |".formatted(name, jars.length, Arrays.stream(jars).sum() / 1048576.0,
                starts[2], paced[paced.length / 2] / 1e6, paced[paced.length * 99 / 100] / 1e6, rate, crowd.failed, resident, silent, unanswered, half);
    }

    private record Crowd(long[] latencies, int failed) {}

    /// Many streams at a time, and how late their events were.
    private Crowd streams(int count, int events, int pause) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<long[]> one = () -> get("/events/" + events + "/" + pause);
            var all = threads.invokeAll(Collections.nCopies(count, one));
            var failed = 0;
            var late = new ArrayList<long[]>();
            for (var each : all) {
                try {
                    if (each.get().length == events) late.add(each.get());
                    else failed++;
                } catch (ExecutionException broken) {
                    failed++;
                }
            }
            return new Crowd(late.stream().flatMapToLong(Arrays::stream).sorted().toArray(), failed);
        }
    }

    /// One stream, and how late each event came in nanoseconds: both processes have one clock.
    private long[] get(String path) throws IOException {
        try (var socket = connect(path)) {
            var late = new long[Integer.parseInt(path.split("/")[2])];
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var at = 0;
            for (var line = in.readLine(); line != null && at < late.length; line = in.readLine()) {
                if (line.startsWith("data: ")) late[at++] = System.nanoTime() - Long.parseLong(line, 6, line.length(), 10);
            }
            return Arrays.copyOf(late, at);
        }
    }

    private String gone(String path) throws Exception {
        var socket = connect(path);
        if (path.equals("/silent")) socket.getInputStream().read();
        Thread.sleep(200);
        socket.getInputStream().skip(socket.getInputStream().available());
        said.clear();
        var from = System.nanoTime();
        socket.close();
        return said.poll(5, TimeUnit.SECONDS) == null ? "never" : (System.nanoTime() - from) / 1_000_000 + " ms";
    }

    private String halfClosed() throws IOException {
        try (var socket = connect("/late")) {
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes().length > 0 ? "served" : "dropped";
        }
    }

    private Socket connect(String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private long resident() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
        return 0;
    }

    private void listen() {
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) said.add(line);
        } catch (IOException ended) {
            // So has the process.
        }
    }

    private void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
