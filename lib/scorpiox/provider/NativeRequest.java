package scorpiox.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Sink;
import scorpiox.model.Request;
import scorpiox.sse.SseEvent;

/// A request in the words of the Responses wire, for a provider that [relays][Provider#relays] it.
///
/// @param request the same in neutral words, for whoever has to know the model, the conversation or the tools
/// @param body    what goes out, as it is
/// @param raw     takes each event of the answer as it came, before what it means goes to the usual sink
public record NativeRequest(Request request, ObjectNode body, Sink<SseEvent> raw) {}
