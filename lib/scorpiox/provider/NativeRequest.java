package scorpiox.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Sink;
import scorpiox.model.Request;
import scorpiox.sse.SseEvent;

/// A request in the words of the Responses wire, for a provider that [relays][Provider#relays] it.
///
/// An attempt that fails before it counts is made again. Its events have gone to `raw` by then: whoever hands them on holds
/// them back until the first [StreamEvent][scorpiox.model.StreamEvent] of substance (a delta, the start of a call, the finish)
/// and forgets them at each [Retrying][scorpiox.model.StreamEvent.Retrying]. From then on it [commits][Turn#commit] the turn.
/// An attempt can also begin anew without that sign, after a refusal by HTTP status, when there were no events to forget.
///
/// An event that is no JSON object never comes here. A stream that ends without a terminal event is a failure like any other,
/// and no event says so.
///
/// @param request the same in neutral words, for whoever has to know the model, the conversation or the tools
/// @param body    what goes out, as it is; nobody changes it
/// @param raw     takes each event of the answer as it came, before what it means goes to the usual sink
public record NativeRequest(Request request, ObjectNode body, Sink<SseEvent> raw) {
    /// Type of the item that brings tools, in place of the member of the body: newer models of Codex take them there.
    public static final String TOOLS = "additional_tools";

    /// Whether the body has the shape that its backend wants to be told of in a header.
    public boolean toolsAmongItems() {
        for (var item : body.path("input")) if (item.path("type").asText().equals(TOOLS)) return true;
        return false;
    }
}
