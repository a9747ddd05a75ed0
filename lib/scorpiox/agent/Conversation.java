package scorpiox.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;

/// What has been said so far, and how the next request is made of it.
public final class Conversation {
    private Request shape;
    private final List<Message> messages = new ArrayList<>();

    /// @param first the request to begin with; its messages are the first ones
    public Conversation(Request first) {
        shape = first;
        messages.addAll(first.messages());
    }

    public String id() {
        return shape.conversation();
    }

    public String model() {
        return shape.model();
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public void add(Message message) {
        if (!message.parts().isEmpty()) messages.add(message);
    }

    /// Forgets what was said after the first `count` messages.
    public void keep(int count) {
        messages.subList(count, messages.size()).clear();
    }

    /// Changes what the next requests are like, such as their model.
    public void shape(UnaryOperator<Request> change) {
        shape = change.apply(shape);
    }

    /// Asks for no form of the answer any more but the one that stands in words.
    ///
    /// @return whether there was one
    boolean withoutSchema() {
        var output = shape.output();
        if (output.schema() == null) return false;
        shape = shape.output(output.format(null));
        return true;
    }

    /// The next request, with these tools on offer.
    Request request(List<Tool> tools) {
        var offered = tools.isEmpty() ? Request.Tools.NONE : new Request.Tools(tools, new Request.Choice.Auto(), true);
        return new Request(shape.model(), shape.system(), messages, offered, shape.thinking(), shape.output(), shape.cache(), shape.conversation());
    }

    /// Replaces every part by another; null leaves it out.
    ///
    /// @return whether anything is different now
    boolean replace(UnaryOperator<Part> change) {
        var before = messages();
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            messages.set(i, new Message(message.role(), message.parts().stream().map(change).filter(part -> part != null).toList()));
        }
        messages.removeIf(message -> message.parts().isEmpty());
        return !messages.equals(before);
    }
}
