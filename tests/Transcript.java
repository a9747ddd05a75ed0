package scorpiox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A session in a shell as a document shows it, played again: lines after `$ ` are typed, those after `> ` belong to the
/// command before, all others are what it prints. `…` stands for anything; alone on a line, for any number of lines.
///
/// @param title where it stands
/// @param steps its commands and their output
record Transcript(String title, List<Step> steps) {
    /// One command.
    ///
    /// @param command  as typed, of one or more lines
    /// @param expected what it prints, stdout and stderr together
    record Step(String command, List<String> expected) {}

    private static final String MARK = "\u0001done ";

    /// The `console` blocks below a heading of a Markdown text, one transcript for each heading one level deeper.
    static List<Transcript> under(String markdown, String heading) {
        var depth = heading.substring(0, heading.indexOf(' '));
        var section = markdown.substring(markdown.indexOf("\n" + heading + "\n") + heading.length() + 2);
        var end = Pattern.compile("(?m)^#{1," + depth.length() + "} ").matcher(withoutBlocks(section));
        if (end.find()) section = section.substring(0, end.start());
        var transcripts = new ArrayList<Transcript>();
        for (var part : section.split("(?m)^" + depth + "# ")) {
            var title = part.lines().findFirst().orElse("").strip();
            var steps = new ArrayList<Step>();
            var blocks = Pattern.compile("(?ms)^```console\\n(.*?)^```$").matcher(part);
            while (blocks.find()) steps.addAll(steps(blocks.group(1)));
            if (!steps.isEmpty()) transcripts.add(new Transcript(title, List.copyOf(steps)));
        }
        return List.copyOf(transcripts);
    }

    /// The same length, so that places stay; a `#` in a block is no heading.
    private static String withoutBlocks(String markdown) {
        var blocks = Pattern.compile("(?ms)^```.*?^```$").matcher(markdown);
        return blocks.replaceAll(block -> " ".repeat(block.group().length()));
    }

    /// The same with a text in its commands replaced, for what stands for an address on the network.
    Transcript with(String text, String other) {
        return new Transcript(title, steps.stream().map(step -> new Step(step.command().replace(text, other), step.expected())).toList());
    }

    private static List<Step> steps(String block) {
        var steps = new ArrayList<Step>();
        var lines = block.lines().toList();
        for (var i = 0; i < lines.size(); ) {
            if (!lines.get(i).startsWith("$ ")) throw new AssertionError("a block begins with a command, not with: " + lines.get(i));
            var command = new StringBuilder(lines.get(i++).substring(2));
            while (i < lines.size() && (lines.get(i).startsWith("> ") || lines.get(i).equals(">"))) command.append('\n').append(lines.get(i++).substring(1).replaceFirst("^ ", ""));
            var expected = new ArrayList<String>();
            while (i < lines.size() && !lines.get(i).startsWith("$ ")) expected.add(lines.get(i++));
            steps.add(new Step(command.toString(), List.copyOf(expected)));
        }
        return steps;
    }

    /// Plays it in one shell. Every command must succeed unless the next one asks for its exit code.
    ///
    /// @param sx     for the environment
    /// @param path   folders that come first on the `PATH`
    /// @param folder where it begins
    void play(Sx sx, String path, Path folder) throws IOException {
        var script = new StringBuilder();
        for (var step : steps) script.append("{ ").append(step.command()).append("\n} 2>&1\n").append("status=$?; printf '\\001done %s\\n' \"$status\"; (exit $status)\n");
        var file = Files.writeString(Files.createTempFile("transcript", ".sh"), script.toString());
        var builder = sx.in(folder).builder(List.of("bash", file.toString()));
        builder.environment().merge("PATH", path, (before, first) -> first + ":" + before);
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(110, TimeUnit.SECONDS)) throw new AssertionError(title + " does not end; so far:\n" + Files.readString(sx.out()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(file);
        }
        compare(Files.readString(sx.out(), StandardCharsets.UTF_8));
    }

    private void compare(String printed) {
        var rest = printed;
        for (var i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var end = rest.indexOf(MARK);
            if (end < 0) throw new AssertionError(title + ": ended before $ " + step.command() + "\n" + printed);
            var said = rest.substring(0, end);
            rest = rest.substring(end + MARK.length());
            var status = rest.substring(0, rest.indexOf('\n'));
            rest = rest.substring(rest.indexOf('\n') + 1);
            var asked = i + 1 < steps.size() && steps.get(i + 1).command().equals("echo $?");
            if (!status.equals("0") && !asked) throw new AssertionError(title + ": exit " + status + " of $ " + step.command() + "\n" + said);
            if (!pattern(step.expected()).matcher(said).matches()) {
                throw new AssertionError(title + ": $ " + step.command() + "\nshould print\n" + String.join("\n", step.expected()) + "\nand prints\n" + said);
            }
        }
    }

    private static Pattern pattern(List<String> lines) {
        return Pattern.compile(lines.stream().map(line -> line.equals("…") ? "(?:.*\\n)*" : java.util.Arrays.stream(line.split("…", -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*")) + "\\n").collect(Collectors.joining()));
    }
}
