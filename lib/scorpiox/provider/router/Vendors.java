package scorpiox.provider.router;

import java.util.List;
import scorpiox.provider.Vendor;
import scorpiox.provider.anthropic.Anthropic;
import scorpiox.provider.anthropic.ClaudeCode;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.CodexVendor;
import scorpiox.provider.gemini.Gemini;
import scorpiox.provider.openai.OpenAi;

/// The providers there are. None of their classes is loaded before it is named.
public final class Vendors {
    /// Those a run can go to without the router, in the order in which one without a name is looked for.
    public static final List<String> IDS = List.of(Codex.ID, Anthropic.ID, ClaudeCode.ID, OpenAi.ID, Gemini.ID);

    /// Every name that `--provider` takes.
    static final List<String> NAMES = List.of(Codex.ID, Anthropic.ID, ClaudeCode.ID, OpenAi.ID, Gemini.ID, Router.ID, Choice.DEMO);

    private Vendors() {}

    /// Whether somebody has that name.
    ///
    /// @param id as [Choice#canonical] gives it
    static boolean has(String id) {
        return NAMES.contains(id);
    }

    /// The one of that id.
    ///
    /// @param id as [Choice#canonical] gives it
    public static Vendor of(String id) {
        return switch (id) {
            case Codex.ID -> new CodexVendor();
            case Anthropic.ID -> new Anthropic();
            case ClaudeCode.ID -> new ClaudeCode();
            case Gemini.ID -> new Gemini();
            case OpenAi.ID -> new OpenAi();
            case Router.ID -> new Router();
            default -> throw new IllegalArgumentException(id);
        };
    }
}
