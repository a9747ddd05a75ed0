package scorpiox.agent.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Acceptance;
import scorpiox.agent.Agent;
import scorpiox.agent.Conversation;
import scorpiox.agent.Dispatcher;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Message;
import scorpiox.model.ModelInfo;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.FinishReason;
import scorpiox.model.ToolKind;
import scorpiox.model.Usage;
import scorpiox.provider.Provider;
import scorpiox.provider.Turn;
import scorpiox.tool.Workspace;
import scorpiox.tool.permission.Mode;
import scorpiox.tool.permission.Permissions;

class StructuredTest {
    private static final String FITS = "{\"name\": \"Ada\", \"age\": 36}";

    private final List<Request> requests = new ArrayList<>();
    private final List<RunEvent> events = new ArrayList<>();
    private final Schema schema = Schema.of("--schema", "name, age int", Path::of);
    private Agent.Bounds bounds = new Agent.Bounds(0, 0, false);

    /// Answers with one text after the other; `!` makes a failure of it and `?` a call.
    private final class Scripted implements Provider {
        private final List<String> answers;

        Scripted(String... answers) {
            this.answers = List.of(answers);
        }

        @Override
        public String id() {
            return "test";
        }

        @Override
        public ModelInfo model(String id) {
            return ModelInfo.unknown(id);
        }

        @Override
        public void stream(Request request, Turn turn, Sink<StreamEvent> to, Cancel cancel) {
            requests.add(request);
            var text = answers.get(requests.size() - 1);
            to.event(new StreamEvent.UsageUpdate(new Usage(10, 0, 0, 5, 0)));
            if (text.startsWith("!")) {
                to.event(new StreamEvent.Failed(Failure.of(Kind.BAD_REQUEST, text.substring(1))));
                return;
            }
            if (text.startsWith("?")) to.event(new StreamEvent.ToolCallEnd(0, "c1", "nothing", ToolKind.FUNCTION, Json.object(), "{}"));
            else to.event(new StreamEvent.PartStarted(0, StreamEvent.PartKind.TEXT, null));
            if (!text.startsWith("?")) to.event(new StreamEvent.TextDelta(0, text));
            to.event(new StreamEvent.Finish(text.startsWith("?") ? FinishReason.TOOL_CALLS : FinishReason.STOP, "stop"));
        }
    }

    @Test
    void anAnswerThatFitsIsTheEndOfIt() {
        var result = run(FITS);
        assertNull(result.failure());
        assertEquals(FITS, result.text());
        assertEquals(36, result.value().path("age").asInt());
        assertEquals(1, requests.size());
        assertEquals(schema.json(), requests.getFirst().output().schema());
    }

