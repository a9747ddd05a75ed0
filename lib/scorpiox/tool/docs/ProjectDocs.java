package scorpiox.tool.docs;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import scorpiox.base.Cancel;
import scorpiox.tool.Workspace;

/// The project's own pages: `README*`, `AGENTS.md` and `*.adoc` anywhere, `*.md` below `docs`. Found by their
/// headings first, then by how often the words occur.
final class ProjectDocs {
    private static final Set<String> SKIPPED = Set.of(".git", "node_modules", "target", "build", ".gradle", ".jbang");
    private static final int DEEPEST = 16;
    private static final int MOST_ENTRIES = 20_000;
    private static final int LARGEST = 2 * 1024 * 1024;

    private final Workspace workspace;
    private final Predicate<Path> visible;

    /// @param visible whether a real path may be shown to the model
    ProjectDocs(Workspace workspace, Predicate<Path> visible) {
        this.workspace = workspace;
        this.visible = visible;
    }

    private record Hit(Section section, int heading, int words, int times) {
        static final Comparator<Hit> BEST = Comparator.comparingInt(Hit::heading).thenComparingInt(Hit::words).thenComparingInt(Hit::times).reversed()
                .thenComparing(hit -> hit.section().file()).thenComparingInt(hit -> hit.section().line());
    }

    /// The sections that fit best.
    List<Found> about(String query, int most, Cancel cancel) {
        var words = words(query);
        return sections(cancel).stream().map(section -> hit(section, words)).filter(hit -> 2 * hit.words() > words.size())
                .sorted(Hit.BEST).limit(most).map(Hit::section)
                .map(section -> new Found("project: " + section.file() + ":" + section.line(), section.text(), "use read")).toList();
    }

    List<String> headings(Cancel cancel) {
        return sections(cancel).stream().map(Section::heading).filter(heading -> !heading.isEmpty()).distinct().toList();
    }

    private static List<String> words(String query) {
        return Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_.-]+")).map(word -> word.replaceAll("^[.-]+|[.-]+$", ""))
                .filter(word -> !word.isEmpty()).distinct().toList();
    }

    /// A heading that says just the query counts one more than one that also says something else.
    private static Hit hit(Section section, List<String> words) {
        var heading = section.heading().toLowerCase(Locale.ROOT);
        var text = section.text().toLowerCase(Locale.ROOT);
        var headed = 2 * (int) words.stream().filter(word -> count(heading, word) > 0).count();
        if (headed > 0 && words(heading).equals(words)) headed++;
        var counts = words.stream().mapToInt(word -> count(text, word)).toArray();
        return new Hit(section, headed, (int) Arrays.stream(counts).filter(count -> count > 0).count(), Arrays.stream(counts).sum());
    }

    /// How many words of a text begin like this one.
    private static int count(String text, String word) {
        var count = 0;
        for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
            if (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1))) count++;
        }
        return count;
    }

    private List<Section> sections(Cancel cancel) {
        var sections = new ArrayList<Section>();
        for (var root : workspace.roots()) {
            for (var file : pages(root, cancel)) {
                cancel.check();
                try {
                    sections.addAll(Section.of(workspace.shown(file), Files.readAllBytes(file)));
                } catch (IOException unreadable) {
                    // the other pages still count
                }
            }
        }
        return sections;
    }

    private List<Path> pages(Path root, Cancel cancel) {
        var pages = new ArrayList<Path>();
        var seen = new int[1];
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    cancel.check();
                    var skip = !folder.equals(root) && (SKIPPED.contains(folder.getFileName().toString()) || !visible.test(folder));
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (page(root.relativize(file)) && shown(file)) pages.add(file);
                    return ++seen[0] > MOST_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            // what was seen counts
        }
        pages.sort(Comparator.naturalOrder());
        return pages;
    }

    private static boolean page(Path file) {
        var name = file.getFileName().toString();
        if (name.startsWith("README") || name.equals("AGENTS.md") || name.endsWith(".adoc")) return true;
        return name.endsWith(".md") && file.startsWith("docs") && file.getNameCount() > 1;
    }

    /// A link may lead to a page, not out of the workspace.
    private boolean shown(Path file) {
        var real = workspace.real(file);
        try {
            return workspace.contains(real) && Files.isRegularFile(real) && Files.size(real) <= LARGEST && workspace.forbidden(real).isEmpty() && visible.test(real);
        } catch (IOException gone) {
            return false;
        }
    }
}
