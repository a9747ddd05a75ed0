package scorpiox.provider.codex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.RawServer;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Network;
import scorpiox.http.Origin;
import scorpiox.model.RateLimit;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Settings;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodexUsageTest {
    private static final String REPORT = """
            {"plan_type":"plus","rate_limit":{"allowed":true,"limit_reached":false,
              "primary_window":{"used_percent":42,"limit_window_seconds":18000,"reset_after_seconds":7200,"reset_at":1767240000},
              "secondary_window":{"used_percent":5.5,"limit_window_seconds":604800,"reset_after_seconds":432000,"reset_at":1767660000}},
             "credits":{"has_credits":true,"balance":"9.99","approx_local_messages":null},
             "additional_rate_limits":[{"limit_name":"codex_other","metered_feature":"x","rate_limit":{"allowed":true,
              "primary_window":{"used_percent":10,"limit_window_seconds":3600,"reset_at":1767230000},"secondary_window":null}}],
             "rate_limit_reached_type":null}""";

    @TempDir
    Path home;

    @Test
    void everyWindowOfEveryLimitIsRead() {
        assertEquals(new CodexUsage(Optional.of("plus"), List.of(
                new RateLimit("codex primary", 42, Optional.of(Duration.ofHours(5)), Optional.of(Instant.ofEpochSecond(1767240000))),
                new RateLimit("codex secondary", 5.5, Optional.of(Duration.ofDays(7)), Optional.of(Instant.ofEpochSecond(1767660000))),
                new RateLimit("codex_other primary", 10, Optional.of(Duration.ofHours(1)), Optional.of(Instant.ofEpochSecond(1767230000))))), parse(REPORT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'plan_type':null,'rate_limit':null,'additional_rate_limits':null}", "{'plan_type':7,'rate_limit':[],'additional_rate_limits':{}}",
            "{'rate_limit':{'primary_window':null,'secondary_window':[]}}", "{'rate_limit':{'primary_window':{'used_percent':null}}}",
            "{'rate_limit':{'primary_window':{'used_percent':'42'}}}", "{'rate_limit':'none','additional_rate_limits':[null,7,'x',[],{}]}",
            "{'additional_rate_limits':[{'limit_name':'x','rate_limit':null}]}"})
    void whatIsMissingOrOfAnotherKindIsLeftOut(String json) {
        assertEquals(new CodexUsage(Optional.empty(), List.of()), parse(json));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", delimiter = '|', value = {"null | null | NONE | NONE", "0 | 0 | NONE | NONE", "-5 | -5 | NONE | NONE", "'\"18000\"' | '\"5\"' | NONE | NONE",
            "99999999999999999999 | 99999999999999999999 | NONE | NONE", "18446744073709569616 | 18446744075476761616 | NONE | NONE", "60 | 9000000000000000000 | 60 | NONE",
            "1e3 | 1.7e9 | 1000 | 1700000000", "1e999 | 1e999 | NONE | NONE"})
    void windowsAndResetsThatAreNoTimeAreLeftOut(String window, String reset, Long seconds, Long at) {
        var limit = parse("{'rate_limit':{'primary_window':{'used_percent':1,'limit_window_seconds':" + window + ",'reset_at':" + reset + "}}}").limits().getFirst();
        assertEquals(Optional.ofNullable(seconds).map(Duration::ofSeconds), limit.window());
        assertEquals(Optional.ofNullable(at).map(Instant::ofEpochSecond), limit.resets());
    }

    /// A limit promises 0 to 100, and no JSON can hold an infinite number.
    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "1e308", "-5", "100000", "99999999999999999999"})
    void anAbsurdShareIsLeftOutOrBrought0To100(String share) {
        for (var limit : parse("{'rate_limit':{'primary_window':{'used_percent':" + share + "}}}").limits()) {
            assertTrue(limit.usedPercent() >= 0 && limit.usedPercent() <= 100, () -> "used " + limit.usedPercent());
        }
    }

    @Test
    void aLimitWithoutANameIsOther() {
        assertEquals(List.of("other primary", "other primary"), parse("{'additional_rate_limits':[{'rate_limit':{'primary_window':{'used_percent':1}}},"
                + "{'limit_name':null,'rate_limit':{'primary_window':{'used_percent':1}}}]}").limits().stream().map(RateLimit::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{", "{'rate_limit':", "{}{}", "not json"})
    void whatIsNotJsonIsNotSuchAnAnswer(String body) {
        assertEquals(Kind.PROTOCOL, assertThrows(Failure.class, () -> parse(body)).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "7", "'text'"})
    void jsonThatIsNoReportTellsNothing(String body) {
        try {
            assertEquals(new CodexUsage(Optional.empty(), List.of()), parse(body));
        } catch (Failure failure) {
            assertEquals(Kind.PROTOCOL, failure.kind());
        }
    }

    @ParameterizedTest
    @CsvSource({"/backend-api, /backend-api/wham/usage", "/backend-api/, /backend-api/wham/usage", "'', /api/codex/usage", "/, /api/codex/usage", "/gateway, /gateway/api/codex/usage"})
    void theAddressFollowsTheBackendsAndTheAccountGoesAlong(String base, String path) throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = answering(heads, "200 OK", REPORT)) {
            assertEquals(3, CodexUsage.fetch(settings(server.url() + base), new Http(Network.DIRECT), source(server, "key-number-one"), new Cancel()).limits().size());
            assertTrue(heads.getFirst().startsWith("GET " + path + " HTTP/1.1\r\n"), heads.getFirst());
            assertTrue(heads.getFirst().contains("chatgpt-account-id: acc-1\r\n") && heads.getFirst().contains("Authorization: Bearer key-number-one\r\n"), heads.getFirst());
        }
    }

    @Test
    void aRefusedTokenIsTriedAgainAsOftenAsItsSourceHasAnother() throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = answering(heads, "401 Unauthorized", "{}")) {
            var failure = assertThrows(Failure.class, () -> CodexUsage.fetch(settings(server.url()), new Http(Network.DIRECT), source(server, "key-one", "key-two", "key-three"), new Cancel()));
            assertEquals(Kind.AUTH, failure.kind());
            assertEquals(List.of("key-one", "key-two", "key-three"), heads.stream().map(head -> head.split("Bearer ")[1].split("\r")[0]).collect(Collectors.toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "404 Not Found", "500 Internal", "302 Found"})
    void anyOtherStatusIsAFailureWithoutAnotherTry(String status) throws IOException {
        var heads = new CopyOnWriteArrayList<String>();
        try (var server = answering(heads, status, "<html>key-one</html>")) {
            var failure = assertThrows(Failure.class, () -> CodexUsage.fetch(settings(server.url()), new Http(Network.DIRECT), source(server, "key-one"), new Cancel()));
            assertEquals(Integer.parseInt(status.substring(0, 3)), failure.status());
            assertFalse(failure.line().contains("key-one"));
            assertEquals(1, heads.size());
        }
    }

    private static RawServer answering(List<String> heads, String status, String body) {
        return new RawServer(peer -> {
            heads.add(peer.request());
            peer.send("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        });
    }

    /// Keys that follow each other as each is refused.
    private static CredentialSource source(RawServer server, String... keys) {
        var audience = Set.of(Origin.of(URI.create(server.url())));
        return new CredentialSource() {
            @Override
            public Credential get() {
                return credential(0);
            }

            @Override
            public Credential after401(Credential refused, int times) {
                if (times == keys.length) throw Failure.of(Kind.AUTH, "no further key");
                return credential(times);
            }

            @Override
            public String place() {
                return "test";
            }

            private Credential credential(int number) {
                return new Credential("Authorization", "Bearer " + keys[number], audience, Optional.of("acc-1"), Optional.empty());
            }
        };
    }

    private Settings settings(String base) {
        return Cascade.resolve(new Environment(Map.of("HOME", home.toString(), "CODEX_CHATGPT_URL", base), home), Cascade.Flags.NONE);
    }

    private static CodexUsage parse(String json) {
        return CodexUsage.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
