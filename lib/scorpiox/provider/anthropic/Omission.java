package scorpiox.provider.anthropic;

import java.util.Locale;

/// A member of the request that a server has refused, and that can be left out.
enum Omission {
    NONE(""), BETA("the header anthropic-beta"), REPLAY("earlier thinking"), DISPLAY("thinking.display"), EFFORT("output_config.effort"), FORMAT("output_config.format"),
    OUTPUT("output_config"), THINKING("thinking"), TOOL_CHOICE("tool_choice"), CACHE("cache_control"), TIER("service_tier");

    private final String what;

    Omission(String what) {
        this.what = what;
    }

    /// For people.
    String what() {
        return what;
    }

    /// What the message of a refusal names; [#NONE] for nothing that could be left out.
    ///
    /// A forced tool that does not go together with thinking keeps its place: it was asked for by name.
    static Omission in(String message) {
        var said = message.toLowerCase(Locale.ROOT);
        if (said.contains("anthropic-beta")) return BETA;
        if (said.contains("signature")) return REPLAY;
        if (said.contains("display")) return DISPLAY;
        if (said.contains("effort")) return EFFORT;
        if (said.contains("output_config.format") || said.contains("output_format") || said.contains("json_schema")) return FORMAT;
        if (said.contains("output_config")) return OUTPUT;
        if (said.contains("thinking") || said.contains("budget_tokens")) return THINKING;
        if (said.contains("tool_choice")) return TOOL_CHOICE;
        if (said.contains("cache_control")) return CACHE;
        return said.contains("service_tier") ? TIER : NONE;
    }
}
