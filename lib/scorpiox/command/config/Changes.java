package scorpiox.command.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.command.Consoles;
import scorpiox.command.layers.Writing;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;

/// `config --set` and `config --unset`: nothing on stdout, and on stderr what the user would not expect.
record Changes(Run run) {
    private static final int MOST_BYTES = 64 * 1024;

    int set() throws IOException {
        var options = run.options();
        var keys = new LinkedHashMap<Key, String>();
        options.pairs().forEach((name, value) -> keys.put(Writing.key(name), value.strip()));
        var target = target();
        if (options.fromStdin()) {
            var key = keys.keySet().iterator().next();
            Writing.check(key, "", target, true, run.environment());        // before anybody types
            keys.put(key, value(key));
        }
        var changes = new LinkedHashMap<String, String>();
        keys.forEach((key, value) -> {
            if (key.secret()) Redaction.register(value);
            Writing.check(key, value, target, options.has("--allow-secret"), run.environment());
            changes.put(key.name(), value);
        });
        if (!options.fromStdin()) keys.forEach(this::warnOfSecret);
        var written = Writing.write(run.environment(), target, changes);
        run.err().progress(String.join(", ", changes.keySet()) + (written.changed() ? " set in " : " already set like that in ") + target.file());
        written.note().ifPresent(run.err()::message);
        keys.forEach((key, value) -> {
            if (options.profile() == null && !value.isEmpty()) warnOfOthers(key, target, written.note().isPresent());
        });
        return 0;
    }

    int unset() {
        var target = target();
        var changes = new LinkedHashMap<String, String>();
        for (var name : run.options().words()) {
            if (Keys.named(name) == null && !stands(name, target)) Writing.key(name);
            changes.put(name, null);
        }
        var files = Writing.preview(run.environment(), target, changes).stream().map(change -> change.file().toString()).collect(Collectors.joining(", "));
        var written = Writing.write(run.environment(), target, changes);
        var names = String.join(", ", changes.keySet());
        run.err().progress(written.changed() ? names + " taken out of " + files : names + " not set in " + target.file());
        written.note().ifPresent(run.err()::message);
        return 0;
    }

    private Writing.Target target() {
        return Writing.target(run.environment(), run.options().level(), run.options().profile());
    }

    /// A misspelt key in the file can be taken out too.
    private static boolean stands(String name, Writing.Target target) {
        return EnvFile.read(target.file()).entries().stream().anyMatch(entry -> entry.name().equals(name));
    }

    private void warnOfSecret(Key key, String value) {
        if (!key.secret() || value.isEmpty()) return;
        run.err().message(key.name() + " as an argument can be seen by other programs and stays in the shell's history: config --set "
                + key.name() + " - reads it from stdin");
    }

    /// What was written may not be what counts.
    private void warnOfOthers(Key key, Writing.Target target, boolean untrusted) {
        if (key.type() == Key.Type.RULES) return;
        Settings settings;
        try {
            settings = Cascade.resolve(run.environment(), Cascade.Flags.NONE);
        } catch (Failure broken) {
            return;     // whoever uses them hears of it
        }
        var source = settings.value(key).source();
        if (target.file().equals(source.file())) return;
        var own = target.project() ? Layer.PROJECT : Layer.USER;
        var which = key.name() + " from " + source;
        if (source.layer().compareTo(own) >= 0) run.err().message(which + " stands above it");
        else if (key.trust() == Key.Trust.TIGHTEN) run.err().message(which + " still counts: a project's file may only make it stricter");
        else if (!untrusted) run.err().message(which + " still counts");
    }

    /// The value, typed where stdin is a terminal, unseen when it is a secret.
    private String value(Key key) throws IOException {
        var value = run.terminal().in() && run.terminal().err() ? typed(key) : piped();
        if (value.isBlank()) throw Failure.usage("stdin gave no value for " + key.name()).hint("--set " + key.name() + " '' sets it to none");
        return value.strip();
    }

    private static String piped() throws IOException {
        var bytes = System.in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) throw Failure.usage("stdin gave more than a value");
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().replaceFirst("\\r?\\n\\z", "");
        } catch (CharacterCodingException e) {
            throw Failure.usage("stdin is not UTF-8 text");
        }
    }

    private String typed(Key key) throws IOException {
        try (var console = Consoles.open("config", TerminalBuilder.SystemOutput.SysErr)) {
            if (key.secret()) return Consoles.unseen(console, key.name() + " (not shown): ", run.cancel()).orElseThrow(Changes::left);
            return LineReaderBuilder.builder().terminal(console).appName("config").build().readLine(key.name() + ": ");
        } catch (UserInterruptException | EndOfFileException left) {
            throw left();
        }
    }

    private static Failure left() {
        return Failure.of(Kind.CANCELLED, "interrupted");
    }
}
