package scorpiox.provider.codex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.model.Effort;
import scorpiox.model.Models;

class ModelNamesTest {
    @ParameterizedTest
    @CsvSource({
            "GPT-5.1-CODEX-HIGH, gpt-5.1-codex-high", "openai/gpt-5.1-codex-max-xhigh, gpt-5.1-codex-max-xhigh", "a/b/gpt-5.2-low, gpt-5.2-low",
            "GPT 5 Codex Low (ChatGPT Subscription), gpt-5.1-codex", "my-gpt-5.2-codex-build, gpt-5.2-codex", "gpt_5_codex, gpt-5.1-codex", "gpt-5.1-xhigh, gpt-5.1-xhigh",
            "GPT 5 Codex Mini, gpt-5.1-codex-mini", "gpt-5.3-codex, gpt-5.1-codex", "gpt-5.3-codex-spark, gpt-5.1-codex", "gpt-5.3, gpt-5.1", "gpt-5.4-mini, gpt-5.1",
            "gpt-5.6-terra, gpt-5.1", "gpt-4o, gpt-5.1", "o3, gpt-5.1", "claude-sonnet-5, gpt-5.1", "'', gpt-5.1", "gpt-5.1-chat-latest, gpt-5.1", "gpt-5-nano, gpt-5.1",
            "gpt-5.2 codex, gpt-5.2", "codex-mini-latest, gpt-5.1-codex-mini", "gpt-5-codex-mini-high, gpt-5.1-codex-mini-high",
    })
    void theLegacyMapKnowsAnAnswerToEverything(String name, String model) {
        assertEquals(model, ModelNames.legacy(name));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5-codex, gpt-5.1-codex", "openai/gpt-5-mini, gpt-5.1", "gpt-5.3-codex, gpt-5.3-codex", "Gpt-5-Codex-Mini, gpt-5.1-codex-mini", "o3, o3", "my/model, model"})
    void namesOfTheGenerationBeforeAreReplacedAndOthersStay(String name, String model) {
        assertEquals(model, ModelNames.renamed(name));
    }

    @ParameterizedTest
    @CsvSource({
            "gpt-5.1-low, gpt-5.1, LOW, auto, low", "gpt-5.1-high, gpt-5.1, HIGH, detailed, high", "gpt-5.1-medium, gpt-5.1, MEDIUM, auto, medium", "gpt-5.1-none, gpt-5.1, NONE, auto, medium",
            "gpt-5.1-codex-max-low, gpt-5.1-codex-max, LOW, detailed, medium", "gpt-5.2-xhigh, gpt-5.2, XHIGH, detailed, medium", "openai/gpt-5.1-codex-high, gpt-5.1-codex, HIGH, detailed, medium",
            "gpt-5.1, gpt-5.1, HIGH, auto, medium", "gpt-5.3-codex-high, gpt-5.3-codex, HIGH, auto, medium", "gpt-5.1-codex-max, gpt-5.1-codex-max, , auto, medium",
    })
    void presetsThinkAndSpeakInTheirManner(String name, String model, Effort effort, String summary, String verbosity) {
        assertEquals(new ModelNames.Preset(summary, verbosity), ModelNames.preset(name, model, effort));
    }

    @Test
    void thereAreTwentyTwoPresetsAndTheCatalogueHasTheirEfforts() {
        assertEquals(22, ModelNames.models().values().stream().mapToInt(efforts -> efforts.size()).sum());
        ModelNames.models().forEach((model, efforts) -> assertEquals(efforts, Models.BUILT_IN.find("codex", model).efforts(), model));
    }

    /// For `none minimal low medium high xhigh` in this order.
    @ParameterizedTest
    @CsvSource({
            "gpt-5.2, none low low medium high xhigh", "gpt-5.2-codex, low low low medium high xhigh", "gpt-5.1-codex-max, low low low medium high xhigh",
            "gpt-5.1-codex, low low low medium high high", "gpt-5.1-codex-mini, medium medium medium medium high high", "gpt-5.1, none low low medium high high",
    })
    void everyEffortIsClampedToWhatTheModelHas(String model, String clamped) {
        var efforts = Models.BUILT_IN.find("codex", model).efforts();
        var wanted = new Effort[] {Effort.NONE, Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH};
        var is = clamped.split(" ");
        for (var i = 0; i < wanted.length; i++) assertEquals(is[i], wanted[i].clamp(efforts).wire(), model + " " + wanted[i]);
        assertEquals(efforts.getLast(), Effort.MAX.clamp(efforts));
    }
}
