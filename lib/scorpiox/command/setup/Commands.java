package scorpiox.command.setup;

import java.io.IOException;
import java.util.Arrays;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.command.Arguments;
import scorpiox.command.Product;
import scorpiox.command.sx.Ask;
import scorpiox.output.Stdout;

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
            default -> Ask.run(args, cancel);
        };
    }

    /// @param args the word itself, then what belongs to it
    /// @throws Failure `USAGE` for anything that is not part of it
    static Arguments parse(Arguments declared, String[] args) {
        try {
            return declared.parse(Arrays.copyOfRange(args, 1, args.length));
        } catch (Failure failure) {
            throw failure.hint() != null ? failure : failure.hint("see sx " + args[0] + " --help, or send a prompt that begins with the word by sx -p");
        }
    }

    /// Whether help or version were asked for, and printed.
    static boolean answered(Arguments arguments, Stdout out) {
        if (!arguments.has("--help") && !arguments.has("--version")) return false;
        out.print(arguments.has("--help") ? arguments.help() : "sx " + Product.VERSION + "\n");
        out.flush();
        return true;
    }
}
