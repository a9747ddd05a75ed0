package scorpiox.server.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.base.Json;
import scorpiox.server.ask.Frames;

/// An item of the output while it is made. It is announced, goes on, and ends; nothing of it is written after its end.
abstract sealed class OutputItem permits MessageItem, ReasoningItem, CallItem, HostedItem {
    final Events events;
    final String id;
    final int index;
    private ObjectNode done;

    /// @param prefix of its id, as OpenAI's API has it for the kind
    /// @param number of the item in the output
    OutputItem(Events events, String prefix, String answer, int number) {
        this.events = events;
        this.id = prefix + answer + "_" + number;
        this.index = number;
    }

    /// The item with what has come of it.
    abstract ObjectNode item(boolean whole);

    /// Writes what ends its content.
    abstract void closing(Frames out);

    final void added(ObjectNode shell, Frames out) {
        events.write("response.output_item.added", Json.object().put("output_index", index).set("item", shell), out);
    }

    /// Ends it.
    ///
    /// @param whole whether nothing is missing
    final void end(boolean whole, Frames out) {
        if (done != null) return;
        closing(out);
        done = item(whole);
        events.write("response.output_item.done", Json.object().put("output_index", index).set("item", done), out);
    }

    /// The item as it ended; null before.
    final ObjectNode done() {
        return done;
    }

    final boolean ended() {
        return done != null;
    }

    /// Members that say which item and which piece of it an event is about.
    final ObjectNode place(String member, int piece) {
        return place().put(member, piece);
    }

    final ObjectNode place() {
        return Json.object().put("item_id", id).put("output_index", index);
    }
}
