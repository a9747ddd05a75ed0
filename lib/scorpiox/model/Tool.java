package scorpiox.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Something the model may call.
public sealed interface Tool {
    String name();

    /// Called with JSON arguments that follow a JSON Schema.
    record Function(String name, String description, ObjectNode parameters) implements Tool {}

    /// Called with free text; `grammar` is a Lark grammar for it, or null.
    record Freeform(String name, String description, String grammar) implements Tool {}

    /// Run by the provider itself; `declaration` goes out as it is.
    record Hosted(String name, ObjectNode declaration) implements Tool {}
}
