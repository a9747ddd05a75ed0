package scorpiox.command.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.ProcessGroup;
import scorpiox.command.Script;
import scorpiox.command.layers.FileCheck;
import scorpiox.command.layers.Writing;
import scorpiox.settings.EnvFile;
import scorpiox.settings.EnvText;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;

/// `config edit`: the user's own editor on a private copy, which replaces the file only once it is right. Whatever happens,
/// what was typed is kept.
final class ExternalEditor {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final byte[] EMPTY = """
            # One KEY=VALUE a line; config --keys lists the keys. For example:
            #MODEL=opus
            """.getBytes(StandardCharsets.UTF_8);

    private final Run run;
    private final Writing.Target target;
    private final Path file;

    /// What becomes of a text that cannot be used.
    private enum Then { AGAIN, DISCARD, KEEP }

    ExternalEditor(Run run) {
        this.run = run;
        this.target = Writing.target(run.environment(), run.options().level(), run.options().profile());
        this.file = target.file();
    }

    int run() {
        var command = command();
        if (target.project()) Writing.inside(Project.around(run.environment()), file);
        var before = bytes(file);
        if (before.length > MOST_BYTES) throw Failure.usage(file + " is too large for a settings file").hint("mend it by hand");
        var shown = before.length == 0 ? EMPTY : before;
        var copy = copy(shown);
        try {
            while (true) {
                var after = edited(command, copy);
                if (Arrays.equals(after, shown)) return done(copy, file + " is unchanged", 0);
                var findings = findings(before, after);
                findings.forEach(finding -> run.err().message(finding.text()));
                var then = findings.stream().anyMatch(FileCheck.Finding::fatal) ? ask() : null;
                if (then == Then.DISCARD) return done(copy, file + " is unchanged", 1);
                if (then == Then.KEEP) throw Failure.usage(file + " is unchanged, for what was written cannot be used");
                if (then == null) return write(before, after, copy);
            }
        } catch (Failure failure) {
            if (!Files.exists(copy) || Arrays.equals(bytes(copy), shown)) {
                remove(copy.getParent());
                throw failure;
            }
            throw Failure.of(failure.kind(), failure.line(), failure).hint("your text is kept in " + copy);
        }
    }

    private int write(byte[] before, byte[] after, Path copy) {
        var text = new String(after, StandardCharsets.UTF_8);
        var environment = run.environment();
        var written = Writing.write(environment, target, () -> EnvText.edit(environment, file, before, text).stream().toList());
        if (!written.changed()) throw Failure.of(Kind.INTERNAL, file + " has been changed by somebody else meanwhile and stays as it is now");
        written.note().ifPresent(run.err()::message);
        return done(copy, file + " is written", 0);
    }

    private int done(Path copy, String what, int exit) {
        remove(copy.getParent());
        run.err().progress(what);
        return exit;
    }

    /// The text after the editor has ended, whatever it did.
    private byte[] edited(String command, Path copy) {
        var exit = start(command, copy);
        if (!Files.isRegularFile(copy)) throw Failure.of(Kind.INTERNAL, "the editor left no file, so " + file + " is unchanged");
        if (exit != 0) throw Failure.of(Kind.INTERNAL, "the editor ended with exit code " + exit + ", so " + file + " is unchanged");
        return bytes(copy);
    }

    private int start(String command, Path copy) {
        Script.onInterrupt(() -> { });        // Ctrl-C is the editor's
        try {
            var line = List.of("sh", "-c", command + " \"$1\"", "sh", copy.toString());
            var process = new ProcessBuilder(line).directory(run.environment().directory().toFile()).inheritIO().start();
            try (var _ = run.cancel().onCancel(() -> end(process))) {
                var exit = process.waitFor();
                run.cancel().check();
                return exit;
            }
        } catch (IOException e) {
            throw Failure.usage("the editor cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        } finally {
            Script.onInterrupt(null);
        }
    }

    private static void end(Process shell) {
        shell.descendants().forEach(ProcessHandle::destroy);
        shell.destroy();
    }

    private String command() {
        var environment = run.environment();
        var chosen = environment.variable("VISUAL").or(() -> environment.variable("EDITOR"));
        if (chosen.isPresent()) return chosen.get();
        var path = environment.variable("PATH").orElse("");
        var usual = List.of("vi", "nano").stream().filter(name -> ProcessGroup.program(name, path).isPresent()).findFirst();
        if (usual.isPresent() && run.terminal().in() && run.terminal().out()) return usual.get();
        throw Failure.usage(usual.isPresent() ? "an editor needs a terminal" : "no editor: VISUAL and EDITOR are not set")
                .hint("set EDITOR, or use config --set");
    }

    /// What is wrong with the new text. A secret that is new in a project's file is, unless git leaves that out.
    private List<FileCheck.Finding> findings(byte[] before, byte[] after) {
        var findings = new ArrayList<>(FileCheck.findings(file, after, target.project()));
        if (!target.project() || run.options().has("--allow-secret") || findings.stream().anyMatch(FileCheck.Finding::fatal)) return findings;
        var old = FileCheck.findings(file, before, true).stream().anyMatch(FileCheck.Finding::fatal) ? List.<String>of()
                : EnvFile.parse(file, before).entries().stream().map(entry -> entry.name() + "=" + entry.value()).toList();
        for (var entry : EnvFile.parse(file, after).entries()) {
            if (!FileCheck.secret(entry.name()) || old.contains(entry.name() + "=" + entry.value())) continue;
            try {
                Writing.check(Keys.named(entry.name()), entry.value(), target, false, run.environment());
            } catch (Failure refused) {
                findings.add(new FileCheck.Finding(file + ":" + entry.line() + ": " + refused.line(), true));
            }
        }
        return findings;
    }

    private Then ask() {
        var question = "[e]dit again, [d]iscard what was written, or [k]eep it in a copy? ";
        return run.person().map(person -> switch (person.ask().apply(question).strip().toLowerCase(Locale.ROOT)) {
            case "e", "edit" -> Then.AGAIN;
            case "d", "discard" -> Then.DISCARD;
            default -> Then.KEEP;
        }).orElse(Then.KEEP);
    }

    private static byte[] bytes(Path file) {
        if (!Files.exists(file)) return new byte[0];
        if (!Files.isRegularFile(file)) throw Failure.usage(file + " is not a regular file");
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + e.getMessage());
        }
    }

    /// In a folder made for the user alone, where it stays if it has to.
    private Path copy(byte[] text) {
        try {
            var copy = folder().resolve(file.getFileName().toString());
            AtomicFile.write(copy, text, "rw-------");
            return copy;
        } catch (IOException e) {
            throw Failure.usage("there is no room for a copy of " + file + ": " + e.getMessage());
        }
    }

    private Path folder() throws IOException {
        try {
            return Files.createTempDirectory(Files.createDirectories(run.environment().state()), "edit-");
        } catch (IOException unwritable) {
            return Files.createTempDirectory("scorpiox-edit-");
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var each : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException | UncheckedIOException gone) {
            // it is only tidying
        }
    }
}
