package scorpiox.provider.anthropic;

import java.util.HashMap;
import java.util.Map;
import scorpiox.model.Request;
import scorpiox.model.Tool;

/// Names of tools and ids of calls as the wire takes them, `^[a-zA-Z0-9_-]+$`, and back again.
final class WireNames {
    private static final int LONGEST = 64;

    private final Map<String, String> wire = new HashMap<>();
    private final Map<String, Tool> tools = new HashMap<>();

    WireNames(Request.Tools offered) {
        for (var tool : offered.offered()) {
            var name = fit(tool.name());
            for (var again = 2; tools.containsKey(name); again++) name = fit(tool.name()) + "_" + again;
            tools.put(name, tool);
            wire.putIfAbsent(tool.name(), name);
        }
    }

    /// The name that a tool goes by on the wire, one that is not offered any more included.
    String wire(String own) {
        var name = wire.get(own);
        return name != null ? name : fit(own);
    }

    /// The tool's own name.
    String own(String wireName) {
        var tool = tools.get(wireName);
        return tool == null ? wireName : tool.name();
    }

    /// Whether the tool takes free text, which travels as the one member of a function's arguments.
    boolean freeform(String wireName) {
        return tools.get(wireName) instanceof Tool.Freeform;
    }

    /// An id that another provider may have made, the same for the call and its result; those that differ stay different.
    static String id(String own) {
        var id = allowed(own);
        return id.equals(own) && !id.isEmpty() ? id : id + "_" + Integer.toHexString(own.hashCode());
    }

    private static String fit(String name) {
        var fit = allowed(name);
        return fit.isEmpty() ? "tool" : fit.length() > LONGEST ? fit.substring(0, LONGEST) : fit;
    }

    private static String allowed(String text) {
        var allowed = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            allowed.append(fits ? c : '_');
        }
        return allowed.toString();
    }
}
