package scorpiox.model;

import java.util.List;

/// A piece of a message.
public sealed interface Part {
    /// Text.
    ///
    /// @param phase  null where the model did not say
    /// @param opaque what its maker wants back with it, or null
    record Text(String text, Phase phase, Opaque opaque) implements Part {
        public Text(String text) {
            this(text, null, null);
        }

        public Text(String text, Phase phase) {
            this(text, phase, null);
        }
    }

    /// The model's own refusal, in its words.
    record Refusal(String text) implements Part {}

    /// A picture.
    ///
    /// @param mime   its type by its first bytes
    /// @param base64 the file, encoded once
    /// @param detail `auto`, `low`, `high`, `original`; null to leave it to the model
    record Image(String mime, String base64, String detail) implements Part {
        public String dataUrl() {
            return "data:" + mime + ";base64," + base64;
        }
    }

    /// A picture that the provider fetches itself.
    ///
    /// @param url    `https` as a rule
    /// @param detail as for [Image]
    record ImageLink(String url, String detail) implements Part {}

    /// A document.
    record File(String name, String mime, String base64) implements Part {}

    /// Thinking: what was shown of it, and what its maker wants back (null when it gave nothing).
    record Reasoning(String text, Opaque opaque) implements Part {}

    /// A call the model made.
    ///
    /// @param id     what its result must name
    /// @param raw    the arguments exactly as they came, JSON text for a function
    /// @param opaque what its maker wants back with it, or null
    record ToolCall(String id, String name, ToolKind kind, String raw, Opaque opaque) implements Part {
        public ToolCall(String id, String name, ToolKind kind, String raw) {
            this(id, name, kind, raw, null);
        }
    }

    /// The answer to a call; `content` holds text and images.
    record ToolResult(String callId, String name, ToolKind kind, List<Part> content, boolean error) implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /// A call that the provider made and answered itself, such as a web search.
    record Hosted(Opaque opaque) implements Part {}
}
