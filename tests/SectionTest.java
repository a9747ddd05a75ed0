package scorpiox.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SectionTest {
    static List<Key> keys() {
        return Keys.all();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyStandsInExactlyOneSection(Key key) {
        assertEquals(1, Section.all().stream().flatMap(section -> section.items().stream()).filter(item -> item.key().equals(key)).count(), key.name());
    }

    @Test
    void aliasesStandBesideTheRulesOfTheRouter() {
        var alias = Keys.named("ROUTER_ALIAS_fast");
        var keys = Section.keys(List.of(alias));
        assertEquals(keys.indexOf(Keys.ROUTER_RULES) + 1, keys.indexOf(alias));
        assertEquals(Keys.all().size() + 1, keys.size());
    }

    @Test
    void sectionsHaveShortTitlesOfTheirOwn() {
        var titles = new TreeSet<String>();
        for (var section : Section.all()) {
            assertTrue(titles.add(section.title()), section.title());
            assertTrue(section.title().split(" ").length <= 3, section.title());
            assertFalse(section.items().isEmpty(), section.title());
        }
    }

    /// Whether a key matters: for a provider, a token source, the key.
    @ParameterizedTest
    @CsvSource({
            "codex, local, PROVIDER, true", "codex, local, MODEL, true", "codex, local, ACTIVE_PROFILE, true", "codex, local, CODEX_TOKEN_SOURCE, true",
            "codex, local, CODEX_CREDENTIALS_FILE, true", "codex, local, CODEX_ACCOUNT, true", "codex, local, CODEX_HOME, true", "codex, local, CODEX_REFRESH, true",
            "codex, local, CODEX_REMOTE_URL, false", "codex, local, TOKEN_HTTP_API_KEY, false", "codex, local, CODEX_SSH_HOST, false", "codex, local, CODEX_SSH_PASS, false",
            "codex, remote, CODEX_REMOTE_URL, true", "codex, remote, TOKEN_HTTP_API_KEY, true", "codex, http, CODEX_REMOTE_URL, true", "codex, HTTP, CODEX_REMOTE_URL, true",
            "codex, remote, CODEX_SSH_HOST, false", "codex, remote, CODEX_CREDENTIALS_FILE, false", "codex, remote, CODEX_ACCOUNT, false",
            "codex, ssh, CODEX_SSH_HOST, true", "codex, ssh, CODEX_SSH_USER, true", "codex, ssh, CODEX_SSH_PORT, true", "codex, ssh, CODEX_SSH_KEY, true", "codex, ssh, CODEX_SSH_PASS, true",
            "codex, ssh, CODEX_REMOTE_URL, false", "codex, ssh, CODEX_CREDENTIALS_FILE, false", "codex, ssh, CODEX_AUTH_URL, true",
            "codex, local, CODEX_BASE_URL, true", "codex, ssh, CODEX_API_KEY, true", "codex, local, CODEX_API_KEY_CMD, true", "codex, local, CLAUDE_CODE_OAUTH_TOKEN, false",
            "scorpiox, local, CODEX_TOKEN_SOURCE, true", "scorpiox, ssh, CODEX_SSH_HOST, true", "router, local, CODEX_BASE_URL, true", "router, local, CLAUDE_CODE_API_URL, true",
            "claude-code, local, CLAUDE_CODE_OAUTH_TOKEN, true", "claude_code, local, CLAUDE_CODE_API_URL, true", "CLAUDE-CODE, local, CLAUDE_CONFIG_DIR, true",
            "claude-code, local, CODEX_TOKEN_SOURCE, false", "claude-code, ssh, CODEX_SSH_HOST, false", "claude-code, local, CODEX_BASE_URL, false",
            "demo, local, CODEX_TOKEN_SOURCE, false", "demo, local, CODEX_BASE_URL, false", "demo, local, CLAUDE_CODE_API_URL, false", "demo, local, MODEL, true",
            "demo, local, SX_MODE, true", "demo, local, SX_BASH_TIMEOUT, true", "demo, local, HTTPS_PROXY, true", "demo, local, THINKING, true", "demo, local, SX_TEAM, true"})
    void onlyWhatMattersForTheProviderAndTheTokenSourceIsShown(String provider, String source, String key, boolean matters) {
        assertEquals(matters, shown(Map.of("PROVIDER", provider, "CODEX_TOKEN_SOURCE", source)).contains(key));
    }

    /// An editor could otherwise hide a key that is shown for no choice at all.
    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyMattersForSomeChoice(Key key) {
        var seen = new TreeSet<String>();
        for (var provider : List.of("codex", "claude-code", "scorpiox", "demo")) {
            for (var source : List.of("local", "remote", "ssh")) seen.addAll(shown(Map.of("PROVIDER", provider, "CODEX_TOKEN_SOURCE", source)));
        }
        assertTrue(seen.contains(key.name()), key.name());
    }

    /// What decides whether others are shown must itself be shown by then.
    @Test
    void whatOthersDependOnMattersWheneverTheyDo() {
        for (var section : Section.all()) {
            for (var item : section.items()) {
                for (var condition : item.conditions()) {
                    for (var provider : List.of("codex", "claude-code", "scorpiox", "demo")) {
                        for (var source : List.of("local", "remote", "ssh")) {
                            var shown = shown(Map.of("PROVIDER", provider, "CODEX_TOKEN_SOURCE", source));
                            assertTrue(!shown.contains(item.key().name()) || shown.contains(condition.key().name()), item.key().name());
                        }
                    }
                }
            }
        }
    }

    private static TreeSet<String> shown(Map<String, String> set) {
        var values = new HashMap<>(set);
        var shown = new TreeSet<String>();
        for (var section : Section.all()) for (var key : section.matter(key -> values.getOrDefault(key.name(), key.preset()))) shown.add(key.name());
        return shown;
    }
}
