package scorpiox.command.sx;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import scorpiox.base.Failure;
import scorpiox.base.SecretNames;
import scorpiox.settings.Environment;

/// Files and folders given with `-f`, each wrapped with its name.
final class Fragments {
    private static final int MOST_FILES = 500;
    private static final long MOST_BYTES = 16L * 1024 * 1024;
    private static final Set<String> SKIPPED = Set.of("node_modules", "target", "build", "dist", "__pycache__");

    private final Environment environment;
    private final Consumer<String> notice;
    private final StringBuilder text = new StringBuilder();
    private long bytes;

    private Fragments(Environment environment, Consumer<String> notice) {
        this.environment = environment;
        this.notice = notice;
    }

    /// The texts of all `names`, in order.
    ///
    /// @param stdin  what `-` stands for
    /// @param notice told of what a folder holds and is left out
    /// @throws Failure `USAGE` for a name that cannot be used
    static String of(List<String> names, byte[] stdin, Environment environment, Consumer<String> notice) {
        var fragments = new Fragments(environment, notice);
        for (var name : names) {
            if (name.equals("-")) fragments.append("stdin", Texts.of(stdin, "stdin", notice));
            else fragments.add(name);
        }
        return fragments.text.toString();
    }

    /// A text with the name it is known by.
    static String wrap(String name, String content) {
        return "<file name=\"" + name.replace("\"", "&quot;") + "\">\n" + content + (content.endsWith("\n") ? "" : "\n") + "</file>\n";
    }

    private void add(String name) {
        if (name.startsWith("http://") || name.startsWith("https://")) {
            throw Failure.usage("-f takes files and folders, not URLs, in this version").hint("fetch it first: curl -s URL | sx …");
        }
        var path = environment.path(name);
        if (!Files.exists(path)) throw Failure.usage("no file or folder " + name);
        try {
            if (Files.isDirectory(path)) folder(path, name);
            else file(path, name);
        } catch (IOException e) {
            throw Failure.usage(name + " cannot be read: " + e.getMessage());
        }
    }

    private void file(Path path, String name) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(path)) {
            content = in.readNBytes((int) (MOST_BYTES - bytes) + 1);        // a pipe or device has no size to ask for
        }
        count(content.length, name);
        append(name, Texts.of(content, name, notice));
    }

    private void folder(Path folder, String name) throws IOException {
        var found = new ArrayList<Path>();
        var secrets = new ArrayList<String>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                var skip = !each.equals(folder) && (each.getFileName().toString().startsWith(".") || SKIPPED.contains(each.getFileName().toString()));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                if (!attributes.isRegularFile()) return FileVisitResult.CONTINUE;
                if (SecretNames.matches(each)) secrets.add(each.getFileName().toString());
                else if (!each.getFileName().toString().startsWith(".")) found.add(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException unreadable) {
                notice.accept("left out " + each + ": " + unreadable.getMessage());
                return FileVisitResult.CONTINUE;
            }
        });
        if (found.size() > MOST_FILES) throw Failure.usage(name + " holds " + found.size() + " files, more than " + MOST_FILES).hint("name a smaller folder");
        if (!secrets.isEmpty()) notice.accept("left out of " + name + ", secrets by their names: " + String.join(", ", secrets));
        found.sort(null);
        var binary = 0;
        for (var each : found) {
            if (!Files.isReadable(each)) {
                notice.accept("left out " + each + ": it may not be read");
                continue;
            }
            count(Files.size(each), name);
            var content = Files.readAllBytes(each);
            var shown = Path.of(name).resolve(folder.relativize(each)).toString();
            if (Texts.binary(content).isPresent()) binary++;
            else append(shown, Texts.of(content, shown, notice));
        }
        if (binary > 0) notice.accept("left out of " + name + ", not text: " + binary + (binary == 1 ? " file" : " files"));
    }

    private void count(long more, String name) {
        bytes += more;
        if (bytes > MOST_BYTES) throw Failure.usage("-f " + name + ": the files together are larger than " + MOST_BYTES / 1024 / 1024 + " MiB");
    }

    private void append(String name, String content) {
        text.append(text.isEmpty() ? "" : "\n").append(wrap(name, content));
    }
}
