package scorpiox.tool;

/// A call that cannot be carried out. The message goes to the model: what failed, why, what to do next.
public final class ToolError extends RuntimeException {
    public ToolError(String message) {
        super(message, null, false, false);
    }
}
