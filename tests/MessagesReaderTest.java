package scorpiox.server.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Answer;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;
import scorpiox.server.Asking;
import scorpiox.server.ask.Asked;
import scorpiox.server.ask.Carried;
import scorpiox.server.ask.ClientRequest;
import scorpiox.server.ask.Frames;
import scorpiox.server.ask.Refused;
import scorpiox.server.ask.Stamp;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;
import scorpiox.server.web.Fields;

class MessagesReaderTest {
    private static final String TOOLS = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";
    private static final String CALLED = "{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1}}]}";

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static ClientRequest client(ObjectNode body, String type, Fields headers, boolean emulateStop, BackendConfig.Tools tools) {
        var asking = new Asking(body, headers, Profile.ENTHUSIAST, type, BackendConfig.Prompt.USUAL, tools, emulateStop, "");
        return asking.request();
    }

    private static Asked read(ObjectNode body, String type) {
        return new Messages().read(client(body, type, new Fields(), true, BackendConfig.Tools.USUAL));
    }

    /// A request with these members besides the usual ones.
    private static Asked asked(String members, String type) {
        var body = json("{\"model\":\"claude-sonnet\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        body.setAll(json("{" + members + "}"));
        return read(body, type);
    }

    private static Request request(String members) {
        return asked(members, "openai-codex").request();
    }

    /// The messages that come of these.
    private static List<Message> messages(String messages) {
        return request("\"messages\":[" + messages + "]").messages();
    }

    /// The parts that come of a user's blocks.
    private static List<Part> user(String blocks) {
        var messages = messages("{\"role\":\"user\",\"content\":[" + blocks + "]}");
        assertEquals(1, messages.size());
        assertEquals(Role.USER, messages.getFirst().role());
        return messages.getFirst().parts();
    }

    private static Refused refused(String members) {
        return assertThrows(Refused.class, () -> asked(members, "openai-codex"));
    }

    @Test
    void aTextIsATextHoweverItIsWritten() {
        var plain = List.of(Message.user(new Part.Text("hi")));
        assertEquals(plain, messages("{\"role\":\"user\",\"content\":\"hi\"}"));
        assertEquals(plain, messages("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"\"}]}"));
    }

    @Test
    void theModelIsThatOfTheSelection() {
        assertEquals("gpt-5.1-codex", request("").model());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"be brief\"", "[{\"type\":\"text\",\"text\":\"be brief\",\"cache_control\":{\"type\":\"ephemeral\"}}]",
        "\"x-anthropic-billing-header: cc_version=2.1; cch=0af;\\nbe brief\"",
        "[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: cc_version=2.1; cch=0af;\"},{\"type\":\"text\",\"text\":\"be brief\"}]"})
    void theSystemTextBecomesAMessageOfTheProgram(String system) {
        assertEquals(List.of(new Message(Role.DEVELOPER, List.of(new Part.Text("be brief"))), Message.user(new Part.Text("hi"))), request("\"system\":" + system).messages());
    }

    @Test
    void elsewhereItIsTheSystemText() {
        var request = asked("\"system\":[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"text\",\"text\":\"two\"}]", "anthropic").request();
        assertEquals(List.of("one", "two"), request.system());
        assertEquals(1, request.messages().size());
    }

    @Test
    void aMessageOfTheSystemStaysInItsPlace() {
        assertEquals(List.of(Message.user(new Part.Text("a")), new Message(Role.DEVELOPER, List.of(new Part.Text("b"))), Message.user(new Part.Text("c"))),
                messages("{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}"));
    }

