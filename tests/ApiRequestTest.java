package scorpiox.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.ModelInfo.Style;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;

class ApiRequestTest {
    @Test
    void theSmallestRequestLeavesTheThinkingToTheModel() throws IOException {
        assertEquals(json("{'model':'m','instructions':'Be brief.','input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]}],"
                        + "'reasoning':{'summary':'auto'},'store':false,'stream':true,'stream_options':{'include_obfuscation':false},'include':['reasoning.encrypted_content']}"),
                ApiRequest.body(request(null, "auto"), model(true, Style.EFFORT, true), "openai"));
    }

    @Test
    void membersBesidesThoseOfTheWireStandInAFixedOrder() {
        var tools = new Request.Tools(List.of(new Tool.Function("f", "f", Json.object())), new Request.Choice.Auto(), true);
        var full = new Request("gpt-5.1", List.of("s"), List.of(), tools, new Request.Thinking(Effort.HIGH, "auto"), new Request.Output(100, "low", "flex", Json.object()),
                new Request.Cache(Request.Cache.Mode.AUTO, true), "conv-1");
        var body = ApiRequest.body(full, model(true, Style.EFFORT, true), "openai");
        var names = new ArrayList<String>();
        body.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "store", "stream", "max_output_tokens", "service_tier", "text",
                "include", "stream_options", "prompt_cache_key", "prompt_cache_retention"), names);
        assertEquals(100, body.path("max_output_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "EFFORT | true | true | | auto | {'summary':'auto'} | true",
            "EFFORT | true | true | | none | | true",
            "EFFORT | true | false | | auto | | true",
            "EFFORT | true | true | HIGH | detailed | {'effort':'high','summary':'detailed'} | true",
            "EFFORT | true | true | NONE | none | {'effort':'none'} | true",
            "EFFORT | true | true | MINIMAL | none | {'effort':'minimal'} | true",
            "NONE | true | true | | auto | | false",
            "NONE | true | true | HIGH | auto | | false",
            "EFFORT | false | false | | auto | | false",
            "EFFORT | false | false | LOW | none | {'effort':'low'} | true",
            "EFFORT | false | true | | auto | {'summary':'auto'} | true",
    })
    void thinkingIsSpokenOfOnlyToModelsThatThink(Style style, boolean known, boolean summaries, Effort effort, String summary, String reasoning, boolean replayed) throws IOException {
        var body = ApiRequest.body(request(effort, summary), model(known, style, summaries), "openai");
        assertEquals(reasoning == null ? null : json(reasoning), body.get("reasoning"));
        assertEquals(replayed, body.has("include"));
    }

    @Test
    void codexAsksForNoneOfIt() {
        var body = ResponsesRequest.body(request(null, "auto"), model(true, Style.EFFORT, true), "codex", true);
        assertFalse(body.has("stream_options") || body.path("reasoning").isObject());
    }

    private static Request request(Effort effort, String summary) {
        return new Request("m", List.of("Be brief."), List.of(Message.user(new Part.Text("hi"))), Request.Tools.NONE, new Request.Thinking(effort, summary), Request.Output.TEXT, null);
    }

    private static ModelInfo model(boolean known, Style style, boolean summaries) {
        return new ModelInfo("m", known, new ModelInfo.Window(0, 0), true, true, new ModelInfo.Reasoning(style, List.of(), summaries), true, true, null);
    }

    private static JsonNode json(String text) throws IOException {
        return (ObjectNode) Json.read(text.replace('\'', '"'));
    }
}
