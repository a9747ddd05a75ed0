//JAVA 25+
//DEPS io.helidon.webserver:helidon-webserver:4.5.0

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Helidon SE, every request on a virtual thread.
class HelidonServer {
    public static void main(String... args) {
        Logger.getLogger("io.helidon").setLevel(Level.OFF);
        var server = WebServer.builder().host("localhost").port(0).backlog(2048).routing(routes -> routes
                .get("/silent", (request, response) -> {
                    response.outputStream().flush();
                    sleep(20_000);
                })
                .get("/unanswered", (request, response) -> sleep(20_000))
                .get("/late", (request, response) -> {
                    sleep(500);
                    response.status(204).send();
                })
                .get("/events/{n}/{pause}", (request, response) -> {
                    var pause = Long.parseLong(request.path().pathParameters().get("pause"));
                    try (var out = response.outputStream()) {
                        for (var left = Integer.parseInt(request.path().pathParameters().get("n")); left > 0; left--) {
                            if (pause > 0) sleep(pause);
                            out.write(("data: " + System.nanoTime() + "\n\n").getBytes(StandardCharsets.US_ASCII));
                            out.flush();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })).build().start();
        IO.println("PORT " + server.port());
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
