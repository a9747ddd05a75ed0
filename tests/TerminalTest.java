package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @ParameterizedTest
    @CsvSource({
            "auto, true, '', true",
            "auto, false, '', false",
            "always, false, '', true",
            "never, true, '', false",
            "auto, true, TERM=xterm-256color, true",
            "auto, true, TERM=dumb, false",
            "auto, true, NO_COLOR=1, false",
            "auto, true, NO_COLOR=, true",
            "auto, false, FORCE_COLOR=1, true",
            "auto, true, FORCE_COLOR=0, false",
            "auto, false, FORCE_COLOR=, false",
            "auto, false, FORCE_COLOR=1 TERM=dumb, true",
            "auto, true, NO_COLOR=1 FORCE_COLOR=1, false",
            "always, false, NO_COLOR=1 TERM=dumb, true",
            "never, true, FORCE_COLOR=1, false",
    })
    void theFlagBeatsTheEnvironmentAndThatBeatsTheTerminal(String choice, boolean terminal, String environment, boolean colours) {
        var variables = new HashMap<String, String>();
        for (var pair : environment.split(" ")) if (!pair.isEmpty()) variables.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        assertEquals(colours, Terminal.colours(choice, terminal, variables));
    }

    @ParameterizedTest
    @CsvSource({"000, false, false, false", "100, true, false, false", "011, false, true, true", "111, true, true, true"})
    void theLaunchersWordCounts(String told, boolean in, boolean out, boolean err) {
        var before = System.getProperty("sx.tty");
        System.setProperty("sx.tty", told);
        try {
            assertEquals(new Terminal(in, out, err), Terminal.ofProcess());
        } finally {
            if (before == null) System.clearProperty("sx.tty");
            else System.setProperty("sx.tty", before);
        }
    }
}
