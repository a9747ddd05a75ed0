package scorpiox.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Something the model may call.
public sealed interface Tool {
    String name();

    /// Called with JSON arguments that follow a JSON Schema.
    ///
    /// @param description empty for none
    /// @param strict      whether the provider must keep to the schema, where it can
    record Function(String name, String description, ObjectNode parameters, boolean strict) implements Tool {
        public Function(String name, String description, ObjectNode parameters) {
            this(name, description, parameters, false);
        }
    }

    /// Called with free text.
    ///
    /// @param description empty for none
    /// @param grammar     that the text follows, or null
    /// @param syntax      of the grammar: `lark` or `regex`
    record Freeform(String name, String description, String grammar, String syntax) implements Tool {
        public Freeform(String name, String description, String grammar) {
            this(name, description, grammar, "lark");
        }
    }

    /// Run by the provider itself; `declaration` goes out as it is.
    record Hosted(String name, ObjectNode declaration) implements Tool {}
}
