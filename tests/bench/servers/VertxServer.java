//JAVA 25+
//DEPS io.vertx:vertx-core:5.1.4

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/// Vert.x, whose event loop writes the events.
class VertxServer {
    public static void main(String... args) throws Exception {
        var vertx = Vertx.vertx();
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(2048)).requestHandler(request -> {
            var response = request.response();
            switch (request.path()) {
                case "/silent", "/unanswered" -> {
                    response.closeHandler(nothing -> IO.println("GONE"));
                    if (request.path().equals("/silent")) response.setChunked(true).writeHead();
                }
                case "/late" -> vertx.setTimer(500, id -> response.setStatusCode(204).end());
                default -> events(vertx, request);
            }
        }).listen(0, "localhost").onSuccess(server -> IO.println("PORT " + server.actualPort())).onFailure(Throwable::printStackTrace);
    }

    private static void events(Vertx vertx, HttpServerRequest request) {
        var parts = request.path().split("/");
        var left = new int[] {Integer.parseInt(parts[2])};
        var pause = Long.parseLong(parts[3]);
        var response = request.response().setChunked(true);
        if (pause > 0) {
            vertx.setPeriodic(pause, id -> {
                response.write("data: " + System.nanoTime() + "\n\n");
                if (--left[0] == 0) {
                    vertx.cancelTimer(id);
                    response.end();
                }
            });
            return;
        }
        response.drainHandler(nothing -> burst(request, left));
        burst(request, left);
    }

    private static void burst(HttpServerRequest request, int[] left) {
        var response = request.response();
        for (; left[0] > 0 && !response.writeQueueFull(); left[0]--) response.write("data: " + System.nanoTime() + "\n\n");
        if (left[0] == 0 && !response.ended()) response.end();
    }
}
