package scorpiox.tool.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.tool.GlobPattern;
import scorpiox.tool.Limits;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// One search: finds the files, counts the matches in each, and then reads those again whose matches are shown. So memory
/// does not grow with the matches, and the order is that of the paths however the threads ran.
final class Search {
    private static final int THREADS = 2;
    private static final int BATCH = 64;

    /// What is asked for beyond the pattern.
    ///
    /// @param mode   `content`, `files` or `count`
    /// @param glob   of files; empty for all
    /// @param types  endings and names of files; empty for all
    /// @param before lines shown before a match
    /// @param after  lines shown after one
    /// @param limit  most matches or files shown
    /// @param offset of them left out first
    record Wanted(String mode, String glob, List<String> types, int before, int after, int limit, int offset) {}

    private final Workspace workspace;
    private final Limits limits;
    private final Predicate<Path> visible;
    private final Query query;
    private final Wanted wanted;
    private final Path start;
    private final String prefix;
    private final Deadline deadline;
    private final Cancel cancel;
    private final Tally tally = new Tally();

    /// @param start a real path, of a file or a folder
    Search(Workspace workspace, Limits limits, Predicate<Path> visible, Query query, Wanted wanted, Path start, Deadline deadline, Cancel cancel) {
        this.workspace = workspace;
        this.limits = limits;
        this.visible = visible;
        this.query = query;
        this.wanted = wanted;
        this.start = start;
        this.deadline = deadline;
        this.cancel = cancel;
        var shown = workspace.shown(start);
        prefix = shown.equals(".") ? "" : shown.endsWith("/") ? shown : shown + "/";
    }

    /// How a file is called in the result.
    String shown(Target target) {
        return Texts.name(target.named() ? workspace.shown(target.file()) : prefix + target.path());
    }

    /// @param ripgrep sifts the files first, where it can
    /// @param worth   bytes to be searched from which on it is started
    String run(Optional<Path> ripgrep, long worth) {
        var counters = new ArrayList<Counter>();
        for (var i = 0; i < THREADS; i++) counters.add(new Counter());
        var workers = new Workers(counters);
        try {
            if (!Files.isDirectory(start)) workers.add(List.of(new Target(0, start, start.getFileName().toString(), start.toFile().length(), true)));
            else if (ripgrep.isPresent() && Ripgrep.takes(query) && !selective()) sift(ripgrep.get(), worth, workers);
            else new Gathering(workers, new ArrayList<>()).gather();
        } catch (RuntimeException | Error e) {
            workers.giveUp(e);
        }
        workers.finish(cancel);
        for (var counter : counters) tally.add(counter.tally);
        Collections.sort(tally.found);
        return new Report(limits, query, wanted, tally).text(this);
    }

    /// Whether every match holds a text that few lines hold. Then reading is all the work there is, and another program
    /// only adds its start (measured).
    private boolean selective() {
        for (var needle : query.needles()) if (needle.length() < 3) return false;
        return !query.needles().isEmpty();
    }

    private void sift(Path ripgrep, long worth, Workers workers) {
        var all = new ArrayList<Target>();
        new Gathering(null, all).gather();
        all.removeIf(target -> !visible.test(target.file()));
        var bytes = 0L;
        for (var target : all) bytes += target.size();
        var kept = bytes < worth ? all : Ripgrep.sift(ripgrep, start, query, all, deadline, cancel);
        tally.searched += all.size() - kept.size();
        workers.add(kept);
    }

    /// The matches asked for, in so many bytes.
    Excerpt excerpt(int room) {
        var showing = new Showing(room);
        var shown = new ArrayList<Target>();
        var passed = 0L;
        for (var found : tally.found) {
            if (passed >= (long) wanted.offset() + wanted.limit()) break;
            if (shown.isEmpty() && passed + found.hits() > wanted.offset()) showing.skip = (int) (wanted.offset() - passed);
            if (passed + found.hits() > wanted.offset()) shown.add(found.target());
            passed += found.hits();
        }
        var workers = new Workers(List.of(showing));
        workers.add(shown);
        workers.finish(cancel);
        return showing.excerpt;
    }

