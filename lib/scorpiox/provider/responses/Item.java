package scorpiox.provider.responses;

import java.util.HashMap;
import java.util.Map;
import scorpiox.model.Phase;
import scorpiox.model.ToolKind;

/// What has been seen of one output item while it arrives.
final class Item {
    final String type;
    final Phase phase;
    final Map<Integer, Integer> parts = new HashMap<>();        // content index to part number
    final Map<Integer, Integer> streamed = new HashMap<>();     // index to characters already handed on
    final StringBuilder arguments = new StringBuilder();
    int part = -1;
    int lastSummary = -1;
    String callId;
    String name;
    boolean thought;
    boolean wrapper;                                            // of other calls
    boolean done;

    Item(String type, Phase phase) {
        this.type = type;
        this.phase = phase;
    }

    /// How the item's call takes its input; null when the item is no call of the client's.
    ToolKind call() {
        return switch (type) {
            case "function_call", "local_shell_call" -> ToolKind.FUNCTION;
            case "custom_tool_call" -> ToolKind.FREEFORM;
            default -> null;
        };
    }

    /// Whether the backend makes the call itself.
    boolean hosted() {
        return type.endsWith("_call") && call() == null;
    }

    /// The part of a `.done` text that no delta has brought; nothing in the usual case.
    String missing(int index, String whole) {
        var had = streamed.getOrDefault(index, 0);
        return whole != null && whole.length() > had ? whole.substring(had) : "";
    }

    void count(int index, String delta) {
        streamed.merge(index, delta.length(), Integer::sum);
    }
}
