package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

class AnthropicFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theSignInOfTheSdksIsRead() throws IOException {
        var read = file("{'version':'1.0','type':'oauth_token','access_token':'oat-access-0456','expires_at':4102444800,'refresh_token':'ort-refresh-0456'}").read();
        assertEquals("oat-access-0456", read.access());
        assertEquals(Optional.of("ort-refresh-0456"), read.refresh());
        assertEquals(Optional.of(Instant.ofEpochSecond(4102444800L)), read.expires());
        assertFalse(Redaction.mask("x oat-access-0456 y ort-refresh-0456").contains("0456"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'soon'", "0", "-5", "18446744073709551616"})
    void anEndThatIsNoTimeInSecondsCountsAsNone(String end) throws IOException {
        assertEquals(Optional.empty(), file("{'access_token':'x','expires_at':" + end + "}").read().expires());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | holds no access token", "{'access_token':' '} | holds no access token", "{'claudeAiOauth':{'accessToken':'x'}} | holds no access token",
            "{'access_token':'a b'} | characters that cannot be sent", "{'access_token': | is not JSON"})
    void anUnusableFileSaysWhatIsWrong(String json, String problem) throws IOException {
        var file = file(json);
        var failure = assertThrows(Failure.class, file::read);
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
        assertNull(file.client());
    }

    @Test
    void aGrantIsMergedInSecondsAndEverythingElseStays() throws IOException {
        var file = file("{'version':'1.0','access_token':'old','expires_at':5,'refresh_token':'old-refresh','client_id':'me'}");
        assertEquals("me", file.client());
        var end = NOW.plusSeconds(3600);
        var stored = file.store(new Grant(Optional.of("new"), Optional.of("new-refresh"), Optional.empty(), Optional.of(end), Optional.empty()), NOW, Json.object());
        assertEquals("{'version':'1.0','access_token':'new','expires_at':" + end.getEpochSecond() + ",'refresh_token':'new-refresh','client_id':'me'}", json());
        assertEquals(file.read(), stored);
        file.store(new Grant(Optional.of("newest"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), NOW, Json.object());
        assertEquals("{'version':'1.0','access_token':'newest','refresh_token':'new-refresh','client_id':'me'}", json());
    }

    private AnthropicFile file(String json) throws IOException {
        var path = Files.writeString(folder.resolve("credentials.json"), json.replace('\'', '"'));
        return new AnthropicFile(new CredentialFile(path, "Anthropic credentials", "sign in", Optional.empty(), _ -> {}));
    }

    private String json() throws IOException {
        return Json.write(Json.read(Files.readString(folder.resolve("credentials.json")))).replace('"', '\'');
    }
}
