package scorpiox.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What is asked of a model, in no provider's words. Equal requests become equal bytes.
///
/// @param model        the provider's own name for the model
/// @param system       system text, block by block
/// @param messages     the conversation so far
/// @param tools        what may be called
/// @param thinking     how hard to think and what to show of it
/// @param output       shape and limits of the answer
/// @param conversation key that stays the same for all requests of a conversation; null for none
public record Request(String model, List<String> system, List<Message> messages, Tools tools, Thinking thinking, Output output, String conversation) {
    public Request {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
    }

    /// Tools and whether one must be called.
    public record Tools(List<Tool> offered, Choice choice, boolean parallel) {
        public static final Tools NONE = new Tools(List.of(), new Choice.Auto(), true);

        public Tools {
            offered = List.copyOf(offered);
        }
    }

    /// Which tool the model is to call.
    public sealed interface Choice {
        record Auto() implements Choice {}

        record None() implements Choice {}

        record Required() implements Choice {}

        record Named(String tool) implements Choice {}
    }

    /// @param effort  null leaves it to the model
    /// @param summary `auto`, `concise`, `detailed`, or `none`
    public record Thinking(Effort effort, String summary) {
        public static final Thinking UNSET = new Thinking(null, "auto");
    }

    /// @param maxTokens   most tokens of the answer, 0 for the model's own limit
    /// @param verbosity   `low`, `medium`, `high`, or null
    /// @param serviceTier `priority`, `flex`, or null
    /// @param schema      JSON Schema the answer must follow, or null for text
    public record Output(int maxTokens, String verbosity, String serviceTier, ObjectNode schema) {
        public static final Output TEXT = new Output(0, null, null, null);
    }

    /// Whether any message shows a picture.
    public boolean hasImages() {
        return messages.stream().flatMap(message -> message.parts().stream()).anyMatch(Request::isImage);
    }

    private static boolean isImage(Part part) {
        return part instanceof Part.Image || part instanceof Part.ToolResult result && result.content().stream().anyMatch(Request::isImage);
    }
}
