package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Json;
import scorpiox.tool.PlanStep.Status;

class UpdatePlanTest {
    private final UpdatePlan tool = new UpdatePlan();

    private LocalTool.Call call(String json) {
        try {
            return tool.call(Parameters.fit("update_plan", tool.declaration().parameters(), (ObjectNode) Json.read(json)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<PlanStep> steps(Outcome outcome) {
        return assertInstanceOf(Detail.Plan.class, outcome.detail()).steps();
    }

    @Test
    void theWholePlanIsHandedOn() {
        var call = call("{\"explanation\":\"begin\",\"plan\":[{\"step\":\"read\",\"status\":\"completed\"},{\"step\":\"write\",\"status\":\"in_progress\"},{\"step\":\"test\",\"status\":\"pending\"}]}");
        var outcome = call.run(new Cancel());
        assertEquals("Plan updated", outcome.text());
        assertFalse(outcome.error());
        assertEquals(List.of(new PlanStep("read", Status.COMPLETED), new PlanStep("write", Status.IN_PROGRESS), new PlanStep("test", Status.PENDING)), steps(outcome));
        assertEquals("update_plan 1 of 3 done", call.line());
    }

    @Test
    void twoStepsInProgressAreTakenWithANote() {
        var outcome = call("{\"plan\":[{\"step\":\"a\",\"status\":\"in_progress\"},{\"step\":\"b\",\"status\":\"in_progress\"}]}").run(new Cancel());
        assertEquals("Plan updated; only one step should be in progress, 2 are", outcome.text());
        assertEquals(2, steps(outcome).size());
    }

    @Test
    void anEmptyPlanIsAPlan() {
        assertEquals(List.of(), steps(call("{\"plan\":[]}").run(new Cancel())));
    }

    @Test
    void thePlanOfAnotherToolSetIsUnderstood() {
        var outcome = call("{\"todos\":[{\"content\":\"a\",\"status\":\"pending\",\"activeForm\":\"doing a\",\"id\":\"1\",\"priority\":\"high\"}]}").run(new Cancel());
        assertEquals(List.of(new PlanStep("a", Status.PENDING)), steps(outcome));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"plan\":{}}", "{\"plan\":[{}]}", "{\"plan\":[{\"step\":\"a\",\"status\":\"done\"}]}", "{\"plan\":[{\"step\":\"a\"}]}", "{\"plan\":[1]}", "{\"plan\":[],\"other\":1}"})
    void whatIsNoPlanIsRefused(String json) {
        assertTrue(assertThrows(ToolError.class, () -> call(json)).getMessage().startsWith("update_plan: "));
    }

    @Test
    void itTouchesNothing() {
        assertEquals(Access.META, tool.access());
        assertEquals(List.of(), call("{\"plan\":[]}").subjects());
    }
}
