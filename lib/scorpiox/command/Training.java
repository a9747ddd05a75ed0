package scorpiox.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.http.HttpCall;
import scorpiox.http.Network;
import scorpiox.http.Timeouts;
import scorpiox.settings.Environment;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// What the launcher lets run once after a build, so that the start-up archive holds the classes of a usual run: the
/// script's own `main`, asked a few typical things against a simulator in this process, plainly and over TLS.
public final class Training {
    private static final int ROUNDS = 60;
    private static final int LOOKS = 200;

    private Training() {}

    /// @param args name of the script to train
    public static void main(String... args) throws Exception {
        Script.staysAlive();
        switch (args[0]) {
            case "sx" -> sx();
            case "fetchtoken" -> fetchtoken();
            case "config" -> config();
            case "compare" -> compare();
            case "serve" -> serve();
            default -> run(args[0], "--help");
        }
    }

    private static void sx() throws Exception {
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofPlatform().daemon().factory())) {
            ask(simulator, "hello");
            ask(simulator, "--no-stdin", "-v", "hello");
            ask(simulator, "--json", "hello");
            ask(simulator, "-x", "--color", "always", "hello");
        }
        run("sx", "--provider", "demo", "hello");
        run("sx", "--provider", "demo", "count the Java files here");
        run("sx", "--provider", "demo", "-v", "--mode", "full", "run 'echo hello'");
        run("sx", "--provider", "demo", "read sx.java");
        withTools();
        overTls();
    }

    /// A tool of one's own, described the first time and remembered the second. Neither is kept: it is no user's.
    private static void withTools() throws Exception {
        var folder = Files.createTempDirectory("sx-training");
        var tool = Files.createDirectory(folder.resolve("tools")).resolve("greet");
        var side = tool.resolveSibling("greet.json");
        try {
            Files.writeString(tool, "#!/bin/sh\ncat\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(side, "{\"description\": \"Greets\", \"class\": \"READ\", \"parameters\": {\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}}}}");
            System.setProperty(Environment.TEAM, folder.toString());
            run("sx", "--provider", "demo", "hello");
            run("sx", "--provider", "demo", "use greet with {\"name\": \"you\"}");
        } finally {
            System.clearProperty(Environment.TEAM);
            for (var each : List.of(side, tool, tool.getParent(), folder)) Files.deleteIfExists(each);
        }
    }

    /// The usual call finds a token that is good for a while.
    private static void fetchtoken() throws Exception {
        var folder = Files.createTempDirectory("sx-training");
        var file = folder.resolve("auth.json");
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofPlatform().daemon().factory())) {
            Files.writeString(file, simulator.credentials("training", 864_000));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            for (var flag : List.of("--verbose", "--token-only", "--header", "--check")) run("fetchtoken", "-e", "CODEX_CREDENTIALS_FILE=" + file, flag);
        } finally {
            for (var each : List.of(file, folder)) Files.deleteIfExists(each);
        }
    }

    private static void config() throws Exception {
        for (var line : List.of("--help", "--dump", "--dump --json", "--get MODEL", "--json MODEL", "--files")) run("config", line.split(" "));
    }

    private static void compare() throws Exception {
        for (var line : List.of("--help", "--markdown --models codex", "--json --models codex", "--run --models demo --show hello", "--run --models demo --json -v hello")) {
            run("compare", line.split(" "));
        }
    }

    /// A server that is asked over each of its APIs, until this process ends; so often that the archive also holds what the
    /// second compiler wants to know.
    private static void serve() throws Exception {
        run("serve", "--help");
        var folder = Files.createTempDirectory("sx-training");
        var file = folder.resolve("auth.json");
        var config = folder.resolve("config.yaml");
        try (var simulator = new Simulator(Simulator.Setup.DEMO, Thread.ofPlatform().daemon().factory()); var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, simulator.credentials("training", 864_000));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(config, "port: " + free.getLocalPort() + "\n");
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
            free.close();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    run("serve", "--no-key", "--config", config.toString(), "--codex-path", file.toString(), "--base-url", simulator.url() + "/backend-api", "--log-level", "error");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            var http = new Http(Network.DIRECT);
            for (var round = 0; round < ROUNDS; round++) for (var stream : List.of("true", "false")) for (var path : List.of("chat/completions", "responses", "messages")) {
                answer(http, URI.create("http://127.0.0.1:" + free.getLocalPort() + "/v1/" + path), stream);
            }
        } finally {
            for (var each : List.of(file, config, folder)) Files.deleteIfExists(each);
        }
    }

    private static void answer(Http http, URI uri, String stream) throws Exception {
        var said = "[{\"role\":\"user\",\"content\":\"hello\"}]";
        var body = "{\"model\":\"gpt-5.1-codex\",\"stream\":" + stream + (uri.getPath().endsWith("responses") ? ",\"input\":" : ",\"max_tokens\":99,\"messages\":") + said + "}";
        var call = new HttpCall(uri, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
        for (var look = 0; look < LOOKS; look++) {
            try (var reply = http.send(call, Optional.empty(), Timeouts.TURN, new Cancel())) {
                reply.body().readAllBytes();
                return;
            } catch (Failure notYetThere) {
                Thread.sleep(20);
            }
        }
    }

    private static void overTls() throws Exception {
        var folder = Files.createTempDirectory("sx-training");
        var keys = folder.resolve("keys.p12");
        var certificate = folder.resolve("certificate.pem");
        try {
            keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storepass", "changeit", "-keystore", keys.toString());
            keytool("-exportcert", "-rfc", "-storepass", "changeit", "-keystore", keys.toString(), "-file", certificate.toString());
            var setup = new Simulator.Setup(0, Set.of(), Set.of(), Scenario.empty(), List.of(), Optional.empty(), Optional.of(keys));
            try (var simulator = new Simulator(setup, Thread.ofPlatform().daemon().factory())) {
                ask(simulator, "-e", "SX_CA_FILE=" + certificate, "--no-stdin", "hello");
            }
        } finally {
            for (var file : List.of(keys, certificate, folder)) Files.deleteIfExists(file);
        }
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private static void ask(Simulator simulator, String... more) throws Exception {
        var line = new ArrayList<>(List.of("-e", "CODEX_BASE_URL=" + simulator.url(), "-e", "CODEX_API_KEY=training-key"));
        line.addAll(List.of(more));
        run("sx", line.toArray(String[]::new));
    }

    private static void run(String script, String... arguments) throws Exception {
        Class.forName(script).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
}
