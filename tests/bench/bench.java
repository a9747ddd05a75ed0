///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DESCRIPTION Times sx, and codex exec beside it where it is installed, against the simulator.

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Whole processes, from start to exit, in turn: sx, codex, sx, codex, … A warm-up is not counted; medians are printed.
public class bench {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path TIME = Path.of("/usr/bin/time");

    record Case(String name, int runs, List<String> ours, List<String> theirs, Optional<Path> stdin, Map<String, String> environment, String limit) {}

    record Run(double seconds, long kilobytes, int exit) {}

    private final Path work;
    private final Optional<String> codex;

    bench(Path work, Optional<String> codex) {
        this.work = work;
        this.codex = codex;
    }

    public static void main(String... args) throws Exception {
        var work = Files.createTempDirectory("bench");
        var codex = args.length > 0 && !args[0].isBlank() ? Optional.of(args[0]) : Optional.<String>empty();
        new bench(work, codex).all(args.length > 1 ? Integer.parseInt(args[1]) : 11);
    }

    private void all(int runs) throws Exception {
        var keys = keys();
        var plain = simulator();
        var secure = simulator("--tls", keys.resolve("keys.p12").toString());
        try {
            var http = url(plain);
            var https = url(secure);
            var megabyte = Files.writeString(work.resolve("megabyte.txt"), "All work and no play makes a long line of text. 0123456789 abcdef\n".repeat(15_400));
            var trust = Map.of("SX_CA_FILE", keys.resolve("ca.pem").toString(), "SSL_CERT_FILE", keys.resolve("ca.pem").toString(),
                    "CODEX_CA_CERTIFICATE", keys.resolve("ca.pem").toString());
            IO.println("%-28s %10s %10s %8s %8s %10s %10s %8s".formatted("case (medians)", "sx s", "codex s", "ratio", "at most", "sx MiB", "codex MiB", "ratio"));
            for (var each : List.of(
                    one("one shot", runs, http, "say hi", Optional.empty(), Map.of(), "0.7"),
                    one("one shot over TLS", runs, https, "say hi", Optional.empty(), trust, "1.4"),
                    one("200,000 text deltas", Math.max(3, runs / 3), http, "many", Optional.empty(), Map.of(), "0.4"),
                    one("1 MB on stdin", Math.max(3, runs / 2), http, "summarise", Optional.of(megabyte), Map.of(), "0.5"),
                    agent("20 turns of a shell tool", runs, http, "loop", "0.6"),
                    agent("a tool that prints 20 MB", Math.max(3, runs / 2), http, "flood", ""),
                    new Case("--version", runs, List.of(sx(), "--version"), codex.map(name -> List.of(name, "--version")).orElse(List.of()),
                            Optional.empty(), Map.of(), "0.1 s"),
                    new Case("fetchtoken, a local file", runs, List.of(ROOT.resolve("scripts/fetchtoken").toString()), List.of(), Optional.empty(),
                            Map.of("CODEX_CREDENTIALS_FILE", credentials().toString()), ""))) measure(each);
            providers(runs, http);
            search(runs, http);
        } finally {
            plain.destroy();
            secure.destroy();
        }
    }

    /// One shot of every provider against the same simulator, in turn with codex.
    private void providers(int runs, String url) throws Exception {
        var key = "bench-key-0123";
        var settings = new LinkedHashMap<String, Map<String, String>>();
        settings.put("codex", Map.of("CODEX_BASE_URL", url, "CODEX_API_KEY", key));
        settings.put("claude-code", Map.of("CLAUDE_CODE_AUTH", "bearer", "CLAUDE_CODE_OAUTH_TOKEN", key, "CLAUDE_CODE_API_URL", url));
        settings.put("anthropic", Map.of("ANTHROPIC_BASE_URL", url, "ANTHROPIC_API_KEY", key));
        settings.put("gemini", Map.of("GEMINI_BASE_URL", url, "GEMINI_API_KEY", key));
        settings.put("openai", Map.of("OPENAI_BASE_URL", url + "/v1", "OPENAI_API_KEY", key));
        settings.put("router", Map.of("ROUTER_URL", url + "/v1", "ROUTER_RULES", "*=router/*"));
        var took = new LinkedHashMap<String, List<Run>>();
        for (var i = 0; i <= runs; i++) {
            for (var each : settings.entrySet()) {
                var run = run(new Case(each.getKey(), 1, List.of(), List.of(), Optional.empty(), each.getValue(), ""), List.of(sx(), "--provider", each.getKey(), "say hi"));
                if (i > 0) took.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(run);
            }
        }
        took.forEach((provider, all) -> IO.println("%-28s %10s %10s %8s %8s %10s%s".formatted("one shot, " + provider, number(seconds(all)), "", number(seconds(all) / seconds(took.get("codex"))),
                "1.15", number(mebibytes(all)), all.stream().anyMatch(run -> run.exit() != 0) ? "  (runs failed)" : "")));
    }

