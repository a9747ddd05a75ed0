package scorpiox.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.Finish;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.StreamEvent.PartStarted;
import scorpiox.model.StreamEvent.TextDelta;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.server.Asking;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;

class CompletionsTest {
    private static final Stamp STAMP = new Stamp("own", Instant.ofEpochSecond(5), "m");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'prompt':'Say hi'} | Say hi", "{'prompt':['Say','hi']} | Say/hi", "{'prompt':[' a']} | ' a'"})
    void promptIsWhatTheUserSays(String body, String said) {
        var asked = read(body).request();
        assertEquals(List.of(Message.user(new Part.Text(said.replace('/', '\n')))), asked.messages());
        assertEquals("gpt-5.1-codex", asked.model());
        assertEquals(1, asked.system().size());
        assertEquals(Request.Tools.NONE, asked.tools());
        assertEquals("none", asked.thinking().summary());
    }

    @Test
    void noToolIsOfferedWhateverTheProfileSays() {
        var asking = Asking.of("{'prompt':'x'}").tools(Profile.ToolSchemaMode.CODEX_DEFAULT).tools(new BackendConfig.Tools(null, List.of(Json.object().put("type", "web_search"))));
        assertEquals(Request.Tools.NONE, new Completions().read(asking.request()).request().tools());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}                                   | prompt        | missing_required_parameter", "{'prompt':null}                      | prompt        | missing_required_parameter",
            "{'prompt':7}                         | prompt        | invalid_type", "{'prompt':{}}                        | prompt        | invalid_type",
            "{'prompt':''}                        | prompt        | invalid_value", "{'prompt':[]}                        | prompt        | invalid_value",
            "{'prompt':[1,2]}                     | prompt        | unsupported_parameter", "{'prompt':[[1,2],[3]]}               | prompt        | unsupported_parameter",
            "{'prompt':['a',null]}                | prompt[1]     | invalid_type", "{'prompt':['a',{}]}                  | prompt[1]     | invalid_type",
            "{'prompt':'a','echo':true}           | echo          | unsupported_parameter", "{'prompt':'a','echo':'no'}           | echo          | invalid_type",
            "{'prompt':'a','suffix':'b'}          | suffix        | unsupported_parameter", "{'prompt':'a','suffix':1}            | suffix        | invalid_type",
            "{'prompt':'a','best_of':2}           | best_of       | invalid_value", "{'prompt':'a','best_of':'2'}         | best_of       | invalid_type",
            "{'prompt':'a','n':2}                 | n             | invalid_value", "{'prompt':'a','logprobs':1}          | logprobs      | unsupported_parameter",
            "{'prompt':'a','stream':1}            | stream        | invalid_type", "{'prompt':'a','max_tokens':'x'}      | max_tokens    | invalid_type",
            "{'prompt':'a','stop':[1]}            | stop[0]       | invalid_type", "{'prompt':'a','stop':{}}             | stop          | invalid_type",
            "{'prompt':'a','stop':['1','2','3','4','5']} | stop   | invalid_value", "{'prompt':'a','stream_options':[]}   | stream_options | invalid_type",
            "{'prompt':'a','temperature':9}       | temperature   | invalid_value", "{'prompt':'a','reasoning_effort':'x'} | reasoning_effort | invalid_value"})
    void wrongRequestsAreRefusedByName(String body, String param, String code) {
        var refused = assertThrows(Refused.class, () -> read(body));
        assertEquals(400, refused.status());
        assertEquals(param, refused.param());
        assertEquals(code, refused.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'prompt':'a','echo':false,'suffix':null,'best_of':1,'n':1,'logprobs':null,'stop':null}", "{'prompt':'a','suffix':''}"})
    void whatChangesNothingIsFine(String body) {
        assertEquals(List.of(), read(body).dropped());
    }

    @Test
    void stopsAndWhatIsLeftOutAreKnown() {
        var asked = read("{'prompt':'a','stop':['x','','y'],'max_tokens':5,'temperature':0.5,'seed':1,'own':true,'stream':true}");
        assertEquals(List.of("x", "y"), asked.stops());
        assertTrue(asked.stream());
        assertEquals(List.of("max_tokens", "temperature", "seed", "own"), asked.dropped());
        var elsewhere = new Completions().read(Asking.of("{'prompt':'a','max_tokens':5,'temperature':0.5}").at("anthropic").request());
        assertEquals(5, elsewhere.request().output().maxTokens());
        assertEquals(0.5, elsewhere.request().output().sampling().temperature());
        assertEquals(List.of(), elsewhere.dropped());
        assertEquals(List.of(), new Completions().read(Asking.of("{'prompt':'a','stop':'x'}").withoutStops().request()).stops());
    }

    @Test
    void conversationIsKnownByItsPrompt() {
        assertEquals(read("{'prompt':'a'}").request().conversation(), read("{'prompt':'a','seed':2}").request().conversation());
        assertNotEquals(read("{'prompt':'a'}").request().conversation(), read("{'prompt':'b'}").request().conversation());
    }

    @Test
    void streamIsChunksOfText() {
        var head = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":5,\"model\":\"m\",\"system_fingerprint\":null,\"choices\":[";
        assertEquals(head + "{\"index\":0,\"text\":\"Hi \",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
                + head + "{\"index\":0,\"text\":\"you\",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
                + head + "{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":null}\n\n"
                + head + "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}}\n\ndata: [DONE]\n\n",
                written("{'prompt':'a','stream':true,'stream_options':{'include_usage':true}}", answer(FinishReason.LENGTH)));
    }

    @Test
    void wholeAnswerSaysTheSame() throws IOException {
        var answer = Json.read(written("{'prompt':'a'}", answer(FinishReason.STOP)));
        assertEquals(Json.read("{\"index\":0,\"text\":\"Hi you\",\"logprobs\":null,\"finish_reason\":\"stop\"}"), answer.at("/choices/0"));
        assertEquals("text_completion", answer.path("object").asText());
        assertEquals("cmpl-1", answer.path("id").asText());
        assertEquals(5, answer.at("/usage/total_tokens").asInt());
    }

    @Test
    void callsAndThoughtsAreNoText() throws IOException {
        var events = List.of(new StreamEvent.ReasoningDelta(0, "hm", StreamEvent.Thought.RAW), new StreamEvent.ToolCallStart(1, "c", "f", ToolKind.FUNCTION), new StreamEvent.ToolCallArgs(1, "{}"),
                new StreamEvent.ToolCallEnd(1, "c", "f", ToolKind.FUNCTION, null, "{}"), new PartStarted(2, PartKind.TEXT, Phase.FINAL), new TextDelta(2, "Hi"),
                new StreamEvent.Citation(2, "https://a.test", null), new Finish(FinishReason.TOOL_CALLS, ""));
        var answer = Json.read(written("{'prompt':'a'}", events));
        assertEquals("Hi", answer.at("/choices/0/text").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        var stream = written("{'prompt':'a','stream':true}", events);
        assertEquals(2, stream.split("text_completion", -1).length - 1, stream);
    }

    @Test
    void remarksAreTextWhereThereIsNothingElse() throws IOException {
        var remark = List.of(new PartStarted(0, PartKind.TEXT, Phase.COMMENTARY), new TextDelta(0, "I look."));
        assertEquals("I look.", text(remark, List.of(new Finish(FinishReason.STOP, ""))));
        assertEquals("Hi", text(remark, List.of(new PartStarted(1, PartKind.TEXT, Phase.FINAL), new TextDelta(1, "Hi"), new Finish(FinishReason.STOP, ""))));
        assertEquals("No.", text(List.of(new PartStarted(0, PartKind.REFUSAL, null), new TextDelta(0, "No.")), List.of(new Finish(FinishReason.STOP, ""))));
    }

    @Test
    void brokenStreamEndsWell() {
        var encoder = read("{'prompt':'a','stream':true}").encoder().apply(STAMP);
        var out = new Frames();
        encoder.event(new TextDelta(0, "a"), out);
        encoder.broken(Refused.of(502, "api_error", "upstream_disconnected", "gone"), out);
        var stream = out.text();
        assertTrue(stream.contains("\"code\":\"upstream_disconnected\""), stream);
        assertTrue(stream.endsWith("\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n"), stream);
    }

    @Test
    void refusalsAndHeartbeatsAreThoseOfOpenAi() throws IOException {
        var error = Json.read(new Completions().error(Refused.invalid("invalid_value", "wrong", "prompt"), "req"));
        assertEquals("prompt", error.at("/error/param").asText());
        assertEquals(": keep-alive\n\n", new String(new Completions().heartbeat(null), StandardCharsets.UTF_8));
        assertEquals("completions", new Completions().name());
    }

    private static Asked read(String body) {
        return new Completions().read(Asking.of(body).request());
    }

    private static List<StreamEvent> answer(FinishReason reason) {
        return List.of(new StreamEvent.Started("codex", "x", "resp_1"), new PartStarted(0, PartKind.TEXT, null), new TextDelta(0, "Hi "), new TextDelta(0, "you"),
                new StreamEvent.UsageUpdate(new Usage(3, 0, 0, 2, 0)), new Finish(reason, ""));
    }

    private static String text(List<? extends StreamEvent> first, List<? extends StreamEvent> then) throws IOException {
        var all = new ArrayList<StreamEvent>(first);
        all.addAll(then);
        return Json.read(written("{'prompt':'a'}", all)).at("/choices/0/text").asText();
    }

    private static String written(String body, List<? extends StreamEvent> events) {
        var encoder = read(body).encoder().apply(STAMP);
        var out = new Frames();
        for (var event : events) encoder.event(event, out);
        return out.text();
    }
}
