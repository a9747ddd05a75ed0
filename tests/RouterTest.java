package scorpiox.provider.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.Wiring;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;
import scorpiox.simulator.wire.Fault;
import scorpiox.simulator.wire.Recorder;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.Simulator;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouterTest {
    private static final Map<String, String> CODEX = Map.of("CODEX_BASE_URL", "https://c.example", "CODEX_API_KEY", "key-of-mine-1");

    @TempDir
    Path home;
    private final List<StreamEvent> events = new ArrayList<>();

    /// With a real provider: the second model of one backend after the first failed, without sending anything twice.
    @Test
    void oneModelAfterTheOtherOverTheWire() throws IOException {
        var scenario = Scenario.of(Json.read("{\"rules\":[{\"answer\":{\"text\":\"here\"}}]}"), Path.of(""));
        var setup = new Simulator.Setup(0, Set.of(), Set.of(), scenario, List.of(Fault.parse("503*1")), Optional.empty(), Optional.empty());
        try (var simulator = new Simulator(setup, Thread.ofVirtual().factory())) {
            var variables = Map.of("CODEX_BASE_URL", simulator.url(), "CODEX_API_KEY", "key-of-mine-1", "ROUTER_ALIAS_fast", "codex/gpt-5.1-codex-mini,codex/gpt-5.2");
            try (var router = Vendors.of(Router.ID).open(wiring(variables, false))) {
                var answer = ask(router, "fast");
                assertNull(answer.failure());
                assertEquals("here", answer.text());
                assertEquals(List.of("gpt-5.1-codex-mini", "gpt-5.2"), simulator.requests().stream().map(RouterTest::model).toList());
                assertTrue(router.model(answer.provider() + "/" + answer.model()).known(), "the price of the answer can be found");
            }
            try (var next = Vendors.of(Router.ID).open(wiring(variables, false))) {
                ask(next, "fast");
                assertEquals("gpt-5.2", model(simulator.requests().getLast()), "the next run leaves alone who failed");
            }
            var state = home.resolve(".local/state/scorpiox/router-cooldown.json");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state)));
        }
    }

    @Test
    void aLookShowsTheRequestOfWhoWouldBeAskedFirst() {
        var variables = new HashMap<>(CODEX);
        variables.put("ROUTER_RULES", "fast=gemini/x,codex/gpt-5.2-high");
        var call = Vendors.of(Router.ID).open(wiring(variables, true)).preview(request("fast"), new Turn(false)).orElseThrow();
        assertEquals("c.example", call.uri().getHost(), "there is no key for the other");
        var body = new String(call.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("\"model\":\"gpt-5.2\"") && body.contains("\"effort\":\"high\""), body);
    }

    @Test
    void aRouteOfOneWithoutCredentialsSaysHowToGetSome() {
        var router = Vendors.of(Router.ID).open(wiring(Map.of("ROUTER_ALIAS_fast", "anthropic/x", "GEMINI_API_KEY", "key-of-gemini"), false));
        assertEquals("nobody on the route can take this request: anthropic/x has no credentials: set ANTHROPIC_API_KEY, or store it with: config --set ANTHROPIC_API_KEY - --level user, or sign in with claude",
                ask(router, "fast").failure().line());
    }

    /// Requests that have come through servers of ours say through how many, and four are too many.
    @ParameterizedTest
    @CsvSource({"0, false", "2, false", "3, true", "9, true"})
    void aRequestThatGoesInACircleIsRefused(int hops, boolean refused) {
        for (var provider : List.of(Router.open(wiring(url(), false), hops), Vendors.of(Router.ID).open(wiring(with(url(), "SX_HOP", String.valueOf(hops)), false)))) {
            if (refused) {
                var failure = ask(provider, "router/x").failure();
                assertEquals("nobody on the route can take this request: router/x goes round in a circle: the request came through " + hops + " servers already", failure.getMessage());
                assertEquals(Kind.USAGE, failure.kind());
            } else {
                assertTrue(provider.model("router/x") != null);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1e3", "99999", "١"})
    void aCountOfHopsThatIsNoneIsAMistake(String hops) {
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> Vendors.of(Router.ID).open(wiring(with(url(), "SX_HOP", hops), false))).kind());
    }

    @Test
    void itCanWhatItsTargetsCanAndNeedsNothingOfItsOwn() {
        var capabilities = new Router().capabilities(settings(Map.of()));
        for (var feature : Capabilities.Feature.values()) {
            var expected = feature == Capabilities.Feature.AUTHENTICATION ? "none of its own" : "by target";
            assertEquals(new Capabilities.Cell(true, expected), capabilities.cells().get(feature));
        }
        assertTrue(new Router().credentials(wiring(url(), false)).anonymous());
        assertEquals("key-of-router-1", new Router().credentials(wiring(with(url(), "ROUTER_API_KEY", "key-of-router-1"), false)).get().secret());
        assertEquals("http://127.0.0.1:9", new Router().credentials(wiring(with(url(), "ROUTER_API_KEY", "key-of-router-1"), false)).get().audience().iterator().next().toString());
    }

    @ParameterizedTest
    @CsvSource({"'', false", "ROUTER_URL=http://127.0.0.1:9, true", "GEMINI_API_KEY=key-of-gemini, true", "CODEX_API_KEY=key-of-codex, true", "ROUTER_API_KEY=key-of-router, false"})
    void itIsSetUpWhereAnybodyIs(String variable, boolean configured) {
        assertEquals(configured, new Router().configured(settings(variable.isEmpty() ? Map.of() : Map.of(variable.split("=")[0], variable.split("=", 2)[1]))));
    }

    /// A server that a project names does not get the user's key.
    @Test
    void aKeyOfTheUsersDoesNotGoToAServerOfTheProjects() throws IOException {
        var project = Files.createDirectories(home.resolve("project/.git")).getParent();
        Files.writeString(project.resolve("scorpiox-env.txt"), "ROUTER_URL=https://theirs.example\n");
        var settings = Cascade.resolve(new Environment(Map.of("HOME", home.toString(), "ROUTER_API_KEY", "key-of-router-1"), project), new Cascade.Flags(null, Map.of(), true));
        var failure = assertThrows(Failure.class, () -> new Router().credentials(wiring(settings, false)));
        assertEquals("ROUTER_URL comes from the project and ROUTER_API_KEY from you", failure.getMessage());
    }

    private Answer ask(Provider provider, String model) {
        var answer = new Answer();
        provider.stream(request(model), new Turn(false), event -> {
            events.add(event);
            answer.event(event);
        }, new Cancel());
        return answer;
    }

    private static String model(Recorder.Recorded request) {
        return request.body().path("model").asText();
    }

    private static Request request(String model) {
        return new Request(model, List.of("be brief"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    private static Map<String, String> url() {
        return Map.of("ROUTER_URL", "http://127.0.0.1:9/v1");
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        var all = new HashMap<>(variables);
        all.put(name, value);
        return all;
    }

    private Wiring wiring(Map<String, String> variables, boolean dry) {
        return wiring(settings(variables), dry);
    }

    private static Wiring wiring(Settings settings, boolean dry) {
        var tokens = new Tokens(settings, new Http(Network.DIRECT), InstantSource.system(), _ -> { }, Optional.empty(), new Cancel());
        return new Wiring(tokens, Models.BUILT_IN, "test/1", Timeouts.TURN, Retry.USUAL, dry);
    }

    private Settings settings(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        return Cascade.resolve(new Environment(all, home), Cascade.Flags.NONE);
    }
}
