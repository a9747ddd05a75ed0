package scorpiox.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Choices;
import scorpiox.settings.Environment;

class OwnModelsTest {
    @TempDir
    Path home;

    private Models models(String json) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), json.replace('\'', '"'));
        return Models.of(new Environment(Map.of("HOME", home.toString()), home));
    }

    private Path file() {
        return home.resolve(".config/scorpiox/models.json");
    }

    @Test
    void withoutAFileEverythingIsAsItComes() {
        var models = Models.of(new Environment(Map.of("HOME", home.toString()), home));
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.2"), models.find("codex", "gpt-5.2"));
        assertEquals(Models.BUILT_IN.of("openai"), models.of("openai"));
    }

    @Test
    void anEntryChangesOnlyTheMembersItNames() throws IOException {
        var models = models("{'models': [{'id': 'gpt-5.2', 'providers': ['openai'], 'context_window': 99, 'efforts': ['low'], 'image': false}]}");
        var before = Models.BUILT_IN.find("openai", "gpt-5.2");
        var info = models.find("openai", "gpt-5.2");
        assertEquals(new ModelInfo("gpt-5.2", true, new ModelInfo.Window(99, 128_000), false, true,
                new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(Effort.LOW), true), true, true, before.price()), info);
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.2"), models.find("codex", "gpt-5.2"), "another provider's is another model");
        assertEquals(99, models.find("openai", "gpt-5.2-2025-12-11").contextWindow(), "the same model with its date");
    }

    @Test
    void anEntryWithoutProvidersIsForEveryOneThatHasTheModel() throws IOException {
        var models = models("{'models': [{'id': 'gpt-5.2', 'verbosity': false}]}");
        assertFalse(models.find("openai", "gpt-5.2").verbosity());
        assertFalse(models.find("codex", "gpt-5.2").verbosity());
        assertEquals(Models.BUILT_IN.of("gemini"), models.of("gemini"));
    }

    @Test
    void anEntryOfANewNameAddsAModel() throws IOException {
        var models = models("{'note': 'mine', 'models': [{'id': 'qwen9', 'providers': ['openai'], 'context_window': 32000, 'thinking': 'none', 'tools': false, 'later': 1}]}");
        var info = models.find("openai", "qwen9");
        assertTrue(info.known());
        assertEquals(List.of(32_000, false, ModelInfo.Style.NONE), List.of(info.contextWindow(), info.tools(), info.reasoning().style()));
        assertNull(info.price());
        assertEquals("qwen9", models.of("openai").getFirst());
        assertFalse(models.find("codex", "qwen9").known());
        assertEquals(List.of("qwen9"), models.own("openai"));
    }

    @Test
    void aPriceTakesThePlaceOfTheOneBeforeWithAllThatBelongsToIt() throws IOException {
        var models = models("{'models': [{'id': 'gpt-5.6-sol', 'providers': ['openai'], 'price': {'input': 1, 'output': 2.5}, 'as_of': '2026-11'},"
                + "{'id': 'gpt-5.2', 'price': null}, {'id': 'gemini-3.8-flash', 'price': {'input': 0, 'output': 0}}]}");
        assertEquals(new Price(new Price.Rates(1, null, null, null, 2.5), null, 0, null, null, "2026-11", false), models.find("openai", "gpt-5.6-sol").price());
        assertNull(models.find("openai", "gpt-5.2").price());
        Files.setLastModifiedTime(file(), FileTime.from(Instant.parse("2026-03-04T23:00:00Z")));
        var free = models.find("gemini", "gemini-3.8-flash").price();
        assertEquals(new Price.Rates(0, null, null, null, 0), free.usual());
        assertNull(free.later());
    }

    @Test
    void aPriceWithoutADateIsAsOldAsTheFile() throws IOException {
        var models = models("{'models': [{'id': 'x', 'price': {'input': 1, 'output': 2}}]}");
        Files.setLastModifiedTime(file(), FileTime.from(Instant.parse("2026-03-04T23:00:00Z")));
        assertEquals("2026-03-04", models.find("openai", "x").price().asOf());
    }

    @Test
    void largePricesAndPromotionsMayBeNamedToo() throws IOException {
        var price = models("{'models': [{'id': 'x', 'price': {'input': 1, 'cached_input': null, 'output': 2}, 'large': {'above': 10, 'price': {'input': 3, 'output': 4}},"
                + "'promotion': {'until': '2026-12-31', 'then': {'input': 5, 'output': 6}}, 'as_of': '2026-10-03'}]}").find("codex", "x").price();
        assertEquals(List.of(10L, 3.0, 5.0, "2026-12-31", true), List.of(price.above(), price.large().input(), price.later().input(), price.until().toString(), price.plan()));
    }

    @Test
    void tiersAndAliasesOfOnesOwnComeFirst() throws IOException {
        var models = models("{'tiers': {'codex': {'opus': 'gpt-5.6-sol', 'mine': 'gpt-5.2'}}, 'aliases': {'fast': 'gpt-5.1-codex-mini', 'gpt-5.6': 'gpt-5.2'}}");
        assertEquals(Map.of("opus", "gpt-5.6-sol", "sonnet", "gpt-5.3-codex", "haiku", "gpt-5.1-codex-mini", "mine", "gpt-5.2"), models.tiers("codex"));
        assertEquals(Models.BUILT_IN.find("codex", "gpt-5.1-codex-mini").efforts(), models.find("codex", "fast").efforts());
        assertEquals(400_000, models.find("openai", "gpt-5.6").contextWindow());
    }

    @Test
    void theFileIsReadOnce() throws IOException {
        var models = models("{'models': [{'id': 'x', 'context_window': 7}]}");
        assertEquals(7, models.find("openai", "x").contextWindow());
        Files.writeString(file(), "{");
        assertEquals(7, models.find("openai", "x").contextWindow());
        assertThrows(Failure.class, () -> models.at("http://x", "y").find("openai", "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{ 'models': [\\n  { 'id': 'x', 'context_window': '9' } ] }          | line 2, column 34: context_window must be a whole number of tokens",
            "{ 'models': [\\n  { 'id': 'x',\\n'max_output': -1 } ] }             | line 3, column 15: max_output must be a whole number of tokens",
            "{ 'models': [{ 'id': 'x', 'context_window': 1e30 } ] }              | column 45: context_window must be a whole number of tokens",
            "{ 'models': [{ 'id': 7 }] }                                         | line 1, column 22: id must be a name",
            "{ 'models': [{ 'image': true }] }                                   | line 1, column 14: a model needs its id",
            "{ 'models': [{ 'id': 'x', 'image': 'yes' }] }                       | image must be true or false",
            "{ 'models': [{ 'id': 'x', 'efforts': ['low', 'extreme'] }] }        | efforts must be a list of none, minimal, low, medium, high, xhigh, max",
            "{ 'models': [{ 'id': 'x', 'thinking': 'hard' }] }                   | thinking must be one of none, effort, budget, level, adaptive-or-budget",
            "{ 'models': [{ 'id': 'x', 'thinking': 1 }] }                        | thinking must be one of none",
            "{ 'models': [{ 'id': 'x', 'price': 3 }] }                           | price must be null, or an object with at least input and output",
            "{ 'models': [{ 'id': 'x', 'price': {'input': 3} }] }                | price must be null, or an object with at least input and output",
            "{ 'models': [{ 'id': 'x', 'price': {'input': 3, 'output': -1} }] }  | price must be null, or an object",
            "{ 'models': [{ 'id': 'x', 'price': {'input': 3, 'output': 1, 'cached_input': 'x'} }] } | price must be null, or an object",
            "{ 'models': [{ 'id': 'x', 'large': {'above': 3} }] }                | large must be an object with above, in tokens, and price",
            "{ 'models': [{ 'id': 'x', 'promotion': {'until': '2026-13-01', 'then': {'input': 1, 'output': 1}} }] } | promotion must be an object with until, a date",
            "{ 'models': [{ 'id': 'x', 'as_of': 'yesterday' }] }                 | as_of must be a date",
            "{ 'models': [{ 'id': 'x', 'providers': 'openai' }] }                | providers must be a list of names",
            "{ 'models': [{ 'id': 'x', 'providers': [] }] }                      | providers must be a list of names",
            "{ 'models': ['x'] }                                                 | line 1, column 14: a model must be an object",
            "{ 'models': {} }                                                    | line 1, column 13: models must be a list",
            "{ 'tiers': {'codex': 'x'} }                                         | tiers must be an object of objects",
            "{ 'aliases': {'a': 1} }                                             | aliases must be an object of names",
            "[]                                                                  | line 1, column 1: a JSON object is expected, with models in it",
            "{ 'models': [\\n{ 'id': 'x',, } ] }                                 | line 2, column 13: Unexpected character (',' (code 44))",
            "{ 'models': [ { 'id': 'x' }                                         | line 1, column 28: Unexpected end-of-input",
            "{ } x                                                               | line 1, column 5: Unrecognized token 'x'",
            "{ } 7                                                               | column 3: the file should end here",
    })
    void whatIsWrongIsSaidInOneLineWithItsPlace(String json, String said) throws IOException {
        var models = models(json.replace("\\n", "\n"));
        var failure = assertThrows(Failure.class, () -> models.find("codex", "gpt-5.2"));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().startsWith(file() + ", line ") && failure.line().contains(said), failure.line());
        assertEquals(1, failure.line().lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "nonsense", "'text'"})
    void whatIsNoJsonAtAllIsSaidToo(String text) throws IOException {
        var models = models(text);
        var failure = assertThrows(Failure.class, () -> models.tiers("codex"));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("line 1, column"), failure.line());
    }

    /// Completion goes on with what comes with the program.
    @Test
    void aBrokenFileIsNoReasonToOfferNothing() throws IOException {
        models("{");
        var environment = new Environment(Map.of("HOME", home.toString()), home);
        assertTrue(Choices.models(environment).contains("gemini-2.5-pro"));
    }

    @Test
    void aFolderInItsPlaceIsAnErrorAndNoCrash() throws IOException {
        Files.createDirectories(file());
        var models = Models.of(new Environment(Map.of("HOME", home.toString()), home));
        assertTrue(assertThrows(Failure.class, () -> models.find("codex", "gpt-5.2")).line().contains("cannot be read"));
    }
}