    @Test
    void picturesAndDocuments() {
        assertEquals(List.of(new Part.Image("image/png", "iVBORw0KGgo=", null), new Part.ImageLink("https://example.com/a.png", "auto"), new Part.File("Paper", "application/pdf", "JVBERi0="),
                        new Part.File("document.pdf", "application/pdf", "JVBERi0="), new Part.Text("plain"), new Part.Text("within"), new Part.Image("image/jpeg", "AAAA", null)),
                user("""
                        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo"}},
                        {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                        {"type":"document","title":"Paper","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},
                        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"citations":{"enabled":true}},
                        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}},
                        {"type":"document","source":{"type":"content","content":[{"type":"text","text":"within"},{"type":"image","source":{"type":"base64","media_type":"image/jpg","data":"AAAA"}}]}}"""));
    }

    @Test
    void callsAndTheirResults() {
        var messages = messages(CALLED + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"out\"},{\"type\":\"text\",\"text\":\"and\"}]}");
        assertEquals(List.of(new Message(Role.ASSISTANT, List.of(new Part.ToolCall("t1", "f", ToolKind.FUNCTION, "{\"a\":1}"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("t1", "f", ToolKind.FUNCTION, List.of(new Part.Text("out")), false))), Message.user(new Part.Text("and"))), messages.subList(1, 4));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "\"unknown\":1                                                                                                       | ",
        "\"content\":\"out\"                                                                                                  | out",
        "\"content\":null                                                                                                     | ",
        "\"content\":[]                                                                                                       | ",
        "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]                                  | a\\nb",
        "\"content\":[{\"type\":\"tool_reference\",\"tool_name\":\"f\"}]                                                      | The tool f can be called now.",
        "\"content\":[{\"type\":\"search_result\",\"source\":\"u\",\"title\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}] | t (u)\\nx",
        "\"content\":\"out\",\"is_error\":true                                                                                | Error: out",
        "\"content\":\"Error: out\",\"is_error\":true                                                                         | Error: out",
        "\"content\":\"\",\"is_error\":true                                                                                   | Error: ",
        "\"content\":\"out\",\"is_error\":false                                                                               | out",
    })
    void textsOfResults(String members, String text) {
        var result = (Part.ToolResult) messages(CALLED + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\"" + "," + members + "}]}")
                .getLast().parts().getFirst();
        assertEquals(List.of(new Part.Text(text == null ? "" : text.equals("Error:") ? "Error: " : text.replace("\\n", "\n"))), result.content());
    }

    @Test
    void aResultKeepsItsPictures() {
        var result = (Part.ToolResult) messages(CALLED + """
                ,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"text","text":"x"}]}]}""")
                .getLast().parts().getFirst();
        assertEquals(List.of(new Part.Text("Error: "), new Part.Image("image/png", "AAAA", null), new Part.Text("x")), result.content());
        assertTrue(result.error());
    }

    @Test
    void theOrderOfBlocksStays() {
        var parts = messages("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\"},{\"type\":\"text\",\"text\":\"b\"}]}").getFirst().parts();
        assertEquals(List.of(new Part.Text("a"), new Part.ToolCall("1", "f", ToolKind.FUNCTION, "{}"), new Part.Text("b")), parts);
    }

    @Test
    void ourThinkingGoesBackAndNobodyElses() {
        var own = new Carried(new Opaque("anthropic", "claude", "thinking", json("{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}")), Carried.Place.THINKING);
        var search = new Carried(new Opaque("codex", "m", "web_search_call", json("{\"type\":\"web_search_call\"}")), Carried.Place.HOSTED);
        var ofCall = new Carried(new Opaque("gemini", "m", "thoughtSignature", json("{\"thoughtSignature\":\"s\"}")), Carried.Place.CALL);
        var parts = messages("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sx1.gAAA\"},{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"EqQBCgIYAhIM\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"x\"},{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"" + own.text().orElseThrow()
                + "\"},{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + search.text().orElseThrow() + "\"},{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + ofCall.text().orElseThrow()
                + "\"},{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{}},{\"type\":\"tool_use\",\"id\":\"2\",\"name\":\"f\",\"input\":{}}]}").getFirst().parts();
        assertEquals(List.of(
                new Part.Reasoning("Hm", new Opaque("codex", null, "reasoning", json("{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm\"}],\"encrypted_content\":\"gAAA\"}"))),
                new Part.Reasoning("t", own.opaque()), new Part.Hosted(search.opaque()), new Part.ToolCall("1", "f", ToolKind.FUNCTION, "{}", ofCall.opaque()),
                new Part.ToolCall("2", "f", ToolKind.FUNCTION, "{}")), parts);
    }

