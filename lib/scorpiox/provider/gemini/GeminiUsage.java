package scorpiox.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import scorpiox.model.Usage;

/// Tokens as the chunks report them: totals so far, and what a chunk leaves out is as it was.
final class GeminiUsage {
    private long prompt;
    private long ofTools;
    private long cached;
    private long answer;
    private long thoughts;

    /// Takes in the figures of a chunk.
    ///
    /// @return whether there were any
    boolean add(JsonNode metadata) {
        var any = metadata.has("promptTokenCount") || metadata.has("candidatesTokenCount") || metadata.has("thoughtsTokenCount");
        prompt = metadata.path("promptTokenCount").asLong(prompt);
        ofTools = metadata.path("toolUsePromptTokenCount").asLong(ofTools);
        cached = metadata.path("cachedContentTokenCount").asLong(cached);
        answer = metadata.path("candidatesTokenCount").asLong(answer);
        thoughts = metadata.path("thoughtsTokenCount").asLong(thoughts);
        return any;
    }

    /// What a tool of Google's brought into the prompt counts as input, thinking as output.
    Usage total() {
        return new Usage(prompt + ofTools, cached, 0, answer + thoughts, thoughts);
    }
}
