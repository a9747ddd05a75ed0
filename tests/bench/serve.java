///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Measures what serve adds to streams, how much it carries, and what it takes.

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// A backend and clients in this process, serve in one of its own; all on the same cores. Every delta carries the time at which
/// the backend wrote it, so that what a client reads says how long it was on its way. The same clients ask the backend directly
/// for comparison.
public class serve {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final int WARM = 20;                 // rounds of 50 requests of each API before anything else is measured
    private static final int SPAN = 19;                 // digits of a time

    /// What the backend answers with just now.
    record Load(int events, long pauseNanos) {}

    record Result(long[] latencies, long[] firsts, double seconds, int failed, long events) {
        double latency(double part) {
            return at(latencies, part) / 1e6;
        }

        double first(double part) {
            return at(firsts, part) / 1e6;
        }

        private static long at(long[] sorted, double part) {
            return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
        }
    }

    private volatile Load load = new Load(1, 0);
    private final ServerSocket backend;
    private final Path home;
    private Process process;
    private int port;
    private String key;

    serve() throws IOException {
        backend = new ServerSocket(0, 2048, InetAddress.getLoopbackAddress());
        home = Files.createTempDirectory("bench");
        Thread.ofVirtual().start(this::accept);
    }

    public static void main(String... args) throws Exception {
        var bench = new serve();
        try {
            bench.start();
            bench.all();
        } finally {
            if (bench.process != null) bench.process.destroy();
            bench.backend.close();
        }
    }

    private void all() throws Exception {
        var direct = "/backend-api/codex/responses";
        var paths = new String[] {"/v1/chat/completions", "/v1/responses", "/v1/messages"};
        var cold = new double[3];
        for (var i = 0; i < paths.length; i++) cold[i] = run(paths[i], 50, new Load(5, 20_000_000), port).first(0.5);
        for (var warm = 0; warm < WARM; warm++) for (var path : paths) run(path, 50, new Load(20, 0), port);
        for (var path : paths) run(path, 20, new Load(2_000, 0), port);
        IO.println("first byte p50 of the first 150 requests, 50 of each API at a time: %.0f, %.0f, %.0f ms".formatted(cold[0], cold[1], cold[2]));
        IO.println("%-44s %12s %12s %12s".formatted("", "direct", "serve", "added"));
        for (var path : paths) {
            var paced = new Load(100, 20_000_000);
            run(path, 50, new Load(5, 20_000_000), port);
            var without = run(direct, 50, paced, backend.getLocalPort());
            var with = run(path, 50, paced, port);
            IO.println("50 streams of 100 events at 20 ms, " + path + (with.failed() > 0 ? "  FAILED " + with.failed() : ""));
            row("  latency p50, ms", without.latency(0.5), with.latency(0.5));
            row("  latency p99, ms", without.latency(0.99), with.latency(0.99));
            row("  first byte p50, ms", without.first(0.5), with.first(0.5));
            row("  first byte p99, ms", without.first(0.99), with.first(0.99));
        }
        for (var path : paths) {
            var fast = new Load(20_000, 0);
            run(path, 4, fast, port);
            var with = run(path, 4, fast, port);
            var without = run(direct, 4, fast, backend.getLocalPort());
            IO.println("%-44s %,12.0f %,12.0f   events/s%s".formatted("4 x 20,000 events, " + path, without.events() / without.seconds(), with.events() / with.seconds(),
                    with.failed() > 0 ? "  FAILED " + with.failed() : ""));
        }
        var before = memory("VmRSS");
        var many = run("/v1/chat/completions", 1000, new Load(50, 200_000_000), port);
        IO.println("1,000 streams of 50 events at 200 ms: %d failed, latency p50 %.2f ms, p99 %.2f ms; resident %d MiB before, %d MiB at most".formatted(
                many.failed(), many.latency(0.5), many.latency(0.99), before, memory("VmHWM")));
    }

    private static void row(String name, double without, double with) {
        IO.println("%-44s %12.3f %12.3f %12.3f".formatted(name, without, with, with - without));
    }

    private long memory(String what) throws IOException {
        var java = ProcessHandle.of(process.pid()).orElseThrow();
        var pid = java.children().findFirst().orElse(java).pid();
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) if (line.startsWith(what + ":")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        return -1;
    }

