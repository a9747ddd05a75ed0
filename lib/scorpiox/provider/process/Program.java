package scorpiox.provider.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import scorpiox.base.AtomicFile;
import scorpiox.base.Cancel;
import scorpiox.base.ChildEnvironment;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.LockFile;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// How a provider's program is started, and what it says of itself. Both are found out once for each content of its file.
///
/// @param file        it
/// @param command     program and first arguments
/// @param description what it says of itself
record Program(ProviderFile file, List<String> command, Description description) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOCKED = Duration.ofMinutes(5);
    private static final int MOST = 1024 * 1024;

    /// @param notice told of a build, a line
    /// @throws Failure `USAGE` saying why it cannot be a provider
    static Program of(ProviderFile file, Settings settings, Consumer<String> notice, Cancel cancel) {
        var folder = settings.environment().cache().resolve("providers");
        var entry = folder.resolve(file.id() + "-" + hash(file) + ".json");
        var known = known(file, entry);
        if (known != null) return known;
        try {
            Files.createDirectories(folder);
            try (var _ = LockFile.take(folder.resolve(".lock"), LOCKED, cancel)) {
                var made = known(file, entry);      // by the run that was waited for
                return made != null ? made : made(file, entry, settings, notice, cancel);
            }
        } catch (IOException e) {
            throw Failure.usage("provider " + file.id() + " cannot be made ready in " + folder + ": " + e.getMessage());
        }
    }

    private static Program made(ProviderFile file, Path entry, Settings settings, Consumer<String> notice, Cancel cancel) throws IOException {
        var built = JavaStart.Built.AS_IT_IS;
        if (file.java()) {
            notice.accept("building the provider " + file.id() + " on first use");
            built = new JavaStart(file, entry.getParent(), settings.environment()).build(entry.resolveSibling(entry.getFileName().toString().replace(".json", ".jsa")), cancel);
        }
        var command = file.java() ? built.command() : List.of(file.path().toString());
        var said = describe(file, command, settings, cancel);
        var json = Json.object();
        var words = json.putArray("command");
        command.forEach(words::add);
        var stamps = json.putArray("made_of");
        for (var each : built.madeOf()) stamps.add(stamp(each) + " " + each);
        json.set("description", said);
        for (var older : older(file, entry)) Files.deleteIfExists(older);
        AtomicFile.write(entry, Json.bytes(json), "rw-------");
        return new Program(file, command, Description.of(said));
    }

    private static Program known(ProviderFile file, Path entry) {
        try {
            if (!Files.exists(entry) || !(Json.read(Files.readAllBytes(entry)) instanceof ObjectNode json) || !(json.get("description") instanceof ObjectNode said)) return null;
            for (var made : json.path("made_of")) {
                var text = made.asText();
                if (!text.startsWith(stamp(Path.of(text.substring(text.indexOf(' ') + 1))) + " ")) return null;
            }
            var command = new ArrayList<String>();
            for (var word : json.path("command")) command.add(word.asText());
            return command.isEmpty() ? null : new Program(file, List.copyOf(command), Description.of(said));
        } catch (IOException | RuntimeException broken) {
            return null;
        }
    }

    private static ObjectNode describe(ProviderFile file, List<String> command, Settings settings, Cancel cancel) {
        var line = new ArrayList<>(command);
        line.add("--describe");
        var said = new StringBuilder();
        var what = "provider " + file.id() + " does not describe itself: ";
        try (var child = Child.start(line, settings.environment().directory(), environment(file, settings, List.of()), new byte[0], PATIENCE, cancel)) {
            for (var text = child.line(); text != null && said.length() < MOST; text = child.line()) said.append(text).append('\n');
            cancel.check();
            var exit = child.exit();
            if (exit != 0) throw failed(what + "exit " + exit + Words.after(child.errors()), file);
            if (Json.read(said.toString()) instanceof ObjectNode json) return json;
        } catch (IOException notJson) {
            // said below
        } catch (Failure failure) {
            cancel.check();
            throw failure.kind() == Failure.Kind.USAGE ? failure : failed(what + failure.getMessage(), file);
        }
        throw failed(what + "it prints no JSON object", file);
    }

    private static Failure failed(String what, ProviderFile file) {
        return Failure.usage(what).hint(file.path() + " --describe has to print {\"description\": …, \"models\": [{\"id\": …}]}");
    }

    /// The variables it gets: none that looks like a secret but those it names itself or the user does for all programs.
    static Map<String, String> environment(ProviderFile file, Settings settings, List<String> named) {
        var keep = settings.get(Keys.SX_BASH_ENV_KEEP) + " " + String.join(" ", named);
        var variables = new HashMap<>(ChildEnvironment.of(settings.environment().variables(), keep));
        variables.put("SX_PROVIDER", file.id());
        return variables;
    }

    private static List<Path> older(ProviderFile file, Path entry) throws IOException {
        var older = new ArrayList<Path>();
        var own = entry.getFileName().toString().replace(".json", ".");
        try (var all = Files.newDirectoryStream(entry.getParent(), file.id() + "-????????????????.*")) {
            for (var each : all) if (!each.getFileName().toString().startsWith(own)) older.add(each);
        }
        return older;
    }

    private static String hash(ProviderFile file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((file.path() + "\0" + System.getProperty("java.vm.version") + "\0").getBytes(StandardCharsets.UTF_8));
            if (Files.size(file.path()) > MOST) digest.update(stamp(file.path()).getBytes(StandardCharsets.UTF_8));
            else digest.update(Files.readAllBytes(file.path()));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw Failure.usage("provider " + file.id() + " cannot be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String stamp(Path file) {
        try {
            return Files.size(file) + "-" + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException missing) {
            return "-";
        }
    }
}
