//JAVA 25+
//SOURCES ../../../lib/scorpiox/base/package-info.java
//SOURCES ../../../lib/scorpiox/server/web/package-info.java

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import scorpiox.server.web.Limits;
import scorpiox.server.web.WebServer;

/// Netty as `serve` uses it.
class RoomServer {
    public static void main(String... args) throws Exception {
        var server = WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Limits.USUAL, exchange -> {
            if (exchange.path().equals("/silent") || exchange.path().equals("/unanswered")) {
                exchange.cancel().onCancel(() -> IO.println("GONE"));
                if (exchange.path().equals("/silent")) exchange.begin(200, Map.of()).heartbeat(Duration.ofSeconds(10), ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII));
                exchange.cancel().await();
            } else if (exchange.path().equals("/late")) {
                Thread.sleep(500);
                exchange.answer(204, Map.of(), new byte[0]);
            } else {
                var parts = exchange.path().split("/");
                var pause = Long.parseLong(parts[3]);
                var out = exchange.begin(200, Map.of());
                for (var left = Integer.parseInt(parts[2]); left > 0; left--) {
                    if (pause > 0) Thread.sleep(pause);
                    var event = ("data: " + System.nanoTime() + "\n\n").getBytes(StandardCharsets.US_ASCII);
                    out.write(event, 0, event.length);
                }
                out.end();
            }
        }, Throwable::printStackTrace);
        IO.println("PORT " + server.port());
        Thread.currentThread().join();
    }
}
