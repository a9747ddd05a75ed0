package scorpiox.server.status;

import java.time.InstantSource;
import java.util.List;
import scorpiox.model.RateLimit;
import scorpiox.server.ask.Visit;

/// What runs and what has run.
public final class Visits {
    private final InstantSource clock;

    public Visits(InstantSource clock) {
        this.clock = clock;
    }

    /// A request has come.
    public Visit begin(String id, String route) {
        return new Visit(id, route, clock.instant());
    }

    /// It is answered, in whatever way.
    public void end(Visit visit) {
        throw new UnsupportedOperationException();
    }

    /// What a backend said of the plan's limits.
    public void limits(String backend, List<RateLimit> limits) {
        throw new UnsupportedOperationException();
    }

    /// An event of a backend that nobody knows.
    public void unknownEvent(String type) {
        throw new UnsupportedOperationException();
    }

    /// A request was sent once more.
    ///
    /// @param reason kind of the failure
    public void retried(String reason) {
        throw new UnsupportedOperationException();
    }
}
