package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

class TokenLineTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String OPAQUE = "opaque-access-token-0123456789";
    private static final String REFRESH = "a refresh token that nobody may see";
    private static final Set<Origin> AUDIENCE = Set.of(Origin.of(URI.create("https://chatgpt.com")));

    static Stream<Arguments> forms() {
        var jwt = token("acc-claimed", 4102444800L);
        var end = Optional.of(Instant.ofEpochSecond(4102444800L));
        var none = Optional.<Instant>empty();
        return Stream.of(
                Arguments.of(OPAQUE, OPAQUE, "", none),
                Arguments.of("  " + OPAQUE + " \r\n", OPAQUE, "", none),
                Arguments.of(jwt, jwt, "acc-claimed", end),
                Arguments.of("{\"access_token\":\"" + OPAQUE + "\"}", OPAQUE, "", none),
                Arguments.of("\n {\"access_token\":\"" + OPAQUE + "\",\"expires_at\":1900000000}\n", OPAQUE, "", Optional.of(Instant.ofEpochSecond(1900000000))),
                Arguments.of("{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":null,\"account_id\":\"acc-1\"}", OPAQUE, "acc-1", none),
                Arguments.of("{\"access_token\":\"" + OPAQUE + "\",\"account_id\":null}", OPAQUE, "", none),
                Arguments.of("{\"access_token\":\"" + jwt + "\",\"expires_at\":1}", jwt, "acc-claimed", end),
                Arguments.of("{\"access_token\":\"" + jwt + "\",\"account_id\":\"acc-1\"}", jwt, "acc-1", end),
                Arguments.of("{\"access_token\":\"" + OPAQUE + "\",\"id_token\":\"" + token("acc-id", 1) + "\"}", OPAQUE, "acc-id", none),
                Arguments.of("{\"auth_mode\":\"chatgpt\",\"OPENAI_API_KEY\":null,\"tokens\":{\"id_token\":\"" + token("acc-id", 1) + "\",\"access_token\":\"" + jwt
                        + "\",\"refresh_token\":\"" + REFRESH + "\",\"account_id\":\"acc-1\"},\"last_refresh\":\"2026-01-01T00:00:00Z\"}", jwt, "acc-1", end),
                Arguments.of("{\"tokens\":{\"access_token\":\"" + jwt + "\",\"refresh_token\":\"" + REFRESH + "\"}}", jwt, "acc-claimed", end),
                Arguments.of("{\"tokens\":null,\"access_token\":\"" + OPAQUE + "\",\"refresh_token\":\"" + REFRESH + "\"}", OPAQUE, "", none));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("forms")
    void everyFormIsRead(String answer, String token, String account, Optional<Instant> expires) {
        var line = read(answer);
        assertEquals(new TokenLine(token, Optional.of(account).filter(text -> !text.isEmpty()), expires), line);
        assertFalse(line.toString().contains(REFRESH));
        assertFalse(TokenLine.of(line.credential(AUDIENCE, InstantSource.fixed(NOW), "it")).contains(REFRESH));
    }

    @Test
    void tokensThatAreDroppedAreMaskedFromThenOn() {
        read("{\"tokens\":{\"access_token\":\"" + OPAQUE + "\",\"refresh_token\":\"unshaped refresh 4711\",\"id_token\":\"unshaped id 4711\"}}");
        assertFalse(Redaction.mask("a unshaped refresh 4711 b unshaped id 4711 c " + OPAQUE).contains("4711"));
        assertTrue(Redaction.holds(OPAQUE));
    }

    @ParameterizedTest
    @CsvSource({"19, false", "20, true", "8192, true", "8193, false"})
    void aTokenHasTwentyToEightThousandOneHundredAndNinetyTwoCharacters(int length, boolean good) {
        var token = "t".repeat(length);
        for (var answer : new String[] {token, token + "\n", "{\"access_token\":\"" + token + "\"}"}) {
            if (good) assertEquals(token, read(answer).token());
            else assertRefused(answer);
        }
    }

    static Stream<String> noTokens() {
        return Stream.of("", " \r\n\t", "null", "{}", "{\"access_token\":null}", "{\"access_token\":7}", "{\"access_token\":\"\"}", "{\"token\":\"" + OPAQUE + "\"}",
                "{\"tokens\":{}}", "{\"tokens\":{\"refresh_token\":\"" + REFRESH + "\"}}", "{\"tokens\":{},\"access_token\":\"" + OPAQUE + "\"}",
                "{\"access_token\":\"" + OPAQUE, "{\"access_token\":\"" + OPAQUE + "\"}{}", "{\"access_token\":\"" + OPAQUE + "\"} trailing",
                "{\"access_token\":\"opaque access token 0123456789\"}", "{\"access_token\":\" " + OPAQUE + "\"}", "{\"access_token\":\"" + OPAQUE + "\\n\"}",
                "{\"access_token\":\"" + OPAQUE + "\\u0000\"}", "{\"access_token\":\"" + OPAQUE + "\\u007f\"}", "{\"access_token\":\"" + OPAQUE + "é\"}",
                "{\"a\":" + "[".repeat(5_000), OPAQUE + "\n" + OPAQUE, "opaque access token 0123456789", OPAQUE + "\u007f", OPAQUE + "é", "\uFEFF" + OPAQUE, OPAQUE + "\u0000",
                "[\"" + OPAQUE + "\", 1]", "<html>\n<body>Not found</body></html>");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("noTokens")
    void everythingElseIsRefusedInOneLineWithoutQuotingIt(String answer) {
        assertRefused(answer);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        var bytes = (OPAQUE + "??").getBytes(StandardCharsets.US_ASCII);
        bytes[bytes.length - 1] = (byte) 0xff;
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> TokenLine.read(bytes, "it")).kind());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {"null, NONE", "'\"1900000000\"', 1900000000", "'\"2030-03-17T17:46:40Z\"', 1900000000", "'\"soon\"', NONE", "true, NONE", "{}, NONE", "1900000000, 1900000000", "1900000000.75, 1900000000", "1.9e9, 1900000000",
            "0, 0", "-1, -1", "9223372036854775807, NONE", "-9223372036854775808, NONE", "99999999999999999999, NONE", "18446744075609551616, NONE", "1e64, NONE"})
    void theEndIsSecondsSince1970OrNone(String number, String seconds) {
        assertEquals(Optional.ofNullable(seconds).map(Long::parseLong).map(Instant::ofEpochSecond),
                read("{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":" + number + "}").expires());
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0, false", "-1, false", "-4000000000, false"})
    void aTokenThatHasExpiredIsNoCredential(long secondsLeft, boolean good) {
        var line = new TokenLine(OPAQUE, Optional.of("acc-1"), Optional.of(NOW.plusSeconds(secondsLeft)));
        if (good) {
            assertEquals(new Credential("Authorization", "Bearer " + OPAQUE, AUDIENCE, Optional.of("acc-1"), line.expires()),
                    line.credential(AUDIENCE, InstantSource.fixed(NOW), "the host"));
            return;
        }
        var failure = assertThrows(Failure.class, () -> line.credential(AUDIENCE, InstantSource.fixed(NOW), "the host"));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().startsWith("the host gave a token that expired at " + NOW.plusSeconds(secondsLeft)), failure.getMessage());
        assertFalse(failure.line().contains(OPAQUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acc\\nX-Evil: 1", "acc\\r", "acc\\u0000", "é"})
    void anAccountThatNoHeaderCanCarryIsRefused(String account) {
        assertEquals(Kind.AUTH, assertThrows(Failure.class, () -> read("{\"access_token\":\"" + OPAQUE + "\",\"account_id\":\"" + account + "\"}")
                .credential(AUDIENCE, InstantSource.fixed(NOW), "it")).kind());
    }

    @Test
    void theLineHasTheAccountOnlyWhereTheTokenDoesNotSayIt() throws IOException {
        var jwt = token("acc-1", 4102444800L);
        var end = Optional.of(Instant.ofEpochSecond(4102444800L));
        assertEquals("{\"access_token\":\"" + jwt + "\",\"expires_at\":4102444800}", line(jwt, Optional.of("acc-1"), end));
        assertEquals("{\"access_token\":\"" + jwt + "\",\"expires_at\":4102444800,\"account_id\":\"acc-2\"}", line(jwt, Optional.of("acc-2"), end));
        assertEquals("{\"access_token\":\"" + jwt + "\",\"expires_at\":4102444800}", line(jwt, Optional.empty(), end));
        assertEquals("{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":null,\"account_id\":\"acc-1\"}", line(OPAQUE, Optional.of("acc-1"), Optional.empty()));
        assertEquals("{\"access_token\":\"" + OPAQUE + "\",\"expires_at\":null}", line(OPAQUE, Optional.empty(), Optional.empty()));
        assertTrue(Json.read(line(OPAQUE, Optional.empty(), Optional.of(NOW.plusNanos(1)))).get("expires_at").isIntegralNumber());
    }

    @ParameterizedTest
    @CsvSource({"true, acc-1, 4102444800", "true, acc-2, 4102444800", "false, acc-1, 1900000000", "false, , 1900000000", "false, acc-1, ", "false, , "})
    void whatIsWrittenIsReadAsItWas(boolean jwt, String account, Long end) {
        var credential = new Credential("Authorization", "Bearer " + (jwt ? token("acc-1", end) : OPAQUE), AUDIENCE, Optional.ofNullable(account),
                Optional.ofNullable(end).map(Instant::ofEpochSecond));
        assertEquals(credential, read(TokenLine.of(credential)).credential(AUDIENCE, InstantSource.fixed(NOW), "it"));
    }

    private static String line(String token, Optional<String> account, Optional<Instant> expires) {
        return TokenLine.of(new Credential("Authorization", "Bearer " + token, AUDIENCE, account, expires));
    }

    private static void assertRefused(String answer) {
        var failure = assertThrows(Failure.class, () -> read(answer));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().startsWith("the token endpoint "), failure.getMessage());
        assertEquals(1, failure.line().lines().count());
        assertFalse(failure.line().contains("opaque") || failure.line().contains("refresh") || failure.line().contains("html"), failure.line());
    }

    private static TokenLine read(String answer) {
        return TokenLine.read(answer.getBytes(StandardCharsets.UTF_8), "the token endpoint");
    }

    private static String token(String account, long expires) {
        var claims = "{\"exp\":" + expires + ",\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"" + account + "\"}}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }
}