    /// The agent's own grep, without rg, beside grep: 10,000 files of 2 to 8 kB, in turn; of ours the call alone, by the
    /// times of its events.
    private void search(int runs, String url) throws Exception {
        var folder = Files.createDirectories(work.resolve("files"));
        for (var i = 0; i < 10_000; i++) {
            var text = new StringBuilder();
            for (var line = 0; text.length() < 2000 + i * 31 % 6000; line++) text.append("    var value").append(line).append(" = compute(input, ").append(i * line % 977).append(");\n");
            if (i % 100 == 7) text.append("throw new NeedleException(\"here\");\n");
            Files.writeString(Files.createDirectories(folder.resolve("d" + i % 100)).resolve("File" + i + ".java"), text);
        }
        var ours = new ArrayList<Run>();
        var theirs = new ArrayList<Run>();
        for (var i = 0; i <= runs; i++) {
            var call = new ProcessBuilder(sx(), "--json", "--no-stdin", "needle").directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            call.environment().putAll(Map.of("CODEX_BASE_URL", url, "CODEX_API_KEY", "bench-key-0123", "PATH", "/bin"));
            var running = call.start();
            var times = running.inputReader().lines().filter(line -> line.contains("\"tool\":\"grep\"")).map(line -> line.replaceFirst(".*\"ts\":(\\d+)}$", "$1")).map(Long::valueOf).toList();
            var a = new Run((times.getLast() - times.getFirst()) / 1000.0, 0, running.waitFor());
            var began = System.nanoTime();
            var exit = start("grep", "-rn", "NeedleException", folder.toString()).waitFor();
            if (i == 0) continue;
            ours.add(a);
            theirs.add(new Run((System.nanoTime() - began) / 1e9, 0, exit));
        }
        IO.println("%-28s %10s %10s %8s %8s   (the second is grep -rn)".formatted("grep in 10,000 files", number(seconds(ours)), number(seconds(theirs)), number(seconds(ours) / seconds(theirs)), "1.5"));
    }

    private Case one(String name, int runs, String url, String prompt, Optional<Path> stdin, Map<String, String> more, String limit) throws IOException {
        var environment = new TreeMap<>(more);
        environment.putAll(Map.of("CODEX_BASE_URL", url, "CODEX_API_KEY", "bench-key-0123", "CODEX_HOME", codexHome(name, url).toString(), "SIMULATOR_KEY", "bench-key-0123"));
        return new Case(name, runs, List.of(sx(), prompt), codex.map(codex -> List.of(codex, "exec", "--skip-git-repo-check", prompt)).orElse(List.of()), stdin, environment, limit);
    }

    /// With tools, and nobody asked.
    private Case agent(String name, int runs, String url, String prompt, String limit) throws IOException {
        var plain = one(name, runs, url, prompt, Optional.empty(), Map.of(), limit);
        return new Case(name, runs, List.of(sx(), "--mode", "full", prompt), codex.map(codex -> List.of(codex, "exec", "--skip-git-repo-check",
                "--dangerously-bypass-approvals-and-sandbox", prompt)).orElse(List.of()), Optional.empty(), plain.environment(), limit);
    }

    /// A configuration of its own for the other program, so that both talk to the same backend.
    private Path codexHome(String name, String url) throws IOException {
        var home = Files.createDirectories(work.resolve("codex-" + name.replaceAll("\\W+", "-")));
        Files.writeString(home.resolve("config.toml"), """
                model = "gpt-5.3-codex"
                model_provider = "simulator"
                [model_providers.simulator]
                name = "simulator"
                base_url = "%s/v1"
                env_key = "SIMULATOR_KEY"
                wire_api = "responses"
                """.formatted(url));
        return home;
    }

