package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Json;
import scorpiox.base.ProcessGroup;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// Two instances of `serve` behind nginx, set up as the README shows. Skipped without nginx.
@Timeout(60)
class NginxClientsTest {
    private static final String KEY = "key-of-the-team-0123456789abcdefgh";

    @TempDir
    Path home;

    @Test
    void oneInstanceDiesAndNoNewRequestFails() throws Exception {
        var nginx = ProcessGroup.program("nginx", System.getenv("PATH") + ":/usr/sbin");
        assumeTrue(nginx.isPresent(), "nginx is not installed");
        var example = example();
        assumeTrue(example.isPresent(), "the README has no example yet");
        var scenario = Scenario.of(Json.read("""
                {"rules": [{"when": {"text": "^slow"}, "answer": {"text": "one two three four five six seven eight nine ten", "faults": ["drip:100"]}}, {"answer": {"text": "Here."}}]}
                """), Path.of(""));
        var running = new ArrayList<Process>();
        try (var simulator = new Simulator(Simulator.Setup.answering(scenario), Thread.ofVirtual().factory()); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ports = new ArrayList<Integer>();
            for (var name : List.of("one", "other")) ports.add(serve(simulator, name, running));
            var url = "http://127.0.0.1:" + nginx(nginx.get(), example.get(), ports, running) + "/v1/chat/completions";
            var begun = new CountDownLatch(8);
            var streams = new ArrayList<Future<Boolean>>();
            for (var i = 0; i < 8; i++) streams.add(threads.submit(() -> whole(url, begun)));
            assertTrue(begun.await(20, TimeUnit.SECONDS));
            var asking = new ArrayList<Future<List<String>>>();
            var killed = new CountDownLatch(1);
            for (var i = 0; i < 3; i++) asking.add(threads.submit(asking(url, killed)));
            running.getFirst().destroyForcibly().waitFor();
            killed.countDown();
            for (var answers : asking) for (var answer : answers.get()) assertEquals("200 Here.", answer);
            var ended = new ArrayList<Boolean>();
            for (var stream : streams) ended.add(stream.get());
            assertAll(() -> assertTrue(ended.contains(true), "the streams of the other one go on: " + ended),
                    () -> assertTrue(ended.contains(false), "those of the one break off and do not look whole: " + ended));
        } finally {
            running.forEach(Process::destroy);
            for (var process : running) process.waitFor();
        }
    }

    private static Optional<String> example() throws IOException {
        var block = Pattern.compile("(?s)```nginx\n(.*?)\n```").matcher(Files.readString(Sx.ROOT.resolve("README.md")));
        return block.find() ? Optional.of(block.group(1)) : Optional.empty();
    }

    private int serve(Simulator simulator, String name, List<Process> running) throws IOException {
        var folder = Files.createDirectories(home.resolve(name));
        var auth = Files.writeString(folder.resolve("auth.json"), simulator.credentials("acct", 864_000));
        var config = Files.writeString(folder.resolve("config.yaml"), "allowed_hosts: [llm.example.com]\n");
        for (var each : List.of(auth, config)) Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        var process = new Sx("serve", folder).env("CODEX_CREDENTIALS_FILE", auth.toString()).env("OPENAI_API_BASE_URL", simulator.url() + "/backend-api").env("SX_PROXY_API_KEY", KEY)
                .startPiped("--config", config.toString(), "--port", "0");
        running.add(process);
        var line = process.inputReader(StandardCharsets.UTF_8).readLine();
        return Integer.parseInt(line.replaceAll(".*:(\\d+)/v1", "$1"));
    }

    /// Starts nginx with the example, without TLS and in a folder of its own.
    private int nginx(Path program, String example, List<Integer> instances, List<Process> running) throws IOException, InterruptedException {
        var folder = Files.createDirectories(home.resolve("nginx"));
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var site = example.replace("listen 443 ssl;", "listen 127.0.0.1:" + port + ";").replaceAll("(?m)^.*ssl_certificate.*\n", "")
                .replace("127.0.0.1:8787", "127.0.0.1:" + instances.getFirst()).replace("127.0.0.1:8788", "127.0.0.1:" + instances.getLast());
        var files = new StringBuilder();
        for (var each : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) files.append(each).append("_temp_path ").append(folder.resolve(each)).append("; ");
        Files.writeString(folder.resolve("nginx.conf"), "daemon off; pid " + folder.resolve("pid") + "; error_log " + folder.resolve("log") + ";\nevents {}\nhttp { access_log off; " + files + "\n" + site + "\n}\n");
        running.add(new ProcessBuilder(program.toString(), "-p", folder.toString(), "-c", "nginx.conf", "-e", folder.resolve("log").toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile()).start());
        for (var left = 200; left > 0; left--) {
            try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
                return port;
            } catch (IOException notYet) {
                assertTrue(running.getLast().isAlive(), () -> said(folder));
                running.getLast().waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new AssertionError(said(folder));
    }

    private static String said(Path folder) {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static HttpRequest request(String url, String text, boolean streamed) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + KEY).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(
                "{\"model\":\"gpt-5.1-codex\",\"stream\":" + streamed + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")).build();
    }

    /// Whether a slow answer came whole.
    private static boolean whole(String url, CountDownLatch begun) throws IOException, InterruptedException {
        var told = false;
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var reply = client.send(request(url, "slow " + Thread.currentThread().threadId(), true), BodyHandlers.ofInputStream());
            var text = new StringBuilder();
            try (var in = reply.body()) {
                var buffer = new byte[4096];
                for (int n; (n = in.read(buffer)) >= 0;) {
                    text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    if (!told && text.indexOf("one") >= 0) {
                        told = true;
                        begun.countDown();
                    }
                }
            } catch (IOException brokenOff) {
                return false;
            }
            assertTrue(text.indexOf("[DONE]") > 0, text.toString());
            return true;
        }
    }

    /// Asks again and again, from before the one is killed until well after.
    private static Callable<List<String>> asking(String url, CountDownLatch killed) {
        return () -> {
            var answers = new ArrayList<String>();
            try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (var after = 0; after < 10; after += killed.getCount() == 0 ? 1 : 0) {
                    var reply = client.send(request(url, "hi", false), BodyHandlers.ofString());
                    answers.add(reply.statusCode() + " " + (reply.statusCode() == 200 ? Json.read(reply.body()).at("/choices/0/message/content").asText() : reply.body()));
                }
            }
            return answers;
        };
    }
}
