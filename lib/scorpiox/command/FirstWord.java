package scorpiox.command;

import java.util.Arrays;
import scorpiox.base.Failure;
import scorpiox.output.Stdout;

/// A command of `sx` that is a word and stands first, with options of its own.
public final class FirstWord {
    private FirstWord() {}

    /// @param args the word itself, then what belongs to it
    /// @throws Failure `USAGE` for anything that is not part of it
    public static Arguments parse(Arguments declared, String[] args) {
        try {
            return declared.parse(Arrays.copyOfRange(args, 1, args.length));
        } catch (Failure failure) {
            throw failure.hint() != null ? failure : failure.hint("see sx " + args[0] + " --help, or send a prompt that begins with the word by sx -p");
        }
    }

    /// Whether help or version were asked for, and printed.
    public static boolean answered(Arguments arguments, Stdout out) {
        if (!arguments.has("--help") && !arguments.has("--version")) return false;
        out.print(arguments.has("--help") ? arguments.help() : "sx " + Product.VERSION + "\n");
        out.flush();
        return true;
    }
}
