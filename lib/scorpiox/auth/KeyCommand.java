package scorpiox.auth;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;
import scorpiox.base.TimeLimit;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

/// A command of the user's that prints a key, such as a vault's: run when the key is first needed, again when its time is
/// over, and once more when it was refused.
///
/// @param name     of the setting that holds the command, for messages
/// @param command  for `sh -c`
/// @param life     how long a key is used
/// @param header   it travels in
/// @param audience where it may go
/// @param environment variables the command gets
/// @param cancel   ends it
public record KeyCommand(String name, String command, Duration life, String header, Set<Origin> audience, Map<String, String> environment, InstantSource clock,
                         Cancel cancel) {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 64 * 1024;

    public CredentialSource source() {
        return new Fetched(header, this::fetch, life, clock, name + " for " + audience.iterator().next(), "check what the command in " + name + " prints");
    }

    private Credential fetch() {
        var key = run().strip();
        if (key.isEmpty()) throw unusable("printed nothing");
        if (key.length() > 8192 || key.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) throw unusable("printed more than a key: one line without blanks is wanted");
        return Credential.in(header, key, audience);
    }

    private String run() {
        cancel.check();
        try (var limit = new TimeLimit(LIMIT, cancel, unusable("did not end within " + LIMIT.toSeconds() + " s"))) {
            var builder = new ProcessBuilder(List.of("/bin/sh", "-c", command)).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            try (var _ = limit.cancel().onCancel(() -> end(process))) {
                var output = new Gathering(process.getInputStream());
                var errors = new Gathering(process.getErrorStream());
                var exit = process.waitFor();
                limit.cancel().check();
                output.text().lines().filter(line -> line.indexOf(' ') < 0).forEach(Redaction::register);
                if (exit != 0) throw unusable("ended with exit code " + exit + firstLine(errors.text()));
                return output.text();
            } finally {
                end(process);
            }
        } catch (IOException e) {
            throw unusable("cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
    }

    /// The shell first, or it would start the next.
    private static void end(Process process) {
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static String firstLine(String errors) {
        var line = Redaction.mask(new TerminalFilter().whole(errors)).lines().filter(text -> !text.isBlank()).findFirst().orElse("").strip();
        return line.isEmpty() ? "" : ": " + (line.length() > 200 ? line.substring(0, 200) + "…" : line);
    }

    private Failure unusable(String what) {
        return Failure.of(Kind.AUTH, "the command in " + name + " " + what).hint("run it yourself to see");
    }

    /// What a stream gives until its end; a daemon that the command left behind may keep it open for ever.
    private static final class Gathering {
        private static final Duration AFTER_EXIT = Duration.ofSeconds(1);

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread reader;

        Gathering(InputStream in) {
            reader = Thread.ofPlatform().daemon().name("key-command").start(() -> {
                var chunk = new byte[4096];
                try {
                    for (var count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                        if (bytes.size() < MOST_BYTES) bytes.write(chunk, 0, count);
                    }
                } catch (IOException closed) {
                    // what has come counts
                }
            });
        }

        String text() throws InterruptedException {
            reader.join(AFTER_EXIT);
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
