package scorpiox.server.config;

/// Capabilities in force for a request: what the client is taken for, and what is done to its request.
///
/// @param protocol     `openai-chat` or `openai-responses`; said in logs only
/// @param passthrough  whether a Responses request goes out item by item as it is
/// @param prompt       where instructions come from
/// @param tools        which tools are offered
/// @param text         how calls are told in text besides
/// @param textFallback the same where the first has nothing to say
/// @param bypass       accepted, and without effect: calls always reach the client untouched
/// @param environment  whether a block about the client's environment goes before the conversation
/// @param exposure     how reasoning is shown
public record Profile(String protocol, boolean passthrough, PromptMode prompt, ToolSchemaMode tools, String text, String textFallback, boolean bypass, boolean environment,
                      Exposure exposure) {
    /// Only the client's own tools, nothing added, nothing run: the usual one.
    public static final Profile ENTHUSIAST = new Profile("openai-chat", false, PromptMode.CODEX_DEFAULT, ToolSchemaMode.CUSTOM_ONLY, "none", "summary", true, false,
            Exposure.REASONING_CONTENT);

    public enum PromptMode { CODEX_DEFAULT, MERGE_CUSTOM, CUSTOM_ONLY }

    public enum ToolSchemaMode { CUSTOM_ONLY, MERGE_CUSTOM, CODEX_DEFAULT }

    /// How the model's thinking is shown to clients of Chat Completions.
    public enum Exposure { REASONING_CONTENT, REASONING, BOTH, THINK_TAGS, O3, HIDDEN }
}
