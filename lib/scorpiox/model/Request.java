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
/// @param cache        how prompts are to be cached
/// @param conversation key that stays the same for all requests of a conversation; null for none
public record Request(String model, List<String> system, List<Message> messages, Tools tools, Thinking thinking, Output output, Cache cache,
                      String conversation) {
    public Request {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
    }

    /// With the usual cache.
    public Request(String model, List<String> system, List<Message> messages, Tools tools, Thinking thinking, Output output, String conversation) {
        this(model, system, messages, tools, thinking, output, Cache.USUAL, conversation);
    }

    /// The same for another model.
    public Request model(String other) {
        return new Request(other, system, messages, tools, thinking, output, cache, conversation);
    }

    /// The same with other messages.
    public Request messages(List<Message> other) {
        return new Request(model, system, other, tools, thinking, output, cache, conversation);
    }

    /// The same with another shape of the answer.
    public Request output(Output other) {
        return new Request(model, system, messages, tools, thinking, other, cache, conversation);
    }

    /// Tools and whether one must be called.
    public record Tools(List<Tool> offered, Choice choice, boolean parallel) {
        public static final Tools NONE = new Tools(List.of(), new Choice.Auto(), true);

        public Tools {
            offered = List.copyOf(offered);
        }

        /// The same for a provider that cannot be told to use only some of those offered: the others are not offered.
        public Tools allowed() {
            if (!(choice instanceof Choice.Allowed(var names, var required))) return this;
            return new Tools(offered.stream().filter(tool -> names.contains(tool.name())).toList(), required ? new Choice.Required() : new Choice.Auto(), parallel);
        }
    }

    /// Which tool the model is to call.
    public sealed interface Choice {
        record Auto() implements Choice {}

        record None() implements Choice {}

        record Required() implements Choice {}

        record Named(String tool) implements Choice {}

        /// Only some of those offered, and whether one of them must be called.
        record Allowed(List<String> tools, boolean required) implements Choice {
            public Allowed {
                tools = List.copyOf(tools);
            }
        }
    }

    /// @param effort  null leaves it to the model
    /// @param summary `auto`, `concise`, `detailed`, or `none`
    /// @param budget  tokens to think with, for models that take a number; 0 to derive it from the effort
    public record Thinking(Effort effort, String summary, int budget) {
        public static final Thinking UNSET = new Thinking(null, "auto");

        public Thinking(Effort effort, String summary) {
            this(effort, summary, 0);
        }
    }

    /// How prompts are cached, where the provider leaves a choice.
    ///
    /// @param mode     `AUTO` caches what costs nothing to ask for, `EXPLICIT` also what is kept and billed by time, `OFF` nothing
    /// @param longLived whether it should last for an hour or more
    public record Cache(Mode mode, boolean longLived) {
        public static final Cache USUAL = new Cache(Mode.AUTO, false);

        public enum Mode { AUTO, EXPLICIT, OFF }
    }

    /// @param maxTokens   most tokens of the answer, 0 for the model's own limit
    /// @param verbosity   `low`, `medium`, `high`, or null
    /// @param serviceTier `priority`, `flex`, or null
    /// @param format      what the answer must be, or null for text
    /// @param sampling    how the next word is chosen
    public record Output(int maxTokens, String verbosity, String serviceTier, Format format, Sampling sampling) {
        public static final Output TEXT = new Output(0, null, null, (Format) null, Sampling.USUAL);

        /// With the model's own sampling.
        ///
        /// @param schema JSON Schema the answer must follow, or null for text
        public Output(int maxTokens, String verbosity, String serviceTier, ObjectNode schema) {
            this(maxTokens, verbosity, serviceTier, schema == null ? null : Format.of(schema), Sampling.USUAL);
        }

        /// The schema that the answer must follow; null for text, and for JSON of any shape.
        public ObjectNode schema() {
            return format == null ? null : format.schema();
        }

        /// The same with another format.
        public Output format(Format other) {
            return new Output(maxTokens, verbosity, serviceTier, other, sampling);
        }

        /// The same with another verbosity.
        public Output verbosity(String other) {
            return new Output(maxTokens, other, serviceTier, format, sampling);
        }

        /// The same with another sampling.
        public Output sampling(Sampling other) {
            return new Output(maxTokens, verbosity, serviceTier, format, other);
        }
    }

    /// An answer in JSON.
    ///
    /// @param name        of the format, at most 64 letters, digits, `_` and `-`
    /// @param description what it is for, or null
    /// @param schema      JSON Schema it follows; null for any JSON object
    /// @param strict      whether the provider must keep to the schema, which then goes out as it is; null to adapt it to the
    ///                    provider so that it can
    public record Format(String name, String description, ObjectNode schema, Boolean strict) {
        /// A JSON object of any shape.
        public static final Format JSON = new Format("answer", null, null, null);

        public static Format of(ObjectNode schema) {
            return new Format("answer", null, schema, null);
        }
    }

    /// How the next word is chosen; null leaves a part of it to the model.
    public record Sampling(Double temperature, Double topP, Integer topK) {
        public static final Sampling USUAL = new Sampling(null, null, null);
    }

    /// Whether any message shows a picture.
    public boolean hasImages() {
        return messages.stream().flatMap(message -> message.parts().stream()).anyMatch(Request::isImage);
    }

    private static boolean isImage(Part part) {
        return part instanceof Part.Image || part instanceof Part.ImageLink || part instanceof Part.ToolResult result && result.content().stream().anyMatch(Request::isImage);
    }
}
