package scorpiox.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Cancel;
import scorpiox.model.Tool;

/// `update_plan`: the steps the model means to take, shown to the user as a checklist.
public final class UpdatePlan implements LocalTool {
    @Override
    public Tool.Function declaration() {
        return Declarations.function("update_plan", """
                Show the user the steps of a longer task and how far they are. Give the whole list each time, with one step in progress at most. Not for \
                tasks of one or two steps.""", """
                "explanation": {"type": "string", "description": "why the plan changed"},
                "plan": {"type": "array", "items": {"type": "object", "required": ["step", "status"], "additionalProperties": false, "properties": {
                    "step": {"type": "string", "description": "what is to be done"},
                    "status": {"type": "string", "enum": ["pending", "in_progress", "completed"]}}}}
                """, "plan");
    }

    @Override
    public Access access() {
        return Access.META;
    }

    @Override
    public Call call(ObjectNode arguments) {
        var steps = new ArrayList<PlanStep>();
        arguments.path("plan").forEach(step -> steps.add(new PlanStep(step.path("step").asText(), PlanStep.Status.valueOf(step.path("status").asText().toUpperCase(Locale.ROOT)))));
        return new Call() {
            @Override
            public List<Subject> subjects() {
                return List.of();
            }

            @Override
            public String line() {
                return "update_plan " + steps.stream().filter(step -> step.status() == PlanStep.Status.COMPLETED).count() + " of " + steps.size() + " done";
            }

            @Override
            public Outcome run(Cancel cancel) {
                var running = steps.stream().filter(step -> step.status() == PlanStep.Status.IN_PROGRESS).count();
                return Outcome.of(running > 1 ? "Plan updated; only one step should be in progress, " + running + " are" : "Plan updated", new Detail.Plan(List.copyOf(steps)));
            }
        };
    }
}
