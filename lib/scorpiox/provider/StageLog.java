package scorpiox.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// A log of requests as users of the Codex plugin know it: one JSON file a stage, `request-<n>-<stage>.json`, all stages of a
/// sending under one number that goes on after a restart. Secrets are masked; a write that fails is said once and never
/// fails the request.
public final class StageLog {
    /// The stage that every number has.
    static final String FIRST = "before-transform";

    private static final Pattern SECRET = Pattern.compile("(?i)authorization|cookie|token|secret|key|account");
    private static final Pattern FILE = Pattern.compile("request-(\\d+)-.*\\.json");

    private final Path folder;
    private final InstantSource clock;
    private final Consumer<String> notice;
    private final UnaryOperator<ObjectNode> masking;
    private final AtomicLong last = new AtomicLong(-1);
    private volatile boolean failed;

    /// Whose entries have secrets masked and nothing else.
    public StageLog(Path folder, InstantSource clock, Consumer<String> notice) {
        this(folder, clock, notice, members -> (ObjectNode) Redaction.mask(members));
    }

    /// @param masking takes out of an entry what must not be written down
    public StageLog(Path folder, InstantSource clock, Consumer<String> notice, UnaryOperator<ObjectNode> masking) {
        this.folder = folder;
        this.clock = clock;
        this.notice = notice;
        this.masking = masking;
    }

    /// A number no sending has yet, also none of other processes that write into the same folder.
    public long next() {
        if (last.get() < 0) last.compareAndSet(-1, highest());
        long number;
        do number = last.incrementAndGet(); while (taken(number));
        return number;
    }

    /// Whoever makes the first file of a number has it.
    private boolean taken(long number) {
        try {
            CredentialFile.ownFolder(folder);
            var first = Files.createFile(file(number, FIRST));
            if (first.getFileSystem().supportedFileAttributeViews().contains("posix")) Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-------"));
            return false;
        } catch (FileAlreadyExistsException other) {
            return Files.exists(file(number, FIRST));       // it may be the folder that is a file
        } catch (IOException | RuntimeException e) {
            return false;       // the stage that is to be written says why
        }
    }

    private Path file(long number, String stage) {
        return folder.resolve("request-" + number + "-" + stage + ".json");
    }

    /// Writes a stage down.
    public void write(long number, String stage, ObjectNode members) {
        var entry = Json.object().put("timestamp", clock.instant().toString()).put("requestId", number).put("stage", stage);
        try {
            entry.setAll(masking.apply(members));
            CredentialFile.ownFolder(folder);
            AtomicFile.write(file(number, stage), Json.pretty(entry), "rw-------");
        } catch (IOException | RuntimeException e) {
            if (!failed) notice.accept("the request log cannot be written: " + e.getMessage());
            failed = true;
        }
    }

    /// A URL without the values of its query.
    static String shown(URI uri) {
        var text = uri.toString();
        return uri.getRawQuery() == null ? text : text.substring(0, text.indexOf('?') + 1) + uri.getRawQuery().replaceAll("=[^&]*", "=" + Redaction.MASK);
    }

    /// Headers with those that hold secrets masked.
    static ObjectNode shown(Map<String, List<String>> headers) {
        var shown = Json.object();
        headers.forEach((name, values) -> shown.put(name.toLowerCase(Locale.ROOT), SECRET.matcher(name).find() ? Redaction.MASK : String.join(", ", values)));
        return shown;
    }

    private long highest() {
        if (!Files.isDirectory(folder)) return 0;
        try (var files = Files.list(folder)) {
            return files.map(file -> FILE.matcher(file.getFileName().toString())).filter(match -> match.matches()).mapToLong(match -> Long.parseLong(match.group(1))).max().orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
