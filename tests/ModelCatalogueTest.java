package scorpiox.server.backend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Sink;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.server.config.ConfigFile;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelCatalogueTest {
    @TempDir
    Path home;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, List<ModelInfo>> served = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /// A server that says what it has, or fails.
    private final class Server implements Provider {
        private final String name;

        private Server(String name) {
            this.name = name;
        }

        @Override
        public String id() {
            return name;
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ModelInfo model(String id) {
            return ModelInfo.unknown(id);
        }

        @Override
        public List<ModelInfo> models(Duration age, Cancel cancel) {
            synchronized (asked) {
                asked.add(name + " " + age);
            }
            if (!served.containsKey(name)) throw Failure.of(Failure.Kind.NETWORK, "cannot connect");
            return served.get(name);
        }
    }

    @Test
    void withoutAnAnswerOfTheServerItIsTheProgramsOwnList() throws Exception {
        var catalogue = catalogue("");
        var list = catalogue.list();
        var ids = ids(list);
        assertEquals("list", list.get("object").textValue());
        assertEquals("{\"id\":\"gpt-5.3-codex\",\"object\":\"model\",\"created\":1735689600,\"owned_by\":\"openai-codex\"}", list.get("data").get(0).toString());
        assertEquals(Models.BUILT_IN.of("codex"), ids);
        catalogue.close();
    }

    @Test
    void whatTheServerSaysTakesItsPlaceAndIsAskedForHourly() throws Exception {
        served.put("openai_codex", List.of(model("gpt-9", Effort.LOW, Effort.MAX), model("gpt-5.1-codex", Effort.HIGH)));
        var catalogue = catalogue("");
        join(catalogue.refresh());
        assertEquals(List.of("gpt-9", "gpt-5.1-codex"), ids(catalogue.list()));
        assertTrue(catalogue.model("openai_codex", "gpt-9").known());
        assertEquals(List.of(Effort.LOW, Effort.MAX), catalogue.model("openai_codex", "gpt-9").efforts());
        now = now.plus(Duration.ofMinutes(59));
        assertEquals(List.of(), catalogue.refresh());
        now = now.plus(Duration.ofMinutes(1));
        served.clear();
        join(catalogue.refresh());
        assertEquals(List.of("gpt-9", "gpt-5.1-codex"), ids(catalogue.list()));
        assertEquals(List.of("openai_codex PT1H", "openai_codex PT1H"), asked);
    }

    @Test
    void aFailureIsForgottenAfterFiveMinutes() throws Exception {
        var catalogue = catalogue("");
        join(catalogue.refresh());
        assertEquals(List.of(), catalogue.refresh());
        now = now.plus(Duration.ofMinutes(5));
        served.put("openai_codex", List.of(model("gpt-9")));
        join(catalogue.refresh());
        assertEquals(List.of("gpt-9"), ids(catalogue.list()));
    }

    /// A backend without credentials cannot even be opened, and one that hangs is not waited for.
    @Test
    void nobodyWaitsForAServer() throws Exception {
        var hanging = new CountDownLatch(1);
        var config = ConfigFile.read(file("backends: { codex: , openai: }"), settings(), _ -> { });
        var catalogue = new ModelCatalogue(config, settings(), Models.BUILT_IN, name -> {
            if (name.equals("codex")) throw Failure.of(Failure.Kind.AUTH, "no credentials");
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Server(name);
        }, () -> now);
        var asking = catalogue.refresh();
        assertEquals(2, asking.size());
        assertTrue(ids(catalogue.list()).contains("openai:gpt-4o"));
        hanging.countDown();
        join(asking);
    }

    @Test
    void othersStandAfterTheAliasesWithTheirBackendsName() throws Exception {
        served.put("openai_codex", List.of(model("gpt-9")));
        served.put("mine", List.of(model("gpt-9"), model("llama")));
        var catalogue = catalogue("model_aliases: { z: gpt-9, a: 'mine:llama', gpt-9: x }\nbackends: { mine: { type: openai }, openai_codex: }");
        join(catalogue.refresh());
        var list = catalogue.list();
        assertEquals(List.of("gpt-9", "a", "z", "mine:gpt-9", "mine:llama"), ids(list));
        assertEquals(List.of("openai-codex", "openai", "openai-codex", "openai", "openai"), list.get("data").findValuesAsText("owned_by"));
    }

    @Test
    void namesWithEffortsAreShownWhereTheyAreWished() throws Exception {
        served.put("openai_codex", List.of(model("gpt-9", Effort.LOW, Effort.MAX), model("plain")));
        var catalogue = catalogue("expose_effort_models: true");
        join(catalogue.refresh());
        assertEquals(List.of("gpt-9", "gpt-9-low", "gpt-9-max", "plain"), ids(catalogue.list()));
    }

    @Test
    void theRouterHasItsTiersItsAliasesAndWhatItsProvidersHave() throws Exception {
        variables.putAll(Map.of("ROUTER_ALIAS_fast", "openai/gpt-4o", "GEMINI_API_KEY", "abcdefgh"));
        served.put("router", List.of(model("fast"), model("local/llama")));
        var catalogue = catalogue("expose_effort_models: true\nbackends: { router: }");
        join(catalogue.refresh());
        var ids = ids(catalogue.list());
        assertAll(() -> assertEquals(List.of("opus", "sonnet", "haiku", "fast", "local/llama"), ids.subList(0, 5)), () -> assertTrue(ids.contains("gemini/gemini-3.8-flash")),
                () -> assertTrue(ids.contains("gemini/gemini-3.8-flash-high")), () -> assertFalse(ids.stream().anyMatch(id -> id.startsWith("anthropic/"))),
                () -> assertTrue(catalogue.one("gemini/gemini-3.8-flash-low").isPresent()), () -> assertTrue(catalogue.one("sonnet").isPresent()), () -> assertTrue(catalogue.one("gemini-3.8-flash").isPresent()),
                () -> assertTrue(catalogue.one("nobody/nothing").isEmpty()));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.1-codex, true", "gpt-5.1-codex-high, true", "gpt-5.1-codex(low), true", "openai-codex:gpt-5.1, true", "codex/gpt-5.1, true", "alias, true", "sonnet, true", "gpt-5.1?verbosity=low, true",
            "gpt-9-unheard, false", "gpt-5.1?x=y, false", "' ', false", "mine:nothing-known, false", "mine:gpt-4o, true"})
    void oneModelIsFoundByWhateverNamesIt(String id, boolean found) throws Exception {
        var catalogue = catalogue("model_aliases: { alias: nothing-known }\nbackends: { openai_codex: , mine: { type: openai } }");
        var one = catalogue.one(id);
        assertEquals(found, one.isPresent());
        one.ifPresent(entry -> assertEquals(id, entry.get("id").textValue()));
    }

    @Test
    void tiersAreThoseOfTheBackendsProvider() throws Exception {
        var catalogue = catalogue("backends: { openai_codex: , demo: , anthropic: }");
        assertEquals(List.of("gpt-5.3-codex", "gpt-5.3-codex", "claude-opus-5-5"),
                List.of(catalogue.tiers("openai_codex").get("opus"), catalogue.tiers("demo").get("opus"), catalogue.tiers("anthropic").get("opus")));
    }

    /// What a client knows by itself it would know worse with an entry of ours.
    @Test
    void codexClientsAreShownWhatTheyDoNotKnowThemselves() throws Exception {
        served.put("mine", List.of(model("gpt-5.1-codex", Effort.LOW), model("llama", Effort.LOW, Effort.HIGH)));
        var catalogue = catalogue("backends: { mine: { type: openai } }");
        join(catalogue.refresh());
        var models = catalogue.codex().get("models");
        var entry = models.get(0);
        assertAll(() -> assertEquals(1, models.size()), () -> assertEquals("llama", entry.get("slug").textValue()), () -> assertEquals("low", entry.get("default_reasoning_level").textValue()),
                () -> assertEquals(List.of("low", "high"), entry.get("supported_reasoning_levels").findValuesAsText("effort")), () -> assertFalse(entry.get("base_instructions").textValue().isBlank()));
        for (var name : List.of("display_name", "description", "shell_type", "visibility", "minimal_client_version", "supported_in_api", "upgrade", "priority", "model_messages",
                "supports_reasoning_summaries", "support_verbosity", "default_verbosity", "apply_patch_tool_type", "input_modalities", "truncation_policy", "supports_parallel_tool_calls", "context_window",
                "reasoning_summary_format", "experimental_supported_tools", "availability_nux")) assertTrue(entry.has(name), name);
    }

    @Test
    void aTemplateGoesWithEveryModel() throws Exception {
        var models = catalogue("backends: { codex: { extra: { codex: { prompt: { template: Mine. } } } } }").codex().get("models");
        assertEquals(Models.BUILT_IN.of("codex"), models.findValuesAsText("slug"));
        for (var entry : models) assertEquals("Mine.", entry.get("base_instructions").textValue());
    }

    private ModelCatalogue catalogue(String yaml) throws Exception {
        return new ModelCatalogue(ConfigFile.read(file(yaml), settings(), _ -> { }), settings(), Models.BUILT_IN, Server::new, () -> now);
    }

    private Optional<Path> file(String yaml) throws Exception {
        var file = home.resolve("config.yaml");
        Files.writeString(file, yaml);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        return Optional.of(file);
    }

    private scorpiox.settings.Settings settings() {
        variables.put("HOME", home.toString());
        return Cascade.resolve(new Environment(variables, home), Cascade.Flags.NONE);
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) thread.join();
    }

    private static List<String> ids(ObjectNode list) {
        return list.get("data").findValuesAsText("id");
    }

    private static ModelInfo model(String id, Effort... efforts) {
        return new ModelInfo(id, true, new ModelInfo.Window(1000, 100), true, true, new ModelInfo.Reasoning(ModelInfo.Style.EFFORT, List.of(efforts), true), false, true, null);
    }
}
