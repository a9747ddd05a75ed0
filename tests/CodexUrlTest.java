package scorpiox.provider.codex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class CodexUrlTest {
    @ParameterizedTest
    @CsvSource({
            "https://a.example, https://a.example/backend-api/codex/responses",
            "https://a.example/, https://a.example/backend-api/codex/responses",
            "https://a.example///, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api/, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api/codex, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api/codex/responses, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api/codex/responses/, https://a.example/backend-api/codex/responses",
            "https://a.example/backend-api/responses, https://a.example/backend-api/codex/responses",
            "https://a.example//backend-api//codex/, https://a.example/backend-api/codex/responses",
            "https://a.example/Backend-API/Codex, https://a.example/backend-api/codex/responses",
            "https://a.example/codex/responses, https://a.example/backend-api/codex/responses",
            "https://a.example/v1, https://a.example/backend-api/codex/responses",
            "https://a.example/V1/, https://a.example/backend-api/codex/responses",
            "https://a.example/v1/responses, https://a.example/backend-api/codex/responses",
            "https://a.example/v1/chat/completions, https://a.example/backend-api/codex/responses",
            "https://a.example/chat/completions, https://a.example/backend-api/codex/responses",
            "https://a.example/responses, https://a.example/backend-api/codex/responses",
            "https://a.example/team/x, https://a.example/team/x/backend-api/codex/responses",
            "https://a.example/team/x/v1/, https://a.example/team/x/backend-api/codex/responses",
            "https://a.example/team/x/backend-api/codex, https://a.example/team/x/backend-api/codex/responses",
            "https://a.example/codex, https://a.example/codex/backend-api/codex/responses",
            "https://a.example/xv1, https://a.example/xv1/backend-api/codex/responses",
            "https://a.example/xbackend-api, https://a.example/xbackend-api/backend-api/codex/responses",
            "http://127.0.0.1:8787, http://127.0.0.1:8787/backend-api/codex/responses",
            "https://[::1]:9/x, https://[::1]:9/x/backend-api/codex/responses",
            "https://a.example/x?k=1, https://a.example/x/backend-api/codex/responses?k=1",
            "https://a.example/v1/responses?k=1&l=%20, https://a.example/backend-api/codex/responses?k=1&l=%20",
            "https://a.example/a%20b/v1, https://a.example/a%20b/backend-api/codex/responses",
            "https://a.example/x#top, https://a.example/x/backend-api/codex/responses",
            "' https://a.example ', https://a.example/backend-api/codex/responses",
    })
    void aBaseBecomesTheRequestUrlHoweverMuchOfThePathItHolds(String base, String endpoint) {
        assertEquals(endpoint, CodexUrl.endpoint(base).toString());
        assertEquals(endpoint, CodexUrl.endpoint(endpoint).toString(), "applying the rule twice changes nothing");
        assertFalse(CodexUrl.endpoint(base).getPath().contains("//"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "ftp://a.example", "", "https://", "https:///x", "/v1", "https://a b.example", "mailto:a@example"})
    void whatIsNoHttpUrlIsAConfigurationError(String base) {
        assertEquals(Failure.Kind.USAGE, assertThrows(Failure.class, () -> CodexUrl.endpoint(base)).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:word-1234@a.example", "https://word-1234@a.example/v1"})
    void userInfoIsAnErrorThatDoesNotRepeatIt(String base) {
        var failure = assertThrows(Failure.class, () -> CodexUrl.endpoint(base));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertFalse(failure.line().contains("word-1234"), failure.line());
    }
}
