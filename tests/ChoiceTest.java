package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
            "codex, sonnet-high, codex, gpt-5.3-codex, high",
            "router, sonnet-high, codex, gpt-5.3-codex, high",
            "codex, gpt-9, codex, gpt-9,",
            "codex, gpt-5.2-2026-01-31, codex, gpt-5.2-2026-01-31,",
            "codex, ' gpt-5.2 ', codex, gpt-5.2,",
            "scorpiox, sonnet, codex, gpt-5.3-codex,",
            "router, anything-else, codex, anything-else,",
    })
    void providerAndModelAreFoundInTheNamesPeopleWrite(String provider, String model, String chosen, String slug, String effort) {
        assertEquals(new Choice(chosen, slug, Optional.ofNullable(effort).flatMap(Effort::named)), choice(provider, model));
    }

    /// What is set up, the name asked for, who answers.
    @ParameterizedTest
    @CsvSource({
            "CODEX, sonnet, codex/gpt-5.3-codex", "CODEX, gpt-5.2, codex/gpt-5.2", "CODEX ANTHROPIC, sonnet, codex/gpt-5.3-codex", "ANTHROPIC GEMINI OPENAI, sonnet, anthropic/c-5",
            "CLAUDE OPENAI, sonnet, claude-code/c-5-code", "OPENAI GEMINI, opus, openai/o-big", "GEMINI, haiku, gemini/g-small", "GEMINI, HAIKU, gemini/g-small",
            "OPENAI, gpt-5.2, openai/gpt-5.2", "CODEX OPENAI, o3, codex/o3", "OPENAI, o4-mini, openai/o4-mini", "CODEX OPENAI, codex-mini-latest, codex/codex-mini-latest",
            "CODEX ANTHROPIC, claude-x-1, anthropic/claude-x-1", "CODEX CLAUDE, claude-x-1, claude-code/claude-x-1", "CODEX ANTHROPIC CLAUDE, fable, anthropic/fable",
            "CODEX ANTHROPIC, sonnet-9, anthropic/sonnet-9", "CODEX GEMINI, gemini-9-pro, gemini/gemini-9-pro", "CODEX GEMINI, gemma-9, gemini/gemma-9", "CODEX GEMINI, Gemini-9, gemini/Gemini-9",
            "CODEX GEMINI, of-gemini, gemini/of-gemini", "CODEX, of-gemini, codex/of-gemini", "ANTHROPIC GEMINI, nobody-knows, anthropic/nobody-knows", "GEMINI, o1ympus, gemini/o1ympus",
            "CODEX URL, claude-x-1, router/router/claude-x-1", "CODEX URL, gemini-9, router/router/gemini-9", "CODEX URL, meta/llama-9, router/router/meta/llama-9", "CODEX URL, qwen9:4b, router/router/qwen9:4b",
            "URL, sonnet, router/router/sonnet", "URL, nobody-knows, router/router/nobody-knows", "CODEX URL, nobody-knows, codex/nobody-knows", "CODEX URL, router/gpt-5.2, router/router/gpt-5.2",
            "CODEX URL, scorpiox:gpt-5.2, router/router/gpt-5.2", "CODEX OWN, meta/llama-9, openai/meta/llama-9", "CODEX ANTHROPIC, anthropic/claude-x-1, anthropic/claude-x-1",
            "CODEX, google:gemini-9, gemini/gemini-9", "CODEX OPENAI, openai/meta/llama-9, openai/meta/llama-9", "OPENAI, openai/sonnet, openai/o-mid", "CODEX, anthropic/opus, anthropic/c-big",
            "CODEX, codex/meta/llama-9, codex/llama-9",
    })
    void aNameWithoutAProviderGoesToWhoeverServesIt(String set, String model, String answers) throws IOException {
        catalogue();
        var choice = Choice.of(settings(with(set, Map.of("MODEL", model))), models());
        assertEquals(answers, choice.name());
    }

    /// Provider, model, what goes out.
    @ParameterizedTest
    @CsvSource({
            "gemini, sonnet, gemini/g-mid", "google, opus, gemini/g-big", "google_gemini, haiku, gemini/g-small", "claude_code, sonnet, claude-code/c-5-code", "Anthropic, opus, anthropic/c-big",
            "openai, sonnet, openai/o-mid", "gemini, gemini/gemini-9, gemini/gemini-9", "gemini, google/gemini-9, gemini/gemini-9", "claude-code, anthropic/claude-x-1, claude-code/claude-x-1",
            "openai, openai:gpt-9, openai/gpt-9", "openai, gpt-5.2, openai/gpt-5.2", "anthropic, nobody-knows, anthropic/nobody-knows", "codex, openai/gpt-9, codex/gpt-9", "codex, o-mid, codex/o-mid",
            "claude-code, c-5, claude-code/c-5", "openai, gpt-5.3-codex, openai/gpt-5.3-codex", "gemini, nobody:knows, gemini/nobody:knows",
    })
    void aNamedProviderIsAskedForItsOwnNames(String provider, String model, String answers) throws IOException {
        catalogue();
        assertEquals(answers, Choice.of(settings(Map.of("PROVIDER", provider, "MODEL", model)), models()).name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PROVIDER=openai MODEL=openai/gpt-9 OPENAI_BASE_URL=https://o.example/v1 | openai/openai/gpt-9", "PROVIDER=openai MODEL=anthropic/c-5 OPENAI_BASE_URL=https://o.example/v1 | openai/anthropic/c-5",
            "PROVIDER=openai MODEL=c-5 OPENAI_BASE_URL=http://127.0.0.1:9/v1 | openai/c-5", "PROVIDER=codex MODEL=c-5 CODEX_BASE_URL=https://c.example CODEX_API_KEY=key-of-mine-1 | codex/c-5",
            "PROVIDER=anthropic MODEL=g-mid ANTHROPIC_BASE_URL=https://a.example | anthropic/g-mid", "PROVIDER=openai MODEL=gpt-5.2 OPENAI_BASE_URL=https://api.openai.com/v1/ | openai/gpt-5.2",
    })
    void aServerOfOnesOwnMayHaveAnyModel(String variables, String answers) throws IOException {
        catalogue();
        var set = new HashMap<String, String>();
        for (var pair : variables.strip().split(" ")) set.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        assertEquals(answers, Choice.of(settings(set), models()).name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "gemini    | gpt-5.3-codex      | gpt-5.3-codex is a model of codex and openai, not of gemini: use --provider codex",
            "codex     | c-5                | c-5 is a model of anthropic, not of codex: use --provider anthropic",
            "codex     | anthropic/c-5      | c-5 is a model of anthropic, not of codex: use --provider anthropic",
            "anthropic | o-mid              | o-mid is a model of openai, not of anthropic",
            "router    | gemini/c-5         | c-5 is a model of anthropic, not of gemini",
            "gemini    | anthropic/claude-x | MODEL anthropic/claude-x is of anthropic, and PROVIDER is gemini (environment): use --provider anthropic --model claude-x",
            "anthropic | claude-code/x      | MODEL claude-code/x is of claude-code, and PROVIDER is anthropic",
            "router    | router/x           | router/x is for the server in ROUTER_URL, which is not set: set it, or leave out router/",
            "router    | codx/gpt-5.2       | no provider codx, did you mean codex? (MODEL codx/gpt-5.2)",
            "router    | codx:gpt-5.2       | no provider codx, did you mean codex?",
            "router    | meta/llama-9       | no provider meta (MODEL meta/llama-9): there are codex, anthropic, claude-code, openai, gemini, router, demo; ROUTER_URL or OPENAI_BASE_URL",
            "router    | codex/             | MODEL is empty", "codex | openai/ | MODEL is empty", "anthropic | anthropic: | MODEL is empty",
            "codx      | sonnet             | unknown provider codx, did you mean codex? (PROVIDER from environment): there are codex, anthropic,",
    })
    void whatNobodyServesIsAnError(String provider, String model, String problem) throws IOException {
        catalogue();
        var failure = assertThrows(Failure.class, () -> Choice.of(settings(with("CODEX", Map.of("PROVIDER", provider, "MODEL", model, "CODEX_BASE_URL", "", "CODEX_API_KEY", "", "CODEX_TOKEN_SOURCE", "ssh"))), models()));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.line().startsWith(problem), failure.line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "GEMINI | gpt-5.2     | no credentials for gpt-5.2 found: sign in with fetchtoken login or codex login, or set OPENAI_API_KEY",
            "CODEX  | claude-x-1  | no credentials for claude-x-1 found: set ANTHROPIC_API_KEY, or store it with: config --set ANTHROPIC_API_KEY - --level user",
            "CODEX  | gemini-9    | no credentials for gemini-9 found: set GEMINI_API_KEY",
            "''     | gpt-5.2     | no credentials found: sign in with fetchtoken login or codex login, or set the key",
            "''     | nobody      | no credentials found", "'' | sonnet | no credentials found",
    })
    void aModelWithoutCredentialsSaysHowToGetSome(String set, String model, String line) throws IOException {
        catalogue();
        var failure = assertThrows(Failure.class, () -> Choice.of(settings(with(set, Map.of("MODEL", model))), models()));
        assertEquals(3, failure.kind().exit());
        assertTrue(failure.line().startsWith(line), failure.line());
    }

    @ParameterizedTest
    @CsvSource({"sonnet, codex/gpt-5.3-codex", "gpt-5.2, codex/gpt-5.2", "claude-x-1, anthropic/claude-x-1", "gemini-9, gemini/gemini-9", "gemini/sonnet, gemini/g-mid", "nobody, codex/nobody"})
    void aLookNeedsNoCredentials(String model, String answers) throws IOException {
        catalogue();
        assertEquals(answers, Choice.evenWithoutCredentials(settings(Map.of("MODEL", model)), models()).name());
    }

    /// Only with something to route by is there a router; a provider that is named goes without.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ROUTER_FALLBACK=gemini/sonnet | sonnet | router/sonnet", "ROUTER_RULES=*=codex/* | gpt-5.2-high | router/gpt-5.2-high", "ROUTER_ALIAS_fast=gemini/haiku | fast | router/fast",
            "ROUTER_THINK=codex/gpt-5.2 | codex/gpt-5.2 | router/codex/gpt-5.2", "ROUTER_ALIAS_fast=gemini/haiku | demo/sonnet | demo/gpt-5.3-codex", "ROUTER_COOLDOWN=5 | sonnet | codex/gpt-5.3-codex",
            "ROUTER_ON=NETWORK | gpt-5.2 | codex/gpt-5.2", "ROUTER_URL=http://127.0.0.1:9 | gpt-5.2 | codex/gpt-5.2", "ROUTER_FALLBACK=gemini/sonnet PROVIDER=codex | sonnet | codex/gpt-5.3-codex",
    })
    void theRouterComesInWhereItsKeysSayMore(String variables, String model, String answers) throws IOException {
        catalogue();
        var set = new HashMap<>(with("CODEX", Map.of("MODEL", model)));
        for (var pair : variables.strip().split(" ")) set.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        assertEquals(answers, Choice.of(settings(set), models()).name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ROUTER_RULES=codex/*     | ROUTER_RULES from environment has no glob=provider/model in codex/*", "ROUTER_RULES=a=codex/*;b= | ROUTER_RULES from environment has no glob=provider/model in b=",
            "ROUTER_RULES==codex/x    | ROUTER_RULES from environment has no", "ROUTER_FALLBACK=codx/gpt-5.2 | ROUTER_FALLBACK from environment: no provider codx, did you mean codex?",
            "ROUTER_IMAGE=router/x    | ROUTER_IMAGE from environment: router/x is for the server in ROUTER_URL", "ROUTER_THINK=demo/x | ROUTER_THINK from environment: the demo is no provider to move on to",
            "ROUTER_ALIAS_sonnet=gemini/c-5 | ROUTER_ALIAS_sonnet from environment: c-5 is a model of anthropic, not of gemini",
    })
    void aMistakeInARouteIsNamedByItsKeyBeforeAnythingIsSent(String variable, String problem) throws IOException {
        catalogue();
        var pair = variable.strip().split("=", 2);
        var failure = assertThrows(Failure.class, () -> Choice.of(settings(with("CODEX", Map.of(pair[0], pair[1]))), models()));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().startsWith(problem), failure.getMessage());
    }

    @Test
    void aRouteWithoutAnyCredentialsIsToldLikeNone() {
        var failure = assertThrows(Failure.class, () -> Choice.of(settings(Map.of("ROUTER_FALLBACK", "codex/gpt-5.2")), Models.BUILT_IN));
        assertEquals("no credentials found", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PROVIDER=nonsense | unknown provider nonsense (PROVIDER from FILE:2): there are codex, anthropic, claude-code, openai, gemini, router, demo",
            "PROVIDER=codx     | unknown provider codx, did you mean codex? (PROVIDER from FILE:2): there are codex, anthropic, claude-code, openai, gemini, router, demo",
    })
    void itIsSaidWhereABadProviderWasSet(String setting, String line) throws IOException {
        var file = Files.createDirectories(home.resolve(".config/scorpiox")).resolve("scorpiox-env.txt");
        Files.writeString(file, "# mine\n" + setting + "\n");
        assertEquals(line.replace("FILE", file.toString()), assertThrows(Failure.class, () -> Choice.of(settings(Map.of()), Models.BUILT_IN)).line());
        var flag = assertThrows(Failure.class, () -> choice("nonsense", "sonnet"));
        assertTrue(flag.getMessage().startsWith("unknown provider nonsense (PROVIDER from flag)"), flag.line());
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

    /// Tiers and models of every provider, so that the test stands whatever the catalogue says.
    private void catalogue() throws IOException {
        var model = "{'id':'%s','providers':['%s'],'context_window':1000,'efforts':['low','high']}";
        var models = new ArrayList<String>();
        for (var each : List.of("anthropic c-5", "anthropic c-big", "claude-code c-5-code", "openai o-mid", "openai o-big", "gemini g-mid", "gemini of-gemini")) {
            models.add(model.formatted(each.split(" ")[1], each.split(" ")[0]));
        }
        var tiers = "{'anthropic':{'opus':'c-big','sonnet':'c-5','haiku':'c-5'},'claude-code':{'opus':'c-5-code','sonnet':'c-5-code','haiku':'c-5-code'},"
                + "'openai':{'opus':'o-big','sonnet':'o-mid','haiku':'o-mid'},'gemini':{'opus':'g-big','sonnet':'g-mid','haiku':'g-small'}}";
        Files.writeString(Files.createDirectories(home.resolve(".config/scorpiox")).resolve("models.json"), ("{'tiers':" + tiers + ",'models':" + models + "}").replace('\'', '"'));
    }

    private Models models() {
        return Models.of(environment(Map.of()));
    }

    /// With these set up.
    private Map<String, String> with(String set, Map<String, String> more) throws IOException {
        var variables = new HashMap<String, String>();
        for (var each : set.split(" ")) {
            switch (each) {
                case "CODEX" -> variables.put("CODEX_CREDENTIALS_FILE", "/nowhere/auth.json");
                case "ANTHROPIC", "GEMINI", "OPENAI" -> variables.put(each + "_API_KEY", "key-of-" + each.toLowerCase());
                case "CLAUDE" -> variables.putAll(Map.of("CLAUDE_CODE_OAUTH_TOKEN", "token-of-claude-1", "CLAUDE_CODE_AUTH", "bearer"));
                case "URL" -> variables.put("ROUTER_URL", "http://127.0.0.1:9/v1");
                case "OWN" -> variables.putAll(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1", "OPENAI_API_KEY", "key-of-mine"));
                default -> { }
            }
        }
        variables.putAll(more);
        return variables;
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
