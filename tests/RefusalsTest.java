package scorpiox.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;

class RefusalsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyFailureIsARefusalThatClientsKnow(Kind kind) {
        var refused = Refusals.of(Failure.of(kind, "it failed"), NOW);
        assertAll(() -> assertEquals(true, refused.status() >= 400 && refused.status() < 600), () -> assertFalse(refused.code().isBlank()), () -> assertFalse(refused.getMessage().isBlank()));
        if (kind != Kind.INTERNAL) assertEquals(true, refused.status() != 500);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"HTTP 400: Unsupported parameter: temperature, 400, -, 400, unsupported_parameter, temperature",
            "HTTP 400: Unsupported parameter: prompt_cache_retention., 400, -, 400, unsupported_parameter, prompt_cache_retention",
            "HTTP 400: Instructions are not valid, 400, -, 400, codex_instructions_invalid, -", "no, 400, invalid_encrypted_content, 400, invalid_encrypted_content, -",
            "flagged, 0, cyber_policy, 400, cyber_policy, -", "HTTP 404: no explanation was given, 404, -, 503, upstream_blocked, -", "HTTP 404: Not Found, 404, -, 404, model_not_found, -",
            "odd, 422, -, 400, invalid_request, -", "odd, 409, invalid_request_error, 400, invalid_request, -"})
    void aWrongRequestIsToldWhatIsWrongWithIt(String message, int status, String code, int answered, String told, String param) {
        var refused = Refusals.of(Failure.of(Kind.BAD_REQUEST, message).from(status, code), NOW);
        assertAll(() -> assertEquals(answered, refused.status()), () -> assertEquals(told, refused.code()), () -> assertEquals(param, refused.param()));
    }

    @Test
    void aPlansLimitSaysWhenItEndsAndThatAskingBeforeIsOfNoUse() {
        var refused = Refusals.of(Failure.of(Kind.QUOTA, "HTTP 429: The usage limit has been reached (plan pro)").from(429, "usage_limit_reached").retryAfter(Duration.ofSeconds(90)), NOW);
        assertAll(() -> assertEquals("usage_limit_reached", refused.type()), () -> assertEquals("pro", refused.more().path("plan_type").asText()),
                () -> assertEquals(1_000_090, refused.more().path("resets_at").asLong()), () -> assertEquals(90, refused.more().path("resets_in_seconds").asLong()),
                () -> assertEquals(Duration.ofSeconds(90), refused.retryAfter()), () -> assertFalse(refused.again()));
    }

    @Test
    void noSecretAndNoLineBreakGetsIntoAMessage() {
        Redaction.register("very-secret-token-0123456789");
        var refused = Refusals.of(Failure.of(Kind.SERVER, "broken\r\nwith very-secret-token-0123456789"), NOW);
        assertEquals("broken with " + Redaction.MASK, refused.getMessage());
    }

    @Test
    void whatIsWrongWithABackendsConfigurationIsNotTheClientsFault() {
        var refused = Refusals.misconfigured(Failure.usage("CODEX_BASE_URL is set but CODEX_API_KEY is not"), NOW);
        assertAll(() -> assertEquals(503, refused.status()), () -> assertFalse(refused.again()));
    }
}
