package scorpiox.tool.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.tool.GlobPattern;
import scorpiox.tool.Limits;

/// What a folder holds, as text: directories first and with `/`, links with their targets, files with their sizes, deeper
/// levels indented.
///
/// All names are told, a secret file's too, but nothing else of it; folders that may not be shown are not entered, and
/// links are not followed.
final class Listing {
    /// Entries looked at in one listing; what lies beyond is not counted.
    private static final int LOOKED_AT = 50_000;

    private final Limits limits;
    private final Predicate<Path> visible;
    private final Ignored ignored;
    private final boolean all;
    private final List<GlobPattern> without;
    private final Cancel cancel;
    private int kept;
    private int more;
    private int left;
    private int looked;

    private record Entry(Path path, String text, boolean directory, List<Entry> below) {}

    private record Level(Path folder, int depth, List<Entry> into) {}

    private Listing(Limits limits, Predicate<Path> visible, Ignored ignored, boolean all, List<String> without, Cancel cancel) {
        this.limits = limits;
        this.visible = visible;
        this.ignored = ignored;
        this.all = all;
        this.without = without.stream().map(glob -> GlobPattern.of(glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob, false)).toList();
        this.cancel = cancel;
    }

    /// @param folder  a real path
    /// @param depth   levels shown, 1 for the folder's own entries only
    /// @param without patterns of names, or of paths from the folder on, that are left out
    /// @param all     whether ignored entries are shown too
    /// @param bytes   UTF-8 bytes the text may have, the closing remarks apart
    /// @throws IOException when the folder itself cannot be read
    static String of(Path folder, int depth, List<String> without, boolean all, int bytes, Limits limits, Predicate<Path> visible, Ignored ignored,
                     Cancel cancel) throws IOException {
        // somebody who names an ignored folder wants to see it
        var listing = new Listing(limits, visible, ignored, all || ignored.test(folder, true), without, cancel);
        var top = listing.collect(folder, depth);
        var text = new StringBuilder();
        listing.render(top, "", text, bytes);
        if (top.isEmpty() && listing.left == 0) text.append(listing.looked == 0 ? "(empty directory)\n" : "(nothing to show)\n");
        text.append(listing.remarks());
        return text.substring(0, text.length() - 1);
    }

    private String remarks() {
        var text = "";
        if (more > 0 || looked > LOOKED_AT) text += "(+" + more + (looked > LOOKED_AT ? " more at least" : " more") + "; narrow the path)\n";
        if (left > 0) text += "(" + left + " ignored, not shown; all=true shows " + (left == 1 ? "it" : "them") + ")\n";
        return text;
    }

    /// Level by level, so that a large folder does not take the room of those beside it.
    private List<Entry> collect(Path top, int depth) throws IOException {
        var found = new ArrayList<Entry>();
        Deque<Level> todo = new ArrayDeque<>(List.of(new Level(top, 1, found)));
        while (!todo.isEmpty() && looked <= LOOKED_AT) {
            var level = todo.removeFirst();
            for (var entry : entries(level, top)) {
                if (kept >= limits.entries()) {
                    more++;
                    continue;
                }
                kept++;
                level.into().add(entry);
                if (entry.directory() && level.depth() < depth && visible.test(entry.path())) {
                    todo.add(new Level(entry.path(), level.depth() + 1, entry.below()));
                }
            }
        }
        return found;
    }

    private List<Entry> entries(Level level, Path top) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var stream = Files.newDirectoryStream(level.folder())) {
            for (var path : stream) {
                if (++looked > LOOKED_AT) break;
                if (looked % 256 == 0) cancel.check();
                var attributes = attributes(path);
                var directory = attributes != null && attributes.isDirectory();
                var relative = top.relativize(path).toString();
                if (without.stream().anyMatch(glob -> glob.matches(relative))) continue;
                if (!all && ignored.test(path, directory)) left++;
                else entries.add(new Entry(path, text(path, attributes), directory, new ArrayList<>()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            if (level.folder().equals(top)) throw e instanceof IOException io ? io : ((DirectoryIteratorException) e).getCause();
            return List.of(new Entry(level.folder(), "(cannot be read)", false, List.of()));
        }
        entries.sort(Comparator.comparing(Entry::directory).reversed().thenComparing(entry -> entry.path().getFileName().toString()));
        return entries;
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return null;
        }
    }

    private String text(Path path, BasicFileAttributes attributes) {
        var name = printable(path.getFileName().toString());
        if (attributes == null) return name;
        if (attributes.isDirectory()) return name + "/";
        if (!visible.test(path)) return name;
        if (attributes.isSymbolicLink()) return name + " -> " + target(path);
        return attributes.isRegularFile() ? name + "  " + Sizes.of(attributes.size()) : name + "  (device, pipe or socket)";
    }

    private static String target(Path link) {
        try {
            return printable(Files.readSymbolicLink(link).toString());
        } catch (IOException gone) {
            return "?";
        }
    }

    /// A name on one line: it must not look like two entries, nor like a remark.
    private static String printable(String name) {
        var out = new StringBuilder(name.length());
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c == '\n') out.append("\\n");
            else if (Character.isISOControl(c)) out.append(String.format("\\x%02x", (int) c));
            else out.append(c);
        }
        return out.toString();
    }

    /// Bytes left; what no longer fits is counted as more.
    private int render(List<Entry> entries, String indent, StringBuilder to, int bytes) {
        var room = bytes;
        for (var entry : entries) {
            var line = indent + entry.text() + "\n";
            var size = line.getBytes(StandardCharsets.UTF_8).length;
            if (size > room) {
                room = -1;
                more++;
            } else {
                room -= size;
                to.append(line);
            }
            room = render(entry.below(), indent + "  ", to, room);
        }
        return room;
    }
}
