package scorpiox.simulator.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;
import scorpiox.simulator.signin.SignIns;

class UsageRouteTest {
    private final Simulator simulator = new Simulator(Simulator.Setup.answering(Scenario.empty()).with(new SignIns(60, Set.of(), true, 1, 1)),
            Thread.ofVirtual().factory());

    @AfterEach
    void close() {
        simulator.close();
    }

    private HttpURLConnection ask(String method, String path, String... headers) throws IOException {
        var connection = (HttpURLConnection) URI.create(simulator.url() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        for (var i = 0; i < headers.length; i += 2) connection.setRequestProperty(headers[i], headers[i + 1]);
        return connection;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backend-api/wham/usage", "/api/codex/usage", "/wham/usage"})
    void theReportHasTheWindowsOfThePlan(String path) throws IOException {
        var reply = ask("GET", path, "Authorization", "Bearer " + simulator.issue("a", 60), "chatgpt-account-id", "a");
        assertEquals(200, reply.getResponseCode());
        assertTrue(reply.getHeaderField("Date").endsWith(" GMT"));
        JsonNode report;
        try (var in = reply.getInputStream()) {
            report = Json.read(in.readAllBytes());
        }
        assertEquals("pro", report.path("plan_type").asText());
        var primary = report.path("rate_limit").path("primary_window");
        assertEquals(42, primary.path("used_percent").asInt());
        assertEquals(18_000, primary.path("limit_window_seconds").asInt());
        assertTrue(primary.path("reset_at").asLong() > Instant.now().getEpochSecond());
        assertEquals(604_800, report.path("rate_limit").path("secondary_window").path("limit_window_seconds").asInt());
        assertTrue(report.path("additional_rate_limits").path(0).path("rate_limit").get("secondary_window").isNull());
        assertEquals("9.99", report.path("credits").path("balance").asText());
    }

    @ParameterizedTest
    @CsvSource({"GET, X-Nothing, x, 401", "GET, Authorization, Bearer unknown, 401", "GET, Authorization, Basic abc, 401", "DELETE, X-Nothing, x, 405"})
    void nobodyElseSeesIt(String method, String header, String value, int status) throws IOException {
        assertEquals(status, ask(method, "/backend-api/wham/usage", header, value).getResponseCode());
    }

    @Test
    void anIssuedTokenNeedsItsAccountAsOnTheBackend() throws IOException {
        assertEquals(401, ask("GET", "/api/codex/usage", "Authorization", "Bearer " + simulator.issue("a", 60)).getResponseCode());
    }
}
