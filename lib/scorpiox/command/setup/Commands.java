package scorpiox.command.setup;

import java.io.IOException;
import scorpiox.base.Cancel;
import scorpiox.command.models.ListModels;
import scorpiox.command.sx.Ask;

/// The commands of `sx` that are words and stand first.
public final class Commands {
    private Commands() {}

    /// Runs `sx` with everything it has, for a script that is not our own; ours looks at the word itself, so that a prompt
    /// loads nothing of this.
    public static int run(String[] args, Cancel cancel) throws IOException {
        return switch (args.length == 0 ? "" : args[0]) {
            case "doctor" -> Doctor.run(args, cancel);
            case "install" -> Install.run(args, cancel);
            case "completion" -> Completion.run(args, cancel);
            case "models" -> ListModels.run(args, cancel);
            default -> Ask.run(args, cancel);
        };
    }
}