    /// What a provider wants back reaches it through a client that keeps nothing but the answer.
    @Test
    void anAnswerComesBackAsTheProviderMadeIt() {
        var events = List.<StreamEvent>of(new StreamEvent.PartStarted(0, StreamEvent.PartKind.REASONING, null), new StreamEvent.ReasoningDelta(0, "Hm", StreamEvent.Thought.SUMMARY),
                new StreamEvent.Continuation(0, new Opaque("anthropic", "claude", "thinking", json("{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"EqQB/+==\"}"))),
                new StreamEvent.PartStarted(1, StreamEvent.PartKind.REASONING, null),
                new StreamEvent.Continuation(1, new Opaque("anthropic", "claude", "redacted_thinking", json("{\"type\":\"redacted_thinking\",\"data\":\"Em\"}"))),
                new StreamEvent.PartStarted(2, StreamEvent.PartKind.TEXT, null), new StreamEvent.TextDelta(2, "Let me see"),
                new StreamEvent.ToolCallStart(3, "t1", "f", ToolKind.FUNCTION),
                new StreamEvent.Continuation(3, new Opaque("gemini", "g", "thoughtSignature", json("{\"id\":\"t1\",\"thoughtSignature\":\"s\"}"))),
                new StreamEvent.ToolCallArgs(3, "{\"a\":1}"), new StreamEvent.ToolCallEnd(3, "t1", "f", ToolKind.FUNCTION, json("{\"a\":1}"), "{\"a\":1}"),
                new StreamEvent.Finish(StreamEvent.FinishReason.TOOL_CALLS, null));
        var out = new Frames();
        var encoder = MessagesEncoder.of(false, true, new Stamp("a", Instant.EPOCH, "m"));
        var answer = new Answer();
        for (var event : events) {
            encoder.event(event, out);
            answer.event(event);
        }
        var content = Json.write(json(new String(out.toBytes(), StandardCharsets.UTF_8)).get("content"));
        assertEquals(List.of(answer.message()), messages("{\"role\":\"assistant\",\"content\":" + content + "}"));
    }

    @Test
    void callsOfAnotherServerAreLeftOut() {
        assertEquals(List.of(new Message(Role.ASSISTANT, List.of(new Part.Text("a")))), messages("""
                {"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]},{"type":"text","text":"a"}]}"""));
    }

    @Test
    void toolsBecomeFunctions() {
        var tool = request("\"tools\":[{\"type\":\"custom\",\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{\"a\":{}}},"
                + "\"cache_control\":{\"type\":\"ephemeral\"},\"strict\":true}]").tools().offered().getFirst();
        assertEquals(new Tool.Function("f", "d", json("{\"type\":\"object\",\"properties\":{\"a\":{}}}"), false), tool);
    }

    @Test
    void aSearchOfTheWebIsTheBackends() {
        var search = "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":5,\"allowed_domains\":[\"a.example\"],\"user_location\":{\"type\":\"approximate\",\"city\":\"B\"}}]";
        assertEquals(new Tool.Hosted("web_search", json("{\"type\":\"web_search\",\"filters\":{\"allowed_domains\":[\"a.example\"]},\"user_location\":{\"type\":\"approximate\",\"city\":\"B\"}}")),
                request(search).tools().offered().getFirst());
        var home = (Tool.Hosted) asked(search, "anthropic").request().tools().offered().getFirst();
        assertEquals(5, home.declaration().path("max_uses").asInt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "{\"type\":\"auto\"}                                          | Auto[]          | true",
        "{\"type\":\"any\"}                                           | Required[]      | true",
        "{\"type\":\"none\"}                                          | None[]          | true",
        "{\"type\":\"tool\",\"name\":\"f\"}                           | Named[tool=f]   | true",
        "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}       | Auto[]          | false",
        "null                                                         | Auto[]          | true",
    })
    void choicesOfTools(String choice, String expected, boolean parallel) {
        var tools = request(TOOLS + ",\"tool_choice\":" + choice).tools();
        assertEquals(expected, tools.choice().toString());
        assertEquals(parallel, tools.parallel());
    }

