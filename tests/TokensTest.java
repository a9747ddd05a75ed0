package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokensTest {
    private static final String KEY = "key-of-the-endpoint-0001";
    private static final String OPAQUE = "opaque-access-token-0123456789";

    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void useThisHome() throws IOException {
        variables.put("HOME", home.toString());
        Files.createDirectories(home.resolve("work/.git"));
    }

    @Test
    void aStaleFileIsRenewedWhereItIsToldTo() throws IOException {
        try (var simulator = new Simulator(Simulator.Setup.answering(Scenario.empty()), Thread.ofVirtual().factory())) {
            write(".codex/auth.json", simulator.credentials("acc-1", -10));
            variables.put("CODEX_AUTH_URL", simulator.url() + "/");
            assertEquals(Optional.of("acc-1"), codex().get().account());
            assertEquals(1, simulator.refreshes());
            variables.put("CODEX_REFRESH", "0");
            codex().get();
            write(".codex/auth.json", simulator.credentials("acc-1", -10));
            assertTrue(assertThrows(Failure.class, () -> codex().get()).getMessage().contains("expired at"));
            variables.put("CODEX_REFRESH", "1");
            variables.put("CODEX_AUTH_URL", "https://auth.invalid");
            variables.put("CODEX_REFRESH_TOKEN_URL_OVERRIDE", simulator.url() + "/oauth/token");
            codex().get();
            assertEquals(2, simulator.refreshRequests());
        }
    }

    @ParameterizedTest
    @CsvSource({".codex/auth.json, codex login", ".config/scorpiox/codex-auth.json, fetchtoken login", ".config/scorpiox/accounts/work.json, fetchtoken login --account work"})
    void whatMendsAFileIsSaidInItsOwnWay(String file, String mend) throws IOException {
        write(file, "{}");
        if (file.endsWith("work.json")) variables.put("CODEX_ACCOUNT", "work");
        var failure = assertThrows(Failure.class, () -> codex().get());
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains(mend), failure.hint());
        assertEquals(file.endsWith("codex-auth.json"), failure.hint().endsWith("fetchtoken login"), failure.hint());
    }

    @Test
    void noSourceIsTriedInPlaceOfAnother() throws IOException {
        write(".codex/auth.json", "{\"tokens\":{\"access_token\":\"" + OPAQUE + "\"}}");
        variables.put("CODEX_TOKEN_SOURCE", "remote");
        try (var server = answering(new ArrayList<>(), "500 No", "")) {
            variables.put("CODEX_REMOTE_URL", server.url());
            assertEquals(Kind.SERVER, assertThrows(Failure.class, () -> codex().get()).kind());
        }
        variables.put("CODEX_TOKEN_SOURCE", "local");
        variables.put("CODEX_CREDENTIALS_FILE", "none.json");
        assertTrue(assertThrows(Failure.class, () -> codex().get()).getMessage().contains("none.json does not exist"));
    }

    @Test
    void aTokenFromElsewhereIsForTheBackendOnly() throws IOException {
        try (var server = answering(new ArrayList<>(), "200 OK", OPAQUE)) {
            variables.put("CODEX_TOKEN_SOURCE", "http");
            variables.put("CODEX_REMOTE_URL", server.url());
            variables.put("CODEX_CHATGPT_URL", "http://127.0.0.1:8787/backend-api");
            assertEquals(audience("https://chatgpt.com", "http://127.0.0.1:8787"), codex().get().audience());
            assertEquals(List.of(), notices);
        }
    }

    /// Who names the endpoint, and whether it gets the user's key.
    @ParameterizedTest
    @CsvSource({"environment, true", "user file, true", "project file, false"})
    void theKeyGoesOnlyWhereTheUserSays(String who, boolean sent) throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = answering(heads, "200 OK", OPAQUE)) {
            variables.put("CODEX_TOKEN_SOURCE", "remote");
            variables.put("TOKEN_HTTP_API_KEY", KEY);
            switch (who) {
                case "environment" -> variables.put("CODEX_REMOTE_URL", server.url());
                case "user file" -> write(".config/scorpiox/scorpiox-env.txt", "CODEX_REMOTE_URL=" + server.url() + "\n");
                default -> write("work/scorpiox-env.txt", "CODEX_REMOTE_URL=" + server.url() + "\n");
            }
            codex().get();
            assertEquals(sent, heads.getFirst().contains("Bearer " + KEY), heads.getFirst());
            assertEquals(sent, heads.getFirst().toLowerCase(Locale.ROOT).contains("authorization:"), heads.getFirst());
        }
    }

    @Test
    void theDefaultEndpointIsNamedToTheUser() {
        variables.put("CODEX_TOKEN_SOURCE", "remote");
        variables.put("TOKEN_HTTP_API_KEY", KEY);
        var source = codex();
        assertEquals("remote https://token.scorpiox.net", source.place());
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().contains("https://token.scorpiox.net") && notices.getFirst().contains("CODEX_REMOTE_URL"), notices.getFirst());
    }

    @ParameterizedTest
    @CsvSource({"CODEX_SSH_HOST, , CODEX_SSH_HOST is not set", "CODEX_SSH_PORT, 0, CODEX_SSH_PORT must be from 1 to 65535", "CODEX_SSH_PORT, 65536, CODEX_SSH_PORT must be from 1 to 65535",
            "CODEX_SSH_PORT, 999999999, CODEX_SSH_PORT must be from 1 to 65535", "CODEX_SSH_PORT, ssh, CODEX_SSH_PORT must be a whole number"})
    void aWrongSshSettingIsNamed(String key, String value, String problem) {
        variables.put("CODEX_TOKEN_SOURCE", "ssh");
        variables.put("CODEX_SSH_HOST", "bastion.invalid");
        if (value == null) variables.remove(key);
        else variables.put(key, value);
        var failure = assertThrows(Failure.class, this::codex);
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
    }

    @Test
    void aLinkFromTheHomeIntoTheProjectIsNotFollowed() throws IOException {
        write("work/auth.json", "{\"tokens\":{\"access_token\":\"" + OPAQUE + "\"}}");
        Files.createDirectories(home.resolve(".codex"));
        Files.createSymbolicLink(home.resolve(".codex/auth.json"), home.resolve("work/auth.json"));
        assertTrue(assertThrows(Failure.class, () -> codex().get()).getMessage().contains("link into the project"));
    }

    // ---- Claude Code

    @Test
    void claudeCodesTokenIsTheVariableOrElseTheFirstFileThereIs() throws IOException {
        assertTrue(assertThrows(Failure.class, this::claude).hint().contains("claude setup-token"));
        for (var file : List.of(".config/claude/credentials.json", ".claude/credentials.json", ".claude/.credentials.json")) {
            write(file, "{\"claudeAiOauth\":{\"accessToken\":\"of-" + file + "\"}}");
            assertEquals("of-" + file, claude().get().secret());
        }
        write("other/.credentials.json", "{\"claudeAiOauth\":{\"accessToken\":\"of-the-folder\"}}");
        variables.put("CLAUDE_CONFIG_DIR", home.resolve("other").toString());
        assertEquals("of-the-folder", claude().get().secret());
        write("named.json", "{\"claudeAiOauth\":{\"accessToken\":\"of-the-name\"}}");
        variables.put("CLAUDE_CODE_CREDENTIALS_FILE", "~/named.json");
        assertEquals("of-the-name", claude().get().secret());
        variables.put("CLAUDE_CODE_OAUTH_TOKEN", "of-the-variable");
        assertEquals("of-the-variable", claude().get().secret());
        assertEquals("CLAUDE_CODE_OAUTH_TOKEN", claude().place());
        assertEquals(audience("https://api.anthropic.com"), claude().get().audience());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void claudeCodesFileIsRenewedOnlyWhenAskedTo(String refresh) throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = answering(heads, "200 OK", "{\"access_token\":\"renewed-access\",\"refresh_token\":\"renewed-refresh\",\"expires_in\":3600}")) {
            var file = write(".claude/.credentials.json", "{\"claudeAiOauth\":{\"accessToken\":\"old-access\",\"refreshToken\":\"old-refresh\",\"expiresAt\":1}}");
            variables.put("CLAUDE_CODE_TOKEN_URL", server.url() + "/v1/oauth/token");
            variables.put("CLAUDE_CODE_REFRESH", refresh);
            if (refresh.equals("1")) {
                assertEquals("renewed-access", claude().get().secret());
                assertTrue(Files.readString(file).contains("renewed-refresh"));
            } else {
                var failure = assertThrows(Failure.class, () -> claude().get());
                assertEquals(Kind.AUTH, failure.kind());
                assertTrue(failure.hint().contains("run claude"), failure.hint());
                assertTrue(Files.readString(file).contains("old-refresh"));
            }
            assertEquals(Integer.parseInt(refresh), heads.size());
        }
    }

    @Test
    void aTokenOnTwoLinesInTheVariableIsNotSent() {
        variables.put("CLAUDE_CODE_OAUTH_TOKEN", "a-token-cut\ninto-two-lines");
        var failure = assertThrows(Failure.class, () -> claude().get());
        assertFalse(failure.line().contains("lines"), failure.line());
    }

    /// A password goes to no host that somebody else has named.
    @ParameterizedTest
    @CsvSource({"CODEX_SSH_HOST=h.example, CODEX_SSH_PASS", "CODEX_SSH_PORT=2222, CODEX_SSH_KEY", "CODEX_SSH_USER=u, CODEX_SSH_PASS"})
    void aSecretForSshAndItsHostComeFromOneSide(String ofProject, String secret) throws IOException {
        write(".config/scorpiox/scorpiox-env.txt", "CODEX_TOKEN_SOURCE=ssh\nCODEX_SSH_HOST=mine.example\n" + secret + "=a-secret-of-mine\n");
        write("work/scorpiox-env.txt", ofProject + "\n");
        var settings = Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags(null, Map.of(), true));
        var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), notices::add, Optional.empty(), new Cancel());
        var failure = assertThrows(Failure.class, () -> tokens.codex(Life.USUAL));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains(secret) && !failure.line().contains("a-secret-of-mine"), failure.line());
    }

    private CredentialSource codex() {
        return tokens().codex(Life.USUAL);
    }

    private CredentialSource claude() {
        return tokens().claudeCode(Life.USUAL);
    }

    private Tokens tokens() {
        return new Tokens(settings(), new Http(Network.DIRECT), InstantSource.system(), notices::add, Optional.empty(), new Cancel());
    }

    private Settings settings() {
        return Cascade.resolve(new Environment(Map.copyOf(variables), home.resolve("work")), new Cascade.Flags(null, Map.of(), true));
    }

    private static RawServer answering(List<String> heads, String status, String body) {
        return new RawServer(peer -> {
            heads.add(peer.request());
            peer.send("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        });
    }

    private Path write(String file, String text) throws IOException {
        var path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        return path;
    }

    private static Set<Origin> audience(String... urls) {
        return Set.of(urls).stream().map(url -> Origin.of(URI.create(url))).collect(Collectors.toSet());
    }
}
