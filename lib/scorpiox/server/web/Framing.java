package scorpiox.server.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/// How long a request's body is said to be.
///
/// @param length in bytes as sent; -1 where it comes in chunks
record Framing(long length) {
    /// Reads it, and refuses what two readers could read in two ways (RFC 9112 section 6.3).
    ///
    /// @throws BadHead for a request that is not taken
    static Framing of(HttpRequest request) {
        var version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) throw BadHead.malformed("only HTTP/1.1 and HTTP/1.0 are spoken here");
        if (!request.decoderResult().isSuccess()) throw BadHead.malformed("the request's header is malformed");
        if (!request.uri().startsWith("/")) throw BadHead.malformed("the request target must be a path");
        var lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
        var codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty()) throw BadHead.malformed("both Content-Length and Transfer-Encoding are given");
            var chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked") && version.equals(HttpVersion.HTTP_1_1);
            if (!chunked) throw BadHead.malformed("the only transfer coding taken is chunked");
            return new Framing(-1);
        }
        if (lengths.size() > 1) throw BadHead.malformed("Content-Length is given more than once");
        if (lengths.isEmpty()) return new Framing(0);
        var length = lengths.getFirst();
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) throw BadHead.malformed("Content-Length is no length");
        return new Framing(Long.parseLong(length));
    }
}