    @Test
    void longNamesOfToolsComeBackAsTheyWere() {
        var name = "mcp__" + "x".repeat(90) + "__do it";
        var asked = asked("\"tools\":[{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"" + name + "\"}", "openai-codex");
        var sent = asked.request().tools().offered().getFirst().name();
        assertTrue(sent.matches("[A-Za-z0-9_-]{1,64}"), sent);
        assertEquals(new Request.Choice.Named(sent), asked.request().tools().choice());
        var out = new Frames();
        asked.encoder().apply(new Stamp("a", Instant.EPOCH, "m")).event(new StreamEvent.ToolCallStart(0, "c", sent, ToolKind.FUNCTION), out);
        var encoder = asked.encoder().apply(new Stamp("a", Instant.EPOCH, "m"));
        encoder.event(new StreamEvent.ToolCallStart(0, "c", sent, ToolKind.FUNCTION), out);
        encoder.event(new StreamEvent.ToolCallEnd(0, "c", sent, ToolKind.FUNCTION, Json.object(), "{}"), out);
        encoder.event(new StreamEvent.Finish(StreamEvent.FinishReason.TOOL_CALLS, null), out);
        assertTrue(new String(out.toBytes(), StandardCharsets.UTF_8).contains("\"name\":\"" + name + "\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "                                                                                              |        | 0     | none",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}                                    | LOW    | 1024  | auto",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1025}                                    | MEDIUM | 1025  | auto",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192}                                    | MEDIUM | 8192  | auto",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":24576}                                   | HIGH   | 24576 | auto",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":31999}                                   | XHIGH  | 31999 | auto",
        "\"thinking\":{\"type\":\"disabled\"}                                                          | NONE   | 0     | none",
        "\"thinking\":{\"type\":\"adaptive\"}                                                          |        | 0     | auto",
        "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"max\"}                   | MAX    | 0     | auto",
        "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}                                  |        | 0     | none",
        "\"thinking\":{\"type\":\"adaptive\",\"display\":\"updates\"}                                  |        | 0     | auto",
        "\"output_config\":{\"effort\":\"low\"}                                                        | LOW    | 0     | none",
        "\"tools\":[{\"name\":\"f\"}]                                                                  |        | 0     | auto",
    })
    void howHardToThink(String members, Effort effort, int budget, String summary) {
        assertEquals(new Request.Thinking(effort, summary, budget), request(members == null ? "" : members).thinking());
    }

    @Test
    void atAnthropicAdaptiveThinkingIsAskedFor() {
        assertEquals(Effort.HIGH, asked("\"thinking\":{\"type\":\"adaptive\"}", "anthropic").request().thinking().effort());
    }

    @Test
    void anAnswerInJson() {
        var format = "{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}";
        assertEquals(Request.Format.of(json("{\"type\":\"object\"}")), request("\"output_config\":{\"format\":" + format + "}").output().format());
        assertEquals(Request.Format.of(json("{\"type\":\"object\"}")), request("\"output_format\":" + format).output().format());
    }

