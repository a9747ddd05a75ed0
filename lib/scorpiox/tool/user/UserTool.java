package scorpiox.tool.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.base.ProcessGroup;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;
import scorpiox.tool.ToolError;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.Foreground;

/// A tool that is a program of the user's, the team's or the project's. It is started as it was when it was described,
/// or not at all.
final class UserTool implements LocalTool {
    /// What all such tools of a run share.
    ///
    /// @param commands where programs are started, and ended with the run
    /// @param vision   whether the model takes pictures
    /// @param progress told what a tool says while it works, a line each
    record Run(Workspace workspace, Limits limits, Commands commands, boolean vision, Consumer<String> progress) {}

    private static final int LONGEST_ID = 200;

    private final ToolFile file;
    private final String hash;
    private final Description description;
    private final List<String> command;
    private final Optional<Trusted> trusted;
    private final Run run;

    /// @param hash    of the file as it was described
    /// @param command program and first arguments
    /// @param trusted what is checked before each start; empty for a tool of the user's own
    UserTool(ToolFile file, String hash, Description description, List<String> command, Optional<Trusted> trusted, Run run) {
        this.file = file;
        this.hash = hash;
        this.description = description;
        this.command = List.copyOf(command);
        this.trusted = trusted;
        this.run = run;
    }

    @Override
    public Tool declaration() {
        return new Tool.Function(file.name(), description.text(), description.schema());
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Access access() {
        return description.access();
    }

    @Override
    public boolean foreign() {
        return true;
    }

    @Override
    public Call call(ObjectNode arguments) {
        return call(arguments, "");
    }

    @Override
    public Call call(ObjectNode arguments, String id) {
        var words = description.argv().map(argv -> argv.of(arguments)).orElse(List.of());
        return new Invocation(arguments, ArgumentText.of(arguments, description.schema()), words, id);
    }

    /// @throws ToolError when the file is not what was described
    private void check() {
        trusted.ifPresent(project -> project.check(file.path()));
        try {
            if (FileHash.of(file).equals(hash)) return;
        } catch (IOException gone) {
            // it has changed indeed
        }
        throw new ToolError(file.path() + " has changed since this run began, and is not started; the next run takes it as it is then");
    }

    private Duration limit() {
        var asked = description.timeout().orElse(run.limits.timeout());
        return asked.compareTo(run.limits.mostTime()) < 0 ? asked : run.limits.mostTime();
    }

    private final class Invocation implements Call {
        private final ObjectNode arguments;
        private final ArgumentText text;
        private final List<String> words;
        private final String id;

        Invocation(ObjectNode arguments, ArgumentText text, List<String> words, String id) {
            this.arguments = arguments;
            this.text = text;
            this.words = words;
            this.id = id;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject.Invokes(file.name(), access(), text.line()));
        }

        @Override
        public String line() {
            return (file.name() + " " + text.brief()).strip();
        }

        @Override
        public String preview() {
            return (run.workspace.shown(file.path()) + "\n" + text.lines()).strip();
        }

        @Override
        public Outcome run(Cancel cancel) {
            check();
            var outputs = run.commands.outputs();
            var input = description.argv().isPresent() ? null : input();
            var output = outputs.next();
            var errors = outputs.next();
            var program = new ArrayList<>(command);
            program.addAll(words);
            var group = run.commands.start(program, run.workspace.directory(), variables(), new ProcessGroup.Streams(input, output, errors));
            var tail = new Tail(errors, line -> run.progress.accept("  " + file.name() + ": " + line));
            var end = Foreground.of(run.commands, group, new Foreground.Bounds(limit(), output, errors), cancel, Foreground.STEP, tail);
            tail.finish();
            if (input != null) outputs.drop(input);
            return new Reply(file.name(), run.limits, run.vision, outputs).of(end, output, errors, limit(), cancel);
        }

        private Path input() {
            var input = run.commands.outputs().next();
            try {
                return Files.write(input, (Json.write(arguments) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new ToolError("the arguments of " + file.name() + " cannot be kept: " + e.getMessage());
            }
        }

        private HashMap<String, String> variables() {
            var call = id.replace("\0", "");
            var variables = new HashMap<String, String>();
            variables.put("SX_TOOL", file.name());
            variables.put("SX_CWD", run.workspace.directory().toString());
            variables.put("SX_CALL_ID", call.length() <= LONGEST_ID ? call : call.substring(0, LONGEST_ID));
            return variables;
        }
    }
}
