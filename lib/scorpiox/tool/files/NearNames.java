package scorpiox.tool.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Nearest;
import scorpiox.tool.Workspace;

/// Names that somebody who asked for a missing file may have meant.
public final class NearNames {
    private static final int MOST = 3;
    private static final int DISTANCE = 3;
    /// Shorter names are part of too many others.
    private static final int SHORTEST_PART = 3;
    /// Names looked at in one folder.
    private static final int LOOKED_AT = 20_000;

    private record Near(String name, int rank) {}

    private NearNames() {}

    /// `; near names: A.java, B.java` from the folder of a missing file, or nothing. Where that folder is missing too,
    /// the names are those near to the first missing one.
    public static String hint(Path missing, Workspace workspace) {
        var at = missing.toAbsolutePath().normalize();
        while (at.getParent() != null && !Files.isDirectory(at.getParent())) at = at.getParent();
        if (at.getParent() == null || at.getFileName() == null) return "";
        var folder = at.getParent();
        var near = near(at.getFileName().toString(), folder).stream().map(name -> workspace.shown(folder.resolve(name))).toList();
        var lost = at.equals(missing) ? "" : "; there is no directory " + workspace.shown(at);
        return near.isEmpty() ? lost : lost + "; near names: " + String.join(", ", near);
    }

    /// Names that hold the wanted one or stand in it, then those a few letters away; the nearest first.
    private static List<String> near(String wanted, Path folder) {
        var found = new ArrayList<Near>();
        try (var entries = Files.newDirectoryStream(folder)) {
            var looked = 0;
            for (var entry : entries) {
                if (++looked > LOOKED_AT) break;
                var name = entry.getFileName().toString();
                var rank = rank(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
                if (rank >= 0) found.add(new Near(name, rank));
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return List.of();
        }
        return found.stream().sorted(Comparator.comparingInt(Near::rank).thenComparing(Near::name)).limit(MOST).map(Near::name).toList();
    }

    private static int rank(String wanted, String name) {
        var shorter = Math.min(wanted.length(), name.length());
        var longer = Math.abs(name.length() - wanted.length());
        if (name.equals(wanted) || shorter >= SHORTEST_PART && (name.contains(wanted) || wanted.contains(name))) return longer;
        if (longer > DISTANCE) return -1;
        var distance = Nearest.distance(wanted, name);
        return distance <= DISTANCE && distance < wanted.length() ? 1000 + distance : -1;
    }
}
