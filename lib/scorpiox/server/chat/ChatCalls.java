package scorpiox.server.chat;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.ToolKind;
import scorpiox.server.ask.Frames;

/// The calls of one answer as a client is to see them: numbered from 0 in the order in which it hears of them, with their names
/// and arguments as the model gave them, each argument's text once.
///
/// With [whole calls][ChatShape#wholeCalls] a call goes out when it is complete and all before it are, because some clients
/// number calls by their place. A client that knows `functions` only can be told of one call: of others it hears nothing.
final class ChatCalls {
    /// One call while it arrives.
    static final class Call {
        final String id;
        final boolean custom;
        private final StringBuilder arguments = new StringBuilder();
        private String name;
        private int index = UNTOLD;
        private int sent;
        private boolean solid;
        private boolean ended;

        private Call(String id, String name, boolean custom) {
            this.id = id;
            this.name = name == null ? "" : name;
            this.custom = custom;
        }

        String name() {
            return name;
        }

        /// Its number, from 0.
        int index() {
            return index;
        }
    }

    private static final int UNTOLD = -1;
    private static final int LEFT_OUT = -2;

    private final ChatShape shape;
    private final ChatWriter to;
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private Call last;
    private int lastPart = -1;
    private int told;

    ChatCalls(ChatShape shape, ChatWriter to) {
        this.shape = shape;
        this.to = to;
    }

    /// Whether the client has heard of any.
    boolean any() {
        return told > 0;
    }

    /// A call without a name waits for it.
    void start(ToolCallStart start, Frames out) {
        if (calls.containsKey(start.part())) return;
        var call = open(start.part(), new Call(start.id(), start.name(), shape.custom() && start.kind() == ToolKind.FREEFORM));
        if (!shape.wholeCalls() && !call.name.isBlank()) tell(call, "", out);
    }

    void arguments(int part, String fragment, Frames out) {
        var call = part == lastPart ? last : calls.get(part);
        if (call == null || call.ended || fragment == null || fragment.isEmpty()) return;
        last = call;
        lastPart = part;
        call.arguments.append(fragment);
        call.solid |= !fragment.isBlank();
        if (call.solid && call.index >= 0) send(call, out);
    }

    /// Ends a call. What it ends with counts, unless the client has heard of a beginning that contradicts it.
    ///
    /// @return its arguments as the client has them
    String end(ToolCallEnd end, Frames out) {
        var call = calls.get(end.part());
        if (call == null) call = open(end.part(), new Call(end.id(), end.name(), shape.custom() && end.kind() == ToolKind.FREEFORM));
        if (call.ended) return "";
        if (call.name.isBlank() && end.name() != null) call.name = end.name();
        var raw = end.raw() == null ? "" : end.raw();
        if (call.sent == 0 || raw.startsWith(call.arguments.toString())) {
            call.arguments.setLength(0);
            call.arguments.append(raw);
        }
        close(call, out);
        return call.arguments.toString();
    }

    /// Ends those that nothing has ended: the client gets what there is of them.
    void finish(Frames out) {
        for (var call : calls.values()) if (!call.ended) close(call, out);
    }

    private Call open(int part, Call call) {
        calls.put(part, call);
        if (shape.wholeCalls()) waiting.add(call);
        return call;
    }

    private void close(Call call, Frames out) {
        call.ended = true;
        if (shape.wholeCalls()) {
            while (!waiting.isEmpty() && waiting.peek().ended) tell(waiting.peek(), waiting.remove().arguments.toString(), out);
        } else if (call.index == UNTOLD) {
            tell(call, call.arguments.toString(), out);
        } else {
            send(call, out);
        }
    }

    private void tell(Call call, String arguments, Frames out) {
        if (call.name.isBlank() || shape.functions() && told > 0) {
            call.index = LEFT_OUT;
            return;
        }
        call.index = told++;
        call.sent = arguments.length();
        to.call(call, arguments, out);
    }

    /// Sends what has not been sent; half of a surrogate pair waits for the other.
    private void send(Call call, Frames out) {
        var end = call.arguments.length();
        if (!call.ended && Character.isHighSurrogate(call.arguments.charAt(end - 1))) end--;
        if (call.index < 0 || end <= call.sent) return;
        to.arguments(call, call.arguments.substring(call.sent, end), out);
        call.sent = end;
    }
}
