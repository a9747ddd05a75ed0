package scorpiox.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

/// Reads `config.yaml`.
public final class ConfigFile {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final String NAME = "config.yaml";

    private ConfigFile() {}

    /// The file that counts: the one that is given, else `config.yaml` beside the user's settings where there is one. Never
    /// one of the working directory, which may be anybody's.
    ///
    /// @throws Failure `USAGE` where the one that is given is not there
    public static Optional<Path> find(Optional<String> given, Environment environment) {
        if (given.isEmpty()) return Optional.of(environment.configuration().resolve(NAME)).filter(Files::exists);
        var file = environment.path(given.get());
        if (!Files.exists(file)) throw Failure.usage("there is no " + file);
        return Optional.of(file);
    }

    /// What a file says, the environment over it; without a file what is usual.
    ///
    /// @param warnings takes what is unknown, a line each
    /// @throws Failure `USAGE` naming the place in the file that cannot be used
    public static ServeConfig read(Optional<Path> file, Settings settings, Consumer<String> warnings) {
        return file.isEmpty() ? parse("", NAME, settings, warnings) : parse(text(file.get()), file.get().toString(), settings, warnings);
    }

    /// The same of its text.
    ///
    /// @param name of the file, for messages
    static ServeConfig parse(String text, String name, Settings settings, Consumer<String> warnings) {
        var yaml = Yaml.read(text, name);
        var strict = new Members(yaml.root(), "", new Reader(name, yaml.lines(), false, warnings)).flag("strict_config", false);
        return new ServeMembers(new Members(yaml.root(), "", new Reader(name, yaml.lines(), strict, warnings)), settings, warnings).read();
    }

    private static String text(Path file) {
        try {
            if (!Files.isRegularFile(file)) throw Failure.usage(file + " is not a regular file");
            othersMustNotWrite(file);
            try (var in = Files.newInputStream(file)) {
                var bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) throw Failure.usage(file + " is larger than 1 MiB");
                var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            }
        } catch (CharacterCodingException e) {
            throw Failure.usage(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + (e instanceof AccessDeniedException ? "permission denied" : e.getMessage()));
        }
    }

    /// Whoever writes it decides where prompts go and who may ask.
    private static void othersMustNotWrite(Path file) throws IOException {
        try {
            var modes = Files.getPosixFilePermissions(file);
            var who = modes.contains(PosixFilePermission.OTHERS_WRITE) ? "everybody" : modes.contains(PosixFilePermission.GROUP_WRITE) ? "its group" : null;
            if (who != null) throw Failure.usage(file + " is not read: " + who + " may write it").hint("chmod go-w " + file);
        } catch (UnsupportedOperationException noModes) {
            // Windows: the user's own folder is theirs alone
        }
    }

    /// What is wrong is named with file, line and path.
    private record Reader(String name, Map<String, Integer> lines, boolean strict, Consumer<String> warnings) implements Members.Reader {
        @Override
        public Failure wrong(String path, String must, JsonNode value) {
            var not = value == null ? "" : path.startsWith("auth.") ? ", not what stands there" : ", not " + Members.shown(value);
            return Failure.usage(place(path) + path + " must " + must + not);
        }

        @Override
        public void unknown(String path, String key, Set<String> known) {
            var whole = path.isEmpty() ? key : path + "." + key;
            var line = place(whole) + "unknown key " + whole + Nearest.hint(key, known);
            if (strict) throw Failure.usage(line);
            warnings.accept(line + " (ignored)");
        }

        /// The line of a path, or of what it is in.
        private String place(String path) {
            for (var at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
                if (lines.containsKey(at)) return name + ":" + lines.get(at) + ": ";
            }
            return name + ": ";
        }
    }
}
