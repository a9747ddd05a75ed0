package scorpiox.auth.oauth;

import java.time.Duration;

/// How long a token should live when it is given out.
///
/// @param ahead it is renewed when it lives no longer than this
/// @param least a renewal that fails for a while only does not matter while it lives at least this long
public record Life(Duration ahead, Duration least) {
    /// Renewed five minutes before its end, used until its end.
    public static final Life USUAL = new Life(Duration.ofMinutes(5), Duration.ZERO);

    /// What somebody needs who asks for a certain life.
    public static Life of(Duration least) {
        return new Life(least.compareTo(USUAL.ahead) > 0 ? least : USUAL.ahead, least);
    }
}
