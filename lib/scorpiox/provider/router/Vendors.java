package scorpiox.provider.router;

import java.util.List;
import scorpiox.provider.Vendor;
import scorpiox.provider.anthropic.Anthropic;
import scorpiox.provider.anthropic.ClaudeCode;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.CodexVendor;
import scorpiox.provider.gemini.Gemini;
import scorpiox.provider.openai.OpenAi;
import scorpiox.provider.process.ProcessVendors;
import scorpiox.settings.Settings;

/// The providers there are. None of their classes is loaded before it is named.
public final class Vendors {
    /// Those a run can go to without the router, in the order in which one without a name is looked for.
    public static final List<String> IDS = List.of(Codex.ID, Anthropic.ID, ClaudeCode.ID, OpenAi.ID, Gemini.ID);

    /// Every name that `--provider` takes and that comes with the program.
    static final List<String> NAMES = List.of(Codex.ID, Anthropic.ID, ClaudeCode.ID, OpenAi.ID, Gemini.ID, Router.ID, Choice.DEMO);

    private Vendors() {}

    /// Whether somebody has that name, be it a program of the user's.
    ///
    /// @param id as [Choice#canonical] gives it
    static boolean has(String id, Settings settings) {
        return NAMES.contains(id) || !id.isEmpty() && ProcessVendors.find(id, settings).isPresent();
    }

    /// The one of that id, which may be a program of the user's.
    ///
    /// @param id as [Choice#canonical] gives it
    public static Vendor of(String id, Settings settings) {
        return NAMES.contains(id) ? of(id) : ProcessVendors.find(id, settings).orElseThrow(() -> new IllegalArgumentException(id));
    }

    /// The one of that id among those that come with the program.
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
