package scorpiox.server.backend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Origin;
import scorpiox.model.Models;
import scorpiox.server.config.ConfigFile;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class BackendsTest {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void environment() {
        variables.put("HOME", home.toString());
    }

    private Backends backends(String yaml) throws IOException {
        var file = Files.writeString(home.resolve("config.yaml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var settings = Cascade.resolve(new Environment(variables, home.getRoot()), Cascade.Flags.NONE);
        var config = ConfigFile.read(Optional.of(file), settings, _ -> { });
        return new Backends(config, new Backends.Parts(settings, Map.of(), Models.BUILT_IN, "test", InstantSource.system(), _ -> { }, _ -> null), Life.USUAL);
    }

    private Path signIn(String folder) throws IOException {
        var file = Files.createDirectories(home.resolve(folder)).resolve("auth.json");
        Files.writeString(file, "{\"tokens\":{\"access_token\":\"access-" + folder.hashCode() + "-0123456789\",\"refresh_token\":\"rt\",\"account_id\":\"acct\"}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"https://a.example/x/responses, https://a.example/x/responses", "https://a.example/codex/, https://a.example/codex/responses", "https://a.example/v1, https://a.example/v1/responses",
            "https://a.example/backend-api, https://a.example/backend-api/codex/responses", "https://a.example, https://a.example/backend-api/codex/responses",
            "https://a.example/team/, https://a.example/team/backend-api/codex/responses"})
    void theBaseOfASignInIsCompletedByWhatItEndsIn(String base, String endpoint) throws IOException {
        signIn(".codex");
        variables.put("CODEX_API_KEY", "a-key-that-is-not-meant-0123");
        variables.put("CODEX_BASE_URL", "https://third.example");
        try (var backends = backends("backends: {openai_codex: {api_base_url: '" + base + "'}}")) {
            assertEquals(endpoint, backends.provider("openai_codex").endpoint().orElseThrow().toString());
            var audience = backends.signIn().get().audience();
            assertTrue(audience.contains(Origin.of(java.net.URI.create(base))), "the token may go there");
            assertEquals(Optional.empty(), backends.bridge("openai_codex"));
        }
    }

    @Test
    void aPathIsFinalWhateverElseTheEnvironmentNames() throws IOException {
        signIn(".codex");
        variables.put("CODEX_TOKEN_SOURCE", "remote");
        variables.put("CODEX_ACCOUNT", "other");
        try (var backends = backends("backends: {openai_codex: {path: " + home.resolve("mine") + "}}")) {
            var missing = assertThrows(Failure.class, () -> backends.provider("openai_codex").preview(null, null));
            assertEquals(Kind.AUTH, missing.kind());
            var file = signIn("mine");
            assertEquals("local " + file, backends.signIn().place());
        }
    }

    @Test
    void aChangedSignInIsOpenedAnewAndAnUnchangedOneIsNot() throws IOException {
        var file = signIn(".codex");
        try (var backends = backends("")) {
            var first = backends.provider("openai_codex");
            assertSame(first, backends.provider("openai_codex"));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            assertNotSame(first, backends.provider("openai_codex"));
        }
    }

    @Test
    void aThirdPartysEndpointNeverFallsBackOnTheSignIn() throws IOException {
        signIn(".codex");
        var yaml = "backends: {relay: {type: openai-codex-key, api_base_url: 'https://a.example/v1', api_key_env: RELAY_KEY}}";
        try (var backends = backends(yaml)) {
            assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> backends.provider("relay")).kind());
        }
        variables.put("RELAY_KEY", "relay-key-0123456789");
        variables.put("CODEX_TOKEN_SOURCE", "ssh");
        try (var backends = backends(yaml)) {
            assertAll(() -> assertEquals("https://a.example/backend-api/codex/responses", backends.provider("relay").endpoint().orElseThrow().toString()),
                    () -> assertEquals(Optional.of(true), backends.bridge("relay")));
        }
        try (var backends = backends("backends: {relay: {type: openai-codex-key}}")) {
            assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> backends.provider("relay")).kind());
        }
    }

    @ParameterizedTest
    @CsvSource({"anthropic, https://a.example", "openai, https://a.example/v1", "gemini, https://a.example"})
    void otherProvidersTakeBaseAndKeyFromTheEntry(String type, String base) throws IOException {
        variables.put("MY_KEY", "my-key-0123456789");
        try (var backends = backends("backends: {mine: {type: " + type + ", api_base_url: '" + base + "', api_key_env: MY_KEY}}")) {
            assertEquals("a.example", backends.provider("mine").endpoint().orElseThrow().getHost());
        }
    }
}
