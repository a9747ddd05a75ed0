package scorpiox.server.ask;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.sse.SseEvent;

/// Names of a request's tools as every provider takes them, `^[a-zA-Z0-9_-]{1,64}$`, and back again.
///
/// A client's other names become short ones, the same for the same request, in its tools, its choice and its history; in the
/// answer it reads its own. The usual request has none: then nothing is copied and no event is looked at.
public final class ToolNames {
    private static final int LONGEST = 64;
    private static final String MCP = "mcp__";

    private final Map<String, String> wire = new HashMap<>();
    private final Map<String, String> own = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    private ToolNames() {}

    public static ToolNames of(Request request) {
        var names = new ToolNames();
        var all = new ArrayList<String>();
        for (var tool : request.tools().offered()) if (!(tool instanceof Tool.Hosted)) all.add(tool.name());
        for (var message : request.messages()) for (var part : message.parts()) if (part instanceof Part.ToolCall call) all.add(call.name());
        for (var name : all) if (fits(name)) names.taken.add(name);
        for (var name : all) if (!fits(name)) names.shorten(name);
        return names;
    }

    /// Whether no name has to be changed.
    public boolean none() {
        return wire.isEmpty();
    }

    /// The name that goes out for a client's own.
    public String wire(String name) {
        return wire.getOrDefault(name, name);
    }

    /// The client's own name for one that came back.
    public String own(String name) {
        return own.getOrDefault(name, name);
    }

    /// The request with names that go out.
    public Request request(Request request) {
        if (none()) return request;
        var tools = request.tools();
        var offered = tools.offered().stream().map(this::wire).toList();
        return new Request(request.model(), request.system(), request.messages().stream().map(this::wire).toList(), new Request.Tools(offered, wire(tools.choice()), tools.parallel()),
                request.thinking(), request.output(), request.cache(), request.conversation());
    }

    /// An encoder that gets the client's own names; for events of the Responses wire as they came it is the encoder's to ask [#own].
    public Encoder back(Encoder encoder) {
        return none() ? encoder : new Encoder() {
            @Override
            public void event(StreamEvent event, Frames out) {
                encoder.event(back(event), out);
            }

            @Override
            public void raw(SseEvent event, Frames out) {
                encoder.raw(event, out);
            }

            @Override
            public void broken(Refused why, Frames out) {
                encoder.broken(why, out);
            }

            @Override
            public boolean remarksAreText() {
                return encoder.remarksAreText();
            }
        };
    }

    /// An event with the client's own names.
    public StreamEvent back(StreamEvent event) {
        if (event instanceof StreamEvent.ToolCallStart(var part, var id, var name, var kind)) return new StreamEvent.ToolCallStart(part, id, own(name), kind);
        if (event instanceof StreamEvent.ToolCallEnd(var part, var id, var name, var kind, var args, var raw)) return new StreamEvent.ToolCallEnd(part, id, own(name), kind, args, raw);
        return event;
    }

    private Tool wire(Tool tool) {
        return switch (tool) {
            case Tool.Function(var name, var description, var parameters, var strict) -> new Tool.Function(wire(name), description, parameters, strict);
            case Tool.Freeform(var name, var description, var grammar, var syntax) -> new Tool.Freeform(wire(name), description, grammar, syntax);
            case Tool.Hosted hosted -> hosted;
        };
    }

    private Request.Choice wire(Request.Choice choice) {
        return switch (choice) {
            case Request.Choice.Named(var name) -> new Request.Choice.Named(wire(name));
            case Request.Choice.Allowed(var names, var required) -> new Request.Choice.Allowed(names.stream().map(this::wire).toList(), required);
            case Request.Choice.Auto _, Request.Choice.None _, Request.Choice.Required _ -> choice;
        };
    }

    private Message wire(Message message) {
        return new Message(message.role(), message.parts().stream().map(this::wire).toList());
    }

    private Part wire(Part part) {
        return switch (part) {
            case Part.ToolCall(var id, var name, var kind, var raw, var opaque) -> new Part.ToolCall(id, wire(name), kind, raw, opaque);
            case Part.ToolResult(var id, var name, var kind, var content, var error) when name != null -> new Part.ToolResult(id, wire(name), kind, content, error);
            default -> part;
        };
    }

    private void shorten(String name) {
        if (wire.containsKey(name)) return;
        var fit = fit(name);
        var free = fit;
        for (var number = 1; !taken.add(free); number++) {
            var end = "_" + number;
            free = fit.substring(0, Math.min(fit.length(), LONGEST - end.length())) + end;
        }
        wire.put(name, free);
        own.put(free, name);
    }

    /// Of a long name of an MCP server's tool, the end says most.
    private static String fit(String name) {
        var plain = new StringBuilder(name.length());
        for (var i = 0; i < name.length(); i++) plain.append(plain(name.charAt(i)) ? name.charAt(i) : '_');
        var last = plain.lastIndexOf("__");
        if (plain.length() > LONGEST && plain.indexOf(MCP) == 0 && last >= MCP.length()) plain.replace(0, last + 2, MCP);
        return plain.isEmpty() ? "tool" : plain.substring(0, Math.min(plain.length(), LONGEST));
    }

    private static boolean fits(String name) {
        for (var i = 0; i < name.length(); i++) if (!plain(name.charAt(i))) return false;
        return !name.isEmpty() && name.length() <= LONGEST;
    }

    private static boolean plain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
