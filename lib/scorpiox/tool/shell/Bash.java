package scorpiox.tool.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.Detail;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;

/// `bash`: runs a shell command. It is over when the shell is, whatever children still hold its output: those are
/// reported, and end with the run.
public final class Bash implements LocalTool {
    private static final Duration JOB_LIFE = Duration.ofMinutes(30);
    private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    private final Workspace workspace;
    private final Limits limits;
    private final Commands commands;

    public Bash(Workspace workspace, Limits limits, Commands commands) {
        this.workspace = workspace;
        this.limits = limits;
        this.commands = commands;
    }

    @Override
    public Tool.Function declaration() {
        return Declarations.function("bash", """
                Run a command line in bash, in the working directory, with empty input. Every call is a new shell: cd and variables do not last, join \
                commands with && instead. There is no terminal, so editors, pagers and password prompts do not work. Long output is cut in the middle and \
                kept in a file. Prefer read, grep, glob, edit and apply_patch for files.""", """
                "command": {"type": "string", "description": "the command line"},
                "description": {"type": "string", "description": "what it is for, in five to ten words, for the user"},
                "timeout": {"type": "integer", "minimum": 1, "description": "limit in milliseconds, %d if left out, %d at most"},
                "workdir": {"type": "string", "description": "folder to run in instead of the working directory"},
                "background": {"type": "boolean", "description": "true returns at once with a job number for bash_output and bash_kill"}
                """.formatted(limits.timeout().toMillis(), limits.mostTime().toMillis()), "command");
    }

    @Override
    public Access access() {
        return Access.EXEC;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var command = Json.text(arguments, "command");
        if (command.isBlank()) throw new ToolError("bash: the command is empty");
        if (command.indexOf('\0') >= 0) throw new ToolError("bash: the command holds a NUL character");
        var directory = arguments.has("workdir") ? workspace.real(workspace.path(Json.text(arguments, "workdir"))) : workspace.directory();
        var millis = Math.min(arguments.path("timeout").asLong(limits.timeout().toMillis()), limits.mostTime().toMillis());
        return new Line(command, directory, Duration.ofMillis(millis), arguments.path("background").asBoolean());
    }

    private final class Line implements Call {
        private final String command;
        private final Path directory;
        private final Duration limit;
        private final boolean background;

        Line(String command, Path directory, Duration limit, boolean background) {
            this.command = command;
            this.directory = directory;
            this.limit = limit;
            this.background = background;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Runs(command, directory));
        }

        @Override
        public String line() {
            return "bash " + command;
        }

        @Override
        public String preview() {
            return directory.equals(workspace.directory()) ? command : command + "\n(in " + workspace.shown(directory) + ")";
        }

        @Override
        public Outcome run(Cancel cancel) {
            if (!Files.isDirectory(directory)) throw new ToolError("bash: no folder " + workspace.shown(directory) + " to run in");
            if (!workspace.real(directory).equals(directory)) throw new ToolError("bash: " + workspace.shown(directory) + " leads elsewhere now; call again");
            var line = SafeCommands.neutralised(ShellCommand.parse(command), directory, workspace);
            return background ? inBackground(line) : inForeground(line, cancel);
        }

        private Outcome inBackground(String line) {
            var job = commands.startJob(line, directory, JOB_LIFE);
            return Outcome.of("job " + job.id() + " runs in the background; bash_output shows what it prints, all of it is in " + job.output(),
                    new Detail.Command("", null, Duration.ZERO, false, job.output()));
        }

        private Outcome inForeground(String line, Cancel cancel) {
            var output = commands.outputs().next();
            return result(Foreground.of(commands, commands.start(line, directory, output), new Foreground.Bounds(limit, output), cancel, Foreground.STEP, () -> { }), output);
        }

        private Outcome result(Foreground run, Path file) {
            if (!run.left().isEmpty()) Foreground.settle(file);
            try {
                var shown = CommandOutput.read(file, 0, Files.size(file), limits.bashChars());
                var kept = shown.truncated() || shown.binary();
                if (!kept && run.left().isEmpty()) commands.outputs().drop(file);
                var exit = run.exit();
                var detail = new Detail.Command(shown.text(), exit, run.took(), shown.truncated(), kept ? file : null);
                var note = exit == null ? run.early(limit, !shown.text().isEmpty()) : "[exit " + exit + meaning(exit) + ", " + Foreground.seconds(run.took()) + "]";
                var text = shown.text().isEmpty() ? "(no output) " + note : shown.text() + (shown.text().endsWith("\n") ? "" : "\n") + note;
                return new Outcome(text + run.remark(), exit == null, List.of(), detail);
            } catch (IOException e) {
                throw new ToolError("the output of the command cannot be read: " + e.getMessage());
            }
        }

        private String meaning(int exit) {
            var program = ShellCommand.parse(command).parts().stream().reduce((_, last) -> last).map(part -> part.words().isEmpty() ? "" : part.words().getFirst()).orElse("");
            if (exit == 1 && (program.equals("grep") || program.equals("rg"))) return " (no match)";
            if (exit == 1 && program.equals("diff")) return " (differences)";
            return switch (exit) {
                case 124 -> " (time limit of timeout)";
                case 126 -> " (not executable)";
                case 127 -> " (command not found)";
                default -> exit > 128 && SIGNALS.containsKey(exit - 128) ? " (" + SIGNALS.get(exit - 128) + ")" : "";
            };
        }
    }
}
