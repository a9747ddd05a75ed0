package scorpiox.auth.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class KnownHostsTest {
    private static final byte[] KEY = key("ssh-ed25519", "one");
    private static final byte[] OTHER = key("ssh-rsa", "two");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "host t KEY                            | 22   | Known[]",
            "HOST t KEY                            | 22   | Known[]",
            "[host]:22 t KEY                       | 22   | Unknown[]",
            "a,host,b t KEY                        | 22   | Known[]",
            "host t OTHER                          | 22   | Changed[line=1]",
            "x t KEY/#/host t OTHER                | 22   | Changed[line=3]",
            "host t OTHER/host t KEY               | 22   | Known[]",
            "@revoked host t KEY/host t KEY        | 22   | Revoked[line=1]",
            "host t KEY/@revoked * t KEY           | 22   | Revoked[line=2]",
            "@revoked host t KEY/[host]:2 t KEY    | 2    | Revoked[line=1]",
            "@revoked other t KEY/host t KEY       | 22   | Known[]",
            "@revoked host t OTHER                 | 22   | Unknown[]",
            "@cert-authority host t KEY            | 22   | Unknown[]",
            "@odd host t KEY                       | 22   | Unknown[]",
            "[host]:2 t KEY                        | 2    | Known[]",
            "[host]:2 t KEY                        | 3    | Unknown[]",
            "[host]:2 t KEY                        | 22   | Unknown[]",
            "host t KEY                            | 2    | Known[]",
            "host t OTHER                          | 2    | Unknown[]",
            "host t KEY/[host]:2 t OTHER           | 2    | Known[]",
            "host,!host t KEY                      | 22   | Unknown[]"})
    void aKeyIsJudgedByEveryLineOfItsHost(String lines, int port, String verdict) throws IOException {
        assertEquals(verdict, written(lines.replace('/', '\n')).verdict("Host", port, KEY).toString());
    }

    @Test
    void anAddedKeyIsKnownForThatHostAndPortOnly() throws IOException {
        var file = folder.resolve("new/.ssh/known_hosts");
        new KnownHosts(file).add("Host.example", 2222, KEY);
        new KnownHosts(file).add("::1", 22, OTHER);
        var known = new KnownHosts(file);
        assertEquals("Known[]", known.verdict("host.EXAMPLE", 2222, KEY).toString());
        assertEquals("Changed[line=1]", known.verdict("host.example", 2222, OTHER).toString());
        assertEquals("Unknown[]", known.verdict("host.example", 22, KEY).toString());
        assertEquals("Known[]", known.verdict("::1", 22, OTHER).toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void addingKeepsTheOtherBytesAndTheMode() throws IOException {
        var file = Files.write(folder.resolve("known"), new byte[] {'#', (byte) 0xff, '\r', '\n', 'x'});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        new KnownHosts(file).add("host", 22, KEY);
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertEquals("#\u00ff\r\nx\n|1|", text.substring(0, 9));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("Known[]", new KnownHosts(file).verdict("host", 22, KEY).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "host t", "host t *", "|1| t KEY", "|1|x|y t KEY", "|1||= t KEY", "|1||| t KEY",
            "|1|AAAA|AAAA|AAAA t KEY", "@revoked host t", ",, t KEY"})
    void aBrokenLineCountsForNothing(String line) throws IOException {
        assertEquals("Unknown[]", written(line).verdict("host", 22, KEY).toString());
        assertEquals("Known[]", written(line + "\nhost t KEY").verdict("host", 22, KEY).toString());
    }

    @Test
    void aHashedNameIsHmacSha1OfTheName() throws IOException {
        var known = written("|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= t KEY\n");
        assertEquals("Known[]", known.verdict("192.168.1.61", 22, KEY).toString());
        assertEquals("Unknown[]", known.verdict("192.168.1.62", 22, KEY).toString());
    }

    @Test
    void whatCannotBeReadTrustsNobody() {
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> new KnownHosts(folder)).kind());
    }

    @Test
    void theTypeOfAKeyIsReadWithCare() {
        assertEquals("ssh-ed25519", KnownHosts.type(KEY));
        assertEquals("unknown", KnownHosts.type(new byte[0]));
        assertEquals("unknown", KnownHosts.type(new byte[] {0, 0, 0, 9, 'a'}));
        assertEquals("unknown", KnownHosts.type(new byte[] {-1, -1, -1, -1, 'a'}));
        assertEquals("unknown", KnownHosts.type(key("a\u001bb", "")));
    }

    private KnownHosts written(String text) throws IOException {
        var base64 = Base64.getEncoder();
        return new KnownHosts(Files.writeString(folder.resolve("known_hosts"),
                text.replace("KEY", base64.encodeToString(KEY)).replace("OTHER", base64.encodeToString(OTHER))));
    }

    private static byte[] key(String type, String rest) {
        return ByteBuffer.allocate(4 + type.length() + rest.length()).putInt(type.length()).put((type + rest).getBytes(StandardCharsets.US_ASCII)).array();
    }
}
