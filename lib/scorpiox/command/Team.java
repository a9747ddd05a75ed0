package scorpiox.command;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import scorpiox.auth.CredentialFile;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;

/// What a team gives everybody who runs its own script: settings, profiles, prompts and tools in the script's jar, below
/// `team/`. They are laid out like the user's configuration folder and count one layer below it.
public final class Team {
    private static final String FOLDER = "team/";
    private static final int MOST_FILES = 1000;
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private Team() {}

    /// A script's body with its team's files in force. Where the variable `SX_TEAM` names a folder, or says with an empty
    /// value that there is none, that counts instead.
    ///
    /// @param script the class whose jar holds the files
    public static Script.Body with(Class<?> script, Script.Body body) {
        return (args, cancel) -> {
            var environment = Environment.ofProcess();
            if (!environment.variables().containsKey(Keys.SX_TEAM.name())) {
                System.setProperty(Environment.TEAM, unpacked(jar(script), environment.cache()).toString());
            }
            return body.run(args, cancel);
        };
    }

    /// Where the files of a jar are, once they are all there: a folder named by what they hold, so that two versions never
    /// meet. What is missing or different is written; any number of processes may do so at once.
    ///
    /// @param cache folder of what can be made again
    /// @throws Failure `USAGE` where the jar has none, or the folder cannot be written
    static Path unpacked(Path jar, Path cache) {
        var files = files(jar);
        if (files.isEmpty()) throw Failure.usage(jar + " holds no file below " + FOLDER).hint("name each in the script's header: //FILES team/NAME=team/NAME");
        var folder = cache.resolve("team").resolve(hash(files));
        try {
            CredentialFile.ownFolder(folder.getParent());
            for (var file : files.entrySet()) unpack(file.getValue(), folder.resolve(file.getKey()));
            return folder;
        } catch (IOException e) {
            throw Failure.usage("the team's files cannot be kept in " + folder + ": " + CredentialFile.reason(e))
                    .hint("set XDG_CACHE_HOME to a folder of yours, or SX_TEAM to one that holds them");
        }
    }

    private static void unpack(byte[] bytes, Path file) throws IOException {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) return;
        CredentialFile.privateFolder(file.getParent());
        AtomicFile.write(file, bytes, program(bytes) ? "rwx------" : "rw-------");
    }

    /// A jar keeps no modes: a program is what begins as one.
    private static boolean program(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == '#' && bytes[1] == '!';
    }

    private static SortedMap<String, byte[]> files(Path jar) {
        var files = new TreeMap<String, byte[]>();
        try (var zip = new ZipFile(jar.toFile())) {
            var left = MOST_BYTES;
            for (var entry : zip.stream().filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory()).toList()) {
                var name = entry.getName().substring(FOLDER.length());
                if (!inside(Path.of(name))) throw Failure.usage(jar + ": no name for a file: " + entry.getName());
                try (var in = zip.getInputStream(entry)) {
                    files.put(name, in.readNBytes(left + 1));
                }
                left -= files.get(name).length;
                if (left < 0 || files.size() > MOST_FILES) throw Failure.usage("the files below " + FOLDER + " are more than " + MOST_FILES + " or 16 MiB");
            }
        } catch (IOException e) {
            throw Failure.usage("the team's files cannot be read from " + jar + ": " + CredentialFile.reason(e));
        }
        return files;
    }

    private static boolean inside(Path name) {
        return !name.isAbsolute() && name.equals(name.normalize()) && !name.startsWith("..");
    }

    private static String hash(SortedMap<String, byte[]> files) {
        var digest = sha256();
        files.forEach((name, bytes) -> {
            digest.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static Path jar(Class<?> script) {
        try {
            return Path.of(script.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw Failure.usage("the script's jar has no usable path: " + e.getMessage());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
