package scorpiox.command;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of conversations: UUID version 7 (RFC 9562), which sort by time. They name and do not protect, so ordinary
/// randomness will do and start-up stays short.
public final class Ids {
    private Ids() {}

    public static String next() {
        var random = ThreadLocalRandom.current();
        var high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        var low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
