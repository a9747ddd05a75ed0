package scorpiox.tool.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Declarations;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Outcome;
import scorpiox.tool.Subject;

/// `bash_kill`: ends a background job with everything it started.
public final class BashKill implements LocalTool {
    private final Commands commands;

    public BashKill(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Tool.Function declaration() {
        return Declarations.function("bash_kill", "End a background job and everything it started.", """
                "job": {"type": "integer", "description": "number of the job"}
                """, "job");
    }

    @Override
    public Access access() {
        return Access.META;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var job = BashOutput.find(commands, arguments.path("job").asInt());
        return new Call() {
            @Override
            public List<Subject> subjects() {
                return List.of();
            }

            @Override
            public String line() {
                return "bash_kill job " + job.id();
            }

            @Override
            public Outcome run(Cancel cancel) {
                if (!job.running() && job.group().leftOver().isEmpty()) return Outcome.of("job " + job.id() + " had ended, exit " + job.exit());
                job.group().end(commands.grace());
                job.toldOfEnd();
                return Outcome.of("job " + job.id() + " ended");
            }
        };
    }
}
