package scorpiox.server.web;

import io.netty.buffer.ByteBuf;

/// Looks at the bytes of a request's header before the library reads them, each once, however small the pieces they come in.
///
/// The library forgives what may mean one thing here and another to a proxy in front (RFC 9112 section 11.2): folded lines, bare line
/// feeds, white space before a colon. Here all of that is refused.
final class HeadScanner {
    private enum At { START, START_LF, METHOD, TARGET, VERSION, LF, LINE_START, NAME, VALUE, LAST_LF }

    private final Limits limits;
    private At at = At.START;
    private int seen;
    private int fields;

    HeadScanner(Limits limits) {
        this.limits = limits;
    }

    /// Goes on with what has come; true once the header is there as a whole, after which the next one may be scanned.
    ///
    /// @throws BadHead where it is none, or too large
    boolean whole(ByteBuf in) {
        for (var index = in.readerIndex() + seen; index < in.writerIndex(); index++) {
            seen++;
            if (step(in.getByte(index) & 0xFF)) {
                at = At.START;
                seen = 0;
                fields = 0;
                return true;
            }
            if (seen >= limits.headerBytes()) throw new BadHead(431, "headers_too_large", "the header is larger than " + limits.headerBytes() + " bytes");
        }
        return false;
    }

    private boolean step(int b) {
        switch (at) {
            case START -> {
                if (b == '\r') at = At.START_LF;
                else method(b);
            }
            case START_LF -> at = lineFeed(b, At.START);
            case METHOD -> method(b);
            case TARGET -> target(b);
            case VERSION -> {
                if (b == '\r') at = At.LF;
                else if (b <= ' ' || b >= 'a') throw BadHead.malformed("the request line is malformed");
            }
            case LF -> at = lineFeed(b, At.LINE_START);
            case LINE_START -> lineStart(b);
            case NAME -> {
                if (b == ':') at = At.VALUE;
                else if (!token(b)) throw BadHead.malformed("a header field's name is malformed");
            }
            case VALUE -> {
                if (b == '\r') at = At.LF;
                else if (b < ' ' && b != '\t' || b == 0x7F) throw BadHead.malformed("a header field holds a control character or a bare line feed");
            }
            case LAST_LF -> {
                lineFeed(b, At.START);
                return true;
            }
        }
        return false;
    }

    private void method(int b) {
        if (b == ' ' && at == At.METHOD) at = At.TARGET;
        else if (token(b)) at = At.METHOD;
        else throw BadHead.malformed("this is no HTTP/1.1 request");
    }

    private void target(int b) {
        if (b == ' ') at = At.VERSION;
        else if (b < ' ' || b >= 0x7F || b == '#') throw BadHead.malformed("the request target is malformed");
    }

    private void lineStart(int b) {
        if (b == '\r') {
            at = At.LAST_LF;
        } else if (b == ' ' || b == '\t') {
            throw BadHead.malformed("folded header lines are not accepted");
        } else if (!token(b)) {
            throw BadHead.malformed("a header field's name is malformed");
        } else if (++fields > limits.headerFields()) {
            throw new BadHead(431, "headers_too_large", "the header has more than " + limits.headerFields() + " fields");
        } else {
            at = At.NAME;
        }
    }

    private static At lineFeed(int b, At next) {
        if (b != '\n') throw BadHead.malformed("a bare carriage return is not accepted");
        return next;
    }

    private static boolean token(int b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b > ' ' && b < 0x7F && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }
}
