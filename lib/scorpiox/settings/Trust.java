package scorpiox.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.LockFile;

/// What the user has decided about projects: `trust.json` beside the user's settings, 0600. A decision is about a folder
/// and what was in it then; any change asks again.
///
/// @param file where it is kept
public record Trust(Path file) {
    /// What was decided.
    public enum Verdict { TRUSTED, REFUSED, CHANGED, UNKNOWN }

    private static final Duration MOST_LOCKED = Duration.ofSeconds(10);

    public static Trust of(Environment environment) {
        return new Trust(environment.configuration().resolve("trust.json"));
    }

    /// What was decided about a project as it is now; [Verdict#CHANGED] where it was trusted as it was then.
    ///
    /// @param fingerprint of the project
    public Verdict verdict(Project project, String fingerprint) {
        var record = records().path(project.root().toString());
        var same = fingerprint.equals(Json.text(record, "sha256"));
        var trusted = record.path("trusted").asBoolean(false);
        if (record.isMissingNode()) return Verdict.UNKNOWN;
        return trusted ? same ? Verdict.TRUSTED : Verdict.CHANGED : same ? Verdict.REFUSED : Verdict.UNKNOWN;
    }

    /// Writes a decision down.
    ///
    /// @throws Failure `USAGE` for a project that cannot be trusted, or where it cannot be written
    public void decide(Environment environment, Project project, String fingerprint, boolean trusted) {
        if (trusted) project.untrustable(environment).ifPresent(what -> {
            throw Failure.usage(project.root() + " is " + what + " and cannot be trusted as a project").hint("set what you need in " + environment.userSettings());
        });
        change(records -> records.putObject(project.root().toString()).put("trusted", trusted).put("sha256", fingerprint).put("at", Instant.now().getEpochSecond()));
    }

    /// Forgets a decision.
    ///
    /// @return whether there was one
    public boolean forget(Project project) {
        var there = records().has(project.root().toString());
        if (there) change(records -> records.remove(project.root().toString()));
        return there;
    }

    /// Every project with a decision, and whether it was to trust it.
    public Map<String, Boolean> all() {
        var all = new TreeMap<String, Boolean>();
        records().properties().forEach(each -> all.put(each.getKey(), each.getValue().path("trusted").asBoolean(false)));
        return all;
    }

    private interface Change {
        void to(ObjectNode records);
    }

    private void change(Change change) {
        try {
            Files.createDirectories(file.getParent());
            try (var _ = LockFile.take(file.resolveSibling(".settings.lock"), MOST_LOCKED, new Cancel())) {
                var records = records();
                change.to(records);
                AtomicFile.write(file, Json.pretty(records), "rw-------");
            }
        } catch (IOException e) {
            throw Failure.usage("the decision cannot be kept in " + file + ": " + e.getMessage()).hint("--trust-project accepts a project for one run");
        }
    }

    /// A broken file means that nothing is trusted.
    private ObjectNode records() {
        try {
            return Files.exists(file) && Json.read(Files.readAllBytes(file)) instanceof ObjectNode records ? records : Json.object();
        } catch (IOException broken) {
            return Json.object();
        }
    }
}
