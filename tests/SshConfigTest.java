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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

@Timeout(10)
class SshConfigTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "User a                                             | a - - ",
            "Host box\\nUser a                                  | a - - ",
            "Host other\\nUser a                                | - - - ",
            "Host other\\nUser a\\nHost b?x\\nUser b            | b - - ",
            "Host box\\nUser a\\nHost *\\nUser b\\nPort 5       | a 5 - ",
            "Host *\\nUser b\\nHost box\\nUser a                | b - - ",
            "Host * !box\\nUser a                               | - - - ",
            "Host !other *\\nUser a                             | a - - ",
            "HOST box\\nUSER a\\nport 7\\nhOsTnAmE real         | a 7 real ",
            "User=a\\nPort = 7\\nHostName\\t=\\treal            | a 7 real ",
            "Host = box\\nUser a                                | a - - ",
            "Host \"box\"\\nUser \"a b\" # mine                 | 'a b' - - ",
            "  User a  \\r\\n\\tPort 7 # seven\\r               | a 7 - ",
            "# User x\\nUser a                                  | a - - ",
            "Match all\\nUser x\\nHost box\\nUser a             | a - - ",
            "Host box\\nMatch exec \"touch x\"\\nUser x          | - - - ",
            "Match host box\\nUser x\\nPort 9                   | - - - ",
            "Match\\nUser x                                     | - - - ",
            "Host\\nUser x                                      | - - - ",
            "Include x\\nProxyJump y\\nProxyCommand z\\nUser a  | a - - ",
            "Host other\\nPort nonsense                         | - - - ",
            "User\\n=\\n= =\\n\"\\n\"\" x\\n\\0\\1                  | - - - "})
    void oneHostIsReadAsOpenSshReadsIt(String text, String expected) throws IOException {
        var config = SshConfig.read(written(text.translateEscapes()), "box");
        var user = config.user().map(name -> name.contains(" ") ? "'" + name + "'" : name).orElse("-");
        var port = config.port().isPresent() ? String.valueOf(config.port().getAsInt()) : "-";
        assertEquals(expected.strip(), user + " " + port + " " + config.hostName().orElse("-"));
    }

    @Test
    void everyIdentityFileCounts() throws IOException {
        var config = SshConfig.read(written("IdentityFile a\nHost box\nIdentityFile \"b c\"\nHost other\nIdentityFile d\nHost *\nIdentityFile=e=f\n"), "box");
        assertEquals(List.of("a", "b c", "e=f"), config.identityFiles());
    }

    @Test
    void aFileThatDoesNotExistSaysNothing() {
        var config = SshConfig.read(folder.resolve("none"), "box");
        assertEquals(new SshConfig(Optional.empty(), Optional.empty(), OptionalInt.empty(), List.of()), config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Port 0", "Port 65536", "Port -1", "Port x", "Port 99999999999"})
    void aPortThatIsNoneIsSaidSo(String text) throws IOException {
        var file = written(text);
        var failure = assertThrows(Failure.class, () -> SshConfig.read(file, "box"));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains(file.toString()) && failure.line().contains("Port"), failure.line());
    }

    @Test
    void aFolderAndAHugeFileAreSaidSo() throws IOException {
        var huge = written("# comment\n".repeat(120_000));
        assertTrue(assertThrows(Failure.class, () -> SshConfig.read(huge, "box")).getMessage().contains("1 MiB"));
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> SshConfig.read(folder, "box")).kind());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("config"), text);
    }
}
