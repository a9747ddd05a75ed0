package scorpiox.command.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.ModelInfo;
import scorpiox.model.Models;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.settings.Environment;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListModelsTest {
    private static final Terminal PIPE = new Terminal(false, false, false);

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String run(Terminal terminal, String... options) {
        variables.put("HOME", home.toString());
        out.reset();
        err.reset();
        var args = new ArrayList<>(List.of("models"));
        args.addAll(List.of(options));
        var code = ListModels.run(args.toArray(String[]::new), new Environment(variables, home), terminal, new Stdout(out), new Stderr(err, "sx", false, false), new Cancel());
        assertEquals(0, code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json(String... options) throws IOException {
        var all = new ArrayList<>(List.of(options));
        all.add("--json");
        return Json.read(run(PIPE, all.toArray(String[]::new)));
    }

    private static List<String> ids(JsonNode models) {
        return StreamSupport.stream(models.spliterator(), false).map(model -> model.path("id").asText()).toList();
    }

    /// A ChatGPT sign-in with this backend.
    private void signedIn(RawServer server) throws IOException {
        var file = home.resolve(".codex/auth.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"auth_mode\":\"chatgpt\",\"tokens\":{\"access_token\":\"token-for-tests-0123456789\",\"account_id\":\"acc\"}}");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        variables.put("CODEX_CHATGPT_URL", server.url() + "/backend-api");
        variables.put("CODEX_REFRESH", "0");
    }

    private static RawServer answering(String status, String body) {
        return new RawServer(peer -> {
            peer.request();
            peer.send("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        });
    }

    private static final String PLAN = "{\"models\":[{\"slug\":\"gpt-7\",\"context_window\":500000},{\"slug\":\"gpt-5.2\",\"context_window\":100000}]}";

    @Test
    void aProgramOfTheUsersIsAProviderToo() throws IOException {
        var file = Files.createDirectories(home.resolve(".config/scorpiox/providers")).resolve("house");
        Files.writeString(file, "#!/bin/sh\necho '{\"models\":[{\"id\":\"house-1\",\"context_window\":1000}]}'\n");
        assertTrue(file.toFile().setExecutable(true));
        assertEquals("[{\"id\":\"house-1\",\"provider\":\"house\",\"context_window\":1000,\"max_output\":null,\"image\":false,\"efforts\":[],\"price\":null}]",
                Json.write(json("--provider", "house")));
    }

    @Test
    void withoutAnyCredentialAllThatAreKnownAreListedAndNobodyIsAsked() throws IOException {
        var models = json();
        assertEquals("", err.toString());
        assertEquals(71, models.size());
        assertEquals(47, new TreeSet<>(ids(models)).size());
        assertEquals("""
                {"id":"gpt-5.3-codex","provider":"codex","context_window":272000,"max_output":128000,"image":true,"efforts":["low","medium","high","xhigh"],\
                "price":{"input":1.75,"cached_input":0.175,"output":14,"as_of":"2026-07-02"}}""", Json.write(models.get(0)));
        assertEquals("{\"id\":\"gpt-5.3-codex-spark\",\"provider\":\"codex\",\"context_window\":128000,\"max_output\":32000,\"image\":false,"
                + "\"efforts\":[\"low\",\"medium\",\"high\",\"xhigh\"],\"price\":null}", Json.write(models.get(1)));
    }

    @ParameterizedTest
    @CsvSource({"gemini, gemini", "google, gemini", "Claude_Code, claude-code", "openai-codex, codex", "demo, demo"})
    void aProviderIsNamedAsAnywhere(String named, String provider) throws IOException {
        var models = json("--provider", named);
        assertTrue(models.size() >= 9, models.toString());
        models.forEach(model -> assertEquals(provider, model.path("provider").asText()));
        if (provider.equals("demo")) models.forEach(model -> assertTrue(model.path("price").isNull()));
    }

    @ParameterizedTest
    @CsvSource({"gemni, 'unknown provider gemni, did you mean gemini?'", "'', --provider is empty"})
    void aProviderNobodyIsIsMisuse(String named, String said) {
        var failure = assertThrows(Failure.class, () -> run(PIPE, "--provider", named));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().startsWith(said), failure.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--jsn", "codex", "-e X", "--color red"})
    void misuseIsSaid(String line) {
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> run(PIPE, line.split(" "))).kind());
    }

    @Test
    void whoIsSetUpIsAskedOnceADayAndAlwaysWithRefresh() throws IOException {
        try (var server = answering("200 OK", PLAN)) {
            signedIn(server);
            var models = json();
            assertEquals("", err.toString());
            assertEquals(List.of("gpt-7", "gpt-5.2"), ids(models), "only what the plan has, and no other provider's");
            assertEquals(List.of(500_000, 100_000), List.of(models.get(0).path("context_window").intValue(), models.get(1).path("context_window").intValue()));
            assertTrue(models.get(0).path("price").isNull() && models.get(1).path("price").path("output").intValue() == 14, models.toString());
            assertEquals(models, json("--provider", "router"));
            assertEquals(1, server.connections());
            json("--refresh");
            assertEquals(2, server.connections());
            assertEquals(9, json("--provider", "gemini").size());
            assertEquals(2, server.connections());
        }
        assertEquals(List.of("gpt-7", "gpt-5.2"), ids(json()), "also without a network");
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource({"500 Oops, {}", "401 Unauthorized, {}", "200 OK, <html>"})
    void whoCannotBeAskedIsALineAndTheCatalogueIsShown(String status, String body) throws IOException {
        try (var server = answering(status, body)) {
            signedIn(server);
            assertEquals(Models.BUILT_IN.of("codex"), ids(json("--provider", "codex")));
            assertTrue(err.toString().startsWith("sx: codex could not be asked for its models, those known without it are shown: "), err.toString());
            assertEquals(1, err.toString().lines().count());
        }
    }

    @Test
    void onesOwnModelsAreListedFirstAndChangeWhatTheServerSays() throws IOException {
        var own = home.resolve(".config/scorpiox/models.json");
        Files.createDirectories(own.getParent());
        Files.writeString(own, """
                {"models": [{"id": "mine", "providers": ["codex"]}, {"id": "gpt-7", "max_output": 9}], "tiers": {"codex": {"opus": "mine"}}}""");
        try (var server = answering("200 OK", PLAN)) {
            signedIn(server);
            var models = json("--provider", "codex");
            assertEquals(List.of("mine", "gpt-7", "gpt-5.2"), ids(models));
            assertEquals(List.of(500_000, 9), List.of(models.get(1).path("context_window").intValue(), models.get(1).path("max_output").intValue()));
            assertTrue(run(PIPE).lines().anyMatch(line -> line.matches("codex +mine +opus +- +- +yes +- +- +- +- +-")), run(PIPE));
        }
    }

    @Test
    void aPipeGetsEveryColumnAModelALineWithoutColourAndBlanks() {
        var lines = run(PIPE, "--provider", "gemini").lines().toList();
        assertEquals(10, lines.size());
        assertEquals(List.of("PROVIDER", "MODEL", "TIER", "CONTEXT", "OUTPUT", "IMAGE", "EFFORTS", "IN", "CACHED", "OUT", "AS-OF"), List.of(lines.getFirst().split(" +")));
        lines.forEach(line -> assertEquals(11, line.split(" +").length, line));
        assertFalse(String.join("", lines).contains("\u001b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 60, 80, 100, 120, 200})
    void aTerminalGetsWhatFits(int width) {
        variables.put("COLUMNS", String.valueOf(width));
        var lines = run(new Terminal(false, true, false), "--color", "never").lines().toList();
        var table = lines.subList(0, lines.size() - 2);
        assertEquals(72, lines.stream().limit(72).filter(line -> line.length() <= width).count(), String.join("\n", table));
        if (width >= 60) assertTrue(lines.getFirst().matches("PROVIDER +MODEL.* IN .*OUT.*"), lines.getFirst());
        assertTrue(lines.get(72).startsWith("prices in USD a million tokens; codex and claude-code by plan"), lines.get(72));
    }

    @Test
    void coloursAreForTerminals() {
        assertTrue(run(new Terminal(false, true, false), "--provider", "codex").contains("\u001b[1m"));
        assertFalse(run(PIPE, "--provider", "codex").contains("\u001b["));
        assertTrue(run(PIPE, "--provider", "codex", "--color", "always").contains("\u001b[1m"));
    }

    @ParameterizedTest
    @CsvSource({"2026-12-29T00:00:00Z, 2026-07-02, gpt-5.2", "2026-12-30T00:00:00Z, 2026-07-02!, gpt-5.2", "2027-02-28T00:00:00Z, 2026-09, gpt-5.6-sol", "2027-03-01T00:00:00Z, 2026-09!, gpt-5.6-sol"})
    void figuresOlderThanHalfAYearAreMarked(String now, String shown, String id) {
        var row = new Listing.Row("openai", Models.BUILT_IN.find("openai", id), List.of());
        var text = new Listing(List.of(row), InstantSource.fixed(Instant.parse(now))).text(0, true, false);
        assertTrue(text.lines().toList().get(1).endsWith(" " + shown), text);
        assertEquals(shown.endsWith("!"), text.contains("! older than 180 days"), text);
    }

    @Test
    void aPromotionIsShownUntilItEnds() throws IOException {
        var row = new Listing.Row("gemini", Models.BUILT_IN.find("gemini", "gemini-3.8-flash"), List.of());
        assertEquals("3.75", new Listing(List.of(row), InstantSource.fixed(Instant.parse("2026-12-31T12:00:00Z"))).json().get(0).path("price").path("output").asText());
        assertEquals("7.5", new Listing(List.of(row), InstantSource.fixed(Instant.parse("2027-01-01T12:00:00Z"))).json().get(0).path("price").path("output").asText());
    }

    @ParameterizedTest
    @CsvSource({"0, -", "999, 999", "1000, 1K", "65536, 65.5K", "128000, 128K", "272000, 272K", "999999, 1M", "1000000, 1M", "1048576, 1.05M", "2000000, 2M", "2147483647, 2150M"})
    void tokensAreRounded(int count, String shown) {
        assertEquals(shown, Listing.tokens(count));
    }

    @Test
    void nothingAtAllIsAnEmptyListAndAHeader() {
        var none = new Listing(List.of(), InstantSource.system());
        assertEquals("[]", Json.write(none.json()));
        assertEquals(1, none.text(80, false, false).lines().count());
    }

    @Test
    void aModelNobodyKnowsAnythingOfHasNullsAndNoZeros() {
        var row = new Listing.Row("openai", ModelInfo.unknown("x"), List.of());
        assertEquals("[{\"id\":\"x\",\"provider\":\"openai\",\"context_window\":null,\"max_output\":null,\"image\":true,\"efforts\":[],\"price\":null}]",
                Json.write(new Listing(List.of(row), InstantSource.system()).json()));
    }
}
