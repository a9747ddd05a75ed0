package scorpiox.server.web;

import java.time.Duration;

/// An answer that goes out piece by piece, each as soon as it is written. From one thread, the heartbeat apart.
public interface Outflow {
    /// Sends bytes; waits while the client does not take what was sent before.
    ///
    /// @throws scorpiox.base.Failure `CANCELLED` once the client is gone
    void write(byte[] bytes, int offset, int length);

    /// Sends a frame whenever nothing has been written for so long; zero never. It goes out between two writes, never within one.
    void heartbeat(Duration silence, byte[] frame);

    /// Ends the answer as it should end. What follows is ignored.
    void end();

    /// Breaks the connection off, so that nobody takes the answer for a whole one.
    void abort();
}
