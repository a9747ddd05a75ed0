package scorpiox.model;

import java.util.List;

/// One message of a conversation.
public record Message(Role role, List<Part> parts) {
    /// Who speaks: the user, the model, the program around them, or a tool.
    public enum Role { USER, ASSISTANT, DEVELOPER, TOOL }

    public Message {
        parts = List.copyOf(parts);
    }

    public static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts));
    }
}
