package scorpiox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.ProcessGroup;

/// Tab, in a real shell on a real terminal.
@Isolated("keys reach a terminal late on a busy machine")
class CompletionTerminalTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bash --norc --noprofile | set -u
            zsh -f                  | autoload -U compinit; compinit -u -D
            fish --no-config        | true
            """)
    void tabFinishesWhatHasOneEnd(String shell, String before) throws IOException {
        var name = shell.split(" ")[0];
        assumeTrue(Tmux.installed() && ProcessGroup.program(name, System.getenv("PATH")).isPresent(), "needs tmux and " + name);
        Files.createDirectories(home.resolve(".config/scorpiox/profiles"));
        Files.createFile(home.resolve(".config/scorpiox/profiles/client-a.txt"));
        Files.createFile(home.resolve("a file.txt"));
        Files.createFile(Files.createDirectories(home.resolve(".config/scorpiox/tools")).resolve("ticket.java"));
        Files.writeString(home.resolve("completion"), new Sx("sx", home).run("completion", name).out());
        try (var tmux = new Tmux(home, new Sx("sx", home).env("PS1", "ready> ").env("HISTFILE", "/dev/null"), 120, 30, "screen-256color", (shell + " -i").split(" "))) {
            tmux.type(before + "; source ./completion; echo loa''ded", "Enter");
            tmux.until("loaded");
            for (var typed : new String[][] {{"sx --effort xh", "sx --effort xhigh"}, {"sx --profile cl", "sx --profile client-a"}, {"sx -e PROVIDER=co", "sx -e PROVIDER=codex"},
                    {"sx --mode=re", "sx --mode=read-only"}, {"sx --tools read,gl", "sx --tools read,glob"}, {"sx doctor --js", "sx doctor --json"},
                    {"scorpiox-fetchtoken logi", "scorpiox-fetchtoken login"}, {"config --get PROVI", "config --get PROVIDER"}, {"config --set PROVI", "config --set PROVIDER"}, {"config --set PROVIDER co", "config --set PROVIDER codex"},
                    {"config --unset PROVI", "config --unset PROVIDER"}, {"config --json PROVI", "config --json PROVIDER"}, {"config --dump --level tea", "config --dump --level team"},
                    {"config profile use of", "config profile use off"}, {"sx --allow tick", "sx --allow ticket"}, {"sx -f a", "sx -f a\\ file.txt"}}) {
                tmux.type(typed[0], "Tab");
                tmux.until(typed[1]);
                tmux.type("C-u");
            }
            tmux.type("exit", "Enter");
            tmux.exit();
        }
    }
}
