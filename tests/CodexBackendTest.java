package scorpiox.simulator.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.Wired;
import scorpiox.simulator.Wired.Reply;
import scorpiox.simulator.wire.Pace;
import scorpiox.simulator.wire.Wire;

class CodexBackendTest {
    private static final String KEY = "Authorization: Bearer k";

    private Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    private void use(Wired other) {
        wired.close();
        wired = other;
    }

    private Reply ask(String path, String changes) throws IOException {
        var body = (ObjectNode) Json.read("{\"model\":\"gpt-5.3-codex\",\"instructions\":\"Be brief.\",\"store\":false,\"stream\":true,\"input\":[{\"role\":\"user\",\"content\":\"say hi\"}]}");
        ((ObjectNode) Json.read(changes.replace('\'', '"'))).properties().forEach(change -> body.set(change.getKey(), change.getValue()));
        return wired.send("POST", path, Json.write(body), KEY);
    }

    private static String text(JsonNode response) {
        for (var item : response.path("output")) if (item.path("type").asText().equals("message")) return item.path("content").path(0).path("text").asText();
        return "none";
    }

    @Test
    void theApiAnswersWithOneValueWhereNoStreamIsAskedFor() throws IOException {
        var response = ask("/v1/responses", "{'stream':false}").json();
        assertEquals("completed", response.path("status").asText());
        assertTrue(text(response).startsWith("You said: say hi"), text(response));
        assertTrue(response.path("usage").path("total_tokens").asInt() > 0);
    }

    @ParameterizedTest
    @CsvSource({"/v1/responses", "/backend-api/codex/responses"})
    void anAnswerFitsTheSchemaThatIsAskedFor(String path) throws IOException {
        var schema = "{'type':'object','properties':{'greeting':{'type':'string'}},'required':['greeting'],'additionalProperties':false}";
        var reply = ask(path, "{'text':{'format':{'type':'json_schema','name':'n','strict':true,'schema':" + schema + "}}}");
        assertEquals("{\"greeting\":\"hi\"}", text(reply.events().getLast().path("response")));
    }

    @Test
    void aToolThatHasToBeCalledIs() throws IOException {
        var tools = "'tools':[{'type':'function','name':'f','parameters':{'type':'object','properties':{'n':{'type':'integer'}},'required':['n']}}]";
        var output = ask("/v1/responses", "{" + tools + ",'tool_choice':{'type':'function','name':'f'},'stream':false}").json().path("output").path(0);
        assertEquals("f", output.path("name").asText());
        assertEquals("{\"n\":1}", output.path("arguments").asText());
    }

    @Test
    void itSeesImagesInMessagesAndInResults() throws IOException {
        var image = "{'type':'input_image','image_url':'data:image/png;base64," + Wired.RED + "'}";
        var question = "{'role':'user','content':[{'type':'input_text','text':'Which color?'}]}";
        assertEquals("red", text(ask("/v1/responses", "{'stream':false,'input':[" + question.replace("[{", "[" + image + ",{") + "]}").json()));
        assertEquals("red", text(ask("/v1/responses", "{'stream':false,'tools':[{'type':'function','name':'f'}],'input':[" + question
                + ",{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'c','output':[" + image + "]}]}").json()));
    }

    @ParameterizedTest
    @CsvSource({"responses:500, /v1/responses, 500", "responses:500, /backend-api/codex/responses, 200", "codex:500, /backend-api/codex/responses, 500", "codex:500, /v1/responses, 200"})
    void aFaultMayBeOfOneWire(String fault, String path, int status) throws IOException {
        use(new Wired(fault));
        assertEquals(status, ask(path, "{}").status());
    }

    @ParameterizedTest
    @CsvSource({"context-length, 400", "quota, 429", "overloaded, 503", "rate-limit, 429", "error-event, 500", "invalid-prompt, 400"})
    void whatAStreamWouldSayIsAStatusWhereThereIsNone(String fault, int status) throws IOException {
        use(new Wired(fault));
        assertEquals(status, ask("/v1/responses", "{'stream':false}").status());
        assertEquals(200, ask("/v1/responses", "{}").status());
    }

    @Test
    void theListOfModelsHasTheFormOfWhoAsks() throws IOException {
        assertEquals("list", wired.send("GET", "/v1/models", "", KEY).json().path("object").asText());
        assertEquals("claude-opus-5-5", wired.send("GET", "/v1/models", "", "x-api-key: k", "anthropic-version: 2023-06-01").json().path("data").path(0).path("id").asText());
        assertEquals("gpt-5.3-codex", wired.send("GET", "/v1/models?client_version=1", "", KEY).json().path("models").path(0).path("slug").asText());
        assertEquals("gpt-5.3-codex", wired.send("GET", "/backend-api/codex/models", "", KEY).json().path("models").path(0).path("slug").asText());
    }

    @Test
    void aPaceChangesNothingButTheTime() throws IOException {
        var before = ask("/v1/responses", "{}").body();
        use(new Wired(Simulator.Setup.DEMO.with(new Pace(List.of(new Pace.Step(Wire.RESPONSES, 3)), List.of(new Pace.Step(null, 1))))));
        assertEquals(before, ask("/v1/responses", "{}").body());
    }
}
