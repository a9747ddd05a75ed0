package scorpiox.provider.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import scorpiox.settings.Environment;

/// A program that is a provider: an executable or a Java file in the folder `providers` of the user's configuration, or of
/// the team's. A project brings none, trusted or not: whoever answers sees everything.
///
/// @param id   its name as in `--provider`: that of the file without `.java`, in small letters, `_` as `-`
/// @param path of the file
record ProviderFile(String id, Path path) {
    private static final String JAVA = ".java";

    boolean java() {
        return path.toString().endsWith(JAVA);
    }

    /// All there are by their ids; the user's own come before the team's, a Java file before an executable.
    static Map<String, ProviderFile> all(Environment environment) {
        var files = new TreeMap<String, ProviderFile>();
        for (var folder : folders(environment)) {
            for (var file : in(folder)) files.putIfAbsent(file.id, file);
        }
        return files;
    }

    private static List<Path> folders(Environment environment) {
        var folders = new ArrayList<Path>();
        folders.add(environment.configuration().resolve("providers"));
        environment.team().ifPresent(team -> folders.add(team.resolve("providers")));
        return folders;
    }

    private static List<ProviderFile> in(Path folder) {
        var files = new ArrayList<ProviderFile>();
        if (!Files.isDirectory(folder)) return files;
        try (var all = Files.newDirectoryStream(folder)) {
            for (var path : all) {
                var name = path.getFileName().toString();
                if (!Files.isRegularFile(path) || !name.endsWith(JAVA) && !Files.isExecutable(path)) continue;
                var plain = name.endsWith(JAVA) ? name.substring(0, name.length() - JAVA.length()) : name;
                var id = plain.toLowerCase(Locale.ROOT).replace('_', '-');
                if (id.matches("[a-z][a-z0-9-]{0,63}")) files.add(new ProviderFile(id, path));
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return files;
        }
        files.sort((one, other) -> Boolean.compare(other.java(), one.java()));
        return files;
    }
}
