package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.http.Origin;
import scorpiox.provider.responses.ResponsesDialect.Kind;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class CodexTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void useThisHome() {
        variables.put("HOME", home.toString());
    }

    @Test
    void baseAndKeyMakeAThirdPartyEndpoint() {
        variables.put("CODEX_BASE_URL", "https://a.example/v1");
        variables.put("CODEX_API_KEY", " third-party-key-1 ");
        var codex = Codex.of(settings());
        assertEquals(Kind.THIRD_PARTY, codex.kind());
        assertEquals(URI.create("https://a.example/backend-api/codex/responses"), codex.endpoint());
        assertEquals("Bearer third-party-key-1", codex.credentials().get().value());
        assertEquals(audience("https://a.example"), codex.credentials().get().audience());
        assertTrue(codex.credentials().get().account().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"https://a.example/v1/responses, https://a.example/v1/responses", "https://a.example/x?k=1, https://a.example/x?k=1",
            "https://a.example//v1//responses/, https://a.example/v1/responses"})
    void theExactSwitchUsesTheUrlAsItStands(String base, String endpoint) {
        variables.put("CODEX_BASE_URL", base);
        variables.put("CODEX_API_KEY", "third-party-key-1");
        variables.put("CODEX_ENDPOINT_EXACT", "1");
        assertEquals(endpoint, Codex.of(settings()).endpoint().toString());
    }

    @ParameterizedTest
    @CsvSource({"CODEX_BASE_URL, https://a.example, CODEX_API_KEY is not", "CODEX_API_KEY, third-party-key-1, CODEX_BASE_URL is not"})
    void halfAPairIsAnErrorEvenWhereAFileIsSignedIn(String name, String value, String missing) throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put(name, value);
        var failure = assertThrows(Failure.class, () -> Codex.of(settings()));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().endsWith(missing + " set") || failure.getMessage().endsWith(missing), failure.getMessage());
        assertFalse(failure.line().contains("third-party-key-1"));
    }

    @Test
    void aSignedInFileGoesToTheChatgptBackend() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\",\"account_id\":\"acc\"}}");
        var codex = Codex.of(settings());
        assertEquals(Kind.CHATGPT, codex.kind());
        assertEquals(URI.create("https://chatgpt.com/backend-api/codex/responses"), codex.endpoint());
        assertEquals(audience("https://chatgpt.com"), codex.credentials().get().audience());
        assertEquals("acc", codex.credentials().get().account().orElseThrow());
    }

    @Test
    void anOverriddenBackendJoinsTheAudience() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put("CODEX_CHATGPT_URL", "http://127.0.0.1:8787/backend-api//");
        var codex = Codex.of(settings());
        assertEquals(URI.create("http://127.0.0.1:8787/backend-api/codex/responses"), codex.endpoint());
        assertEquals(audience("https://chatgpt.com", "http://127.0.0.1:8787"), codex.credentials().get().audience());
    }

    @ParameterizedTest
    @CsvSource({"'', https://api.openai.com/v1/responses, https://api.openai.com", "https://gw.example/x/, https://gw.example/x/responses, https://gw.example"})
    void anApiKeyInTheFileGoesToTheOpenaiApi(String base, String endpoint, String origin) throws IOException {
        signIn("{\"auth_mode\":\"apikey\",\"OPENAI_API_KEY\":\"sk-fake-key-0001\"}");
        variables.put("OPENAI_BASE_URL", base);
        var codex = Codex.of(settings());
        assertEquals(Kind.API, codex.kind());
        assertEquals(URI.create(endpoint), codex.endpoint());
        assertEquals("Bearer sk-fake-key-0001", codex.credentials().get().value());
        assertEquals(audience(origin), codex.credentials().get().audience());
    }

    @Test
    void withoutCredentialsTheWaysToGetSomeAreNamed() {
        var failure = assertThrows(Failure.class, () -> Codex.of(settings()));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains("codex login") && failure.hint().contains("--provider demo"), failure.hint());
        assertFalse(Codex.configured(settings()));
    }

    @Test
    void aConfiguredFileThatIsMissingIsNotReplacedByAnother() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put("CODEX_CREDENTIALS_FILE", home.resolve("none.json").toString());
        var failure = assertThrows(Failure.class, () -> Codex.of(settings()));
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("none.json"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"remote", "http", "ssh"})
    void theOtherTokenSourcesAreNotThereYet(String source) {
        variables.put("CODEX_TOKEN_SOURCE", source);
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> Codex.of(settings())).kind());
        assertTrue(Codex.configured(settings()));
    }

    @ParameterizedTest
    @CsvSource({"CODEX_BASE_URL, https://a.example", "CODEX_API_KEY, third-party-key-1", "CODEX_CREDENTIALS_FILE, none.json"})
    void whatTheUserSetCountsAsConfigured(String name, String value) {
        variables.put(name, value);
        assertTrue(Codex.configured(settings()));
    }

    private void signIn(String json) throws IOException {
        Files.createDirectories(home.resolve(".codex"));
        Files.writeString(home.resolve(".codex/auth.json"), json);
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home), Cascade.Flags.NONE);
    }

    private static Set<Origin> audience(String... urls) {
        return Set.of(urls).stream().map(url -> Origin.of(URI.create(url))).collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void theUsersKeyIsNotSentToTheProjectsUrl() throws IOException {
        Files.createDirectories(home.resolve("clone/.git"));
        Files.writeString(home.resolve("clone/scorpiox-env.txt"), "CODEX_BASE_URL=https://theirs.example\n");
        variables.put("CODEX_API_KEY", "key-of-the-user");
        var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("clone")), new Cascade.Flags(null, Map.of(), true));
        var failure = assertThrows(Failure.class, () -> Codex.of(settings));
        assertEquals(Failure.Kind.USAGE, failure.kind());
    }

    @Test
    void aLookAtTheRequestNeedsNoCredentials() {
        var codex = Codex.evenWithoutCredentials(settings());
        assertEquals(URI.create("https://chatgpt.com/backend-api/codex/responses"), codex.endpoint());
        assertThrows(Failure.class, () -> codex.credentials().get());
    }
}
