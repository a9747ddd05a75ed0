package scorpiox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A loopback server whose every connection is handled by a few lines of the test itself, byte by byte.
public final class RawServer implements AutoCloseable {
    /// Handles one connection; it is closed afterwards.
    public interface Handler {
        void handle(Peer peer) throws IOException;
    }

    /// The server's side of one connection.
    public record Peer(Socket socket, InputStream in, OutputStream out) {
        /// Reads one request and returns its head; the body, by `Content-Length`, is read too.
        public String request() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                var b = in.read();
                if (b < 0) return head.toString();
                head.append((char) b);
            }
            var length = java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            if (length.find()) in.readNBytes(Integer.parseInt(length.group(1)));
            return head.toString();
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /// Blocks until the client closes; true when it did so.
        public boolean closedByClient() {
            try {
                return in.read() < 0;
            } catch (IOException reset) {
                return true;
            }
        }
    }

    private final ServerSocket server;
    private final Thread listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    public RawServer(Handler handler) {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener = Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    if (server.isClosed()) {
                        socket.close();
                        return;
                    }
                    open.add(socket);
                    Thread.ofVirtual().start(() -> handle(socket, handler));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /// Connections accepted so far.
    public int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var socket : open) socket.close();
    }

    private static void handle(Socket socket, Handler handler) {
        try (socket) {
            handler.handle(new Peer(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()));
        } catch (IOException gone) {
            // the client left
        }
    }
}