    @Test
    void limitsAndSamplingGoToWhoeverTakesThem() {
        var members = "\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40";
        var codex = asked(members, "openai-codex");
        assertEquals(Request.Output.TEXT, codex.request().output());
        assertEquals(List.of("max_tokens", "temperature", "top_p", "top_k"), codex.dropped());
        var other = asked(members, "anthropic");
        assertEquals(new Request.Output(100, null, null, (Request.Format) null, new Request.Sampling(0.5, 0.9, 40)), other.request().output());
        assertEquals(List.of(), other.dropped());
    }

    @Test
    void aStrictClientIsToldOfWhatIsDropped() {
        var strict = new Fields().add("x-sx-strict", "1");
        var body = json("{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        new Messages().read(client(body, "openai-codex", strict, true, BackendConfig.Tools.USUAL));
        body.put("temperature", 0.2);
        assertEquals("temperature", assertThrows(Refused.class, () -> new Messages().read(client(body, "openai-codex", strict, true, BackendConfig.Tools.USUAL))).param());
    }

    @Test
    void textsToStopAt() {
        assertEquals(List.of("a", "\n\nHuman:"), asked("\"stop_sequences\":[\"a\",\"\\n\\nHuman:\"]", "openai-codex").stops());
        var body = json("{\"max_tokens\":5,\"stop_sequences\":[\"a\"],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        var without = new Messages().read(client(body, "openai-codex", new Fields(), false, BackendConfig.Tools.USUAL));
        assertEquals(List.of(), without.stops());
        assertTrue(without.dropped().contains("stop_sequences"));
    }

    @Test
    void theKeyOfTheConversationIsTheUsersOrStaysTheSame() {
        assertEquals("u1", request("\"metadata\":{\"user_id\":\"u1\"}").conversation());
        var first = request("\"system\":\"s\"").conversation();
        assertEquals(first, request("\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},{\"role\":\"assistant\",\"content\":\"a\"}]").conversation());
        assertNotEquals(first, request("\"system\":\"other\"").conversation());
        assertEquals(first, request("\"system\":\"x-anthropic-billing-header: 77\\ns\"").conversation());
    }

    @Test
    void whetherItIsAStream() {
        assertTrue(asked("\"stream\":true", "openai-codex").stream());
        assertFalse(asked("", "openai-codex").stream());
    }

    @Test
    void aFreeFormCallOfTheHistoryIsOneAgain() {
        var tools = new BackendConfig.Tools(null, List.of(json("{\"type\":\"custom\",\"name\":\"apply_patch\"}")));
        var body = json("{\"max_tokens\":5,\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"apply_patch\",\"input\":{\"input\":\"*** Begin\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"ok\"}]}]}");
        var messages = new Messages().read(client(body, "openai-codex", new Fields(), true, tools)).request().messages();
        assertEquals(new Part.ToolCall("c", "apply_patch", ToolKind.FREEFORM, "*** Begin"), messages.getFirst().parts().getFirst());
        assertEquals(ToolKind.FREEFORM, ((Part.ToolResult) messages.getLast().parts().getFirst()).kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "\"max_tokens\":null                                                                                   | max_tokens",
        "\"max_tokens\":0                                                                                      | max_tokens",
        "\"max_tokens\":\"5\"                                                                                  | max_tokens",
        "\"messages\":null                                                                                     | messages",
        "\"messages\":[]                                                                                       | messages",
        "\"messages\":[{\"role\":\"user\",\"content\":\"\"}]                                                  | messages",
        "\"messages\":{}                                                                                       | messages",
        "\"messages\":[7]                                                                                      | messages[0]",
        "\"messages\":[{\"content\":\"x\"}]                                                                    | messages[0].role",
        "\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]                                                  | messages[0].role",
        "\"messages\":[{\"role\":\"user\"}]                                                                    | messages[0].content",
        "\"messages\":[{\"role\":\"user\",\"content\":7}]                                                      | messages[0].content",
        "\"messages\":[{\"role\":\"user\",\"content\":[\"x\"]}]                                                | messages[0].content[0]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{}]}]                                                   | messages[0].content[0].type",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]                                 | messages[0].content[0].type",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]                                  | messages[0].content[0].text",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"b\"}]}]  | messages[0].content[0].type",
        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"image\"}]}]                            | messages[0].content[0].type",
        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"name\":\"b\"}]}]          | messages[0].content[0].id",
        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"b\"}]}]            | messages[0].content[0].name",
        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"b\",\"input\":[]}]}] | messages[0].content[0].input",
        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"signature\":7}]}]         | messages[0].content[0].signature",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"}]}]                           | messages[0].content[0].tool_use_id",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":[{\"type\":\"x\"}]}]}] | messages[0].content[0].content[0].type",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":[{\"type\":\"tool_reference\"}]}]}] | messages[0].content[0].content[0].tool_name",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"search_result\",\"title\":\"t\",\"source\":\"u\"}]}] | messages[0].content[0].content",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}]                                 | messages[0].content[0].source",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"file\"}}]}]  | messages[0].content[0].source.type",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"file:///etc/passwd\"}}]}] | messages[0].content[0].source.url",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"*\"}}]}] | messages[0].content[0].source.data",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"text/csv\",\"data\":\"AAAA\"}}]}] | messages[0].content[0].source.media_type",
        "\"system\":7                                                                                          | system",
        "\"system\":[{\"type\":\"image\"}]                                                                     | system[0].type",
        "\"system\":[{\"type\":\"text\"}]                                                                      | system[0].text",
        "\"tools\":[{\"name\":\"f\"},{\"name\":\"f\"}]                                                         | tools[1].name",
        "\"tools\":[{\"name\":\" \"}]                                                                          | tools[0].name",
        "\"tools\":[{\"name\":\"f\",\"input_schema\":7}]                                                       | tools[0].input_schema",
        "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]                                            | tools[0].type",
        "\"tool_choice\":{\"type\":\"any\"}                                                                    | tool_choice.type",
        "\"tool_choice\":{\"type\":\"x\"}                                                                      | tool_choice.type",
        "\"tool_choice\":\"auto\"                                                                              | tool_choice",
        "\"tools\":[{\"name\":\"f\"}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\"}                       | tool_choice.name",
        "\"thinking\":{\"type\":\"enabled\"}                                                                   | thinking.budget_tokens",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":0}                                               | thinking.budget_tokens",
        "\"thinking\":{\"type\":\"much\"}                                                                      | thinking.type",
        "\"output_config\":{\"effort\":\"huge\"}                                                               | output_config.effort",
        "\"output_config\":{\"format\":{\"type\":\"json_schema\"}}                                             | output_config.format.schema",
        "\"stop_sequences\":\"x\"                                                                              | stop_sequences",
        "\"stop_sequences\":[\"x\",7]                                                                          | stop_sequences[1]",
        "\"stop_sequences\":[\" \"]                                                                            | stop_sequences[0]",
        "\"temperature\":9                                                                                     | temperature",
        "\"stream\":\"yes\"                                                                                    | stream",
        "\"metadata\":{\"user_id\":7}                                                                          | metadata.user_id",
    })
    void whatIsWrongIsNamedExactly(String members, String param) {
        var why = refused(members);
        assertEquals(param, why.param(), why.getMessage());
        assertEquals(400, why.status());
    }

    @Test
    void countingNeedsNoLimitAndTakesAPictureForAThousand() throws IOException {
        var body = json("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(400) + "\"}]}");
        var text = Json.read(new Messages().count(client(body, "anthropic", new Fields(), true, BackendConfig.Tools.USUAL)));
        assertEquals(json("{\"input_tokens\":100}"), text);
        var picture = "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + "A".repeat(4000) + "\"}}";
        var shown = json("{\"messages\":[{\"role\":\"user\",\"content\":[" + picture + "]}," + CALLED.substring(CALLED.indexOf("},") + 2)
                + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[" + picture + "]}]}]}");
        assertEquals(2002, Json.read(new Messages().count(client(shown, "anthropic", new Fields(), true, BackendConfig.Tools.USUAL))).path("input_tokens").asInt());
    }

    /// A turn of a loop of tools, as Codex gets it: thinking in its place, the two results of one call as one.
    @Test
    void codexGetsItsOwnThinkingBack() {
        var sent = Asking.upstream(request("""
                "system":"s",%s,"thinking":{"type":"enabled","budget_tokens":9000},"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[
                {"type":"thinking","thinking":"Hm","signature":"sx1.gAAA"},{"type":"text","text":"Look"},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"},{"type":"tool_result","tool_use_id":"t1","content":"two"},{"type":"text","text":"go on"}]}]""".formatted(TOOLS)));
        var items = new ArrayList<String>();
        sent.path("input").forEach(item -> items.add(Json.write(item)));
        assertEquals(List.of("{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"s\"}]}",
                "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hi\"}]}",
                "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm\"}],\"encrypted_content\":\"gAAA\"}",
                "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Look\"}]}",
                "{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\",\"call_id\":\"t1\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"t1\",\"output\":[{\"type\":\"input_text\",\"text\":\"one\"},{\"type\":\"input_text\",\"text\":\"two\"}]}",
                "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"go on\"}]}"), items);
        assertEquals("high", sent.path("reasoning").path("effort").asText());
    }

    @Test
    void equalRequestsBecomeEqualOnes() {
        var members = TOOLS + ",\"system\":\"s\",\"messages\":[" + CALLED + "]";
        assertEquals(request(members), request(members));
    }

    private static final String RICH = """
            {"model":"m","max_tokens":1,"stream":true,"system":[{"type":"text","text":"s"}],"metadata":{"user_id":"u"},"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}},
            {"type":"web_search_20250305","name":"web_search","allowed_domains":["a"],"user_location":{"type":"approximate"}}],"tool_choice":{"type":"tool","name":"f"},
            "thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},"stop_sequences":["a"],"temperature":1,"top_p":1,"top_k":5,
            "service_tier":"auto","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
            {"type":"document","source":{"type":"text","data":"x"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"sx1.a"},{"type":"tool_use","id":"1","name":"f","input":{"a":1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","is_error":true,"content":[{"type":"text","text":"r"}]}]},{"role":"system","content":"x"}]}""";

    @Test
    void whateverIsSentIsReadOrRefused() {
        var random = new Random(5);
        var values = List.of("null", "7", "-1", "1e999", "true", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[{}]", "{\"type\":\"x\"}", "\"sx2.e30\"", "[null]", "{\"type\":null}");
        for (var i = 0; i < 1_500; i++) {
            var body = json(RICH);
            for (var j = 0; j <= random.nextInt(3); j++) mutate(body, json("{\"v\":" + values.get(random.nextInt(values.size())) + "}").get("v"), random);
            for (var type : List.of("openai-codex", "anthropic")) {
                try {
                    var request = client(body, type, new Fields(), true, BackendConfig.Tools.USUAL);
                    new Messages().read(request);
                    new Messages().count(request);
                } catch (Refused why) {
                    assertEquals(400, why.status(), body::toString);
                } catch (RuntimeException bug) {
                    throw new AssertionError(Json.write(body), bug);
                }
            }
        }
    }

    /// Puts a value somewhere, or takes one away.
    private static void mutate(JsonNode root, JsonNode value, Random random) {
        var holders = new ArrayList<JsonNode>();
        collect(root, holders);
        var holder = holders.get(random.nextInt(holders.size()));
        if (holder instanceof ObjectNode object && !object.isEmpty()) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            var name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) == 0) object.remove(name);
            else object.set(name, value);
        } else if (holder instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> to) {
        if (!node.isContainerNode()) return;
        to.add(node);
        node.forEach(child -> collect(child, to));
    }
}
