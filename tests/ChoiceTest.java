package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Failure;
import scorpiox.model.Effort;
import scorpiox.model.Models;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class ChoiceTest {
    private static final Map<String, String> SIGNED_IN = Map.of("CODEX_BASE_URL", "https://a.example", "CODEX_API_KEY", "third-party-key-1");

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
            "codex, gpt-5.3-codex, codex, gpt-5.3-codex,",
            "CODEX, gpt-5.3-codex, codex, gpt-5.3-codex,",
            "openai-codex, gpt-5.3-codex, codex, gpt-5.3-codex,",
            "openai_codex, gpt-5.3-codex, codex, gpt-5.3-codex,",
            "demo, sonnet, demo, gpt-5.3-codex,",
            "codex, sonnet, codex, gpt-5.3-codex,",
            "codex, Opus, codex, gpt-5.3-codex,",
            "codex, HAIKU, codex, gpt-5.1-codex-mini,",
            "codex, openai/gpt-5.2, codex, gpt-5.2,",
            "codex, some/vendor/gpt-5.2, codex, gpt-5.2,",
            "codex, openai-codex:gpt-5.2, codex, gpt-5.2,",
            "router, codex/gpt-5.2, codex, gpt-5.2,",
            "scorpiox, codex:gpt-5.2-high, codex, gpt-5.2, high",
            "router, demo/sonnet, demo, gpt-5.3-codex,",
            "codex, gpt-5.1-codex-high, codex, gpt-5.1-codex, high",
            "codex, gpt-5.1-codex-max-xhigh, codex, gpt-5.1-codex-max, xhigh",
            "codex, gpt-5.1-codex-max, codex, gpt-5.1-codex-max,",
            "codex, gpt-5.1-codex-mini, codex, gpt-5.1-codex-mini,",
            "codex, gpt-5.1-codex-mini-medium, codex, gpt-5.1-codex-mini, medium",
            "codex, gpt-5.2-none, codex, gpt-5.2, none",
            "codex, gpt-5.2-codex-low, codex, gpt-5.2-codex, low",
            "codex, openai/gpt-5.2-minimal, codex, gpt-5.2, minimal",
            "codex, my-model-high, codex, my-model-high,",
            "codex, gpt-9, codex, gpt-9,",
            "codex, gpt-5.2-2026-01-31, codex, gpt-5.2-2026-01-31,",
            "codex, ' gpt-5.2 ', codex, gpt-5.2,",
            "scorpiox, sonnet, codex, gpt-5.3-codex,",
            "router, anything-else, codex, anything-else,",
    })
    void providerAndModelAreFoundInTheNamesPeopleWrite(String provider, String model, String chosen, String slug, String effort) {
        assertEquals(new Choice(chosen, slug, Optional.ofNullable(effort).flatMap(Effort::named)), choice(provider, model));
    }

    @ParameterizedTest
    @CsvSource({
            "gemini, sonnet, not in this version", "google, sonnet, not in this version", "google_gemini, sonnet, not in this version",
            "claude_code, sonnet, not in this version", "anthropic, sonnet, not in this version", "openai, sonnet, not in this version",
            "router, anthropic/claude-x, not in this version", "router, claude-sonnet-9, no provider of this version serves", "router, gemini-9, no provider",
            "codx, sonnet, 'unknown provider codx, did you mean codex?'", "codex, '', MODEL is empty", "codex, openai/, MODEL is empty",
    })
    void whatNobodyServesIsAnError(String provider, String model, String problem) {
        var failure = assertThrows(Failure.class, () -> choice(provider, model));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PROVIDER=nonsense          | unknown provider nonsense (PROVIDER from FILE:2): there are codex, demo, router",
            "PROVIDER=codx              | unknown provider codx, did you mean codex? (PROVIDER from FILE:2): there are codex, demo, router",
            "PROVIDER=Anthropic         | provider anthropic is not in this version (PROVIDER from FILE:2): there are codex, demo, router",
            "MODEL=anthropic/claude-x   | provider anthropic is not in this version (MODEL from FILE:2): there are codex, demo, router",
    })
    void itIsSaidWhereABadProviderWasSet(String setting, String line) throws IOException {
        var file = Files.createDirectories(home.resolve(".config/scorpiox")).resolve("scorpiox-env.txt");
        Files.writeString(file, "# mine\n" + setting + "\n");
        assertEquals(line.replace("FILE", file.toString()), assertThrows(Failure.class, () -> Choice.of(settings(Map.of()), Models.BUILT_IN)).line());
        var flag = assertThrows(Failure.class, () -> choice("nonsense", "sonnet"));
        assertEquals("unknown provider nonsense (PROVIDER from flag): there are codex, demo, router", flag.line());
    }

    @Test
    void theDefaultsNeedCredentialsAndSayHowToGetSome() {
        var failure = assertThrows(Failure.class, () -> Choice.of(settings(Map.of()), Models.BUILT_IN));
        assertEquals(3, failure.kind().exit());
        assertTrue(failure.hint().contains("codex login") && failure.hint().contains("--provider demo"), failure.hint());
        assertEquals(new Choice("codex", "gpt-5.3-codex", Optional.empty()), Choice.of(settings(SIGNED_IN), Models.BUILT_IN));
    }

    @ParameterizedTest
    @CsvSource({
            "low, high, CODEX_REASONING_EFFORT=medium, low",
            "NONE, , , none",
            ", high, CODEX_REASONING_EFFORT=medium, high",
            ", , CODEX_REASONING_EFFORT=xhigh REASONING_EFFORT=low OPENAI_REASONING_EFFORT=medium, xhigh",
            ", , REASONING_EFFORT=low OPENAI_REASONING_EFFORT=medium, low",
            ", , OPENAI_REASONING_EFFORT=off, none",
            ", , THINKING=0, none",
            ", , THINKING=0 REASONING_EFFORT=low, low",
            ", , THINKING=1, ",
            ", , , ",
    })
    void effortIsTheFlagsThenTheNamesThenTheKeysInTheirOrder(String flag, String suffix, String keys, String used) {
        var variables = new HashMap<String, String>();
        for (var pair : keys == null ? new String[0] : keys.split(" ")) variables.put(pair.split("=")[0], pair.split("=")[1]);
        var choice = new Choice("codex", "gpt-5.2", Optional.ofNullable(suffix).flatMap(Effort::named));
        assertEquals(Optional.ofNullable(used).flatMap(Effort::named), choice.effort(flag, settings(variables)));
    }

    @Test
    void anUnknownEffortFlagIsAnError() {
        var failure = assertThrows(Failure.class, () -> new Choice("codex", "m", Optional.empty()).effort("hard", settings(Map.of())));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().contains("hard"), failure.getMessage());
    }

    private Choice choice(String provider, String model) {
        var overrides = Map.of("PROVIDER", provider, "MODEL", model);
        return Choice.of(Cascade.resolve(environment(SIGNED_IN), new Cascade.Flags(null, overrides, false)), Models.BUILT_IN);
    }

    private Settings settings(Map<String, String> variables) {
        return Cascade.resolve(environment(variables), Cascade.Flags.NONE);
    }

    private Environment environment(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        return new Environment(all, home);
    }
}
