package scorpiox.provider.codex;

import scorpiox.provider.Tokens;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.http.Network;
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
        var codex = codex();
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
        assertEquals(endpoint, codex().endpoint().toString());
    }

    @ParameterizedTest
    @CsvSource({"CODEX_BASE_URL, https://a.example, CODEX_API_KEY is not", "CODEX_API_KEY, third-party-key-1, CODEX_BASE_URL is not"})
    void halfAPairIsAnErrorEvenWhereAFileIsSignedIn(String name, String value, String missing) throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put(name, value);
        var failure = assertThrows(Failure.class, () -> codex());
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().endsWith(missing + " set") || failure.getMessage().endsWith(missing), failure.getMessage());
        assertFalse(failure.line().contains("third-party-key-1"));
    }

    @Test
    void aSignedInFileGoesToTheChatgptBackend() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\",\"account_id\":\"acc\"}}");
        var codex = codex();
        assertEquals(Kind.CHATGPT, codex.kind());
        assertEquals(URI.create("https://chatgpt.com/backend-api/codex/responses"), codex.endpoint());
        assertEquals(audience("https://chatgpt.com"), codex.credentials().get().audience());
        assertEquals("acc", codex.credentials().get().account().orElseThrow());
    }

    @Test
    void anOverriddenBackendJoinsTheAudience() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put("CODEX_CHATGPT_URL", "http://127.0.0.1:8787/backend-api//");
        var codex = codex();
        assertEquals(URI.create("http://127.0.0.1:8787/backend-api/codex/responses"), codex.endpoint());
        assertEquals(audience("https://chatgpt.com", "http://127.0.0.1:8787"), codex.credentials().get().audience());
    }

    @ParameterizedTest
    @CsvSource({"'', https://api.openai.com/v1/responses, https://api.openai.com", "https://gw.example/x/, https://gw.example/x/responses, https://gw.example"})
    void anApiKeyInTheFileGoesToTheOpenaiApi(String base, String endpoint, String origin) throws IOException {
        signIn("{\"auth_mode\":\"apikey\",\"OPENAI_API_KEY\":\"sk-fake-key-0001\"}");
        variables.put("OPENAI_BASE_URL", base);
        var codex = codex();
        assertEquals(Kind.API, codex.kind());
        assertEquals(URI.create(endpoint), codex.endpoint());
        assertEquals("Bearer sk-fake-key-0001", codex.credentials().get().value());
        assertEquals(audience(origin), codex.credentials().get().audience());
    }

    @Test
    void withoutCredentialsTheWaysToGetSomeAreNamed() {
        var failure = assertThrows(Failure.class, () -> codex());
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains("codex login") && failure.hint().contains("fetchtoken login"), failure.hint());
        assertFalse(Codex.configured(settings()));
    }

    @Test
    void aConfiguredFileThatIsMissingIsNotReplacedByAnother() throws IOException {
        signIn("{\"tokens\":{\"access_token\":\"plain-token-1\"}}");
        variables.put("CODEX_CREDENTIALS_FILE", home.resolve("none.json").toString());
        var failure = assertThrows(Failure.class, () -> codex());
        assertEquals(Failure.Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("none.json"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"remote, remote https://a.example", "http, remote https://a.example", "ssh, "})
    void anotherTokenSourceIsForTheChatgptBackendWhateverIsOnThisMachine(String source, String place) throws IOException {
        signIn("{\"auth_mode\":\"apikey\",\"OPENAI_API_KEY\":\"sk-fake-key-0001\"}");
        variables.put("CODEX_TOKEN_SOURCE", source);
        variables.put("CODEX_REMOTE_URL", "https://a.example/codex");
        variables.put("CODEX_SSH_HOST", "bastion.invalid");
        var codex = codex();
        assertEquals(Kind.CHATGPT, codex.kind());
        assertEquals(URI.create("https://chatgpt.com/backend-api/codex/responses"), codex.endpoint());
        if (place != null) assertEquals(place, codex.credentials().place());
        assertTrue(Codex.configured(settings()));
    }

    @Test
    void sshWithoutAHostNamesTheKey() {
        variables.put("CODEX_TOKEN_SOURCE", "ssh");
        var failure = assertThrows(Failure.class, this::codex);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("CODEX_SSH_HOST"), failure.getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCommandMayPrintTheKeyOfAThirdPartyEndpoint() {
        variables.put("CODEX_BASE_URL", "https://a.example/v1");
        variables.put("CODEX_API_KEY_CMD", "echo key-$NAME");
        variables.put("NAME", "of-a-command");
        var codex = codex();
        assertEquals(Kind.THIRD_PARTY, codex.kind());
        assertEquals("CODEX_API_KEY_CMD for https://a.example", codex.credentials().place());
        assertEquals("Bearer key-of-a-command", codex.credentials().get().value());
        assertEquals(audience("https://a.example"), codex.credentials().get().audience());
    }

    @Test
    void aKeyBeatsACommandThatPrintsOne() {
        variables.put("CODEX_BASE_URL", "https://a.example/v1");
        variables.put("CODEX_API_KEY_CMD", "echo key-of-a-command");
        variables.put("CODEX_API_KEY", "third-party-key-1");
        assertEquals("Bearer third-party-key-1", codex().credentials().get().value());
    }

    @Test
    void anEmptyKeyIsNoneAndLeavesTheCommand() throws IOException {
        Files.createDirectories(home.resolve(".config/scorpiox"));
        Files.writeString(home.resolve(".config/scorpiox/scorpiox-env.txt"), "CODEX_BASE_URL=https://a.example/v1\nCODEX_API_KEY=\nCODEX_API_KEY_CMD=echo key-of-a-command\n");
        assertEquals("CODEX_API_KEY_CMD for https://a.example", codex().credentials().place());
    }

    @Test
    void halfAPairWithACommandNamesIt() {
        variables.put("CODEX_API_KEY_CMD", "echo key");
        var failure = assertThrows(Failure.class, this::codex);
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("CODEX_API_KEY_CMD is set but CODEX_BASE_URL is not"), failure.getMessage());
    }

    @Test
    void theUsersCommandIsNotRunForTheProjectsUrl() throws IOException {
        Files.createDirectories(home.resolve("clone/.git"));
        Files.writeString(home.resolve("clone/scorpiox-env.txt"), "CODEX_BASE_URL=https://theirs.example\n");
        variables.put("CODEX_API_KEY_CMD", "echo key-of-the-user");
        var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("clone")), new Cascade.Flags(null, Map.of(), true));
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> Codex.of(settings, tokens(settings))).kind());
    }

    @ParameterizedTest
    @CsvSource({"CODEX_BASE_URL, https://a.example", "CODEX_API_KEY, third-party-key-1", "CODEX_API_KEY_CMD, echo key", "CODEX_ACCOUNT, work",
            "CODEX_CREDENTIALS_FILE, none.json"})
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

    private Codex codex() {
        return Codex.of(settings(), tokens(settings()));
    }

    private static Tokens tokens(Settings settings) {
        return new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), _ -> {}, Optional.empty(), new Cancel());
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
        var failure = assertThrows(Failure.class, () -> Codex.of(settings, tokens(settings)));
        assertEquals(Failure.Kind.USAGE, failure.kind());
    }

    @Test
    void aLookAtTheRequestNeedsNoCredentials() {
        var codex = Codex.evenWithoutCredentials(settings(), tokens(settings()));
        assertEquals(URI.create("https://chatgpt.com/backend-api/codex/responses"), codex.endpoint());
        assertThrows(Failure.class, () -> codex.credentials().get());
    }
}
