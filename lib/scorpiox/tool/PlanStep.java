package scorpiox.tool;

/// One step of the model's plan.
public record PlanStep(String text, Status status) {
    public enum Status { PENDING, IN_PROGRESS, COMPLETED }
}
