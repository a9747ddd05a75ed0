package scorpiox.simulator.wire;

import java.util.ArrayList;
import java.util.List;

/// The languages the simulator speaks, by who asks: Claude Code and the router speak those of others, with a way to
/// sign in, or an address, of their own.
public enum Wire {
    /// The ChatGPT backend at `/backend-api/codex`.
    CODEX("codex"),
    /// The Responses of the OpenAI API.
    RESPONSES("responses"),
    /// Messages with an API key.
    ANTHROPIC("anthropic"),
    /// Messages with a bearer of a subscription, which names the beta `oauth-…`.
    CLAUDE_CODE("claude-code"),
    /// `generateContent` in both forms.
    GEMINI("gemini"),
    /// Chat completions.
    CHAT("chat"),
    /// The same below `/router`.
    ROUTER("router");

    private final String label;

    Wire(String label) {
        this.label = label;
    }

    /// Its name in options.
    public String label() {
        return label;
    }

    /// The wire of a label; null for none.
    public static Wire of(String label) {
        for (var wire : values()) if (wire.label.equals(label)) return wire;
        return null;
    }

    /// All labels, in order.
    public static List<String> labels() {
        var labels = new ArrayList<String>();
        for (var wire : values()) labels.add(wire.label);
        return labels;
    }
}
