package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.Fetched;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.command.compare.Check.Verdict;
import scorpiox.http.Credential;
import scorpiox.http.Origin;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.provider.router.Choice;

class ProbeTest {
    private static final Set<Origin> ORIGIN = Set.of(new Origin("https", "a.example", 443));

    /// What a provider does wrong; nothing of it for a good one.
    private final List<String> wrong = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();
    private CredentialSource credentials = CredentialSource.fixed(Credential.bearer("probe-test-key", ORIGIN), "ITS_API_KEY", "");

    /// Does what is asked of it by looking at the request.
    private final Provider provider = new Provider() {
        @Override
        public String id() {
            return "own";
        }

        @Override
        public ModelInfo model(String name) {
            return new ModelInfo(name, true, new ModelInfo.Window(0, 0), !wrong.contains("blind model"), true,
                    new ModelInfo.Reasoning(wrong.contains("unthinking model") ? ModelInfo.Style.NONE : ModelInfo.Style.EFFORT, List.of(), true), false, true, null);
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            asked.add(request);
            if (wrong.contains("key")) {
                to.event(new StreamEvent.Failed(Failure.of(Kind.AUTH, "401: the key probe-test-key was refused")));
                return;
            }
            if (wrong.contains("hangs")) cancel.sleep(Duration.ofSeconds(30));
            var cached = asked.stream().filter(before -> before.equals(request)).count() > 1 && !wrong.contains("caching") ? 4_990 : 0;
            if (!request.tools().offered().isEmpty() && !wrong.contains("calls")) call(to);
            else text(request, to);
            to.event(new StreamEvent.UsageUpdate(new Usage(5_000, cached, 0, 20, 7)));
            to.event(new StreamEvent.Finish(FinishReason.STOP, "stop"));
        }
    };

    private void call(Sink<StreamEvent> to) {
        var args = Json.object().put("city", wrong.contains("arguments") ? "Porto" : "Lisbon");
        to.event(new StreamEvent.ToolCallStart(0, "c1", "report", ToolKind.FUNCTION));
        to.event(new StreamEvent.ToolCallEnd(0, "c1", "report", ToolKind.FUNCTION, wrong.contains("broken arguments") ? null : args, args.toString()));
    }

    private void text(Request request, Sink<StreamEvent> to) {
        var seen = request.messages().getFirst().parts().stream().anyMatch(Part.Image.class::isInstance);
        to.event(new StreamEvent.PartStarted(0, PartKind.TEXT, null));
        to.event(new StreamEvent.TextDelta(0, seen && !wrong.contains("colour") ? "Red" : "one"));
        if (!wrong.contains("pieces")) to.event(new StreamEvent.TextDelta(0, " two"));
    }

    private List<Check> run(Feature... lacking) {
        var saying = Capabilities.saying();
        for (var feature : Feature.values()) if (List.of(lacking).contains(feature)) saying.no(feature, "not in this mode"); else saying.yes(feature, "yes");
        Supplier<CredentialSource> source = () -> credentials;
        return new Probe(provider, "m", saying.all(), source, Duration.ofMillis(wrong.contains("hangs") ? 30 : 20_000), InstantSource.system(), _ -> { }, new Cancel()).run();
    }

    private static Map<Feature, Check> byFeature(List<Check> checks) {
        return checks.stream().collect(Collectors.toMap(Check::feature, check -> check));
    }

    @Test
    void aGoodProviderPassesInTheOrderOfTheMatrix() {
        var checks = run();
        assertEquals(Original.ROWS, checks.stream().map(Check::feature).toList());
        var skipped = checks.stream().filter(check -> check.verdict() != Verdict.PASSED).map(check -> check.feature() + ": " + check.reason()).toList();
        assertEquals(List.of("TOKEN_REFRESH: nothing to renew in ITS_API_KEY", "COST: no price of m is known"), skipped);
        assertTrue(byFeature(checks).get(Feature.TOKEN_COUNT).reason().endsWith("an estimate"));
        assertTrue(asked.stream().allMatch(request -> request.output().maxTokens() > 0), "small answers are enough");
        var prefix = asked.stream().filter(request -> request.system().size() == 2).findFirst().orElseThrow().system().getFirst();
        assertTrue(prefix.length() > 12_000 && prefix.length() < 40_000, "about 5000 tokens: " + prefix.length());
    }

    @ParameterizedTest
    @CsvSource({"pieces, STREAMING, SKIPPED", "calls, TOOL_USE, FAILED", "calls, FUNCTION_CALLING, SKIPPED", "arguments, FUNCTION_CALLING, FAILED", "broken arguments, FUNCTION_CALLING, FAILED",
            "colour, VISION, FAILED", "blind model, VISION, SKIPPED", "unthinking model, THINKING, SKIPPED", "caching, CONTEXT_CACHING, FAILED", "hangs, STREAMING, FAILED"})
    void whatIsWrongShowsWhereItIs(String what, Feature feature, Verdict verdict) {
        wrong.add(what);
        var check = byFeature(run()).get(feature);
        assertEquals(verdict, check.verdict(), check.reason());
        assertFalse(check.reason().isBlank());
    }

    @Test
    void afterARefusedKeyNothingElseIsAsked() {
        wrong.add("key");
        var checks = byFeature(run());
        assertEquals(1, asked.size());
        assertAll(() -> assertEquals(Verdict.FAILED, checks.get(Feature.STREAMING).verdict()), () -> assertEquals("401: the key *** was refused", checks.get(Feature.STREAMING).reason()),
                () -> assertEquals(Verdict.SKIPPED, checks.get(Feature.VISION).verdict()), () -> assertEquals(Original.ROWS.size(), checks.size()));
    }

    @Test
    void whatAProviderCannotIsNotTried() {
        var checks = byFeature(run(Feature.TOOL_USE, Feature.VISION, Feature.TOKEN_REFRESH));
        for (var feature : List.of(Feature.TOOL_USE, Feature.VISION, Feature.TOKEN_REFRESH)) assertEquals("not in this mode", checks.get(feature).reason());
        assertTrue(asked.stream().allMatch(request -> request.tools().offered().isEmpty() && !request.hasImages()));
    }

    @Test
    void aKeyThatACommandPrintsIsFetchedTwice() {
        var fetched = new AtomicInteger();
        credentials = null;
        Supplier<CredentialSource> anew = () -> new Fetched(() -> {
            fetched.incrementAndGet();
            return Credential.bearer("probe-test-key", ORIGIN);
        }, Duration.ofMinutes(5), InstantSource.system(), "ITS_API_KEY_CMD", "");
        var saying = Capabilities.saying();
        for (var feature : Feature.values()) saying.yes(feature, "yes");
        var checks = new Probe(provider, "m", saying.all(), anew, Duration.ofSeconds(20), InstantSource.system(), _ -> { }, new Cancel()).run();
        assertEquals(Verdict.PASSED, byFeature(checks).get(Feature.TOKEN_REFRESH).verdict());
        assertEquals(2, fetched.get());
    }

    @Test
    void theTableNamesEachProviderOnce() {
        var table = Checking.grid(List.of(new Checking.Checked(new Choice("own", "m", Optional.empty()), run()))).text(80);
        assertTrue(table.lines().allMatch(line -> Cells.width(line) <= 80), table);
        assertEquals(1, table.lines().filter(line -> line.startsWith("own m")).count(), table);
        assertTrue(table.contains("Vision") && table.contains("passed"), table);
    }
}
