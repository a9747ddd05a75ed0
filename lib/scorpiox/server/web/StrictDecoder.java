package scorpiox.server.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// The library's decoder behind a [HeadScanner], and one request at a time: what a client sends ahead waits here until it is its turn.
final class StrictDecoder extends HttpRequestDecoder {
    private final HeadScanner scanner;
    private final int mostAhead;
    private boolean inHead = true;
    private boolean partial;
    private boolean held;
    private boolean over;
    private boolean flooded;

    StrictDecoder(Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.headerBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(64 * 1024)
                .setStrictLineParsing(true)
                .setAllowDuplicateContentLengths(false));
        scanner = new HeadScanner(limits);
        mostAhead = limits.headerBytes();
    }

    /// Whether a header has begun to come and is not whole.
    boolean partial() {
        return partial;
    }

    /// Whether more was sent ahead than is kept: what is left of it is no request.
    boolean flooded() {
        return flooded;
    }

    /// Lets the next request come.
    void release() {
        held = false;
    }

    /// Throws away whatever comes.
    void discard() {
        over = true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (over || held && in.readableBytes() > mostAhead) {
            flooded = true;
            in.skipBytes(in.readableBytes());
        } else if (!held && (!inHead || whole(in, out))) {
            super.decode(context, in, out);
            if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
                inHead = true;
                held = true;
            }
        }
    }

    private boolean whole(ByteBuf in, List<Object> out) {
        try {
            partial = !scanner.whole(in);
            inHead = partial;
            return !partial;
        } catch (BadHead bad) {
            over = true;
            partial = false;
            in.skipBytes(in.readableBytes());
            out.add(bad);
            return false;
        }
    }

    /// Both a length and chunks: the library would take the chunks.
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }

    /// A client that will send no more may still read: what it has sent is not thrown away.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
    }
}
