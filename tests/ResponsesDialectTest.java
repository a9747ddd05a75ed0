package scorpiox.provider.responses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.http.Credential;
import scorpiox.http.HttpReply;
import scorpiox.http.Origin;
import scorpiox.model.Answer;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.provider.Turn;
import scorpiox.provider.responses.ResponsesDialect.Kind;

class ResponsesDialectTest {
    private static final URI ENDPOINT = URI.create("https://a.example/backend-api/codex/responses");

    @ParameterizedTest
    @EnumSource
    void everyKindSaysWhatItSendsTakesAndIs(Kind kind) {
        var call = dialect(kind).encode(request("conv-1"), ModelInfo.unknown("m"), new Turn(false));
        assertEquals(ENDPOINT, call.uri());
        assertEquals("application/json", call.headers().get("Content-Type"));
        assertEquals("text/event-stream", call.headers().get("Accept"));
        assertEquals("product/1", call.headers().get("User-Agent"));
        assertFalse(call.headers().keySet().stream().anyMatch(name -> name.equalsIgnoreCase("authorization") || name.equalsIgnoreCase("x-codex-turn-state")));
    }

    @ParameterizedTest
    @CsvSource({"CHATGPT, true, true", "THIRD_PARTY, false, true", "API, false, false", "OPENAI, false, false"})
    void theMarksOfTheCodexFamilyGoOnlyToTheChatgptBackend(Kind kind, boolean marks, boolean session) {
        var headers = dialect(kind).encode(request("conv-1"), ModelInfo.unknown("m"), new Turn(false)).headers();
        assertEquals(marks ? "responses=experimental" : null, headers.get("OpenAI-Beta"));
        assertEquals(marks ? "codex_cli_rs" : null, headers.get("originator"));
        assertEquals(session ? "conv-1" : null, headers.get("session_id"));
        assertEquals(session ? "conv-1" : null, headers.get("conversation_id"));
    }

    @Test
    void withoutAConversationThereIsNoSession() {
        var headers = dialect(Kind.CHATGPT).encode(request(null), ModelInfo.unknown("m"), new Turn(false)).headers();
        assertFalse(headers.containsKey("session_id") || headers.containsKey("conversation_id"));
    }

    @ParameterizedTest
    @EnumSource
    void aCacheThatIsOffNamesNoConversation(Kind kind) {
        var asked = request("conv-1");
        var off = new Request(asked.model(), asked.system(), asked.messages(), asked.tools(), asked.thinking(), asked.output(), new Request.Cache(Request.Cache.Mode.OFF, false), "conv-1");
        var call = dialect(kind).encode(off, ModelInfo.unknown("m"), new Turn(false));
        assertFalse(call.headers().toString().contains("conv-1") || new String(call.body(), StandardCharsets.UTF_8).contains("conv-1"));
    }

    @ParameterizedTest
    @CsvSource({"CHATGPT, acc, acc", "CHATGPT, , ", "THIRD_PARTY, acc, ", "API, acc, ", "OPENAI, acc, "})
    void theAccountGoesOnlyToTheChatgptBackend(Kind kind, String account, String sent) {
        var credential = new Credential("Authorization", "Bearer token-0123", Set.of(Origin.of(ENDPOINT)), Optional.ofNullable(account), Optional.empty());
        assertEquals(sent == null ? Map.of() : Map.of("chatgpt-account-id", sent), dialect(kind).headersFor(credential));
    }

    @Test
    void equalRequestsAreEqualBytes() {
        var dialect = dialect(Kind.CHATGPT);
        assertArrayEquals(dialect.encode(request("c"), ModelInfo.unknown("m"), new Turn(false)).body(),
                dialect.encode(request("c"), ModelInfo.unknown("m"), new Turn(true)).body());
    }

    @Test
    void aWholeAnswerAsJsonIsReadLikeItsClosingEvent() {
        var answer = whole("{'id':'r','status':'completed','model':'m-served','output':[{'type':'message','content':[{'type':'output_text','text':'Hello'}]}],"
                + "'usage':{'input_tokens':3,'output_tokens':2}}");
        assertEquals("Hello", answer.text());
        assertEquals("m-served", answer.model());
        assertEquals(FinishReason.STOP, answer.finish());
        assertEquals(3, answer.usage().input());
    }

