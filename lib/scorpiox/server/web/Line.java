package scorpiox.server.web;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/// A connection that any thread may write to at once. Netty itself writes on its event loop only: waking that up for every event of a
/// stream costs more than writing the event.
final class Line extends NioSocketChannel {
    private Line(Channel listener, SocketChannel socket) {
        super(listener, socket);
    }

    /// Writes as much as the system takes now; the rest stays in the buffer.
    void write(ByteBuffer bytes) throws IOException {
        javaChannel().write(bytes);
    }

    /// Accepts such connections.
    static final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            var socket = javaChannel().accept();
            if (socket == null) return 0;
            accepted.add(new Line(this, socket));
            return 1;
        }
    }
}
