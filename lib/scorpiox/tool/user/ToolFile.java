package scorpiox.tool.user;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A file that is a tool: an executable, or a `.java` file whether executable or not, directly in one of the folders for
/// them. Hidden files, backups of editors, side files and what stands in sub-folders are none.
///
/// @param name   of the tool: the file's without extension, `^[a-z][a-z0-9_]{1,63}$`
/// @param path   of the file
/// @param origin whose it is
public record ToolFile(String name, Path path, Origin origin) {
    /// Whose a tool is, the one that comes first wins.
    public enum Origin { USER, TEAM, PROJECT }

    private static final int LONGEST = 64;
    private static final int MOST = 64;

    /// Whether it is Java source, to be compiled first.
    public boolean java() {
        return path.getFileName().toString().endsWith(".java");
    }

    /// The file that describes it, when there is one.
    Path side() {
        return path.resolveSibling(name + ".json");
    }

    /// The tools of several folders, by name. Of two with one name the first is kept.
    ///
    /// @param taken  names that other tools have
    /// @param notice told of what is left out, a line each
    public static Map<String, ToolFile> in(Map<Origin, Path> folders, Set<String> taken, Consumer<String> notice) {
        var found = new LinkedHashMap<String, ToolFile>();
        folders.forEach((origin, folder) -> {
            for (var path : files(folder, notice)) {
                var file = new ToolFile(nameOf(path), path, origin);
                var other = found.get(file.name);
                var problem = !fits(file.name) ? "a tool's name is made of small letters, digits and _ and begins with a letter"
                        : taken.contains(file.name) ? "there is a built-in tool " + file.name
                        : other != null ? "there is already a tool " + file.name + ", " + other.path
                        : found.size() >= MOST ? "there are already " + MOST + " tools" : null;
                if (problem == null) found.put(file.name, file);
                else notice.accept(leftOut(path.toString(), problem));
            }
        });
        return found;
    }

    /// What is said of a tool that is not offered.
    ///
    /// @param place the file, perhaps with a line
    static String leftOut(String place, String why) {
        return place + ": this tool is left out: " + why;
    }

    private static List<Path> files(Path folder, Consumer<String> notice) {
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder)) {
            for (var file : all) if (isTool(file)) files.add(file.toAbsolutePath());
        } catch (IOException | DirectoryIteratorException e) {
            notice.accept(folder + ": the tools in it are left out: the folder cannot be read");
        }
        files.sort(null);
        return files;
    }

    private static boolean isTool(Path file) {
        var name = file.getFileName().toString();
        if (name.startsWith(".") || name.endsWith("~") || name.endsWith(".json")) return false;
        return Files.isRegularFile(file) && (name.endsWith(".java") ? Files.isReadable(file) : Files.isExecutable(file));
    }

    private static String nameOf(Path path) {
        var name = path.getFileName().toString();
        var dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /// By hand: a run with tools pays for every pattern.
    private static boolean fits(String name) {
        if (name.length() < 2 || name.length() > LONGEST || name.charAt(0) < 'a' || name.charAt(0) > 'z') return false;
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')) return false;
        }
        return true;
    }
}
