package scorpiox.server.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.oauth.CodexFile;
import scorpiox.base.Json;
import scorpiox.model.RateLimit;
import scorpiox.model.Usage;
import scorpiox.server.status.BackendState.Credentials;

class StatusJsonTest {
    @TempDir
    Path folder;
    private Instant now = Instant.ofEpochSecond(1_780_000_000);
    private final Visits visits = new Visits(() -> now);
    private List<BackendState> backends = List.of();

    @Test
    void whoHasNoKeyLearnsOnlyThatItLives() {
        now = now.plusSeconds(75);
        assertEquals("{\"status\":\"ok\",\"version\":\"1.2.3\",\"uptime_seconds\":75}", Json.write(health().bare()));
        now = now.minusSeconds(1000);
        assertEquals(0, health().bare().path("uptime_seconds").asInt());
    }

    @Test
    void aFreshServerHasEveryMember() throws IOException {
        assertEquals("{\"status\":\"ok\",\"version\":\"1.2.3\",\"uptime_seconds\":0,\"time\":1780000000,\"backend\":null,\"backends\":[],\"rate_limits\":null,\"active\":0,"
                + "\"totals\":{\"requests\":0,\"failed\":0,\"tokens\":{\"input\":0,\"cached\":0,\"output\":0,\"reasoning\":0},\"routes\":{},\"statuses\":{},\"backends\":{},\"models\":{},\"clients\":{},"
                + "\"retries\":{}},\"minutes\":{},\"running\":[],\"recent\":[]}", Json.write(data()));
    }

    @Test
    void requestsAreShownWithWhatBecameOfThem() throws IOException {
        var visit = visits.begin("req_1", "chat");
        visit.asked = "gpt-5.1";
        visit.backend = "openai-codex";
        var running = data().path("running").get(0);
        assertEquals("gpt-5.1", running.path("model").asText());
        assertTrue(running.path("age_ms").isNumber() && running.path("first_byte_ms").isNull() && running.path("tokens").isNull());
        visit.status = 200;
        visit.firstByteNanos = 1_500_000;
        visit.endNanos = 2_500_000_000L;
        visit.usage = new Usage(10, 5, 0, 3, 1);
        visit.finish = "stop";
        visits.end(visit);
        var data = data();
        assertEquals("{\"id\":\"req_1\",\"time\":1780000000,\"route\":\"chat\",\"client\":\"\",\"model\":\"gpt-5.1\",\"upstream_model\":\"\",\"backend\":\"openai-codex\",\"effort\":\"\",\"stream\":false,"
                + "\"first_byte_ms\":2,\"tokens\":{\"input\":10,\"cached\":5,\"output\":3,\"reasoning\":1},\"status\":200,\"upstream_status\":0,\"attempts\":1,\"total_ms\":2500,\"finish_reason\":\"stop\","
                + "\"error\":\"\",\"dropped\":[]}", Json.write(data.path("recent").get(0)));
        assertEquals(0, data.path("active").asInt());
        assertEquals("{\"openai-codex\":1}", Json.write(data.at("/totals/backends")));
        assertEquals(15, data.at("/minutes/openai-codex").size());
        assertEquals(2, data.at("/minutes/openai-codex/14/first_byte_ms").asInt());
        assertTrue(data.at("/minutes/openai-codex/0/first_byte_ms").isNull());
        assertEquals(Json.write(data), Json.write(data()));
    }

    @Test
    void whoOnlyWatchesIsNotAddedUp() throws IOException {
        for (var route : List.of("status", "metrics", "health", "page", "models")) {
            var visit = visits.begin("id", route);
            visit.status = 200;
            visits.end(visit);
        }
        assertEquals("{\"models\":1}", Json.write(data().at("/totals/routes")));
        assertEquals(1, data().at("/totals/requests").asInt());
    }

