package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class DestinationTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
            "~/keys/one, HOME/keys/one", "%d/two, HOME/two", ".ssh/three, HOME/.ssh/three", "/etc/%h-%r-%u, /etc/real.example-you-local",
            "100%%, HOME/100%", "%x, HOME/%x", "end%, HOME/end%"})
    void theNamesOfIdentityFilesAreExpanded(String written, String file) throws IOException {
        config("HostName real.example\nUser you\nIdentityFile none\nIdentityFile " + written + "\n");
        assertEquals(List.of(Path.of(file.replace("HOME", home.toString()))), of("box", OptionalInt.empty()).identityFiles());
    }

    @Test
    void whatIsNoPathIsPassedOver() throws IOException {
        config("IdentityFile a\0b\nIdentityFile c\n");
        assertEquals(List.of(home.resolve("c")), of("box", OptionalInt.empty()).identityFiles());
    }

    @Test
    void theAliasCanBePartOfTheHostName() throws IOException {
        config("HostName %h.example\n");
        var to = of("box", OptionalInt.empty());
        assertEquals("box.example", to.host());
        assertEquals("local@box", to.place());
        assertEquals("box (box.example) port 22", to.named());
        assertEquals("box.example", to.known());
    }

    @Test
    void anUnusualPortIsPartOfEveryName() {
        var to = of("box", OptionalInt.of(2222));
        assertEquals("local@box:2222", to.place());
        assertEquals("[box]:2222", to.known());
        assertEquals("box port 2222", to.named());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPortThatIsNoneIsRefused(int port) {
        var failure = assertThrows(Failure.class, () -> of("box", OptionalInt.of(port)));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("CODEX_SSH_PORT"), failure.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HostName -oProxyCommand=x", "HostName \"a b\"", "User \"a b\"", "User -x"})
    void whatTheConfigurationGivesIsCheckedToo(String line) throws IOException {
        config(line + "\n");
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> of("box", OptionalInt.empty())).kind());
    }

    private void config(String text) throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    private Destination of(String host, OptionalInt port) {
        return Destination.of(new SshTarget(host, Optional.empty(), port, Optional.empty(), Optional.empty(), Optional.empty(), home, "local"));
    }
}