    private void start() throws Exception {
        var part = Base64.getUrlEncoder().withoutPadding();
        var claims = "{\"exp\":4102444800,\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"bench\"}}";
        var token = part.encodeToString("{\"alg\":\"none\"}".getBytes()) + "." + part.encodeToString(claims.getBytes()) + ".x";
        var credentials = Files.writeString(home.resolve("auth.json"), "{\"tokens\":{\"access_token\":\"" + token + "\",\"id_token\":\"" + token
                + "\",\"refresh_token\":\"rt_bench\",\"account_id\":\"bench\"},\"last_refresh\":\"2026-01-01T00:00:00Z\"}");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        key = "bench-key-that-is-long-enough-0123456789";
        var builder = new ProcessBuilder(ROOT.resolve("scripts/serve").toString(), "--port", "0", "--log-level", "error").redirectError(home.resolve("stderr").toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().putIfAbsent("XDG_CACHE_HOME", System.getenv("HOME") + "/.cache");
        builder.environment().putIfAbsent("JBANG_DIR", System.getenv("HOME") + "/.jbang");
        builder.environment().put("CODEX_CREDENTIALS_FILE", credentials.toString());
        builder.environment().put("CODEX_CHATGPT_URL", "http://127.0.0.1:" + backend.getLocalPort() + "/backend-api");
        builder.environment().put("SX_PROXY_API_KEY", key);
        process = builder.start();
        var ready = process.inputReader().readLine();
        if (ready == null) throw new IOException("serve did not start: " + Files.readString(home.resolve("stderr")));
        port = Integer.parseInt(ready.replaceFirst(".*:(\\d+)/v1$", "$1"));
    }

    private Result run(String path, int streams, Load next, int to) throws Exception {
        load = next;
        var latencies = new AtomicLongArray(streams * next.events());
        var firsts = new AtomicLongArray(streams);
        var failed = new AtomicInteger();
        var count = new AtomicInteger();
        var done = new CountDownLatch(streams);
        var begin = System.nanoTime();
        for (var stream = 0; stream < streams; stream++) {
            var number = stream;
            Thread.ofVirtual().start(() -> {
                try {
                    var got = client(path, to, latencies, count, number, firsts);
                    if (got != next.events()) failed.incrementAndGet();
                } catch (IOException | RuntimeException e) {
                    failed.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
            if (next.pauseNanos() > 0) Thread.sleep(0, 400_000);
        }
        done.await();
        var seconds = (System.nanoTime() - begin) / 1e9;
        var all = new long[Math.min(count.get(), latencies.length())];
        for (var i = 0; i < all.length; i++) all[i] = latencies.get(i);
        var first = new long[streams];
        for (var i = 0; i < streams; i++) first[i] = firsts.get(i);
        Arrays.sort(all);
        Arrays.sort(first);
        return new Result(all, first, seconds, failed.get(), count.get());
    }

    /// Reads a stream; events are found by the time they carry.
    private int client(String path, int to, AtomicLongArray latencies, AtomicInteger count, int number, AtomicLongArray firsts) throws IOException {
        var ask = switch (path) {
            case "/v1/chat/completions" -> "{\"model\":\"gpt-5.1-codex\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"go " + number + "\"}]}";
            case "/v1/messages" -> "{\"model\":\"gpt-5.1-codex\",\"max_tokens\":1000,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"go " + number + "\"}]}";
            default -> "{\"model\":\"gpt-5.1-codex\",\"stream\":true,\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"go " + number + "\"}]}]}";
        };
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), to)) {
            socket.setTcpNoDelay(true);
            var asked = System.nanoTime();
            socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + to + "\r\nAuthorization: Bearer " + key
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + ask.length() + "\r\n\r\n" + ask).getBytes(StandardCharsets.US_ASCII));
            var in = socket.getInputStream();
            var chunk = new byte[64 * 1024];
            var seen = 0;
            var digits = 0;
            var value = 0L;
            var mark = false;
            for (var size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                var now = System.nanoTime();
                if (firsts.get(number) == 0) firsts.set(number, now - asked);
                for (var i = 0; i < size; i++) {
                    var b = chunk[i];
                    if (b == '@') {
                        mark = true;
                        digits = 0;
                        value = 0;
                    } else if (mark && b >= '0' && b <= '9') {
                        value = value * 10 + b - '0';
                        if (++digits == SPAN) {
                            mark = false;
                            latencies.set(count.getAndIncrement(), now - value);
                            seen++;
                        }
                    }
                }
            }
            return seen;
        }
    }

    private void accept() {
        while (!backend.isClosed()) {
            try {
                var socket = backend.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (var head = request(in); head != null; head = head.contains("connection: close") ? null : request(in)) {
                stream(new BufferedOutputStream(socket.getOutputStream(), 16 * 1024), load);
            }
        } catch (IOException | InterruptedException gone) {
            // the client left
        }
    }

    /// The header of the next request, in small letters; null where there is none.
    private static String request(InputStream in) throws IOException {
        var length = 0;
        var head = new StringBuilder();
        var line = new StringBuilder();
        for (var b = in.read(); ; b = in.read()) {
            if (b < 0) return null;
            if (b == '\r') continue;
            if (b != '\n') {
                line.append((char) b);
                continue;
            }
            if (line.isEmpty()) break;
            if (line.toString().toLowerCase().startsWith("content-length:")) length = Integer.parseInt(line.substring(15).strip());
            head.append(line.toString().toLowerCase()).append('\n');
            line.setLength(0);
        }
        return in.readNBytes(length).length == length ? head.toString() : null;
    }

    private static void stream(BufferedOutputStream out, Load load) throws IOException, InterruptedException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        event(out, "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5.1-codex\",\"status\":\"in_progress\"}}");
        event(out, "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}");
        var next = System.nanoTime();
        for (var i = 0; i < load.events(); i++) {
            if (load.pauseNanos() > 0) {
                out.flush();
                next += load.pauseNanos();
                var left = next - System.nanoTime();
                if (left > 0) Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            }
            event(out, "{\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\" @" + time() + "\"}");
        }
        event(out, "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}");
        event(out, "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":10,\"total_tokens\":20}}}");
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String time() {
        var digits = Long.toString(System.nanoTime());
        return "0".repeat(SPAN - digits.length()) + digits;
    }

    private static void event(BufferedOutputStream out, String json) throws IOException {
        var bytes = ("data: " + json + "\n\n").getBytes(StandardCharsets.US_ASCII);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
