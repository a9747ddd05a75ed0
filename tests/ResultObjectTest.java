package scorpiox.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import scorpiox.agent.Result;
import scorpiox.agent.RunEvent;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.PartKind;
import scorpiox.model.Usage;

class ResultObjectTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ResultObject output = new ResultObject(new Stdout(bytes));

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRunIsOneObjectOnOneLine() {
        output.event(new RunEvent.RunStarted("thread-1", "codex", "gpt-5.3-codex"));
        output.event(new RunEvent.Answering(new StreamEvent.PartStarted(0, PartKind.TEXT, null)));
        output.event(new RunEvent.Answering(new StreamEvent.TextDelta(0, "Hi\n\"you\"")));
        output.event(new RunEvent.Notice("by the way"));
        output.pause();
        assertEquals("", written());
        output.event(new RunEvent.RunEnded(new Result("Hi\n\"you\"", null, new Usage(10, 4, 2, 3, 1), 1, Duration.ofMillis(2500))));
        assertEquals("""
                {"type":"result","subtype":"success","is_error":false,"result":"Hi\\n\\"you\\"","errors":[],"num_turns":1,"duration_ms":2500,\
                "usage":{"input_tokens":10,"cached_input_tokens":4,"cache_write_input_tokens":2,"output_tokens":3,"reasoning_output_tokens":1},\
                "total_cost_usd":null,"permission_denials":[],"session_id":"thread-1"}
                """, written());
    }

    @Test
    void aFailureIsAnObjectTooWithItsReasonAndTheTextSoFar() {
        output.event(new RunEvent.RunStarted("thread-2", "codex", "gpt-5.3-codex"));
        var failure = Failure.of(Kind.AUTH, "refused sk-abcdefgh12345678").hint("sign in again");
        output.event(new RunEvent.RunEnded(new Result("par", failure, Usage.NONE, 0, Duration.ZERO)));
        assertEquals("""
                {"type":"result","subtype":"error_during_execution","is_error":true,"result":"par","errors":["refused ***: sign in again"],"num_turns":0,\
                "duration_ms":0,"usage":{"input_tokens":0,"cached_input_tokens":0,"cache_write_input_tokens":0,"output_tokens":0,"reasoning_output_tokens":0},\
                "total_cost_usd":null,"permission_denials":[],"session_id":"thread-2"}
                """, written());
    }
}
