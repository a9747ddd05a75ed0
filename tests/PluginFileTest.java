package scorpiox.provider.codex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.provider.Tokens;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class PluginFileTest {
    @TempDir
    Path home;

    private final List<String> warnings = new ArrayList<>();

    private void file(String text) throws IOException {
        var file = PluginFile.in(new Environment(Map.of("HOME", home.toString()), home));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Codex codex(Map<String, String> more) {
        var variables = new HashMap<>(more);
        variables.put("HOME", home.toString());
        var settings = Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
        return Codex.of(settings, new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), warnings::add, Optional.empty(), new Cancel()));
    }

    @Test
    void itsBaseUrlCountsWhereAKeyIsSetAndNoBaseUrl() throws IOException {
        file("{\"codexMode\": true, \"baseURL\": \"https://gateway.example/team\", \"other\": 1}");
        assertEquals("https://gateway.example/team/backend-api/codex/responses", codex(Map.of("CODEX_API_KEY", "k1")).endpoint().toString());
        assertEquals("https://mine.example/backend-api/codex/responses", codex(Map.of("CODEX_API_KEY", "k1", "CODEX_BASE_URL", "https://mine.example")).endpoint().toString());
        assertTrue(assertThrows(Failure.class, () -> codex(Map.of())).getMessage().startsWith("no Codex credentials"));
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "", "\u0000"})
    void oneThatCannotBeReadIsLeftOutWithOneWarning(String text) throws IOException {
        file(text);
        var failure = assertThrows(Failure.class, () -> codex(Map.of("CODEX_API_KEY", "k1")));
        assertTrue(failure.line().contains("CODEX_BASE_URL is not"), failure.line());
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"baseURL\": \"\"}", "{\"baseURL\": 1}"})
    void oneWithoutABaseUrlIsAsIfItWereNotThere(String text) throws IOException {
        file(text);
        assertThrows(Failure.class, () -> codex(Map.of("CODEX_API_KEY", "k1")));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aBaseUrlThatIsNoneIsNamedWithItsFile() throws IOException {
        file("{\"baseURL\": \"ftp://x\"}");
        assertTrue(assertThrows(Failure.class, () -> codex(Map.of("CODEX_API_KEY", "k1"))).line().contains("openai-codex-auth-config.json"));
    }
}
