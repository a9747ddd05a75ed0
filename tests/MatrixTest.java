package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.provider.Capabilities.Feature;
import scorpiox.provider.Capabilities;
import scorpiox.provider.Provider;
import scorpiox.provider.Tokens;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.codex.CodexVendor;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

class MatrixTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-11-21T10:00:00Z");
    private static final String SECRET = "key-of-the-matrix-test";

    @TempDir
    Path home;

    /// Says the same of every feature.
    private record Own(String id, boolean configured, boolean supported, CredentialSource credentials) implements Vendor {
        @Override
        public boolean configured(Settings settings) {
            return configured;
        }

        @Override
        public Capabilities capabilities(Settings settings) {
            var saying = Capabilities.saying();
            for (var feature : Feature.values()) if (supported) saying.yes(feature, "by words"); else saying.no(feature, "not | here");
            return saying.all();
        }

        @Override
        public CredentialSource credentials(Wiring wiring) {
            if (credentials == null) throw Failure.of(Kind.AUTH, "no key for " + id + " found").hint("set ITS_API_KEY");
            return credentials;
        }

        @Override
        public Provider open(Wiring wiring) {
            throw new AssertionError("the matrix asks nobody");
        }
    }

    private static CredentialSource key(Instant expires) {
        var origin = Set.of(new Origin("https", "a.example", 443));
        return CredentialSource.fixed(new Credential("Authorization", "Bearer " + SECRET, origin, Optional.empty(), Optional.ofNullable(expires)), "ITS_API_KEY (environment)", "");
    }

    private Settings settings(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("HOME", home.toString());
        return Cascade.resolve(new Environment(all, home), Cascade.Flags.NONE);
    }

    private Wiring looking(Settings settings) {
        var tokens = new Tokens(settings, new Http(Network.DIRECT), CLOCK, _ -> { }, Optional.empty(), State.offline());
        return new Wiring(tokens, Models.BUILT_IN, "x", Timeouts.TURN, Retry.USUAL, false);
    }

    private Matrix matrix(Vendor... vendors) {
        return Matrix.of(List.of(vendors), looking(settings(Map.of())));
    }

    private final List<Vendor> six = Matrix.IDS.stream().<Vendor>map(id -> new Own(id, id.equals("codex"), !id.equals("router"), id.equals("codex") ? key(CLOCK.instant().plusSeconds(864_000)) : null)).toList();

    @Test
    void theOriginalsRowsStandFirstAndOursBehind() {
        var rows = matrix(six.toArray(Vendor[]::new)).rows();
        assertEquals(List.of("Streaming", "Thinking", "Tool use", "Function calling", "Vision", "Token refresh", "Context caching", "Authentication", "Cost report", "Token count"),
                rows.stream().map(row -> row.feature().title()).toList());
        assertEquals(Matrix.IDS, List.copyOf(rows.getFirst().cells().keySet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "STREAMING | yes yes yes no no yes", "THINKING | yes yes yes yes yes yes", "TOOL_USE | yes yes yes yes yes yes", "FUNCTION_CALLING | yes no no no no no",
            "VISION | yes no no no no no", "TOKEN_REFRESH | yes yes no no no no", "CONTEXT_CACHING | no no no yes no no"})
    void whatTheOriginalSays(Feature feature, String cells) {
        assertEquals(List.of(cells.split(" ")), Matrix.IDS.stream().map(id -> Original.says(feature, id).orElseThrow()).toList());
    }

    @Test
    void theOriginalsAuthenticationAndWhatItSaysNothingOf() {
        assertEquals(List.of("OAuth bearer", "OAuth bearer", "x-api-key", "API key", "API key", "none"),
                Matrix.IDS.stream().map(id -> Original.says(Feature.AUTHENTICATION, id).orElseThrow()).toList());
        assertEquals(Optional.empty(), Original.says(Feature.COST, "codex"));
        assertEquals(Optional.empty(), Original.says(Feature.STREAMING, "somebody-elses"));
    }

    @Test
    void theStateOfEachProvider() {
        var states = matrix(six.toArray(Vendor[]::new)).states();
        assertEquals(new State("codex", true, "ITS_API_KEY (environment)", CLOCK.instant().plusSeconds(864_000), "gpt-5.3-codex", null), states.getFirst());
        var anthropic = states.get(2);
        assertAll(() -> assertFalse(anthropic.configured()), () -> assertNull(anthropic.credential()), () -> assertEquals("no key for anthropic found: set ITS_API_KEY", anthropic.problem()));
    }

    /// Nothing is fetched, renewed or started.
    @Test
    void aCredentialThatWouldHaveToBeFetchedIsFoundAndNotFetched() throws IOException {
        var marker = home.resolve("ran");
        var settings = settings(Map.of("CODEX_BASE_URL", "https://a.example", "CODEX_API_KEY_CMD", "touch " + marker));
        var state = State.of(new CodexVendor(), looking(settings), "m");
        assertAll(() -> assertTrue(state.configured()), () -> assertTrue(state.credential().startsWith("CODEX_API_KEY_CMD"), state.credential()), () -> assertNull(state.problem()),
                () -> assertNull(state.expires()), () -> assertFalse(Files.exists(marker)));
        var remote = State.of(new CodexVendor(), looking(settings(Map.of("CODEX_TOKEN_SOURCE", "remote", "CODEX_REMOTE_URL", "http://127.0.0.1:1/token"))), "m");
        assertAll(() -> assertTrue(remote.configured()), () -> assertNull(remote.problem(), remote.problem()));
    }

    @Test
    void onEightyColumnsEveryLineFitsAndDifferencesShow() {
        var text = new MatrixView(matrix(six.toArray(Vendor[]::new)), CLOCK).text(80, false);
        assertTrue(text.lines().allMatch(line -> Cells.width(line) <= 80), text);
        assertTrue(text.lines().anyMatch(line -> line.matches("Streaming +✓ +✓ +✓ +✓ was – +✓ was – +– was ✓")), text);
        assertTrue(text.contains("was: what the original says there"), text);
        assertTrue(text.contains("in 10 days") && text.contains("Anthropic: no key for anthropic found: set ITS_API_KEY"), text);
        assertFalse(text.contains(SECRET), text);
        assertTrue(new MatrixView(matrix(six.toArray(Vendor[]::new)), CLOCK).text(200, true).contains("✓ by words"), "words on request");
    }

    @Test
    void theShapeThatScriptsRead() {
        var json = new MatrixView(matrix(six.toArray(Vendor[]::new)), CLOCK).json();
        assertEquals("[\"id\",\"configured\",\"credential\",\"expires_at\",\"model\",\"problem\"]", "[\"" + String.join("\",\"", names(json.path("providers").get(0))) + "\"]");
        assertEquals(CLOCK.instant().getEpochSecond() + 864_000, json.path("providers").get(0).path("expires_at").asLong());
        assertTrue(json.path("providers").get(1).path("expires_at").isNull());
        var first = json.path("features").get(0);
        assertEquals("Streaming", first.path("name").asText());
        assertEquals("{\"supported\":true,\"note\":\"by words\",\"original\":\"no\"}", first.path("cells").path("gemini").toString());
        assertTrue(json.path("features").get(8).path("cells").path("codex").path("original").isNull());
        assertFalse(json.toString().contains(SECRET));
    }

    @Test
    void markdownAndCsv() {
        var view = new MatrixView(matrix(new Own("codex", true, true, key(null)), new Own("gemini", false, false, null)), CLOCK);
        assertTrue(view.markdown().startsWith("| Feature | Codex | Gemini |\n|---|---|---|\n| Streaming | ✓ by words | – not \\| here |\n"), view.markdown());
        assertTrue(view.markdown().contains("| Context caching | ✓ by words; original: – | – not \\| here; original: ✓ |"), view.markdown());
        assertTrue(view.csv().startsWith("feature,provider,supported,note,original\nStreaming,codex,true,by words,yes\nStreaming,gemini,false,not | here,no\n"), view.csv());
        assertTrue(view.csv().contains("Default model,codex,true,gpt-5.3-codex,\n"), view.csv());
    }

    private static List<String> names(com.fasterxml.jackson.databind.JsonNode object) {
        var names = new java.util.ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
