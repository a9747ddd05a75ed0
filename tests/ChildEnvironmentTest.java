package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChildEnvironmentTest {
    private static Map<String, String> of(String name, String value) {
        return ChildEnvironment.of(Map.of(name, value), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CODEX_SSH_PASS", "CODEX_HOME", "OPENAI_BASE_URL", "ANTHROPIC_MODEL", "SCORPIOX_X", "SX_MODE", "GITHUB_TOKEN", "MY_API_KEY", "SSH_KEY_PATH", "AWS_SECRET_ACCESS", "DB_PASSWORD", "PGPASSFILE", "SUDO_PWD", "GOOGLE_CREDENTIALS",
            "SSH_AUTH_SOCK", "PRIVATE_URL", "SESSION_COOKIE", "SENTRY_DSN", "my_api_key", "Github_Token", "codex_x", "LD_PRELOAD", "ld_preload", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "DOCKER_HOST", "DBUS_SESSION_BUS_ADDRESS"})
    void whatLooksLikeASecretOrCouldStartAProgramIsNotPassedOn(String name) {
        assertFalse(of(name, "value").containsKey(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_TIME", "TZ", "PWD", "OLDPWD", "JAVA_HOME", "MAVEN_OPTS", "CARGO_HOME", "NVM_DIR", "TMPDIR", "TOKENIZERS_PARALLELISM", "XDG_RUNTIME_DIR", "MY_SETTING", "http_proxy", "ENVIRONMENT"})
    void theRestIs(String name) {
        assertEquals("value", of(name, "value").get(name));
    }

    @ParameterizedTest
    @CsvSource({"SX,1", "TERM,dumb", "NO_COLOR,1", "PAGER,cat", "GIT_PAGER,cat", "GIT_TERMINAL_PROMPT,0", "GIT_OPTIONAL_LOCKS,0", "CI,1", "DEBIAN_FRONTEND,noninteractive"})
    void programsAreKeptFromAskingPagingAndColouring(String name, String value) {
        assertEquals(value, of(name, "mine").get(name));
        assertEquals(value, ChildEnvironment.of(Map.of(), "").get(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-abcdefgh12345678", "http://user:pass@proxy:8080", "eyJhbGciOi.eyJzdWIi.c2ln", "Bearer abcdef", "ghp_abcdefgh1234"})
    void aValueShapedLikeASecretIsNotPassedOnWhateverItsName(String value) {
        assertFalse(of("INNOCENT", value).containsKey("INNOCENT"));
    }

    @Test
    void aSecretInUseIsNotPassedOnWhateverItsName() {
        Redaction.register("child-environment-test");
        assertFalse(of("INNOCENT", "x child-environment-test").containsKey("INNOCENT"));
    }

    @Test
    void whatTheUserNamesIsKept() {
        var inherited = Map.of("GITHUB_TOKEN", "a", "SSH_AUTH_SOCK", "b", "NPM_TOKEN", "c", "SX_X", "d");
        var child = ChildEnvironment.of(inherited, "GITHUB_TOKEN, SSH_AUTH_SOCK SX_X,,");
        assertEquals("a", child.get("GITHUB_TOKEN"));
        assertEquals("b", child.get("SSH_AUTH_SOCK"));
        assertEquals("d", child.get("SX_X"));
        assertFalse(child.containsKey("NPM_TOKEN"));
        assertFalse(ChildEnvironment.of(inherited, "github_token").containsKey("GITHUB_TOKEN"), "only by the exact name");
        assertTrue(ChildEnvironment.of(Map.of(), "A,A").containsKey("SX"), "a name twice is no error");
    }
}
