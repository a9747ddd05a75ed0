package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class CodexFileTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void useThisHome() {
        variables.put("HOME", home.toString());
    }

    @Test
    void ownFileThenCodexHomeThenTheUsualFolder() throws IOException {
        assertEquals(Optional.empty(), locate());
        var usual = write(home.resolve(".codex/auth.json"), "{}");
        assertEquals(Optional.of(usual), locate());
        variables.put("CODEX_HOME", home.resolve("elsewhere").toString());
        assertEquals(Optional.of(usual), locate());
        var moved = write(home.resolve("elsewhere/auth.json"), "{}");
        assertEquals(Optional.of(moved), locate());
        var own = write(home.resolve(".config/scorpiox/codex-auth.json"), "{}");
        assertEquals(Optional.of(own), locate());
    }

    @Test
    void aConfiguredPathIsFinalWhetherItExistsOrNot() throws IOException {
        write(home.resolve(".codex/auth.json"), "{}");
        variables.put("OPENAI_CODEX_PATH", "~/other/auth.json");
        assertEquals(Optional.of(home.resolve("other/auth.json")), locate());
        variables.put("CODEX_CREDENTIALS_FILE", "relative.json");
        assertEquals(Optional.of(home.resolve("work/relative.json")), locate());
    }

    @Test
    void openaiCodexPathMayBeAFolder() throws IOException {
        Files.createDirectories(home.resolve("folder"));
        variables.put("OPENAI_CODEX_PATH", home.resolve("folder").toString());
        assertEquals(Optional.of(home.resolve("folder/auth.json")), locate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'auth_mode':'apikey','OPENAI_API_KEY':'sk-fake-key-0001'} | true | sk-fake-key-0001",
            "{'OPENAI_API_KEY':' sk-fake-key-0001 '} | true | sk-fake-key-0001",
            "{'auth_mode':'chatgpt','OPENAI_API_KEY':null,'tokens':{'access_token':'plain'}} | false | plain",
            "{'auth_mode':'chatgpt','OPENAI_API_KEY':'sk-unused-00001','tokens':{'access_token':'plain'}} | false | plain",
            "{'OPENAI_API_KEY':null,'tokens':{'access_token':'plain'}} | false | plain",
            "{'auth_mode':'chatgptAuthTokens','tokens':{'access_token':'plain'},'unknown':[1]} | false | plain",
    })
    void everyShapeTheCodexCliHasWrittenIsRead(String json, boolean apiKey, String secret) throws IOException {
        var file = read(json);
        assertEquals(apiKey, file.apiKey());
        assertEquals(secret, file.secret());
        assertEquals(Optional.empty(), file.account());
        assertEquals(Optional.empty(), file.expires());
    }

    @ParameterizedTest
    @CsvSource({"of-file, of-id, of-access, of-file", ", of-id, of-access, of-id", ", , of-access, of-access", ", , ,"})
    void theAccountIsTheFilesThenTheIdTokensThenTheAccessTokens(String inFile, String inId, String inAccess, String used) throws IOException {
        var file = read("{'tokens':{'account_id':" + (inFile == null ? "null" : "'" + inFile + "'") + ",'id_token':'" + token(inId, 5) + "','access_token':'"
                + token(inAccess, 4102444800L) + "'}}");
        assertEquals(Optional.ofNullable(used), file.account());
        assertEquals(Optional.of(Instant.ofEpochSecond(4102444800L)), file.expires());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'auth_mode':'apikey'} | holds no OPENAI_API_KEY",
            "{'auth_mode':'apikey','OPENAI_API_KEY':' '} | holds no OPENAI_API_KEY",
            "{'auth_mode':'agentIdentity','tokens':{'access_token':'x'}} | agent identity",
            "{'auth_mode':'chatgpt'} | holds no access token",
            "{'auth_mode':'chatgpt','tokens':{'access_token':''}} | holds no access token",
            "{} | holds no access token",
            "[] | is not a JSON object",
            "7 | is not a JSON object",
            "{'tokens': | is not JSON",
            "'' | is empty",
    })
    void anUnusableFileSaysWhatIsWrongAndHowToSignIn(String json, String problem) throws IOException {
        var path = write(home.resolve("auth.json"), json.replace('\'', '"'));
        var failure = assertThrows(Failure.class, () -> CodexFile.read(path));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertEquals(3, failure.kind().exit());
        assertTrue(failure.getMessage().contains(path + " ") && failure.getMessage().contains(problem), failure.getMessage());
        assertTrue(failure.hint().contains("codex login"), failure.hint());
    }

    @Test
    void aMissingFileAFolderAndAHugeFileAreRefusedToo() throws IOException {
        assertTrue(assertThrows(Failure.class, () -> CodexFile.read(home.resolve("none.json"))).getMessage().endsWith("does not exist"));
        assertTrue(assertThrows(Failure.class, () -> CodexFile.read(home)).getMessage().endsWith("is a folder"));
        var huge = write(home.resolve("huge.json"), " ".repeat(1024 * 1024 + 1));
        assertTrue(assertThrows(Failure.class, () -> CodexFile.read(huge)).getMessage().contains("too large"));
    }

    @Test
    void theTokensThatAreNotUsedAreMaskedFromThenOn() throws IOException {
        read("{'tokens':{'access_token':'plain-access','refresh_token':'unshaped refresh 0123','id_token':'unshaped id 0123'}}");
        assertFalse(Redaction.mask("a unshaped refresh 0123 b unshaped id 0123").contains("0123"));
    }

    private Optional<Path> locate() throws IOException {
        Files.createDirectories(home.resolve("work/.git"));
        return CodexFile.locate(Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), Cascade.Flags.NONE));
    }

    private CodexFile read(String json) throws IOException {
        return CodexFile.read(write(home.resolve("auth.json"), json.replace('\'', '"')));
    }

    private static String token(String account, long expires) {
        var claims = account == null ? "{\"exp\":" + expires + "}"
                : "{\"exp\":" + expires + ",\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"" + account + "\"}}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
