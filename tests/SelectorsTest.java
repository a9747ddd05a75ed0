package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.server.config.ConfigFile;
import scorpiox.server.config.ServeConfig;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

class SelectorsTest {
    private static final String BACKENDS = "backends: { openai_codex: , mine: { type: router }, claude: { type: anthropic }, compatible: { type: openai } }\n";

    @TempDir
    Path home;

    /// What is written, and backend, model, effort of the ending and tier.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt-5.1-codex                        | openai_codex | gpt-5.1-codex         |        |
            '  gpt-5.1-codex  '                  | openai_codex | gpt-5.1-codex         |        |
            gpt-5.1-codex-max                    | openai_codex | gpt-5.1-codex-max     |        |
            gpt-5.1-codex-mini                   | openai_codex | gpt-5.1-codex-mini    |        |
            gpt-5.1-codex-high                   | openai_codex | gpt-5.1-codex         | HIGH   |
            gpt-5.1-codex_high                   | openai_codex | gpt-5.1-codex         | HIGH   |
            gpt-5.1-codex:high                   | openai_codex | gpt-5.1-codex         | HIGH   |
            gpt-5.1-codex(high)                  | openai_codex | gpt-5.1-codex         | HIGH   |
            gpt-5.1-codex (HIGH)                 | openai_codex | gpt-5.1-codex         | HIGH   |
            gpt-5.1-codex-XHigh                  | openai_codex | gpt-5.1-codex         | XHIGH  |
            gpt-5.1-codex-max-xhigh              | openai_codex | gpt-5.1-codex-max     | XHIGH  |
            gpt-5.1-codex-max-max                | openai_codex | gpt-5.1-codex-max-max |        |
            gpt-5.6-sol-max                      | openai_codex | gpt-5.6-sol           | MAX    |
            gpt-5.6-sol_ultra                    | openai_codex | gpt-5.6-sol           | MAX    |
            gpt-5.6-sol-fast-max                 | openai_codex | gpt-5.6-sol           | MAX    | priority
            gpt-5.1-max                          | openai_codex | gpt-5.1-max           |        |
            gpt-5.1(max)                         | openai_codex | gpt-5.1               | MAX    |
            gpt-5.1:ultra                        | openai_codex | gpt-5.1               | MAX    |
            gpt-5.2-fast                         | openai_codex | gpt-5.2               |        | priority
            gpt-5.2-fast-high                    | openai_codex | gpt-5.2               | HIGH   | priority
            gpt-5.2-high-fast                    | openai_codex | gpt-5.2               | HIGH   | priority
            gpt-5.2-high-low                     | openai_codex | gpt-5.2-high          | LOW    |
            gpt-5.2-fast-fast                    | openai_codex | gpt-5.2-fast          |        | priority
            gpt-9-nova                           | openai_codex | gpt-9-nova            |        |
            gpt-9-nova-minimal                   | openai_codex | gpt-9-nova            | MINIMAL|
            gpt-9-max                            | openai_codex | gpt-9-max             |        |
            gpt-9-off                            | openai_codex | gpt-9-off             |        |
            gpt-5-0                              | openai_codex | gpt-5-0               |        |
            -high                                | openai_codex | -high                 |        |
            sonnet                               | openai_codex | gpt-5.3-codex         |        |
            Haiku-high                           | openai_codex | gpt-5.1-codex-mini    | HIGH   |
            openai/gpt-5.1-codex-low             | openai_codex | gpt-5.1-codex         | LOW    |
            codex/gpt-5.1                        | openai_codex | gpt-5.1               |        |
            other/gpt-5.1                        | openai_codex | other/gpt-5.1         |        |
            openai-codex:gpt-5.1-codex           | openai_codex | gpt-5.1-codex         |        |
            OpenAI_Codex:gpt-5.1-codex:low       | openai_codex | gpt-5.1-codex         | LOW    |
            codex:openai/gpt-5.1                 | openai_codex | gpt-5.1               |        |
            nobody:gpt-5.1                       | openai_codex | nobody:gpt-5.1        |        |
            a/b:gpt-5.1                          | openai_codex | a/b:gpt-5.1           |        |
            mine:codex/gpt-5.1-codex-high        | mine         | codex/gpt-5.1-codex-high |     |
            router:openai/gpt-4o-fast            | mine         | openai/gpt-4o-fast    |        |
            mine:fast                            | mine         | fast                  |        |
            claude:claude-opus-5-high            | claude       | claude-opus-5         | HIGH   |
            anthropic:claude-sonnet-4-5-20250929 | claude       | claude-sonnet-4-5-20250929 |   |
            claude:opus                          | claude       | claude-opus-5-5       |        |
            compatible:grok-code-fast            | compatible   | grok-code-fast        |        |
            compatible:openai/gpt-oss:low        | compatible   | openai/gpt-oss:low    |        |
            compatible:o3-low                    | compatible   | o3                    | LOW    |
            openai:gpt-4o                        | compatible   | gpt-4o                |        |
            """)
    void aNameMeansABackendAModelAndAnEffort(String text, String backend, String model, Effort effort, String tier) {
        assertEquals(new Selection(text, backend, model, Optional.empty(), Optional.ofNullable(effort), null, tier, null), selectors(BACKENDS).of(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt-5.2?reasoning_effort=high                                    | gpt-5.2 | HIGH |        |        |          |
            gpt-5.2-low?reasoning_effort=XHIGH&verbosity=low                 | gpt-5.2 | XHIGH| LOW    | low    |          |
            gpt-5.2?reasoning_effort=ultra                                   | gpt-5.2 | MAX  |        |        |          |
            gpt-5.2?service_tier=fast&summary=none                           | gpt-5.2 |      |        |        | priority | none
            gpt-5.2-fast?service_tier=flex                                   | gpt-5.2 |      |        |        | flex     |
            gpt-5.2-fast?service_tier=auto                                   | gpt-5.2 |      |        |        | priority |
            gpt-5.2?&&verbosity=me%64ium&                                    | gpt-5.2 |      |        | medium |          |
            gpt-5.2?                                                         | gpt-5.2 |      |        |        |          |
            mine:a/b-high?summary=auto                                       | a/b-high|      |        |        |          | auto
            """)
    void theQuerySaysMore(String text, String model, Effort query, Effort suffix, String verbosity, String tier, String summary) {
        var selection = selectors(BACKENDS).of(text);
        assertAll(() -> assertEquals(model, selection.model()), () -> assertEquals(Optional.ofNullable(query), selection.query()), () -> assertEquals(Optional.ofNullable(suffix), selection.suffix()),
                () -> assertEquals(verbosity, selection.verbosity()), () -> assertEquals(tier, selection.tier()), () -> assertEquals(summary, selection.summary()),
                () -> assertEquals(text, selection.asked()));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.2?effort=high, model", "gpt-5.2?reasoning_effort=hard, reasoning_effort", "gpt-5.2?reasoning_effort, reasoning_effort", "gpt-5.2?verbosity=loud, model", "gpt-5.2?summary=x, model",
            "gpt-5.2?service_tier=gold, model", "gpt-5.2?a=%zz, model", "?verbosity=low, model", "codex:, model", "openai/, model", "'codex: ?verbosity=low', model"})
    void whatMeansNothingIsRefused(String text, String param) {
        var refused = assertThrows(Refused.class, () -> selectors(BACKENDS).of(text));
        assertAll(() -> assertEquals(400, refused.status()), () -> assertEquals("invalid_value", refused.code()), () -> assertEquals(param, refused.param()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "a\nb", "a\u0000", "\u0085x"})
    void soIsNoNameAtAll(String text) {
        assertEquals("model", assertThrows(Refused.class, () -> selectors(BACKENDS).of(text)).param());
        assertEquals("model", assertThrows(Refused.class, () -> selectors(BACKENDS).ofClaude(text)).param());
    }

    @Test
    void soIsOneWithoutEnd() {
        assertEquals("model", assertThrows(Refused.class, () -> selectors(BACKENDS).of("-high".repeat(1000))).param());
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o, openai_codex, gpt-5.1-codex, MEDIUM", "' gpt-4o ', openai_codex, gpt-5.1-codex, MEDIUM", "a, mine, x/y, ", "b, openai_codex, a, ", "gpt-4o-high, openai_codex, gpt-4o, HIGH",
            "q, openai_codex, gpt-5.2, "})
    void anAliasStandsForASelectorAndNotForAnotherAlias(String text, String backend, String model, Effort effort) {
        var selection = selectors("model_aliases: { gpt-4o: 'gpt-5.1-codex:medium', a: 'mine:x/y', b: a, q: 'gpt-5.2?verbosity=high' }\n" + BACKENDS).of(text);
        assertAll(() -> assertEquals(backend, selection.backend()), () -> assertEquals(model, selection.model()), () -> assertEquals(Optional.ofNullable(effort), selection.suffix()),
                () -> assertEquals(text, selection.asked()));
    }

    @Test
    void theDefaultBackendIsAsked() {
        assertEquals("mine", selectors("default_backend: mine\n" + BACKENDS).of("codex/gpt-5.1-high").backend());
        assertEquals("codex/gpt-5.1-high", selectors("default_backend: mine\n" + BACKENDS).of("codex/gpt-5.1-high").model());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            claude-sonnet-4-5       | model_aliases: { claude-sonnet-4-5: 'gpt-5.2:low' }, anthropic_default_model: gpt-5.1  | openai_codex | gpt-5.2
            claude-opus-4-1         | model_aliases: { claude-sonnet-4-5: 'gpt-5.2:low' }, anthropic_default_model: mine:big | mine         | big
            gpt-5.2-codex           | anthropic_default_model: gpt-5.1                                                       | openai_codex | gpt-5.2-codex
            claude-opus-4-1         |                                                                                        | openai_codex | gpt-5.3-codex
            claude-3-5-haiku-latest |                                                                                        | openai_codex | gpt-5.1-codex-mini
            claude-unheard-of       |                                                                                        | openai_codex | claude-unheard-of
            claude-opus-5           | default_backend: claude                                                                | claude       | claude-opus-5
            claude-opus-4-1         | default_backend: mine                                                                  | mine         | claude-opus-4-1
            sonnet                  |                                                                                        | openai_codex | gpt-5.3-codex
            """)
    void namesOfClaudeMeanAnAliasElseTheDefaultElseTheTier(String text, String config, String backend, String model) {
        var yaml = (config == null ? "" : config.replaceAll(", (anthropic)", "\n$1") + "\n") + BACKENDS;
        var selection = selectors(yaml).ofClaude(text);
        assertAll(() -> assertEquals(backend, selection.backend()), () -> assertEquals(model, selection.model()), () -> assertEquals(text, selection.asked()));
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", " High , HIGH", "ultra, MAX", "MAX, MAX", "minimal, MINIMAL"})
    void anEffortIsAWord(String word, Effort effort) {
        assertEquals(effort, Wishes.effort(word, "reasoning_effort"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", "0", "highest", "hi gh"})
    void anyOtherWordIsNone(String word) {
        assertEquals("reasoning_effort", assertThrows(Refused.class, () -> Wishes.effort(word, "reasoning_effort")).param());
    }

    private Selectors selectors(String yaml) {
        var config = config(yaml);
        return new Selectors(config, new Selectors.Catalogue() {
            @Override
            public ModelInfo model(String backend, String id) {
                return Models.BUILT_IN.find(config.backends().get(backend).provider(), id);
            }

            @Override
            public Map<String, String> tiers(String backend) {
                return Models.BUILT_IN.tiers(config.backends().get(backend).provider());
            }
        });
    }

    private ServeConfig config(String yaml) {
        try {
            var file = home.resolve("config.yaml");
            Files.writeString(file, yaml);
            file.toFile().setWritable(false, false);
            file.toFile().setWritable(true, true);
            return ConfigFile.read(Optional.of(file), Cascade.resolve(new Environment(Map.of("HOME", home.toString()), home), Cascade.Flags.NONE), _ -> { });
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
