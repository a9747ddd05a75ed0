package scorpiox.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.simulator.wire.Pace.Step;

class PaceTest {
    @Test
    void ofSeveralDelaysTheLastThatFitsCounts() {
        var pace = new Pace(List.of(Step.parse("200"), Step.parse("gemini:800"), Step.parse("chat:0")), List.of(Step.parse("claude-code:5"), Step.parse("1")));
        assertEquals(200, pace.first(Wire.CODEX));
        assertEquals(800, pace.first(Wire.GEMINI));
        assertEquals(0, pace.first(Wire.CHAT));
        assertEquals(1, pace.each(Wire.CLAUDE_CODE));
        assertEquals(0, Pace.AT_ONCE.first(Wire.CODEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "600001", "gemini", "gemini:", "gemnii:1", "gemini:1:2"})
    void anythingElseIsRefusedWithTheWires(String text) {
        var failure = assertThrows(Failure.class, () -> Step.parse(text));
        assertEquals(Failure.Kind.USAGE, failure.kind());
        assertTrue(failure.hint().contains("claude-code"));
    }
}
