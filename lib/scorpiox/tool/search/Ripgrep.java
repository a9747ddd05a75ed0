package scorpiox.tool.search;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import scorpiox.base.Cancel;

/// ripgrep as a sieve: of files that are to be searched, it names those worth looking at.
///
/// The files are found, and the lines of a match told, by the same code with and without it, so an answer is the same.
/// What it reads otherwise than Java does is kept by the sieve: it is asked for files that match *or* hold a byte beyond
/// ASCII, a NUL or a carriage return, and only with patterns that mean the same in both dialects. When anything goes
/// wrong, nothing is sifted.
final class Ripgrep {
    private static final String UNUSUAL = "(?-u:[\\x00\\r\\x80-\\xff])";
    private static final int ARGUMENTS = File.separatorChar == '/' ? 400_000 : 24_000;

    private Ripgrep() {}

    /// The first `rg` in the absolute folders of a `PATH`.
    static Optional<Path> find(String path) {
        for (var folder : path.split(File.pathSeparator)) {
            if (!new File(folder).isAbsolute()) continue;
            for (var name : List.of("rg", "rg.exe")) {
                var program = Path.of(folder, name);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /// Whether a query means the same to it, on lines of ASCII.
    static boolean takes(Query query) {
        return !query.multiline() && query.text().indexOf('\n') < 0 && (query.literal() || same(query.text()));
    }

    /// The files of `files` that may match, in their order; all of them when it fails.
    ///
    /// @param folder where the paths of the files begin
    static List<Target> sift(Path program, Path folder, Query query, List<Target> files, Deadline deadline, Cancel cancel) {
        var kept = new ArrayList<Target>();
        for (var from = 0; from < files.size(); ) {
            var to = from;
            for (var room = ARGUMENTS; to < files.size() && room >= 0; to++) room -= files.get(to).path().length() + 8;
            var batch = files.subList(from, to);
            var named = run(program, folder, query, batch, deadline, cancel);
            for (var file : batch) if (named == null || !ascii(file.path()) || named.contains(file.path())) kept.add(file);
            from = to;
        }
        return kept;
    }

    /// What it names, or null when it fails.
    private static Set<String> run(Path program, Path folder, Query query, List<Target> batch, Deadline deadline, Cancel cancel) {
        var command = new ArrayList<>(List.of(program.toString(), "--no-config", "--files-with-matches", "--null", "--no-messages", "--color=never", "--text",
                "--encoding=none", "--no-ignore", "--hidden", "--threads=2", query.ignoreCase() ? "--ignore-case" : "--case-sensitive", "--regexp=" + UNUSUAL,
                "--regexp=" + (query.literal() ? quoted(query.text()) : query.text()), "--"));
        for (var file : batch) if (ascii(file.path())) command.add(file.path());
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            var process = builder.start();
            process.getOutputStream().close();
            var output = new Object() { byte[] bytes; };
            var reader = Thread.ofPlatform().daemon().name("rg").start(() -> {
                try {
                    output.bytes = process.getInputStream().readAllBytes();
                } catch (IOException ended) {
                    // as without output
                }
            });
            try (var _ = cancel.onCancel(process::destroyForcibly)) {
                reader.join(deadline.left());
                if (!process.waitFor(deadline.left().toMillis() + 1, TimeUnit.MILLISECONDS) || process.exitValue() > 1 || output.bytes == null) return null;
            } finally {
                process.destroyForcibly();
            }
            return new HashSet<>(List.of(new String(output.bytes, StandardCharsets.US_ASCII).split("\0")));
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Only what both dialects have and read alike: no escapes but of sets and signs, no possessive repetition, no flags, no
    /// sets of sets.
    private static boolean same(String regex) {
        for (var i = 0; i < regex.length(); i++) {
            var c = regex.charAt(i);
            var next = i + 1 < regex.length() ? regex.charAt(i + 1) : '\0';
            if (c >= 128 || c < ' ') return false;
            if (c == '\\') {
                if ("dDwWsSbt.+*?()|[]{}^$\\-#/".indexOf(next) < 0) return false;
                i++;
                // \b{ is a word's start there
                if (next == 'b' && regex.startsWith("{", i + 1)) return false;
            } else if (c == '(' && next == '?' && !regex.startsWith("(?:", i)) {
                return false;
            } else if ("*+?}".indexOf(c) >= 0 && (next == '+' || next == '*' || next == '{')) {
                return false;
            } else if (c == '[') {
                i = set(regex, i + 1);
                if (i < 0) return false;
            }
        }
        return true;
    }

    /// The end of a set that both read alike, or -1.
    private static int set(String regex, int from) {
        for (var i = regex.startsWith("^", from) ? from + 1 : from; i < regex.length(); i++) {
            var c = regex.charAt(i);
            var next = i + 1 < regex.length() ? regex.charAt(i + 1) : '\0';
            if (c == ']') return i > from && regex.charAt(i - 1) != '[' && !(regex.charAt(i - 1) == '^' && i - 1 == from) ? i : -1;
            if (c >= 128 || c < ' ' || c == '[' || (c == '&' || c == '-' || c == '~') && next == c) return -1;
            if (c == '\\') {
                if ("dDwWsSt.+*?()|[]{}^$\\-#/".indexOf(next) < 0) return -1;
                i++;
            }
        }
        return -1;
    }

    private static String quoted(String text) {
        var out = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (".+*?()|[]{}^$\\-#&~".indexOf(c) >= 0) out.append('\\');
            out.append(c);
        }
        return out.toString();
    }

    private static boolean ascii(String text) {
        for (var i = 0; i < text.length(); i++) if (text.charAt(i) >= 128) return false;
        return true;
    }
}
