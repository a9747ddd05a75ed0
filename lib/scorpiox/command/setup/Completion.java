package scorpiox.command.setup;

import java.util.List;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.command.FirstWord;
import scorpiox.output.Stdout;

/// `sx completion`: what a shell needs to complete the options, values and commands of all scripts.
public final class Completion {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private Completion() {}

    /// Runs `sx completion` and returns its exit code.
    ///
    /// @param args the word itself, then the shell's name
    public static int run(String[] args, Cancel cancel) {
        var arguments = FirstWord.parse(declare(), args);
        var out = new Stdout();
        if (FirstWord.answered(arguments, out)) return 0;
        if (arguments.words().size() != 1) throw Failure.usage("completion takes the name of one shell").hint("sx completion bash, zsh or fish");
        out.print(script(arguments.words().getFirst()));
        out.flush();
        return 0;
    }

    /// The options there are.
    static Arguments declare() {
        return new Arguments("sx completion", "Print what a shell needs to complete all scripts: options, values and commands.", "sx completion SHELL")
                .words("SHELL", "bash, zsh or fish.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("source <(sx completion bash)               (in ~/.bashrc)",
                        "source <(sx completion zsh)                (in ~/.zshrc, after compinit)",
                        "sx completion fish | source                (in ~/.config/fish/config.fish)");
    }

    /// @throws Failure `USAGE` for a shell that there is none for
    static String script(String shell) {
        return switch (shell) {
            case "bash" -> new Bash().script();
            case "zsh" -> new Zsh().script();
            case "fish" -> new Fish().script();
            default -> throw Failure.usage("no completion for " + shell + Nearest.hint(shell, SHELLS)).hint("there are " + String.join(", ", SHELLS));
        };
    }
}
