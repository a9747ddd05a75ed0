package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

class CodexFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'auth_mode':'apikey','OPENAI_API_KEY':'sk-fake-key-0001'} | sk-fake-key-0001",
            "{'auth_mode':'apikey','OPENAI_API_KEY':'sk-fake-key-0001','tokens':{'access_token':'plain'}} | sk-fake-key-0001",
            "{'OPENAI_API_KEY':' sk-fake-key-0001 '} | sk-fake-key-0001",
    })
    void anApiKeyIsNoSignIn(String json, String key) throws IOException {
        var file = file(json);
        assertEquals(Optional.of(key), file.apiKey());
        assertTrue(assertThrows(Failure.class, file::read).getMessage().contains("holds an API key and no sign-in"));
        assertTrue(Redaction.holds(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{'auth_mode':'chatgpt','OPENAI_API_KEY':null,'tokens':{'access_token':'plain'}}",
            "{'auth_mode':'chatgpt','OPENAI_API_KEY':'sk-unused-00001','tokens':{'access_token':'plain'}}",
            "{'OPENAI_API_KEY':null,'tokens':{'access_token':' plain\\n'}}",
            "{'tokens':{'access_token':'plain','refresh_token':null}}",
            "{'tokens':{'access_token':'plain','refresh_token':' '}}",
            "{'auth_mode':'chatgptAuthTokens','tokens':{'access_token':'plain','refresh_token':'rt_somebody_elses'},'unknown':[1]}",
            "{'auth_mode':'of tomorrow','tokens':{'access_token':'plain'}}",
    })
    void everyShapeTheCodexCliHasWrittenIsRead(String json) throws IOException {
        var file = file(json);
        assertEquals(Optional.empty(), file.apiKey());
        var read = file.read();
        assertEquals("plain", read.access());
        assertEquals(Optional.empty(), read.refresh());
        assertEquals(Optional.empty(), read.account());
        assertEquals(Optional.empty(), read.expires());
        assertEquals(Optional.empty(), read.renewed());
    }

    @ParameterizedTest
    @CsvSource({"of-file, of-id, of-access, of-file", ", of-id, of-access, of-id", ", , of-access, of-access", ", , ,"})
    void theAccountIsTheFilesThenTheIdTokensThenTheAccessTokens(String inFile, String inId, String inAccess, String used) throws IOException {
        var read = file("{'tokens':{'account_id':" + (inFile == null ? "null" : "'" + inFile + "'") + ",'id_token':'" + token(inId, 5) + "','access_token':'"
                + token(inAccess, 4102444800L) + "','refresh_token':'rt_one'}}").read();
        assertEquals(Optional.ofNullable(used), read.account());
        assertEquals(Optional.of(Instant.ofEpochSecond(4102444800L)), read.expires());
        assertEquals(Optional.of("rt_one"), read.refresh());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {"'\"2026-01-01T00:00:00.123456789Z\"', 2026-01-01T00:00:00.123456789Z", "'\"2026-01-01T01:00:00+01:00\"', 2026-01-01T00:00:00Z",
            "'\"2026-01-01T00:00:00Z\"', 2026-01-01T00:00:00Z", "'\"yesterday\"', NONE", "'\"\"', NONE", "1767225600, NONE", "null, NONE"})
    void theLastRefreshIsRfc3339OrUnknown(String json, String renewed) throws IOException {
        assertEquals(Optional.ofNullable(renewed).map(Instant::parse), file("{'tokens':{'access_token':'plain'},'last_refresh':" + json + "}").read().renewed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'auth_mode':'apikey'} | holds no OPENAI_API_KEY",
            "{'auth_mode':'apikey','OPENAI_API_KEY':' '} | holds no OPENAI_API_KEY",
            "{'auth_mode':'apikey','OPENAI_API_KEY':7} | holds no OPENAI_API_KEY",
            "{'auth_mode':'agentIdentity','tokens':{'access_token':'x'}} | agent identity",
            "{'auth_mode':'chatgpt'} | holds no access token",
            "{'auth_mode':'chatgpt','tokens':{'access_token':''}} | holds no access token",
            "{'auth_mode':'chatgpt','tokens':{'access_token':7}} | holds no access token",
            "{'auth_mode':'chatgpt','tokens':['access_token']} | holds no access token",
            "{'tokens':{'access_token':'two words'}} | characters that cannot be sent",
            "{'tokens':{'access_token':'new\\nline'}} | characters that cannot be sent",
            "{'tokens':{'access_token':'umlaut-ü'}} | characters that cannot be sent",
            "{} | holds no access token",
            "[] | is not a JSON object",
            "{'tokens': | is not JSON",
            "'' | is empty",
    })
    void anUnusableFileSaysWhatIsWrongAndHowToMendIt(String json, String problem) throws IOException {
        var file = file(json);
        var failure = assertThrows(Failure.class, () -> {
            file.apiKey();
            file.read();
        });
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertEquals(3, failure.kind().exit());
        assertTrue(failure.getMessage().startsWith("Codex credentials: " + path() + " ") && failure.getMessage().contains(problem), failure.getMessage());
        assertEquals("sign in again", failure.hint());
        assertEquals(json.replace('\'', '"'), Files.readString(path()));
    }

    @Test
    void everyTokenOfTheFileIsMaskedFromThenOn() throws IOException {
        file("{'tokens':{'access_token':'plain-access-0123','refresh_token':'unshaped refresh 0123','id_token':'unshaped id 0123'}}").read();
        assertFalse(Redaction.mask("a unshaped refresh 0123 b unshaped id 0123 c plain-access-0123").contains("0123"));
    }

    @Test
    void theOwnerStandsInTheIdTokenOrElseInTheAccessToken() throws IOException {
        var claims = "{\"email\":\"a@example.com\",\"https://api.openai.com/auth\":{\"chatgpt_plan_type\":\"pro\"}}";
        var read = file("{'tokens':{'access_token':'" + jwt(claims) + "','id_token':'" + jwt("{\"email\":\"b@example.com\"}") + "'}}").read();
        assertEquals(Optional.of("b@example.com"), read.owner().email());
        assertEquals(Optional.of("pro"), read.owner().plan());
    }

    @Test
    void neitherSignInNorGrantPrintATokenOfTheirs() throws IOException {
        var read = file("{'tokens':{'access_token':'plain-access-0123','refresh_token':'rt_refresh_0123'}}").read();
        var grant = new Grant(Optional.of("granted-access-0123"), Optional.of("rt_granted_0123"), Optional.empty(), Optional.empty(), Optional.empty());
        assertFalse((read.toString() + grant).contains("0123"));
    }

    @Test
    void aGrantIsMergedAndEverythingElseStaysInItsPlace() throws IOException {
        var file = file("{'z':[1],'auth_mode':'chatgpt','OPENAI_API_KEY':null,'tokens':{'y':true,'id_token':'old-id','access_token':'old','refresh_token':'rt_old',"
                + "'account_id':'acc-1','x':1.50},'last_refresh':'2026-01-01T00:00:00Z','a':{'b':null}}");
        var stored = file.store(grant("new-access", "rt_new", "new-id"), NOW, Json.object());
        assertEquals("{'z':[1],'auth_mode':'chatgpt','OPENAI_API_KEY':null,'tokens':{'y':true,'id_token':'new-id','access_token':'new-access','refresh_token':'rt_new',"
                + "'account_id':'acc-1','x':1.50},'last_refresh':'2026-06-01T12:00:00Z','a':{'b':null}}", json());
        assertEquals(file.read(), stored);
        assertEquals(Optional.of(NOW), stored.renewed());
    }

    @Test
    void whatIsNotGrantedStaysAsItWas() throws IOException {
        var file = file("{'tokens':{'id_token':'old-id','access_token':'old','refresh_token':'rt_old'}}");
        assertEquals(Optional.of("rt_old"), file.store(grant("new-access", null, null), NOW, Json.object()).refresh());
        assertEquals("{'tokens':{'id_token':'old-id','access_token':'new-access','refresh_token':'rt_old'},'last_refresh':'2026-06-01T12:00:00Z'}", json());
        assertEquals("new-access", file.store(grant(null, "rt_newer", null), NOW, Json.object()).access());
        assertEquals(Optional.of("rt_newer"), file.read().refresh());
    }

    @Test
    void aMissingAccountIsTakenFromTheGrantAndAKnownOneStays() throws IOException {
        assertEquals(Optional.of("of-id"), file("{'tokens':{'access_token':'old'}}").store(grant(token("of-access", 9), "rt_new", token("of-id", 9)), NOW, Json.object()).account());
        assertTrue(json().contains("'account_id':'of-id'"), json());
        assertEquals(Optional.of("of-access"), file("{'tokens':{'access_token':'old','account_id':null}}").store(grant(token("of-access", 9), null, null), NOW, Json.object()).account());
        assertEquals(Optional.of("known"), file("{'tokens':{'access_token':'old','account_id':'known'}}").store(grant(token("other", 9), null, null), NOW, Json.object()).account());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewSignInMakesItsFile() throws IOException {
        var file = new CodexFile(at(home.resolve("new/deep/auth.json")));
        var made = file.create(grant(token("acc-1", 4102444800L), "rt_new", "id"), NOW);
        assertEquals(file.read(), made);
        assertEquals(List.of("auth_mode", "OPENAI_API_KEY", "tokens", "last_refresh"), names(home.resolve("new/deep/auth.json")));
        assertEquals("rw-------", mode(home.resolve("new/deep/auth.json")));
        assertEquals("rwx------", mode(home.resolve("new/deep")));
        assertEquals(Optional.empty(), file.apiKey());
    }

    @Test
    void aNewSignInReplacesTheOldAndKeepsWhatItDoesNotKnow() throws IOException {
        var file = file("{'auth_mode':'apikey','OPENAI_API_KEY':'sk-fake-key-0001','mine':[1],'tokens':{'account_id':'other','refresh_token':'rt_old','access_token':'old'}}");
        var made = file.create(grant(token("acc-1", 4102444800L), "rt_new", null), NOW);
        assertEquals(Optional.of("acc-1"), made.account());
        assertEquals(Optional.of("rt_new"), made.refresh());
        assertTrue(json().contains("'mine':[1]") && !json().contains("rt_old") && !json().contains("other"), json());
        assertTrue(json().contains("sk-fake-key-0001"), "the key is the user's own, and the mode says what counts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "not json"})
    void aNewSignInMendsABrokenFile(String broken) throws IOException {
        var file = file(broken);
        file.create(grant(token("acc-1", 4102444800L), "rt_new", null), NOW);
        assertEquals(Optional.of("acc-1"), file.read().account());
    }

    @Test
    void aGrantWithoutAnAccessTokenMakesNoSignIn() throws IOException {
        assertThrows(Failure.class, () -> new CodexFile(at(path())).create(grant(null, "rt_new", null), NOW));
        assertFalse(Files.exists(path()));
        var file = file("{'tokens':{'access_token':'old'}}");
        assertThrows(Failure.class, () -> file.create(grant(null, "rt_new", null), NOW));
        assertEquals("{'tokens':{'access_token':'old'}}", json());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewSignInIsNotGivenToSomebodyElsesFile() throws IOException {
        Assumptions.assumeTrue(Files.getOwner(home).getName().equals("root"), "only root gives files away");
        var file = file("{'tokens':{'access_token':'theirs'}}");
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setOwner(path(), home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThrows(Failure.class, () -> file.create(grant(token("acc-1", 4102444800L), "rt_new", null), NOW));
        assertEquals("{'tokens':{'access_token':'theirs'}}", json());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewSignInDoesNotWriteIntoAPipe() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path().toString()).start().waitFor());
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(10),
                    () -> assertThrows(Failure.class, () -> new CodexFile(at(path())).create(grant(token("acc-1", 9), "rt_new", null), NOW)));
        } finally {
            // whoever waits for a reader has one
            Thread.ofPlatform().daemon().start(() -> {
                try (var in = new FileInputStream(path().toFile())) {
                    in.read();
                } catch (IOException gone) {
                    // nobody waited
                }
            });
        }
    }

    private CodexFile file(String json) throws IOException {
        Files.writeString(path(), json.replace('\'', '"'));
        return new CodexFile(at(path()));
    }

    private static CredentialFile at(Path path) {
        return new CredentialFile(path, "Codex credentials", "sign in again", Optional.empty(), _ -> {});
    }

    private Path path() {
        return home.resolve("auth.json");
    }

    private String json() throws IOException {
        return Json.write(Json.read(Files.readString(path()))).replace('"', '\'');
    }

    private static List<String> names(Path file) throws IOException {
        return StreamSupport.stream(((Iterable<String>) Json.read(Files.readString(file))::fieldNames).spliterator(), false).toList();
    }

    private static Grant grant(String access, String refresh, String id) {
        return new Grant(Optional.ofNullable(access), Optional.ofNullable(refresh), Optional.ofNullable(id), Optional.empty(), Optional.empty());
    }

    private static String token(String account, long expires) {
        return jwt(account == null ? "{\"exp\":" + expires + "}"
                : "{\"exp\":" + expires + ",\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"" + account + "\"}}");
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
