package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.agent.Denial;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.model.Cost;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.Usage;
import scorpiox.tool.Access;

class ResultObjectTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ResultObject output = new ResultObject(new Stdout(bytes));

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRunIsOneObjectOnOneLine() {
        output.event(new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex", "edit", true));
        output.event(new RunEvent.Answering(new StreamEvent.PartStarted(0, PartKind.TEXT, null)));
        output.event(new RunEvent.Answering(new StreamEvent.TextDelta(0, "Hi\n\"you\"")));
        output.event(new RunEvent.Notice("by the way"));
        output.pause();
        assertEquals("", written());
        output.event(new RunEvent.RunEnded(new Result("Hi\n\"you\"", null, new Usage(10, 4, 2, 3, 1), null, 1, Duration.ofMillis(2500), List.of(), false)));
        assertEquals("""
                {"type":"result","subtype":"success","is_error":false,"result":"Hi\\n\\"you\\"","errors":[],"num_turns":1,"duration_ms":2500,\
                "usage":{"input_tokens":10,"cached_input_tokens":4,"cache_write_input_tokens":2,"output_tokens":3,"reasoning_output_tokens":1},\
                "total_cost_usd":null,"permission_denials":[],"session_id":"thread-1"}
                """, written());
    }

    @Test
    void anAnswerThatFollowsASchemaIsThereAsJsonToo() {
        var value = Json.object().put("age", 36);
        output.event(new RunEvent.RunEnded(new Result("{\"age\": 36}", null, Usage.NONE, null, 1, Duration.ZERO, List.of(), false, value)));
        assertTrue(written().endsWith("\"session_id\":\"\",\"structured_output\":{\"age\":36}}\n"), written());
        assertTrue(written().contains("\"result\":\"{\\\"age\\\": 36}\""), written());
    }

    @Test
    void aFailureIsAnObjectTooWithItsReasonAndTheTextSoFar() {
        output.event(new RunEvent.RunStarted("thread-2", "codex", "gpt-5.3-codex", "edit", true));
        var failure = Failure.of(Kind.AUTH, "refused sk-abcdefgh12345678").hint("sign in again");
        output.event(new RunEvent.RunEnded(new Result("par", failure, Usage.NONE, null, 0, Duration.ZERO, List.of(), false)));
        assertEquals("""
                {"type":"result","subtype":"error_during_execution","is_error":true,"result":"par","errors":["refused ***: sign in again"],"num_turns":0,\
                "duration_ms":0,"usage":{"input_tokens":0,"cached_input_tokens":0,"cache_write_input_tokens":0,"output_tokens":0,"reasoning_output_tokens":0},\
                "total_cost_usd":null,"permission_denials":[],"session_id":"thread-2"}
                """, written());
    }

    @ParameterizedTest
    @CsvSource({"0.0123, 0.0123", "0.30000000000000004, 0.3", "0, 0", "40, 40"})
    void theCostIsANumber(double usd, String number) {
        output.event(new RunEvent.RunEnded(new Result("Hi", null, new Usage(10, 0, 0, 3, 0), new Cost(usd, "2026-07-02", false), 1, Duration.ZERO, List.of(), false)));
        assertTrue(written().contains("\"total_cost_usd\":" + number + ","), written());
    }

    @Test
    void deniedCallsAreListedWithWhatWasAsked() {
        var denial = new Denial("call_1", "write", Access.WRITE, Json.object().put("file_path", "a"), "write a", "mode read-only; allow with --mode edit", false);
        output.event(new RunEvent.RunEnded(new Result("Sorry.", null, Usage.NONE, null, 2, Duration.ZERO, List.of(denial), false)));
        assertTrue(written().contains("""
                "permission_denials":[{"tool_name":"write","tool_use_id":"call_1","reason":"mode read-only; allow with --mode edit","tool_input":{"file_path":"a"}}]"""), written());
        assertTrue(written().contains("\"subtype\":\"success\",\"is_error\":false"), written());
    }

    @Test
    void aLimitHasASubtypeOfItsOwn() {
        output.event(new RunEvent.RunEnded(new Result("", Failure.of(Kind.LIMIT, "stopped after 3 answers of the model"), Usage.NONE, null, 3, Duration.ZERO, List.of(), false)));
        assertTrue(written().contains("\"subtype\":\"error_max_turns\",\"is_error\":true"), written());
    }

    @Test
    void thereIsOneObjectAlsoWhenMoreGoesWrongAfterwards() {
        output.event(new RunEvent.RunEnded(new Result("Done.", null, Usage.NONE, null, 1, Duration.ZERO, List.of(), false)));
        output.event(new RunEvent.RunEnded(Result.failed(Failure.of(Kind.INTERNAL, "late"))));
        assertEquals(1, written().lines().count());
    }
}