    @Test
    void aFenceIsTakenOff() {
        assertEquals(FITS, run("\n```json\n" + FITS + "\n```\n").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            " {1} "                 | {1}
            "```\\n{1}\\n```"       | {1}
            "```json\\n{1}```"      | {1}
            "~~~\\n{1}\\n~~~  "     | {1}
            "````\\n{1}\\n```"      | "````\\n{1}\\n```"
            "```{1}```"             | "```{1}```"
            "```"                   | "```"
            "```\\n"                | "```"
            "see: ```\\n{1}\\n```"  | "see: ```\\n{1}\\n```"
            """)
    void onlyAFenceAroundAllOfItIsOne(String text, String inner) {
        assertEquals(inner.replace("\\n", "\n"), Structured.unfenced(text.replace("\\n", "\n")));
    }

    @Test
    void theModelIsToldWhatIsWrongAndMendsIt() {
        var result = run("{\"name\": 1, \"age\": \"old\", \"more\": true}", FITS);
        assertEquals(FITS, result.text());
        var told = text(requests.getLast().messages().getLast());
        assertTrue(told.startsWith("Your answer does not follow the JSON Schema."), told);
        for (var line : List.of("- /name: integer found, string expected", "- /age: string found, integer expected", "- /more: ")) assertTrue(told.contains("\n" + line), told);
        assertEquals(Message.Role.USER, requests.getLast().messages().getLast().role());
        assertTrue(text(requests.getLast().messages().get(1)).contains("old"), "its own answer stands before that");
        assertEquals(new Usage(20, 0, 0, 10, 0), result.usage());
        assertEquals(2, result.turns());
        assertEquals(1, events.stream().filter(RunEvent.RunStarted.class::isInstance).count());
        assertInstanceOf(RunEvent.RunEnded.class, events.getLast());
        assertEquals(1, events.stream().filter(RunEvent.RunEnded.class::isInstance).count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"age": 1}                      | /name: required property 'name' not found
            [1]                             | the whole value: array found, object expected
            Ada is 36.                      | the whole value: it is not JSON (line 1, column 1)
            {"name":"A","age":1,"a/~b":1}   | /a~1~0b: property 'a/~b' is not defined in the schema
            {"name":"A","age":1} {"name":1} | the whole value: it is not JSON (line 1
            """)
    void aModelThatNeverFitsEndsTheRunWithItsFirstViolation(String answer, String violation) {
        var result = run(answer, answer, answer, FITS);
        assertEquals(3, requests.size());
        assertEquals(7, result.exit());
        assertTrue(result.failure().line().startsWith("the answer never matched the schema, asked 3 times: " + violation), result.failure().line());
        assertEquals(30, result.usage().input());
        assertNull(result.value());
    }

    @Test
    void fiveViolationsAreToldAtMost() {
        var many = new StringBuilder("{\"name\":\"A\",\"age\":1");
        for (var i = 0; i < 8; i++) many.append(",\"x").append(i).append("\\u001b[31m\\n\":1");
        var again = assertInstanceOf(Acceptance.Again.class, new Structured(schema).judge(many + "}"));
        assertEquals(7, again.told().lines().count(), again.told());
        assertTrue(again.told().endsWith("- and 3 more") && again.told().indexOf('\u001b') < 0, again.told());
    }

    @Test
    void callsInBetweenDoNotCount() {
        assertEquals(FITS, run("?", "no", "?", "no", FITS).text());
        assertEquals(5, requests.size());
    }

    @Test
    void theBoundsOfARunHoldForRepairsToo() {
        bounds = new Agent.Bounds(2, 0, false);
        assertEquals(Kind.LIMIT, run("no", "no", FITS).failure().kind());
        assertEquals(2, requests.size());
    }

    @Test
    void aProviderThatRefusesTheSchemaIsAskedInWords() {
        var result = run("!HTTP 400: Invalid schema for response_format 'answer'", "no", FITS);
        assertEquals(FITS, result.text());
        assertNotNull(requests.getFirst().output().schema());
        assertNull(requests.get(1).output().schema());
        assertEquals(1, events.stream().filter(event -> event instanceof RunEvent.Notice(var text) && text.contains("asked for in words")).count());
        requests.clear();
        assertEquals(Kind.BAD_REQUEST, run("!HTTP 400: no such thing").failure().kind());
    }

    @Test
    void theSystemTextHoldsTheSchemaInWords() {
        var text = new Structured(schema).instructions();
        assertTrue(text.startsWith("Your final answer must be exactly one JSON value") && text.endsWith(Json.write(schema.json())), text);
        assertFalse(text.contains("\r"));
    }

    @Test
    void aSchemaWithoutEndIsNoEndlessRun() {
        var circle = Schema.of("--schema", "{\"type\":\"object\",\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}", Path::of);
        var never = assertInstanceOf(Acceptance.Never.class, new Structured(circle).judge("{}"));
        assertEquals(Kind.USAGE, never.why().kind());
    }

    private Result run(String... answers) {
        var structured = new Structured(schema);
        var dispatcher = new Dispatcher(List.of(), List.of(), new Permissions(Mode.READ_ONLY, List.of(), new Workspace(Path.of("").toAbsolutePath(), List.of(), Path.of("/")), false),
                Optional.empty(), _ -> true);
        var first = new Request("m", List.of(structured.instructions()), List.of(Message.user(new Part.Text("Who?"))), Request.Tools.NONE, Request.Thinking.UNSET,
                new Request.Output(0, null, null, structured.schema()), "thread");
        return new Agent(new Scripted(answers), dispatcher, bounds, List::of, structured).run(new Conversation(first), false, events::add, new Cancel());
    }

    private static String text(Message message) {
        return ((Part.Text) message.parts().getFirst()).text();
    }
}
