package scorpiox.simulator;

import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;

/// A misbehaviour by name, `NAME[:ARGUMENT][*TIMES]`: `429:1*2` answers the first two requests with 429 and
/// `Retry-After: 1`.
///
/// @param name     one of [#NAMES]
/// @param argument its number, or -1
/// @param times    to how many requests it applies
public record Fault(String name, int argument, int times) {
    /// All names, each with what it does.
    public static final List<String> NAMES = List.of(
            "delay",            // wait ARG ms before the headers
            "drip",             // wait ARG ms before each event
            "pieces",           // send the body in pieces of ARG bytes
            "crlf",             // end lines with CR LF
            "cut",              // close the connection after ARG events
            "no-end",           // end the stream regularly, without its closing event
            "stall",            // fall silent after ARG events
            "stall-headers",    // never answer
            "401", "403", "404", "429", "500", "503",
            "html",             // 403 with a page
            "html-200",         // 200 with a page
            "json",             // the whole answer as JSON instead of a stream
            "redirect",         // 307 to another host
            "usage-limit",      // 429 usage_limit_reached
            "usage-limit-404",  // the same as 404
            "context-length", "overloaded", "rate-limit", "quota", "invalid-prompt",    // in the stream
            "error-event",      // a bare error event
            "overloaded-late",  // overloaded after some text
            "incomplete",       // cut at the output limit
            "malformed",        // one event that is not JSON
            "garbage",          // nothing but bytes
            "huge",             // one event of ARG bytes
            "empty",            // no output at all
            "no-output");       // a closing event without the items it closes

    /// @throws Failure `USAGE` for an unknown name
    public static Fault parse(String text) {
        var star = text.indexOf('*');
        var times = star < 0 ? Integer.MAX_VALUE : number(text.substring(star + 1), text);
        var rest = star < 0 ? text : text.substring(0, star);
        var colon = rest.indexOf(':');
        var name = colon < 0 ? rest : rest.substring(0, colon);
        if (!NAMES.contains(name)) throw Failure.usage("unknown fault " + name + Nearest.hint(name, NAMES)).hint("there are: " + String.join(" ", NAMES));
        return new Fault(name, colon < 0 ? -1 : number(rest.substring(colon + 1), text), times);
    }

    /// The argument, or a default.
    int or(int otherwise) {
        return argument < 0 ? otherwise : argument;
    }

    private static int number(String digits, String text) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw Failure.usage("a fault is NAME[:NUMBER][*TIMES], not " + text);
        }
    }
}
