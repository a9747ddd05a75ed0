package scorpiox.auth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

class ClaudeFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"{'claudeAiOauth':{SIGN-IN}}", "{SIGN-IN}", "{'claudeAiOauth':null,SIGN-IN}", "{'other':{'accessToken':'never'},'claudeAiOauth':{SIGN-IN}}"})
    void theSignInIsAMemberOrTheWholeFile(String form) throws IOException {
        var read = file(form.replace("SIGN-IN", "'accessToken':'oat-access-0123','refreshToken':'ort-refresh-0123','expiresAt':4102444800000,'subscriptionType':'max'")).read();
        assertEquals("oat-access-0123", read.access());
        assertEquals(Optional.of("ort-refresh-0123"), read.refresh());
        assertEquals(Optional.of(Instant.ofEpochSecond(4102444800L)), read.expires());
        assertEquals(Optional.of("max"), read.owner().plan());
        assertEquals(Optional.empty(), read.account());
        assertFalse(Redaction.mask("x oat-access-0123 y ort-refresh-0123").contains("0123"));
        assertFalse(read.toString().contains("0123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'soon'", "0", "-5", "{}", "18446744075409551616"})
    void anEndThatIsNoTimeInMillisecondsCountsAsNone(String end) throws IOException {
        assertEquals(Optional.empty(), file("{'claudeAiOauth':{'accessToken':'x','expiresAt':" + end + "}}").read().expires());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | holds no access token", "{'claudeAiOauth':{}} | holds no access token", "{'claudeAiOauth':{'accessToken':' '}} | holds no access token",
            "{'claudeAiOauth':{},'accessToken':'x'} | holds no access token", "{'tokens':{'access_token':'codex'}} | holds no access token", "{'claudeAiOauth': | is not JSON"})
    void anUnusableFileSaysWhatIsWrong(String json, String problem) throws IOException {
        var failure = assertThrows(Failure.class, file(json)::read);
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
        assertEquals("run claude", failure.hint());
    }

    @Test
    void aGrantIsMergedInMillisecondsAndEverythingElseStays() throws IOException {
        var file = file("{'z':1,'claudeAiOauth':{'scopes':['a'],'accessToken':'old','refreshToken':'old-refresh','expiresAt':5,'subscriptionType':'max'},'mcpOAuth':{'x':{'accessToken':'theirs'}}}");
        var end = NOW.plusSeconds(3600);
        var stored = file.store(new Grant(Optional.of("new"), Optional.of("new-refresh"), Optional.of("id"), Optional.of(end), Optional.empty()), NOW, Json.object());
        assertEquals("{'z':1,'claudeAiOauth':{'scopes':['a'],'accessToken':'new','refreshToken':'new-refresh','expiresAt':" + end.toEpochMilli()
                + ",'subscriptionType':'max'},'mcpOAuth':{'x':{'accessToken':'theirs'}}}", json());
        assertEquals(file.read(), stored);
    }

    @Test
    void whatIsNotGrantedStays() throws IOException {
        var file = file("{'accessToken':'old','refreshToken':'old-refresh'}");
        file.store(new Grant(Optional.of("new"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), NOW, Json.object());
        assertEquals("{'accessToken':'new','refreshToken':'old-refresh'}", json());
    }

    private ClaudeFile file(String json) throws IOException {
        var path = Files.writeString(folder.resolve(".credentials.json"), json.replace('\'', '"'));
        return new ClaudeFile(new CredentialFile(path, "Claude Code credentials", "run claude", Optional.empty(), _ -> {}));
    }

    private String json() throws IOException {
        return Json.write(Json.read(Files.readString(folder.resolve(".credentials.json")))).replace('"', '\'');
    }
}
