package scorpiox.simulator.wire;

import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;

/// A misbehaviour by name, `[WIRE:]NAME[:ARGUMENT][*TIMES]`: `429:1*2` answers the first two requests with 429 and
/// `Retry-After: 1`, `anthropic:429:1*2` the first two that come on Anthropic's wire.
///
/// @param wire     the only wire it happens on; null for all
/// @param name     one of [#NAMES]
/// @param argument its number, or -1
/// @param times    to how many requests it applies
public record Fault(Wire wire, String name, int argument, int times) {
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
            "401", "403", "404", "429", "500", "503", "529",
            "identity",         // 400 Error, as a token of Claude Code may meet it in another program
            "html",             // 403 with a page
            "html-200",         // 200 with a page
            "json",             // the whole answer as JSON instead of a stream
            "redirect",         // 307 to another host
            "usage-limit",      // 429 usage_limit_reached
            "usage-limit-404",  // the same as 404
            "context-length", "overloaded", "rate-limit", "quota", "invalid-prompt",    // in the stream, where the wire has them there
            "error-event",      // a bare error event
            "overloaded-late",  // overloaded after some text
            "incomplete",       // cut at the output limit
            "malformed",        // one event that is not JSON
            "garbage",          // nothing but bytes
            "huge",             // one event of ARG bytes
            "empty",            // no output at all
            "no-output",        // a closing event without the items it closes
            // those of the sign-in; refreshing and exchanging a code is asking for a token
            "token-500",        // asking for a token fails with 500
            "token-503",        // the same with 503
            "token-429",        // the same with 429, Retry-After ARG seconds
            "token-html",       // the same with 403 and a page
            "token-slow",       // asking for a token takes ARG ms
            "token-lost",       // the tokens are made, the connection closes before the answer
            "token-stall",      // the tokens are made and never sent
            "token-reused",     // 401: the refresh token was used before
            "token-expired",    // 401: it is too old
            "token-invalidated",    // 401: it was revoked
            "token-string",     // 401 with the code as a bare string
            "token-invalid-grant",  // 400 invalid_grant to a refresh
            "token-same",       // an access token only, the refresh token stays good
            "code-expired",     // 400 invalid_grant to the exchange of a code
            "deny",             // the user does not sign in
            "device-off",       // 404: no sign-in by device here
            "device-expired",   // the poll hears that the code is too old
            "device-refused",   // the poll hears that the user refused
            "device-500",       // the poll fails with 500
            "usage-500",        // the usage endpoint fails with 500
            "clock-ahead",      // the simulator's clock is ARG seconds fast
            "clock-behind");    // the simulator's clock is ARG seconds slow

    /// On every wire.
    public Fault(String name, int argument, int times) {
        this(null, name, argument, times);
    }

    /// Whether it happens to requests for an answer on a wire.
    public boolean on(Wire other) {
        return (wire == null || wire == other) && !ofSignIn(name);
    }

    /// Whether a fault is one of the sign-in and does nothing to requests for an answer.
    public static boolean ofSignIn(String name) {
        return NAMES.indexOf(name) >= NAMES.indexOf("token-500");
    }

    /// @throws Failure `USAGE` for an unknown name, or a wire before one that is about signing in
    public static Fault parse(String text) {
        var head = text.indexOf(':');
        var wire = head < 0 ? null : Wire.of(text.substring(0, head));
        var fault = parse(wire, wire == null ? text : text.substring(head + 1));
        if (wire != null && ofSignIn(fault.name)) throw Failure.usage("the fault " + fault.name + " is about signing in, which has no wire " + wire.label());
        return fault;
    }

    private static Fault parse(Wire wire, String text) {
        var star = text.indexOf('*');
        var times = star < 0 ? Integer.MAX_VALUE : number(text.substring(star + 1), text);
        var rest = star < 0 ? text : text.substring(0, star);
        var colon = rest.indexOf(':');
        var name = colon < 0 ? rest : rest.substring(0, colon);
        if (!NAMES.contains(name)) throw Failure.usage("unknown fault " + name + Nearest.hint(name, NAMES)).hint("there are: " + String.join(" ", NAMES));
        return new Fault(wire, name, colon < 0 ? -1 : number(rest.substring(colon + 1), text), times);
    }

    /// The argument, or a default.
    public int or(int otherwise) {
        return argument < 0 ? otherwise : argument;
    }

    private static int number(String digits, String text) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw Failure.usage("a fault is [WIRE:]NAME[:NUMBER][*TIMES], not " + text);
        }
    }
}
