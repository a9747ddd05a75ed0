package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.http.HttpReply;
import scorpiox.http.Retry;

class ErrorsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "usage limit | 429 | {'error':{'type':'usage_limit_reached','message':'reached','plan_type':'plus','resets_at':1767243600}} | QUOTA | 4 | false",
            "usage limit as 404 | 404 | {'error':{'code':'usage_limit_reached','message':'reached'}} | QUOTA | 4 | false",
            "usage limit as 404 in words | 404 | {'detail':'You hit your usage limit.'} | QUOTA | 4 | false",
            "rate limit as 404 in words | 404 | {'detail':'rate_limit_exceeded'} | RATE_LIMIT | 4 | true",
            "usage not included | 429 | {'error':{'type':'usage_not_included','message':'not in your plan'}} | QUOTA | 4 | false",
            "plain rate limit | 429 | {'error':{'type':'rate_limit_error','code':'rate_limit_exceeded','message':'Rate limit'}} | RATE_LIMIT | 4 | true",
            "rate limit without a body | 429 | | RATE_LIMIT | 4 | true",
            "token expired | 401 | {'error':{'message':'expired','type':'invalid_request_error','code':'token_expired','param':null}} | AUTH | 3 | false",
            "token invalidated | 401 | {'error':{'message':'no','type':'invalid_request_error','code':'token_invalidated'},'status':401} | AUTH | 3 | false",
            "bad key | 401 | {'error':{'message':'Incorrect API key','type':'invalid_request_error','code':'invalid_api_key'}} | AUTH | 3 | false",
            "store | 400 | {'detail':'Store must be set to false'} | BAD_REQUEST | 1 | false",
            "stream | 400 | {'detail':'Stream must be set to true'} | BAD_REQUEST | 1 | false",
            "instructions required | 400 | {'detail':'Instructions are required'} | BAD_REQUEST | 1 | false",
            "instructions not valid | 400 | {'detail':'Instructions are not valid'} | BAD_REQUEST | 1 | false",
            "system message | 400 | {'detail':'System messages are not allowed'} | BAD_REQUEST | 1 | false",
            "unsupported parameter | 400 | {'detail':'Unsupported parameter: max_output_tokens'} | BAD_REQUEST | 1 | false",
            "model | 400 | {'detail':'The x model is not supported when using Codex with a ChatGPT account.'} | MODEL_NOT_FOUND | 1 | false",
            "model, wrapped | 400 | {'type':'error','status':400,'error':{'type':'invalid_request_error','message':'The x model is not supported when'}} "
                    + "| MODEL_NOT_FOUND | 1 | false",
            "unknown model | 404 | {'error':{'message':'does not exist','code':'model_not_found'}} | MODEL_NOT_FOUND | 1 | false",
            "item not persisted | 404 | {'error':{'message':'Item not found. Items are not persisted','code':null}} | BAD_REQUEST | 1 | false",
            "invalid image | 400 | {'error':{'message':'not a valid image','code':'invalid_value'}} | BAD_REQUEST | 1 | false",
            "context | 400 | {'error':{'message':'too long','code':'context_length_exceeded'}} | CONTEXT_LENGTH | 6 | false",
            "overloaded | 503 | {'error':{'message':'overloaded','type':'service_unavailable_error','code':'server_is_overloaded'}} | OVERLOADED | 1 | true",
            "server error | 500 | {'error':{'message':'boom','type':'server_error','code':null}} | SERVER | 1 | true",
            "gateway | 502 | | SERVER | 1 | true",
            "page of an ill gateway | 502 | <!DOCTYPE html><p>Bad gateway | SERVER | 1 | true",
            "bot check | 403 | <html><body>Just a moment...</body></html> | PROTOCOL | 1 | false",
            "forbidden | 403 | {'error':{'message':'You may not','code':'forbidden'}} | PERMISSION | 3 | false",
            "billing | 402 | {'error':{'message':'pay'}} | BILLING | 4 | false",
            "too large | 413 | | TOO_LARGE | 1 | false",
            "redirect | 307 | | PROTOCOL | 1 | false",
            "error as text | 400 | {'error':'flat'} | BAD_REQUEST | 1 | false",
            "no JSON | 404 | nothing here | BAD_REQUEST | 1 | false",
            "no such model, vLLM | 404 | {'object':'error','message':'The model `x` does not exist.','type':'NotFoundError','code':404} | MODEL_NOT_FOUND | 1 | false",
            "no such model, Ollama | 404 | {'error':{'message':'model ^x^ not found, try pulling it first','type':'api_error'}} | MODEL_NOT_FOUND | 1 | false",
            "no such model, old Ollama | 404 | {'error':'model ^x^ not found, try pulling it first'} | MODEL_NOT_FOUND | 1 | false",
            "no such model, OpenRouter | 404 | {'error':{'message':'No endpoints found for a/x.','code':404}} | MODEL_NOT_FOUND | 1 | false",
            "no such model, OpenRouter, by name | 400 | {'error':{'message':'a/x is not a valid model ID','code':400}} | MODEL_NOT_FOUND | 1 | false",
            "no such model, DeepSeek | 400 | {'error':{'message':'Model Not Exist','type':'invalid_request_error','code':'invalid_request_error'}} | MODEL_NOT_FOUND | 1 | false",
            "no such path | 404 | {'detail':'Not Found'} | BAD_REQUEST | 1 | false",
            "context, vLLM | 400 | {'object':'error','message':'This model has a maximum context length of 4096 tokens.','code':400} | CONTEXT_LENGTH | 6 | false",
            "context, llama.cpp | 400 | {'error':{'code':400,'message':'the request exceeds the available context size','type':'exceed_context_size_error'}} | CONTEXT_LENGTH | 6 | false",
            "context, llama.cpp, old | 500 | {'error':{'code':500,'message':'context size has been exceeded','type':'server_error'}} | CONTEXT_LENGTH | 6 | false",
            "context, gateway without a code | 500 | {'message':'context size has been exceeded'} | CONTEXT_LENGTH | 6 | false",
            "context, LM Studio | 400 | {'error':'The number of tokens to keep is greater than the context length'} | CONTEXT_LENGTH | 6 | false",
            "context, tokens | 422 | {'detail':'too many tokens: 9000'} | CONTEXT_LENGTH | 6 | false",
            "context, by size | 413 | {'error':{'message':'prompt is too long: 9 > 8 maximum'}} | CONTEXT_LENGTH | 6 | false",
            "too large for Groq's minute | 413 | {'error':{'message':'Request too large','type':'tokens','code':'rate_limit_exceeded'}} | RATE_LIMIT | 4 | true",
            "no credits | 402 | {'error':{'message':'Insufficient credits','code':402}} | BILLING | 4 | false",
            "no quota | 429 | {'error':{'message':'You exceeded','type':'insufficient_quota','code':'insufficient_quota'}} | QUOTA | 4 | false",
            "member by member | 422 | {'detail':[{'loc':['body','max_tokens'],'msg':'field required','type':'missing'}]} | BAD_REQUEST | 1 | false",
            "busy | 503 | {'error':{'message':'Loading model','type':'unavailable_error','code':503}} | OVERLOADED | 1 | true",
    })
    void aRefusalByStatusHasItsKindItsExitCodeAndItsRetry(String name, int status, String body, Kind kind, int exit, boolean retried) {
        var failure = failure(status, body == null ? "" : body.replace('\'', '"').replace("^", "\\\""));
        assertEquals(kind, failure.kind());
        assertEquals(exit, failure.kind().exit());
        assertEquals(status, failure.status());
        assertEquals(retried, Retry.USUAL.after(1, failure).isPresent());
        assertTrue(failure.getMessage().startsWith("HTTP " + status), failure.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{'code':'rate_limit_exceeded','message':'Limit. Please try again in 1.2s. Visit us.'} | RATE_LIMIT | 4 | true | 1200",
            "{'code':'rate_limit_exceeded','message':'TRY AGAIN IN 7 ms'} | RATE_LIMIT | 4 | true | 7",
            "{'code':'rate_limit_exceeded','message':'try again in 20 seconds'} | RATE_LIMIT | 4 | true | 20000",
            "{'code':'rate_limit_exceeded','message':'try again in 301s'} | RATE_LIMIT | 4 | false | 301000",
            "{'code':'rate_limit_exceeded','message':'later'} | RATE_LIMIT | 4 | true | ",
            "{'code':'context_length_exceeded','message':'m'} | CONTEXT_LENGTH | 6 | false | ",
            "{'code':'insufficient_quota','message':'m'} | QUOTA | 4 | false | ",
            "{'code':'usage_not_included','message':'m'} | QUOTA | 4 | false | ",
            "{'code':'usage_limit_reached','message':'m','plan_type':'pro','resets_at':1767243600} | QUOTA | 4 | false | 18000000",
            "{'type':'usage_limit_reached','message':'m','resets_in_seconds':60} | QUOTA | 4 | false | 60000",
            "{'code':'invalid_prompt','message':'m'} | BAD_REQUEST | 1 | false | ",
            "{'code':'cyber_policy','message':'m'} | BAD_REQUEST | 1 | false | ",
            "{'code':'server_is_overloaded','message':'try again in 3s'} | OVERLOADED | 1 | true | ",
            "{'code':'slow_down','message':'m'} | OVERLOADED | 1 | true | ",
            "{'code':'server_error','message':'m'} | SERVER | 1 | true | ",
            "{'code':'never_seen','message':'m'} | SERVER | 1 | true | ",
            "{'code':'tool_use_failed','type':'invalid_request_error','message':'m'} | BAD_REQUEST | 1 | false | ",
            "{'type':'invalid_request_error','message':'the maximum context length is 8'} | CONTEXT_LENGTH | 6 | false | ",
            "{'code':400,'message':'m'} | BAD_REQUEST | 1 | false | ",
            "{'code':402,'message':'m'} | BILLING | 4 | false | ",
            "{'status_code':429,'message':'try again in 2s'} | RATE_LIMIT | 4 | true | 2000",
            "{'code':401,'message':'m'} | AUTH | 3 | false | ",
            "{'code':504,'message':'m'} | SERVER | 1 | true | ",
            "{'code':200,'message':'m'} | SERVER | 1 | true | ",
            "{'code':99999999999,'message':'m'} | SERVER | 1 | true | ",
            "'flat words' | SERVER | 1 | true | ",
            "{} | SERVER | 1 | true | ",
            "null | SERVER | 1 | true | ",
    })
    void anErrorInTheStreamHasThemToo(String error, Kind kind, int exit, boolean retried, Long waitMillis) throws IOException {
        var failure = Errors.inStream(Json.read(error.replace('\'', '"')), NOW);
        assertEquals(kind, failure.kind());
        assertEquals(exit, failure.kind().exit());
        assertEquals(retried, Retry.USUAL.after(1, failure).isPresent());
        assertEquals(waitMillis == null ? null : Duration.ofMillis(waitMillis), failure.retryAfter());
        assertFalse(failure.getMessage().isBlank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{'error':'flat'} | flat", "{'detail':'words'} | words", "{'detail':{'message':'nested'}} | nested", "{'message':'bare'} | bare",
            "{'detail':[{'loc':['body','tools',0,'name'],'msg':'too long'},{'msg':'and more'},7]} | body.tools.0.name: too long; and more",
            "{'error':{'message':'Provider returned error','metadata':{'raw':'quota of the upstream','provider_name':'P'}}} | Provider returned error: quota of the upstream",
            "{'error':{'code':1}} | {^error^:{^code^:1}}",
    })
    void theMessageIsFoundWhereverTheServerPutsIt(String body, String message) {
        assertEquals("HTTP 400: " + message.replace('^', '"'), failure(400, body.replace('\'', '"')).getMessage());
    }

    @Test
    void aPlanLimitNamesThePlanAndWhenItResets() {
        var failure = failure(429, "{\"error\":{\"type\":\"usage_limit_reached\",\"message\":\"The usage limit has been reached\",\"plan_type\":\"plus\","
                + "\"resets_at\":1767243600,\"resets_in_seconds\":18000}}");
        assertEquals("HTTP 429: The usage limit has been reached (plan plus): it resets at 2026-01-01T05:00:00Z", failure.line());
        assertEquals("usage_limit_reached", failure.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'resets_at':9000000000000000000", "'resets_at':-9000000000000000000", "'resets_in_seconds':9000000000000000000",
            "'resets_at':'soon'", "'resets_at':null"})
    void aResetThatIsNoTimeIsIgnored(String member) {
        var failure = failure(429, "{'error':{'type':'usage_limit_reached','message':'m',".replace('\'', '"') + member.replace('\'', '"') + "}}");
        assertEquals(Kind.QUOTA, failure.kind());
        assertNull(failure.retryAfter());
    }

    @ParameterizedTest
    @CsvSource({"429, retry-after, 3, 3000", "503, retry-after, 2, 2000", "500, retry-after-ms, 7, 7",
            "429, retry-after, 'Thu, 01 Jan 2026 00:01:00 GMT', 60000",
            "429, retry-after, -1, ", "429, retry-after, soon, ", "400, retry-after, 3, "})
    void theServersWaitIsKeptWhereARetryIsPossible(int status, String header, String value, Long millis) {
        assertEquals(millis == null ? null : Duration.ofMillis(millis), failure(status, "{}", header, value).retryAfter());
    }

    @Test
    void theMessageIsOneLineWithoutSecretsAndOfBoundedLength() {
        var failure = failure(400, "{\"detail\":\"Bad key sk-abcdefgh12345\\r\\n\\u001b[31mred\\u0000" + "x".repeat(5000) + "\"}");
        assertFalse(failure.getMessage().contains("abcdefgh12345"));
        assertTrue(failure.getMessage().chars().noneMatch(Character::isISOControl));
        assertTrue(failure.getMessage().length() < 700);
    }

    @Test
    void aRedirectNamesItsTargetWithoutTheKeysInIt() {
        var failure = failure(307, "", "location", "https://elsewhere.example/login?token=abc-secret");
        assertTrue(failure.hint().contains("https://elsewhere.example/login"), failure.hint());
        assertFalse(failure.hint().contains("abc-secret"), failure.hint());
    }

    @Test
    void withoutABodyTheHeaderExplains() {
        assertEquals("HTTP 401: token_expired", failure(401, "", "x-openai-authorization-error", "token_expired").getMessage());
        assertEquals("HTTP 401: no explanation was given", failure(401, "").getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "404 | usage limit         | 3600  | it resets at 2026-01-01T01:00:00Z | 3600",
            "429 | usage_limit_reached | 3600  | it resets at 2026-01-01T01:00:00Z | 3600",
            "429 | slow                | 3700  | the limit resets in 3700 s        |",
            "429 | slow                | -1    |                                   |",
            "429 | slow                | soon  |                                   |",
            "404 | usage limit         | 9e99  |                                   |",
            "500 | boom                | 3600  |                                   |"})
    void theEndOfAPlansWindowIsSaidAndWaitedForOnlyWhereItMust(int status, String said, String header, String hint, Long seconds) {
        var failure = failure(status, "{\"error\":{\"code\":\"" + said + "\",\"message\":\"" + said + "\"}}", "x-codex-primary-reset-after-seconds", header);
        assertEquals(hint, failure.hint());
        assertEquals(seconds == null ? null : Duration.ofSeconds(seconds), failure.retryAfter());
    }

    private static Failure failure(int status, String body, String... header) {
        var headers = new HashMap<String, List<String>>();
        if (header.length == 2) headers.put(header[0], List.of(header[1]));
        return Errors.of(new HttpReply(status, headers, InputStream.nullInputStream()), body.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
