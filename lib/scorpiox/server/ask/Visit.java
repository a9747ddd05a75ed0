package scorpiox.server.ask;

import java.time.Instant;
import java.util.List;
import scorpiox.model.Usage;

/// One request under way and what has become of it. Written by the one thread that answers it, read by others as it goes.
public final class Visit {
    public final String id;
    public final String route;
    public final Instant began;
    public final long beganNanos = System.nanoTime();
    public volatile String client = "";
    public volatile String asked = "";              // model as the client wrote it
    public volatile String backend = "";
    public volatile String model = "";              // as the backend says it
    public volatile String effort = "";
    public volatile boolean stream;
    public volatile int status;                     // of HTTP; 0 while it runs, 499 where the client went away
    public volatile int upstreamStatus;             // of a refusal; 0 for none
    public volatile int attempts = 1;
    public volatile long firstByteNanos = -1;       // after it began
    public volatile long endNanos = -1;
    public volatile Usage usage = Usage.NONE;
    public volatile String finish = "";
    public volatile String error = "";              // code of it
    public volatile List<String> dropped = List.of();

    public Visit(String id, String route, Instant began) {
        this.id = id;
        this.route = route;
        this.began = began;
    }
}
