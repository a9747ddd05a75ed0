package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final String CLAIMS = "{\"exp\":4102444800,\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"acc-1\"}}";

    @Test
    void theClaimsAreReadWithoutASignature() {
        var jwt = Jwt.of(token(CLAIMS));
        assertEquals(Optional.of(Instant.parse("2100-01-01T00:00:00Z")), jwt.expires());
        assertEquals(Optional.of("acc-1"), jwt.account());
    }

    @Test
    void paddingIsAcceptedAndTheUrlAlphabetIsUsed() {
        var claims = "{\"exp\":1,\"n\":\"??>>~~\u00ff\u00fe\"}";
        for (var filler = ""; filler.length() < 3; filler += "x") {
            var padded = Base64.getUrlEncoder().encodeToString((claims + " ".repeat(filler.length())).getBytes(StandardCharsets.UTF_8));
            assertEquals(Optional.of(Instant.ofEpochSecond(1)), Jwt.of("e30." + padded + ".c2ln").expires());
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sk-third-party-key", "a.b", "a.b.c", "e30.!!!.c2ln", "e30..c2ln", "e30.W10.c2ln", "e30.eyJleHAiOjF9", "e30.eyJleHAiOjF9.c.d"})
    void whatIsNoTokenHasNoClaims(String text) {
        assertEquals(Optional.empty(), Jwt.of(text).expires());
        assertEquals(Optional.empty(), Jwt.of(text).account());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"exp\":null}", "{\"exp\":\"4102444800\"}", "{\"exp\":{}}",
            "{\"exp\":99999999999999999999}", "{\"exp\":9000000000000000000}", "{\"exp\":18446744075409551616}", "{\"exp\":1e64}", "{\"exp\":1e999999999}",
            "{\"exp\":[4102444800]}", "{\"exp\":true}"})
    void anEndThatIsNoTimeCountsAsNone(String claims) {
        assertEquals(Optional.empty(), Jwt.of(token(claims)).expires());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"chatgpt_account_id\":\"x\"}", "{\"https://api.openai.com/auth\":{}}", "{\"https://api.openai.com/auth\":null}",
            "{\"https://api.openai.com/auth\":\"x\"}", "{\"https://api.openai.com/auth\":{\"chatgpt_account_id\":7}}"})
    void anAccountCountsOnlyInItsPlace(String claims) {
        assertEquals(Optional.empty(), Jwt.of(token(claims)).account());
    }

    @ParameterizedTest
    @CsvSource({"4102444800, 4102444800", "4102444800.9, 4102444800", "4.1024448e9, 4102444800", "0, 0", "-1, -1"})
    void anEndIsSecondsHoweverTheNumberIsWritten(String number, long seconds) {
        assertEquals(Optional.of(Instant.ofEpochSecond(seconds)), Jwt.of(token("{\"exp\":" + number + "}")).expires());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            "{\"email\":\"a@example.com\"} | a@example.com", "{\"https://api.openai.com/profile\":{\"email\":\"b@example.com\"}} | b@example.com",
            "{\"email\":\"a@example.com\",\"https://api.openai.com/profile\":{\"email\":\"b@example.com\"}} | a@example.com",
            "{\"email\":7,\"https://api.openai.com/profile\":{\"email\":\"b@example.com\"}} | b@example.com",
            "{\"https://api.openai.com/profile\":\"b@example.com\"} | NONE", "{\"https://api.openai.com/auth\":{\"email\":\"c@example.com\"}} | NONE", "{} | NONE",
    })
    void whoSignedInStandsInEitherPlace(String claims, String email) {
        assertEquals(Optional.ofNullable(email), Jwt.of(token(claims)).email());
        assertEquals(Optional.ofNullable(email), Owner.of(token(claims)).email());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            "{\"https://api.openai.com/auth\":{\"chatgpt_plan_type\":\"plus\"}} | plus", "{\"https://api.openai.com/auth\":{\"chatgpt_plan_type\":\"of tomorrow\"}} | of tomorrow",
            "{\"https://api.openai.com/auth\":{\"chatgpt_plan_type\":null}} | NONE", "{\"chatgpt_plan_type\":\"plus\"} | NONE",
    })
    void anyPlanIsTakenFromItsPlace(String claims, String plan) {
        assertEquals(Optional.ofNullable(plan), Jwt.of(token(claims)).plan());
        assertEquals(Optional.ofNullable(plan), Owner.of(token(claims)).plan());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sk-third-party-key", "a.b.c"})
    void ofAKeyNobodyKnowsTheOwner(String key) {
        assertEquals(Owner.UNKNOWN, Owner.of(key));
    }

    @Test
    void claimsNestedBeyondReasonCountAsNone() {
        assertEquals(Optional.empty(), Jwt.of(token("{\"exp\":1,\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")).expires());
    }

    private static String token(String claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }
}
