package scorpiox.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scorpiox.base.Json;
import scorpiox.base.Sink;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;

/// Puts the calls of one answer together from their pieces, however a server cuts and numbers them. Each rule was seen on
/// some server: indexes from 1, the same index for every call, none at all; ids and names missing or repeated; arguments
/// missing, null, or an object.
final class ToolCallAssembly {
    /// One call while it arrives.
    private static final class Slot {
        final int part;
        final int number;
        final StringBuilder arguments = new StringBuilder();
        String id = "";
        String name = "";
        boolean begun;
        boolean idMadeUp;

        Slot(int part, int number) {
            this.part = part;
            this.number = number;
        }
    }

    private final Request request;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Integer, Slot> byIndex = new HashMap<>();

    /// @param request whose tools tell which calls are free text, and whose calls have used up numbers
    ToolCallAssembly(Request request) {
        this.request = request;
    }

    /// Takes one piece.
    ///
    /// @param piece    element of `tool_calls`
    /// @param nextPart number of the answer's next part
    /// @return how many parts have begun with it: 1 or 0
    int piece(JsonNode piece, int nextPart, Sink<StreamEvent> to) {
        if (!piece.path("function").isObject() && text(piece, "id").isEmpty()) return 0;
        var before = slots.size();
        var slot = slot(piece, nextPart);
        var function = piece.path("function");
        if (slot.id.isEmpty()) slot.id = text(piece, "id");
        if (slot.name.isEmpty()) slot.name = text(function, "name");
        var arguments = function.path("arguments");
        var fragment = arguments.isTextual() ? arguments.textValue() : arguments.isContainerNode() ? Json.write(arguments) : "";
        slot.arguments.append(fragment);
        if (slot.begun) hand(slot, fragment, to);
        else if (!slot.name.isEmpty()) begin(slot, to);
        return slots.size() - before;
    }

    /// Ends every call.
    ///
    /// @return whether any of them can be made
    boolean end(Sink<StreamEvent> to) {
        var usable = false;
        for (var slot : slots) {
            if (!slot.begun) begin(slot, to);
            usable |= end(slot, to);
        }
        return usable;
    }

    private Slot slot(JsonNode piece, int nextPart) {
        var id = text(piece, "id");
        var name = text(piece.path("function"), "name");
        if (piece.path("index").isNumber()) {
            var index = piece.path("index").intValue();
            var there = byIndex.get(index);
            var another = there != null && !id.isEmpty() && !there.id.isEmpty() && !id.equals(there.id) && (!there.idMadeUp || !name.isEmpty());
            if (there == null || another) byIndex.put(index, there = open(nextPart));
            return there;
        }
        if (!id.isEmpty()) {
            for (var slot : slots) if (slot.id.equals(id)) return slot;
            return open(nextPart);
        }
        return slots.isEmpty() || !name.isEmpty() ? open(nextPart) : slots.getLast();
    }

    private Slot open(int part) {
        slots.add(new Slot(part, slots.size()));
        return slots.getLast();
    }

    private void begin(Slot slot, Sink<StreamEvent> to) {
        slot.begun = true;
        if (slot.name.isEmpty()) slot.name = "unknown";
        if (slot.id.isEmpty() || taken(slot)) {
            slot.id = "call_" + (made() + slot.number);
            slot.idMadeUp = true;
        }
        to.event(new StreamEvent.ToolCallStart(slot.part, slot.id, slot.name, kind(slot)));
        hand(slot, slot.arguments.toString(), to);
    }

    /// Free text travels inside JSON here, so that its pieces are no pieces of it.
    private void hand(Slot slot, String fragment, Sink<StreamEvent> to) {
        if (!fragment.isEmpty() && kind(slot) == ToolKind.FUNCTION) to.event(new StreamEvent.ToolCallArgs(slot.part, fragment));
    }

    private boolean end(Slot slot, Sink<StreamEvent> to) {
        var raw = slot.arguments.toString();
        var args = object(raw);
        if (kind(slot) == ToolKind.FREEFORM) {
            var input = Json.text(args, ChatRequest.INPUT);
            var given = input == null ? raw : input;
            if (!given.isEmpty()) to.event(new StreamEvent.ToolCallArgs(slot.part, given));
            to.event(new StreamEvent.ToolCallEnd(slot.part, slot.id, slot.name, ToolKind.FREEFORM, null, given));
            return true;
        }
        to.event(new StreamEvent.ToolCallEnd(slot.part, slot.id, slot.name, ToolKind.FUNCTION, args, raw.isBlank() ? "{}" : raw));
        return args != null;
    }

    private ToolKind kind(Slot slot) {
        for (var tool : request.tools().offered()) if (tool instanceof Tool.Freeform && tool.name().equals(slot.name)) return ToolKind.FREEFORM;
        return ToolKind.FUNCTION;
    }

    private boolean taken(Slot slot) {
        for (var other : slots) if (other != slot && other.begun && other.id.equals(slot.id)) return true;
        return false;
    }

    /// How many calls the conversation holds already: an id made up here must not be one of theirs.
    private int made() {
        var made = 0;
        for (Message message : request.messages()) for (var part : message.parts()) if (part instanceof Part.ToolCall) made++;
        return made;
    }

    private static ObjectNode object(String raw) {
        try {
            return raw.isBlank() ? Json.object() : Json.read(raw) instanceof ObjectNode object ? object : null;
        } catch (IOException invalid) {
            return null;
        }
    }

    private static String text(JsonNode object, String member) {
        var text = Json.text(object, member);
        return text == null ? "" : text;
    }
}
