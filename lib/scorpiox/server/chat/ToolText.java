package scorpiox.server.chat;

import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;

/// Calls told in text, for agents that read them from what the model says.
public record ToolText(String format, String fallback) {
    /// Nothing is told.
    public static final ToolText NONE = new ToolText("none", "none");

    /// What a profile asks for, names of the configuration resolved.
    public static ToolText of(Profile profile, BackendConfig.Renderer renderer) {
        throw new UnsupportedOperationException();
    }

    /// A call in text; empty for nothing.
    ///
    /// @param raw its arguments as they came
    public String of(String tool, String raw) {
        throw new UnsupportedOperationException();
    }
}