    private ToolError tooSlow(Target target, int line) {
        return new ToolError("pattern too slow on " + shown(target) + ":" + line + " (given up after " + deadline.allowed()
                + "); simplify its repetitions, or use literal");
    }

    /// The files of a folder that are to be searched, on their way to the threads.
    private final class Gathering implements Walk.Visitor {
        private final Workers workers;
        private final List<Target> targets;
        private final List<GlobPattern> globs = new ArrayList<>();
        private final boolean excluding = wanted.glob().startsWith("!");
        private int order;

        /// @param workers get the files at once; null to leave them in the list
        private Gathering(Workers workers, List<Target> targets) {
            this.workers = workers;
            this.targets = targets;
            if (!wanted.glob().isEmpty()) globs.add(GlobPattern.of(excluding ? wanted.glob().substring(1) : wanted.glob(), false));
        }

        private void gather() {
            var walk = new Walk(cancel, this);
            walk.from(start, new Ignore(workspace).level(start));
            if (workers != null) workers.add(targets);
            tally.notes.addAll(walk.notes());
        }

        @Override
        public void file(Path file, String path, BasicFileAttributes attributes) {
            if (!wanted.types().isEmpty() && !FileTypes.matches(wanted.types(), path.substring(path.lastIndexOf('/') + 1))) return;
            for (var glob : globs) if ((glob.matches(path) || !prefix.isEmpty() && glob.matches(prefix + path)) == excluding) return;
            if (attributes.size() > limits.fileBytes()) {
                if (visible.test(file)) tally.large++;
                return;
            }
            targets.add(new Target(order++, file, path, attributes.size(), false));
            if (workers == null || targets.size() < BATCH) return;
            workers.add(targets);
            targets.clear();
        }
    }

    /// Counts the matches of the files it is given.
    private final class Counter implements Workers.Work, Searching.Hits {
        private final Tally tally = new Tally();
        private Searching searching;
        private int hits;

        /// Not sooner: so its classes are loaded while the walk goes on.
        @Override
        public void begin() {
            searching = new Searching(query, deadline, 0, 0, limits.fileBytes());
        }

        @Override
        public boolean hit(int start, int end) {
            hits++;
            return !wanted.mode().equals("files");
        }

        @Override
        public void file(Target target) {
            if (deadline.over()) {
                tally.late++;
                return;
            }
            if (!visible.test(target.file())) return;
            hits = 0;
            switch (searching.search(target, this)) {
                case SEARCHED -> tally.searched++;
                case BINARY -> tally.binary++;
                case UNREADABLE -> tally.unreadable++;
                case OUT_OF_TIME -> tally.late++;
                case TOO_LARGE -> tally.trouble("too large to be searched in memory", shown(target), searching.line());
                case TOO_DEEP -> tally.trouble("the pattern nests too deep for a long line; the rest of that file was not searched", shown(target),
                        searching.line());
                case TOO_SLOW -> throw tooSlow(target, searching.line());
            }
            if (hits > 0) tally.found.add(new Tally.Found(target, hits));
        }
    }

    /// Shows the matches of the files it is given, as many as are asked for and fit.
    private final class Showing implements Workers.Work {
        private final Searching searching = new Searching(query, deadline, wanted.before(), wanted.after(), limits.fileBytes());
        private final Excerpt excerpt;
        private int skip;

        private Showing(int room) {
            excerpt = new Excerpt(wanted.before(), wanted.after(), room);
        }

        @Override
        public void file(Target target) {
            var left = wanted.limit() - excerpt.shown();
            if (left == 0 || excerpt.full()) return;
            var hits = excerpt.of(shown(target), searching, skip, left);
            skip = 0;
            if (searching.search(target, hits) == Searching.End.TOO_SLOW) throw tooSlow(target, searching.line());
        }
    }
}
