package scorpiox.server.chat;

import scorpiox.server.config.Profile.Exposure;

/// How the answer to a chat request is to be written.
///
/// @param stream     whether as a stream
/// @param usage      whether the stream ends with what it took
/// @param functions  whether the client speaks of `functions`, as before there were tools
/// @param custom     whether it declared free-form tools, and so knows calls of that kind
/// @param exposure   how reasoning is shown
/// @param wholeCalls whether a call is sent in one piece
/// @param commentary where remarks on the way go
/// @param text       how calls are told in text besides
public record ChatShape(boolean stream, boolean usage, boolean functions, boolean custom, Exposure exposure, boolean wholeCalls, Commentary commentary, ToolText text) {
    /// Where remarks go that the model makes before its answer.
    public enum Commentary { CONTENT, REASONING, DROP }
}
