package scorpiox.tool.user;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.ProcessGroup;
import scorpiox.tool.ToolError;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.Foreground;

/// Starts the programs that tools are and that make them. Like commands of the model they get no secrets, and nothing of
/// them outlives the run.
///
/// @param commands those of the run
record Programs(Commands commands) {
    /// A program that was asked something and has answered.
    ///
    /// @param exit   its exit code; null where it was ended
    /// @param full   whether it was ended for printing too much
    /// @param output what it printed, no more than was wanted
    /// @param errors the beginning of its errors, as UTF-8
    record Said(Integer exit, boolean full, byte[] output, String errors) {
        /// The first thing it had to say, in one line of bounded length; empty for nothing.
        String first() {
            for (var text : List.of(errors, new String(output, StandardCharsets.UTF_8))) {
                for (var line : text.split("\\R")) if (!line.isBlank()) return line.strip().length() <= LINE ? line.strip() : line.strip().substring(0, LINE) + "…";
            }
            return "";
        }
    }

    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int ERRORS = 64 * 1024;
    private static final int LINE = 300;

    /// Runs a program to its end, and ends what it leaves behind.
    ///
    /// @param more variables beside those of every command
    /// @param most bytes of output; a program that prints more is ended
    /// @throws Unfit when it cannot be started
    Said ask(List<String> program, Path directory, Map<String, String> more, Duration limit, int most, Cancel cancel) throws Unfit {
        try {
            var output = commands.outputs().next();
            var errors = commands.outputs().next();
            var group = commands.start(program, directory, more, new ProcessGroup.Streams(null, output, errors));
            var end = Foreground.of(commands, group, new Foreground.Bounds(limit), cancel, STEP, () -> {
                if (size(output) > most || size(errors) > most) group.kill();
            });
            if (!end.left().isEmpty()) group.end(SHORT);
            cancel.check();
            var said = new Said(end.exit(), size(output) > most || size(errors) > most, read(output, most), new String(read(errors, ERRORS), StandardCharsets.UTF_8));
            commands.outputs().drop(output);
            commands.outputs().drop(errors);
            return said;
        } catch (IOException | ToolError e) {
            throw Unfit.now(e.getMessage());
        }
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
