package scorpiox.tool.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scorpiox.base.Cancel;

/// A walk through a folder, in the order of names, without following links.
///
/// Ends at depth 64, after 200,000 entries or 10 s, and then says so.
final class Walk {
    private static final int DEPTH = 64;
    private static final int ENTRIES = 200_000;

    /// Whom it tells what it meets; paths are from the start on, parted by `/`.
    interface Visitor {
        void file(Path file, String path, BasicFileAttributes attributes);

        default void directory(Path folder, String path, BasicFileAttributes attributes) {}
    }

    private final Cancel cancel;
    private final Visitor visitor;
    private final long time;
    private final int most;
    private long end;
    private int entries;
    private int unreadable;
    private boolean tooDeep;
    private boolean tooLong;

    Walk(Cancel cancel, Visitor visitor) {
        this(cancel, visitor, ENTRIES, Duration.ofSeconds(10));
    }

    /// @param most entries it looks at
    /// @param time it may take
    Walk(Cancel cancel, Visitor visitor, int most, Duration time) {
        this.cancel = cancel;
        this.visitor = visitor;
        this.most = most;
        this.time = time.toNanos();
    }

    /// @param ignore what counts in that folder
    void from(Path folder, IgnoreLevel ignore) {
        end = System.nanoTime() + time;
        enter(folder, "", ignore, 1);
    }

    /// Entries met.
    int entries() {
        return Math.min(entries, most);
    }

    /// What was left out against expectation.
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (entries > most) notes.add("only the first " + Texts.number(most) + " entries were looked at; narrow with path");
        if (tooLong) notes.add("looking for files stopped after " + time / 1_000_000_000 + " s; narrow with path");
        if (tooDeep) notes.add("folders deeper than " + DEPTH + " levels were left out");
        if (unreadable > 0) notes.add(Texts.count(unreadable, "folder") + " could not be read");
        return notes;
    }

    private void enter(Path folder, String prefix, IgnoreLevel above, int depth) {
        cancel.check();
        if (System.nanoTime() - end >= 0) tooLong = true;
        if (tooLong) return;
        // not a stream of the JDK's: with names alone a tree is listed in half the time (measured)
        var names = folder.toFile().list();
        if (names == null) {
            unreadable++;
            return;
        }
        Arrays.sort(names);
        var ignore = depth == 1 ? above : above.below(folder.getFileName().toString(), folder, decides(names));
        for (var name : names) {
            if (name.equals(".git")) continue;
            if (++entries > most) return;
            if (entries % 256 == 0) cancel.check();
            if (System.nanoTime() - end >= 0) {         // a folder can be long, and the rules to ignore by can be slow
                tooLong = true;
                return;
            }
            var path = folder.resolve(name);
            var attributes = attributes(path);
            if (attributes == null || !attributes.isDirectory() && !attributes.isRegularFile() || ignore.ignores(name, attributes.isDirectory())) continue;
            if (attributes.isRegularFile()) {
                visitor.file(path, prefix + name, attributes);
            } else {
                visitor.directory(path, prefix + name, attributes);
                if (depth < DEPTH) enter(path, prefix + name + "/", ignore, depth + 1);
                else tooDeep = true;
            }
            if (entries > most || tooLong) return;
        }
    }

    private static boolean decides(String[] names) {
        for (var name : names) if (IgnoreLevel.decides(name)) return true;
        return false;
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return null;
        }
    }
}
