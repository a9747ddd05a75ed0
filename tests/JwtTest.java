package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            "{\"exp\":99999999999999999999}", "{\"exp\":9000000000000000000}"})
    void anEndThatIsNoTimeCountsAsNone(String claims) {
        assertEquals(Optional.empty(), Jwt.of(token(claims)).expires());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"chatgpt_account_id\":\"x\"}", "{\"https://api.openai.com/auth\":{}}", "{\"https://api.openai.com/auth\":null}",
            "{\"https://api.openai.com/auth\":\"x\"}", "{\"https://api.openai.com/auth\":{\"chatgpt_account_id\":7}}"})
    void anAccountCountsOnlyInItsPlace(String claims) {
        assertEquals(Optional.empty(), Jwt.of(token(claims)).account());
    }

    private static String token(String claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }
}