    @Test
    void whatClientsWriteIsShortAndHoldsNoSecret() throws IOException {
        var visit = visits.begin("id", "chat");
        visit.asked = "<script>alert(1)</script>\n\u001b[31m" + "x".repeat(5000);
        visit.model = "sk-abcdefgh12345678";
        visit.backend = "openai-codex";
        visit.dropped = List.of("y\u202ez");
        visit.status = 200;
        visits.end(visit);
        var row = data().path("recent").get(0);
        assertTrue(row.path("model").asText().startsWith("<script>alert(1)</script> xxx"));
        assertEquals(160, row.path("model").asText().length());
        assertEquals("***", row.path("upstream_model").asText());
        assertEquals("yz", row.path("dropped").get(0).asText());
        assertFalse(Json.write(data()).contains("sk-abcdefgh"));
    }

    @Test
    void limitsAreToldByBackend() throws IOException {
        visits.limits("openai-codex", List.of(new RateLimit("codex primary", 37.5, Optional.of(Duration.ofHours(5)), Optional.of(now.plusSeconds(60))),
                new RateLimit("codex secondary", Double.NaN, Optional.empty(), Optional.empty())));
        assertEquals("{\"openai-codex\":{\"at\":1780000000,\"windows\":[{\"name\":\"codex primary\",\"used_percent\":37.5,\"window_seconds\":18000,\"resets_at\":1780000060},"
                + "{\"name\":\"codex secondary\",\"used_percent\":0,\"window_seconds\":null,\"resets_at\":null}]}}", Json.write(data().path("rate_limits")));
    }

    @Test
    void theDefaultBackendStandsFirstAndByItself() throws IOException {
        backends = List.of(BackendState.keyed("gemini", "gemini", "https://g.example", true), BackendState.keyed("spare", "openai", "", false));
        assertEquals("{\"name\":\"gemini\",\"type\":\"gemini\",\"base_url\":\"https://g.example\",\"credentials\":\"ok\",\"expires_at\":null,\"account\":null,\"plan\":null}", Json.write(data().path("backend")));
        assertEquals("missing", data().path("backends").get(1).path("credentials").asText());
    }

    @ParameterizedTest
    @CsvSource({"3600, rt_refresh, OK", "-10, rt_refresh, OK", "-10, '', EXPIRED", "3600, '', OK"})
    void aSignInThatCanBeRenewedIsGood(long seconds, String refresh, Credentials credentials) throws IOException {
        var claims = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(("{\"exp\":" + now.plusSeconds(seconds).getEpochSecond() + ",\"email\":\"anna@example.com\"}").getBytes());
        Files.writeString(folder.resolve("auth.json"), "{\"tokens\":{\"access_token\":\"eyJh." + claims + ".s\",\"refresh_token\":\"" + refresh + "\",\"account_id\":\"acc-1\"}}");
        var state = signedIn();
        assertEquals(credentials, state.credentials());
        assertEquals(Optional.of("a…@example.com"), state.account());
        assertEquals(Optional.of(now.plusSeconds(seconds)), state.expires());
        backends = List.of(state);
        assertFalse(Json.write(data()).contains("eyJh") || Json.write(data()).contains("anna"));
    }

    @Test
    void aSignInThatIsNotThereIsMissing() {
        assertEquals(Credentials.MISSING, signedIn().credentials());
    }

    @ParameterizedTest
    @CsvSource({"anna@example.com, a…@example.com", "😀x@example.com, 😀…@example.com", "00000000-0000-4000-8000-0000000a1f3c, …1f3c", "short, …", "@odd-account, …ount"})
    void anAccountIsKnownToItsOwnerOnly(String account, String shown) {
        assertEquals(shown, BackendState.shortened(account));
    }

    private BackendState signedIn() {
        return BackendState.signedIn("openai-codex", "openai-codex", "https://b.example", new CodexFile(new CredentialFile(folder.resolve("auth.json"), "Codex credentials", "sign in", Optional.empty(), _ -> { })), () -> now);
    }

    private Health health() {
        return new Health("1.2.3", visits.started(), () -> now);
    }

    private StatusJson status;

    private JsonNode data() throws IOException {
        if (status == null) status = new StatusJson(health(), visits, () -> backends);
        return Json.read(Json.write(status.data()));
    }
}
