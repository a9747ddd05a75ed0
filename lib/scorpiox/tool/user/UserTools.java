package scorpiox.tool.user;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.LockFile;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.Commands;

/// Makes tools of files: each is described, a Java tool compiled first, and what that gives is kept for the next runs.
/// A file that cannot be a tool is left out, with one line that says why.
public final class UserTools {
    /// How long things may take.
    ///
    /// @param describe a program to describe itself
    /// @param all      all programs that do, together
    /// @param build    a step of a build
    public record Patience(Duration describe, Duration all, Duration build) {
        public static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(120));
    }

    /// What they work with.
    ///
    /// @param vision   whether the model takes pictures
    /// @param jbang    the command that is JBang; empty where there is none
    /// @param cache    folder for what is known of tools
    /// @param trusted  the project, where it is trusted
    /// @param notice   told what the user should know, a line each
    /// @param progress told what tools say while they work, a line each
    public record Setup(Workspace workspace, Limits limits, Commands commands, boolean vision, List<String> jbang, Path cache, Optional<Trusted> trusted,
                        Consumer<String> notice, Consumer<String> progress, Patience patience) {}

    private static final Duration MOST_LOCKED = Duration.ofMinutes(10);

    private final Setup setup;
    private final Path own = own();
    private final Programs programs;
    private final ToolCache cache;
    private final JavaBuild builds;
    private final UserTool.Run run;

    public UserTools(Setup setup) {
        this.setup = setup;
        this.programs = new Programs(setup.commands);
        this.cache = new ToolCache(setup.cache, FileHash.stamp(own) + " " + System.getProperty("java.vm.version"));
        this.builds = new JavaBuild(programs, setup.jbang, own, setup.patience);
        this.run = new UserTool.Run(setup.workspace, setup.limits, setup.commands, setup.vision, setup.progress);
    }

    /// A file, and what is known of it.
    ///
    /// @param hash  of the file; null where it cannot be read
    /// @param known from an earlier run; null for nothing
    /// @param asked finds out; null where that is done when its turn comes
    private record Candidate(ToolFile file, String hash, ToolCache.Entry known, FutureTask<ToolCache.Entry> asked) {}

    /// The tools that files are, those that are fit.
    public List<LocalTool> of(Collection<ToolFile> files, Cancel cancel) {
        var tools = new ArrayList<LocalTool>();
        for (var candidate : candidates(files, cancel)) {
            var file = candidate.file;
            try {
                tools.add(tool(candidate, cancel));
            } catch (Unfit unfit) {
                leftOut(file, unfit.place(), unfit.getMessage());
            } catch (ToolError error) {
                leftOut(file, null, error.getMessage());
            }
        }
        return tools;
    }

    /// Executables that nothing is known of are asked together, a Java tool is built when its turn comes.
    private List<Candidate> candidates(Collection<ToolFile> files, Cancel cancel) {
        var describing = new Describing(setup.patience.describe, System.nanoTime() + setup.patience.all.toNanos());
        var candidates = new ArrayList<Candidate>();
        for (var file : files) {
            try {
                var hash = FileHash.of(file);
                var known = described(file) ? null : cache.find(file, hash);
                var ask = known == null && !file.java() && !described(file);
                candidates.add(new Candidate(file, hash, known, ask ? describing.task(limit -> asked(file, hash, limit, cancel)) : null));
            } catch (IOException unreadable) {
                candidates.add(new Candidate(file, null, null, null));
            }
        }
        var unknown = new ArrayList<Candidate>();
        for (var candidate : candidates) if (candidate.asked != null) unknown.add(candidate);
        if (!unknown.isEmpty()) askLocked(unknown, cancel);
        return candidates;
    }

    /// One run at a time: what the other has found is taken.
    private void askLocked(List<Candidate> unknown, Cancel cancel) {
        try (var _ = LockFile.take(cache.lock(), MOST_LOCKED, cancel)) {
            ask(unknown);
        } catch (IOException noCache) {
            ask(unknown);
        } catch (Failure busy) {
            cancel.check();
            ask(unknown);
        }
    }

    private void ask(List<Candidate> unknown) {
        Describing.run(unknown.stream().map(Candidate::asked).toList());
        for (var each : unknown) if (each.asked.state() == Future.State.SUCCESS) cache.keep(each.file, each.hash, each.asked.resultNow());
    }

    private ToolCache.Entry asked(ToolFile file, String hash, Duration limit, Cancel cancel) throws Unfit {
        var known = cache.find(file, hash);
        if (known != null) return known;
        var command = List.of(file.path().toString());
        return entry(file, () -> new ToolCache.Fit(described(programs, file, command, limit, cancel), command, List.of()));
    }

    /// Whether something beside it says what it is.
    private static boolean described(ToolFile file) {
        return !file.java() && Files.exists(file.side());
    }

    private void leftOut(ToolFile file, String place, String why) {
        setup.notice.accept(ToolFile.leftOut(place == null ? file.path().toString() : place, why));
    }

    private LocalTool tool(Candidate candidate, Cancel cancel) throws Unfit {
        if (candidate.hash == null) throw new Unfit("it cannot be read");
        var file = candidate.file;
        try {
            var fit = fit(candidate, cancel);
            return new UserTool(file, candidate.hash, fit.description(), fit.command(), trusted(file), run);
        } catch (IOException e) {
            throw new Unfit("it cannot be read");
        }
    }

    private Optional<Trusted> trusted(ToolFile file) {
        return file.origin() == ToolFile.Origin.PROJECT ? setup.trusted : Optional.empty();
    }

    private ToolCache.Fit fit(Candidate candidate, Cancel cancel) throws Unfit, IOException {
        var file = candidate.file;
        if (described(file)) return new ToolCache.Fit(side(file), List.of(file.path().toString()), List.of());
        var known = candidate.known != null ? candidate.known : candidate.asked != null ? Describing.result(candidate.asked) : built(file, candidate.hash, cancel);
        return switch (known) {
            case ToolCache.Fit fit -> fit;
            case ToolCache.Failed(var place, var why) -> throw place == null ? new Unfit(why) : Unfit.at(place, why);
        };
    }

    private static Description side(ToolFile file) throws Unfit, IOException {
        if (!Files.isRegularFile(file.side())) throw new Unfit("its side file " + file.side().getFileName() + " is no file");
        try (var in = Files.newInputStream(file.side())) {
            return Description.parse(in.readNBytes(Description.MOST + 1), "its side file " + file.side().getFileName());
        }
    }

    /// Builds a tool, one run at a time: what the other has built is taken.
    private ToolCache.Entry built(ToolFile file, String hash, Cancel cancel) throws Unfit {
        try (var _ = LockFile.take(cache.lock(), MOST_LOCKED, cancel)) {
            var known = cache.find(file, hash);
            if (known != null) return known;
            var entry = entry(file, () -> build(file, hash, cancel));
            cache.keep(file, hash, entry);
            return entry;
        } catch (IOException noCache) {
            return entry(file, () -> build(file, hash, cancel));
        } catch (Failure busy) {
            cancel.check();
            throw Unfit.now(busy.getMessage());
        }
    }

    private interface Answer {
        ToolCache.Fit get() throws Unfit;
    }

    /// @throws Unfit for what may be otherwise the next time
    private ToolCache.Entry entry(ToolFile file, Answer answer) throws Unfit {
        trusted(file).ifPresent(project -> project.check(file.path()));
        try {
            return answer.get();
        } catch (Unfit unfit) {
            if (!unfit.lasting()) throw unfit;
            return new ToolCache.Failed(unfit.place(), unfit.getMessage());
        }
    }

    private ToolCache.Fit build(ToolFile file, String hash, Cancel cancel) throws Unfit {
        if (!setup.jbang.isEmpty()) setup.notice.accept("building the tool " + file.name() + " on first use");
        var covered = trusted(file).map(project -> new Coverage(project.project().tools(), JBang.repositories(setup.commands)));
        return builds.build(file, covered, cache.archive(file, hash), cancel);
    }

    /// Has a program describe itself: `--sx-describe`, in its own folder, for a program that does not know the word does
    /// there what it does.
    static Description described(Programs programs, ToolFile file, List<String> command, Duration limit, Cancel cancel) throws Unfit {
        var words = new ArrayList<>(command);
        words.add("--sx-describe");
        var said = programs.ask(words, file.path().getParent(), Map.of("SX_TOOL", file.name()), limit, Description.MOST, cancel);
        var what = "what it prints for --sx-describe";
        if (said.full()) throw new Unfit(what + " is longer than " + Description.MOST / 1024 + " KiB");
        if (said.exit() == null) throw new Unfit("--sx-describe takes longer than " + limit.toMillis() / 1000.0 + " s; touch it to try again");
        if (said.exit() != 0) throw new Unfit("--sx-describe fails with exit " + said.exit() + (said.first().isEmpty() ? "" : ": " + said.first()));
        if (new String(said.output(), StandardCharsets.UTF_8).isBlank()) throw new Unfit("it prints no schema for --sx-describe");
        return Description.parse(said.output(), what);
    }

    /// The jar or folder that our classes come from.
    private static Path own() {
        try {
            return Path.of(UserTools.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
