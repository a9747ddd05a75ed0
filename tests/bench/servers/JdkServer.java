//JAVA 25+

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// The server of the JDK, every request on a virtual thread.
class JdkServer {
    public static void main(String... args) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2048);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/events/", exchange -> {
            var parts = exchange.getRequestURI().getPath().split("/");
            var pause = Long.parseLong(parts[3]);
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (var left = Integer.parseInt(parts[2]); left > 0; left--) {
                    if (pause > 0) sleep(pause);
                    out.write(("data: " + System.nanoTime() + "\n\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            }
        });
        // There is no way to be told of a client that went away; only a write finds out.
        server.createContext("/silent", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            sleep(20_000);
        });
        server.createContext("/unanswered", exchange -> sleep(20_000));
        server.createContext("/late", exchange -> {
            sleep(500);
            exchange.sendResponseHeaders(204, -1);
        });
        server.start();
        IO.println("PORT " + server.getAddress().getPort());
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
