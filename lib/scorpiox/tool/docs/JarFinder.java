package scorpiox.tool.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scorpiox.base.Cancel;

/// The jars of a local Maven repository that may hold a type: the newest version of each artifact, those first whose
/// place or name resembles what is looked for.
///
/// @param root of the repository; it need not exist
record JarFinder(Path root) {
    private static final int DEEPEST = 16;
    private static final int MOST_FILES = 200_000;

    /// @param within a coordinate `group:artifact[:version]`, or the name of an artifact; null for all
    List<Path> jars(Symbol symbol, String within, Cancel cancel) {
        if (!Files.isDirectory(root)) return List.of();
        if (within != null && within.contains(":")) return coordinate(within.split(":"), cancel);
        if (within != null) return below(root, cancel).stream().filter(jar -> fits(jar, within)).toList();
        var near = nearest(symbol.pkg());
        var jars = below(near, cancel);
        if (!near.equals(root)) return jars;
        var wanted = symbol.types().isEmpty() ? "" : symbol.types().getFirst().toLowerCase(Locale.ROOT);
        return jars.stream().sorted(Comparator.comparing((Path jar) -> !jar.getFileName().toString().toLowerCase(Locale.ROOT).contains(wanted))).toList();
    }

    /// Whether a jar belongs to a coordinate or an artifact.
    static boolean fits(Path jar, String within) {
        var parts = within.split(":");
        var artifact = parts.length > 1 ? parts[1] : parts[0];
        var name = jar.getFileName().toString();
        if (parts.length > 2) return name.equals(artifact + "-" + parts[2] + ".jar");
        var version = name.startsWith(artifact + "-") ? name.substring(artifact.length() + 1) : "";
        return name.equals(artifact + ".jar") || !version.isEmpty() && Character.isDigit(version.charAt(0));
    }

    private List<Path> coordinate(String[] parts, Cancel cancel) {
        var folder = root;
        for (var name : parts[0].split("\\.")) folder = child(folder, name);
        for (var i = 1; i < Math.min(3, parts.length); i++) folder = child(folder, parts[i]);
        return Files.isDirectory(folder) ? below(folder, cancel) : List.of();
    }

    private static Path child(Path folder, String name) {
        return name.isEmpty() || name.equals("..") || name.contains("/") || name.contains("\\") ? folder.resolve("-") : folder.resolve(name);
    }

    /// Groups are mostly named as the packages in their jars begin.
    private Path nearest(String pkg) {
        var folder = root;
        if (pkg.isEmpty()) return folder;
        for (var name : pkg.split("\\.")) {
            if (!Files.isDirectory(child(folder, name))) break;
            folder = child(folder, name);
        }
        return folder;
    }

    private static List<Path> below(Path folder, Cancel cancel) {
        var newest = new HashMap<Path, Path>();
        var seen = new int[1];
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    cancel.check();
                    if (jar(file)) newest.merge(artifact(file), file, (a, b) -> newer(version(a), version(b)) ? a : b);
                    return ++seen[0] > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            // what was seen counts
        }
        return new ArrayList<>(newest.entrySet()).stream().sorted(Map.Entry.comparingByKey()).map(Map.Entry::getValue).toList();
    }

    /// `artifact/version/artifact-version.jar` and no other classifier.
    private static boolean jar(Path file) {
        if (file.getNameCount() < 3) return false;
        var name = file.getFileName().toString();
        return name.equals(file.getParent().getParent().getFileName() + "-" + version(file) + ".jar");
    }

    private static Path artifact(Path jar) {
        return jar.getParent().getParent();
    }

    private static String version(Path jar) {
        return jar.getParent().getFileName().toString();
    }

    /// By numbers where both have them; a release is newer than what leads to it.
    private static boolean newer(String a, String b) {
        var left = a.split("[.-]");
        var right = b.split("[.-]");
        for (var i = 0; i < Math.max(left.length, right.length); i++) {
            if (i >= left.length) return !number(right[i]);
            if (i >= right.length) return number(left[i]);
            if (left[i].equals(right[i])) continue;
            if (number(left[i]) && number(right[i])) return Long.parseLong(left[i]) > Long.parseLong(right[i]);
            if (number(left[i]) != number(right[i])) return number(left[i]);
            return left[i].compareTo(right[i]) > 0;
        }
        return false;
    }

    private static boolean number(String text) {
        return !text.isEmpty() && text.length() < 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
