package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.settings.Key.Trust;
import scorpiox.settings.Key.Type;

class KeyTest {
    @ParameterizedTest
    @CsvSource({
            "THINKING, 0", "THINKING, 1",
            "SERVICE_TIER, flex", "SERVICE_TIER, FLEX", "CODEX_REASONING_EFFORT, XHigh", "CODEX_REASONING_EFFORT, off", "CODEX_REASONING_EFFORT, 0",
            "CODEX_SSH_PORT, 22", "CODEX_SSH_PORT, 0",
            "CODEX_BASE_URL, https://a.example", "CODEX_BASE_URL, HTTP://127.0.0.1:8787/x?k=1", "CODEX_BASE_URL, https://[::1]:9/x",
            "MODEL, anything at all", "CODEX_CREDENTIALS_FILE, ~/auth.json", "CODEX_API_KEY, any-secret",
    })
    void aValueThatFitsIsNoProblem(String key, String value) {
        assertEquals(Optional.empty(), Keys.named(key).problemWith(value));
    }

    @ParameterizedTest
    @CsvSource({
            "THINKING, yes, must be 0 or 1", "THINKING, 2, must be 0 or 1", "THINKING, true, must be 0 or 1",
            "SERVICE_TIER, slow, 'must be one of fast, priority, flex'",
            "CODEX_SSH_PORT, -1, must be a whole number", "CODEX_SSH_PORT, 1.5, must be a whole number", "CODEX_SSH_PORT, 1234567890, must be a whole number",
            "CODEX_BASE_URL, a.example, must be an http or https URL", "CODEX_BASE_URL, ftp://a.example, must be an http or https URL",
            "CODEX_BASE_URL, https://, must be an http or https URL", "CODEX_BASE_URL, https://a b, must be an http or https URL",
            "CODEX_BASE_URL, https://me:word@a.example, must not hold a user or password",
    })
    void aValueThatDoesNotFitIsExplained(String key, String value, String problem) {
        assertEquals(Optional.of(problem), Keys.named(key).problemWith(value));
    }

    @ParameterizedTest
    @CsvSource({"SERVICE_TIER, FLEX, flex", "CODEX_REASONING_SUMMARY, Auto, auto", "MODEL, GPT_5, GPT_5", "CODEX_API_KEY, Aa_, Aa_"})
    void onlyChoicesAreComparedWithoutCase(String key, String value, String used) {
        assertEquals(used, Keys.named(key).normalised(value));
    }

    @Test
    void everyNameIsThereOnceAndLeadsToItsKey() {
        var names = new HashSet<String>();
        for (var key : Keys.all()) {
            assertTrue(names.add(key.name()), key.name());
            assertEquals(key, Keys.named(key.name()));
            assertTrue(key.name().matches("[A-Z][A-Z0-9_]*"), key.name());
        }
        assertEquals(null, Keys.named("NO_SUCH_KEY"));
    }

    @ParameterizedTest
    @CsvSource({"ROUTER_ALIAS_sonnet, true", "ROUTER_ALIAS_gpt-5.3_x, true", "ROUTER_ALIAS_9, true", "ROUTER_ALIAS_, false", "ROUTER_ALIAS, false", "'ROUTER_ALIAS_a b', false", "ROUTER_ALIAS_a/b, false",
            "ROUTER_ALIAS_ü, false", "router_alias_a, false", "XROUTER_ALIAS_a, false"})
    void anAliasIsAKeyThatPeopleNameThemselves(String name, boolean known) {
        var key = Keys.named(name);
        assertEquals(known, key != null);
        if (!known) return;
        assertEquals(new Key(name, Type.TEXT, "", List.of(), Trust.TRUSTED, List.of(), true, key.meaning()), key);
        assertTrue(key.routes() && key.needsTrust("codex/x") && !key.secret());
        assertEquals(key, Keys.named(name));
        assertNotEquals(Keys.MODEL, Keys.PROVIDER);
    }

    static Stream<Key> keys() {
        return Keys.all().stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aPresetFitsItsOwnKey(Key key) {
        if (!key.preset().isEmpty()) assertEquals(Optional.empty(), key.problemWith(key.preset()));
        if (key.secret()) assertEquals("", key.preset());
        if (key.trust() == Trust.TIGHTEN) assertTrue(key.type() == Type.NUMBER || key.allowed().contains(key.preset()), "tightening needs an order of values");
        assertEquals(key.type() == Type.CHOICE, !key.allowed().isEmpty());
        assertTrue(!key.meaning().isBlank());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noProjectMaySetAnAddressAKeyOrAFileOfCredentialsUnasked(Key key) {
        if (key.name().matches(".*_(URL|HOST|PORT|USER|PASS|KEY|PROXY)") || key.secret() || key.routes()) {
            assertTrue(List.of(Trust.TRUSTED, Trust.NEVER, Trust.ENVIRONMENT).contains(key.trust()), key.name());
        }
    }

    @Test
    void theDefaultsAreTheOriginalOnes() {
        assertEquals("scorpiox", Keys.PROVIDER.preset());
        assertEquals("sonnet", Keys.MODEL.preset());
        assertEquals("https://token.scorpiox.net/codex", Keys.CODEX_REMOTE_URL.preset());
        assertEquals("https://chatgpt.com/backend-api", Keys.CODEX_CHATGPT_URL.preset());
    }
}