    @Test
    void aWholeAnswerMayBeCutOrFailedToo() {
        var cut = whole("{'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'},'output':[{'type':'message','content':"
                + "[{'type':'output_text','text':'Hel'}]}]}");
        assertEquals(FinishReason.LENGTH, cut.finish());
        assertEquals("Hel", cut.text());
        assertEquals(Failure.Kind.QUOTA, whole("{'status':'failed','error':{'code':'insufficient_quota','message':'none left'},'output':[]}").failure().kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"error\":{\"message\":\"no\"}}", "{\"choices\":[]}", "not json", "", "{\"output\":\"text\"}"})
    void anythingElseIsNoAnswer(String json) {
        assertTrue(dialect(Kind.API).whole(json.getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
            "THIRD_PARTY, 404, <none>, CODEX_ENDPOINT_EXACT=1",
            "CHATGPT, 404, <none>, ",
            "THIRD_PARTY, 404, {\"detail\":\"You hit your usage limit\"}, ",
            "THIRD_PARTY, 404, {\"detail\":\"rate_limit_exceeded\"}, ",
            "OPENAI, 404, {\"detail\":\"Not Found\"}, check the base URL",
            "CHATGPT, 403, {\"error\":{\"message\":\"no\"}}, not allowed",
            "THIRD_PARTY, 403, {\"error\":{\"message\":\"no\"}}, not allowed",
            "CHATGPT, 400, {\"detail\":\"The 'x' model is not supported when using Codex with a ChatGPT account.\"}, --model",
            "CHATGPT, 400, {\"detail\":\"Store must be set to false\"}, ",
    })
    void aRefusalSaysWhatToDoWhereThatIsKnown(Kind kind, int status, String body, String hint) {
        var failure = dialect(kind).failure(reply(status, Map.of()), body.equals("<none>") ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
        assertEquals(status, failure.status());
        if (hint == null) assertNull(failure.hint());
        else assertTrue(failure.hint().contains(hint), failure.hint());
    }

    @Test
    void limitsAreReportedWhenTheHeadersHoldAny() {
        assertTrue(dialect(Kind.CHATGPT).limits(reply(200, Map.of())).isEmpty());
        var limits = dialect(Kind.CHATGPT).limits(reply(200, Map.of("x-codex-primary-used-percent", List.of("12.5")))).orElseThrow();
        assertEquals(12.5, limits.limits().getFirst().usedPercent());
    }

    @Test
    void modelsAreListedWhereTheApiDoesSo() {
        var dialect = new ResponsesDialect("openai", URI.create("https://a.example/v1/responses"), Kind.OPENAI, "product/1",
                InstantSource.fixed(Instant.EPOCH)).carrying(Map.of("OpenAI-Project", "p"));
        var call = dialect.listing().orElseThrow();
        assertEquals(URI.create("https://a.example/v1/models"), call.uri());
        assertEquals("p", call.headers().get("OpenAI-Project"));
        assertEquals("p", dialect.encode(request("c"), ModelInfo.unknown("m"), new Turn(false)).headers().get("OpenAI-Project"));
        assertTrue(dialect(Kind.CHATGPT).listing().orElseThrow().uri().getPath().endsWith("/models"));
        for (var kind : List.of(Kind.THIRD_PARTY, Kind.API)) assertTrue(dialect(kind).listing().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "Your organization must be verified to generate reasoning summaries. | reasoning.summary | reasoning",
            "Unsupported parameter: 'prompt_cache_key' is not supported with this model. | prompt_cache_key | prompt_cache_key",
            "Encrypted content is not supported with this model. | include | include",
            "Unknown parameter: 'stream_options.include_obfuscation'. | stream_options | stream_options",
            "Invalid 'input'. | | ",
            "Unsupported parameter: 'service_tier' | | ",
    })
    void whatTheApiRefusesByNameIsLeftOutOnce(String said, String member, String gone) throws IOException {
        var failure = Failure.of(Failure.Kind.BAD_REQUEST, "HTTP 400: " + said).from(400, null);
        var asked = request("conv-1").model("gpt-5.1");
        var simpler = dialect(Kind.OPENAI).simpler(failure, asked);
        assertEquals(member != null, simpler.isPresent());
        for (var kind : List.of(Kind.CHATGPT, Kind.THIRD_PARTY, Kind.API)) assertTrue(dialect(kind).simpler(failure, asked).isEmpty());
        if (member == null) return;
        assertTrue(simpler.get().notice().text().contains(member), simpler.get().notice().text());
        var model = ModelInfo.unknown("gpt-5.1");
        assertTrue(Json.read(dialect(Kind.OPENAI).encode(asked, model, new Turn(false)).body()).has(gone));
        assertFalse(Json.read(simpler.get().dialect().encode(asked, model, new Turn(false)).body()).has(gone));
        assertTrue(simpler.get().dialect().simpler(failure, asked).isEmpty(), "it is gone already");
        var further = simpler.get().dialect().simpler(Failure.of(Failure.Kind.BAD_REQUEST, "no reasoning.summary, prompt_cache_key, include_obfuscation"), asked).orElseThrow();
        assertFalse(Json.read(further.dialect().encode(asked, model, new Turn(false)).body()).has(gone), "what was refused before stays out");
    }

    private static Answer whole(String json) {
        var dialect = dialect(Kind.THIRD_PARTY);
        var decoder = dialect.decoder(request(null));
        var answer = new Answer();
        decoder.event(dialect.whole(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).getFirst(), answer);
        assertTrue(decoder.done());
        return answer;
    }

    private static HttpReply reply(int status, Map<String, List<String>> headers) {
        return new HttpReply(status, headers, InputStream.nullInputStream());
    }

    private static Request request(String conversation) {
        return new Request("m", List.of("s"), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT,
                conversation);
    }

    private static ResponsesDialect dialect(Kind kind) {
        return new ResponsesDialect("codex", ENDPOINT, kind, "product/1", InstantSource.fixed(Instant.EPOCH));
    }
}