    private void measure(Case each) throws Exception {
        var ours = new ArrayList<Run>();
        var theirs = new ArrayList<Run>();
        for (var i = 0; i <= each.runs(); i++) {
            var a = run(each, each.ours());
            var b = each.theirs().isEmpty() ? null : run(each, each.theirs());
            if (i == 0) continue;
            ours.add(a);
            if (b != null) theirs.add(b);
        }
        var failed = ours.stream().filter(run -> run.exit() != 0).count() + theirs.stream().filter(run -> run.exit() != 0).count();
        IO.println("%-28s %10s %10s %8s %8s %10s %10s %8s%s".formatted(each.name(), number(seconds(ours)), number(seconds(theirs)),
                number(seconds(ours) / seconds(theirs)), each.limit(), number(mebibytes(ours)), number(mebibytes(theirs)),
                number(mebibytes(ours) / mebibytes(theirs)), failed > 0 ? "  (" + failed + " runs failed)" : ""));
    }

    private Run run(Case each, List<String> command) throws Exception {
        var measured = new ArrayList<String>();
        var report = work.resolve("rss");
        if (Files.isExecutable(TIME)) measured.addAll(List.of(TIME.toString(), "-q", "-f", "%M", "-o", report.toString()));
        measured.addAll(command);
        var builder = new ProcessBuilder(measured).directory(Files.createDirectories(work.resolve("empty")).toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(each.stdin().orElse(Path.of("/dev/null")).toFile());
        builder.environment().putAll(each.environment());
        var began = System.nanoTime();
        var process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.descendants().forEach(ProcessHandle::destroyForcibly);
        var exit = process.waitFor();
        var seconds = (System.nanoTime() - began) / 1e9;
        return new Run(seconds, Files.exists(report) ? Long.parseLong(Files.readString(report).strip()) : 0, exit);
    }

    private Path keys() throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        var store = List.of("-storepass", "changeit", "-keystore", work.resolve("keys.p12").toString());
        var ca = work.resolve("ca.pem").toString();
        var request = work.resolve("request").toString();
        var signed = work.resolve("signed").toString();
        for (var command : List.of(
                List.of("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=bench", "-ext", "bc:c"),
                List.of("-exportcert", "-alias", "ca", "-rfc", "-file", ca),
                List.of("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost"),
                List.of("-certreq", "-alias", "server", "-file", request),
                List.of("-gencert", "-alias", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1", "-infile", request, "-outfile", signed),
                List.of("-importcert", "-alias", "server", "-file", signed),
                List.of("-delete", "-alias", "ca"))) {
            var line = new ArrayList<>(List.of(keytool));
            line.addAll(command);
            line.addAll(store);
            start(line.toArray(String[]::new)).waitFor();
        }
        return work;
    }

    private Process simulator(String... more) throws IOException {
        var command = new ArrayList<>(List.of(ROOT.resolve("scripts/simulator").toString(), "--scenario", ROOT.resolve("tests/bench/scenario.json").toString()));
        command.addAll(Arrays.asList(more));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String url(Process simulator) throws IOException {
        return simulator.inputReader().readLine();
    }

    /// A sign-in that is good until 2100.
    private Path credentials() throws IOException {
        var claims = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"exp\":4102444800}".getBytes(StandardCharsets.UTF_8));
        var file = Files.writeString(work.resolve("auth.json"), "{\"tokens\":{\"access_token\":\"e30." + claims + ".c2ln\"}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static String sx() {
        return ROOT.resolve("scripts/sx").toString();
    }

    private static double seconds(List<Run> runs) {
        return runs.isEmpty() ? Double.NaN : runs.stream().mapToDouble(Run::seconds).sorted().toArray()[runs.size() / 2];
    }

    private static double mebibytes(List<Run> runs) {
        return runs.isEmpty() ? Double.NaN : runs.stream().mapToDouble(run -> run.kilobytes() / 1024.0).sorted().toArray()[runs.size() / 2];
    }

    private static String number(double value) {
        return Double.isNaN(value) || value == 0 ? "-" : value >= 10 ? "%.0f".formatted(value) : "%.3f".formatted(value);
    }
}
