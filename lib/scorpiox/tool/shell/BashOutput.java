package scorpiox.tool.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
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

/// `bash_output`: what a background job has printed since the last look.
public final class BashOutput implements LocalTool {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(100);

    private final Limits limits;
    private final Commands commands;

    public BashOutput(Limits limits, Commands commands) {
        this.limits = limits;
        this.commands = commands;
    }

    @Override
    public Tool.Function declaration() {
        return Declarations.function("bash_output", "Show what a background job has printed since the last look, and whether it still runs.", """
                "job": {"type": "integer", "description": "number of the job"},
                "wait_ms": {"type": "integer", "minimum": 0, "maximum": 60000, "description": "wait this long for new output or the end; 0 if left out"},
                "grep": {"type": "string", "description": "show only lines that this regular expression finds"}
                """, "job");
    }

    @Override
    public Access access() {
        return Access.META;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var job = find(commands, arguments.path("job").asInt());
        var wait = Duration.ofMillis(arguments.path("wait_ms").asInt(0));
        var filter = filter(Json.text(arguments, "grep"));
        return new Call() {
            @Override
            public List<Subject> subjects() {
                return List.of();
            }

            @Override
            public String line() {
                return "bash_output job " + job.id();
            }

            @Override
            public Outcome run(Cancel cancel) {
                return look(job, wait, filter, cancel);
            }
        };
    }

    static Job find(Commands commands, int id) {
        return commands.job(id).orElseThrow(() -> new ToolError("there is no job " + id + (commands.jobs().isEmpty() ? "" : "; there are: "
                + commands.jobs().stream().map(job -> String.valueOf(job.id())).collect(Collectors.joining(", ")))));
    }

    private Outcome look(Job job, Duration wait, Optional<Pattern> filter, Cancel cancel) {
        try {
            var before = job.shownTo();
            var until = System.nanoTime() + wait.toNanos();
            while (Files.size(job.output()) == before && job.running() && System.nanoTime() < until) {
                cancel.check();
                job.group().await(STEP);
            }
            var running = job.running();
            var end = running ? CommandOutput.wholeCharacters(job.output(), before, Files.size(job.output())) : Files.size(job.output());
            var shown = CommandOutput.read(job.output(), before, end, limits.bashChars());
            job.shownTo(end);
            if (!running) job.toldOfEnd();
            var text = filter.map(pattern -> matching(shown.text(), pattern)).orElse(shown.text());
            var state = running ? "[job " + job.id() + " runs]" : "[job " + job.id() + " ended, exit " + job.exit() + "]" + (job.flooded() > 0 ? " " + OutputFiles.flood(job.flooded()) : "");
            return Outcome.of(text.isEmpty() ? "(nothing new) " + state : text + (text.endsWith("\n") ? "" : "\n") + state,
                    new Detail.None());
        } catch (IOException e) {
            throw new ToolError("the output of job " + job.id() + " cannot be read: " + e.getMessage());
        }
    }

    private static String matching(String text, Pattern filter) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        return text.lines().filter(line -> filter.matcher(new Timed(line, end)).find()).collect(Collectors.joining("\n"));
    }

    /// A line that stops a pattern that would take longer than anybody lives.
    private record Timed(String line, long end) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (System.nanoTime() - end >= 0) throw new ToolError("bash_output: the pattern is too slow for this output; simplify it");
            return line.charAt(index);
        }

        @Override
        public int length() {
            return line.length();
        }

        @Override
        public CharSequence subSequence(int start, int stop) {
            return line.substring(start, stop);
        }

        @Override
        public String toString() {
            return line;
        }
    }

    private static Optional<Pattern> filter(String expression) {
        try {
            return Optional.ofNullable(expression).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new ToolError("bash_output: grep is no regular expression: " + e.getDescription());
        }
    }
}
