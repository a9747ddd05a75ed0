package scorpiox.provider.chat;

/// Something that one server of this wire does and another does not.
public enum Trait {
    /// instructions travel under the role `developer` where a model reasons
    DEVELOPER_ROLE("developerRole"),
    /// takes `store`
    SEND_STORE("sendStore", "store"),
    /// takes a wish for how hard to think, as [Compat#reasoningParam] words it
    SEND_REASONING_EFFORT("sendReasoningEffort"),
    /// reports usage in the stream when asked
    USAGE_IN_STREAM("usageInStream", "stream_options", "include_usage"),
    /// takes `strict` in the declaration of a tool
    STRICT_TOOLS("strictTools", "strict"),
    /// streams calls; else an answer that may hold some is asked for whole
    STREAM_TOOLS("streamTools"),
    /// wants the tool's name beside its result
    TOOL_RESULT_NAME("toolResultName"),
    /// may leave thinking in the text, between tags
    THINK_TAGS("thinkTags"),
    /// hands `cache_control` on to the models it applies to, those of Claude
    CACHE_CONTROL("cacheControl", "cache_control"),
    /// takes `prompt_cache_key` and how long to keep what it names
    SEND_CACHE_KEY("sendCacheKey", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"),
    /// takes a wish for one call at a time
    SEND_PARALLEL_CALLS("sendParallelCalls", "parallel_tool_calls"),
    /// takes `verbosity`
    SEND_VERBOSITY("sendVerbosity", "verbosity"),
    /// takes `service_tier`
    SEND_TIER("sendTier", "service_tier"),
    /// takes a JSON Schema for the answer; else it is told the schema in words
    SEND_SCHEMA("sendSchema", "response_format", "json_schema");

    private final String word;
    private final String[] members;

    Trait(String word, String... members) {
        this.word = word;
        this.members = members;
    }

    /// Its name in `OPENAI_COMPAT`.
    public String word() {
        return word;
    }

    /// What a refusal calls the member of the request that comes of it.
    String what(Compat compat) {
        return switch (this) {
            case DEVELOPER_ROLE -> "the role developer";
            case SEND_REASONING_EFFORT -> compat.reasoningParam().word();
            default -> members.length == 0 ? word : members[0];
        };
    }

    /// Whether a refusal names it.
    boolean namedIn(String refusal, Compat compat) {
        if (this == DEVELOPER_ROLE) return refusal.contains("developer") && refusal.contains("role");
        if (this == SEND_REASONING_EFFORT) return mentions(refusal, compat.reasoningParam().word());
        for (var member : members) if (mentions(refusal, member)) return true;
        return false;
    }

    /// Whether a text holds a name as a word of its own.
    static boolean mentions(String text, String name) {
        for (var at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            var end = at + name.length();
            if ((at == 0 || !inName(text.charAt(at - 1))) && (end == text.length() || !inName(text.charAt(end)))) return true;
        }
        return false;
    }

    private static boolean inName(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
