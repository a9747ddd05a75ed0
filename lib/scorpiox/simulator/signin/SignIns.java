package scorpiox.simulator.signin;

import java.util.Set;

/// How the simulated authorization server hands out tokens.
///
/// @param life          seconds an access token lives
/// @param refreshTokens refresh tokens it knows from the start, each good for one use
/// @param strict        whether bearers that were neither issued nor listed are refused; else all are taken when none is listed
/// @param polls         how often a device is told to wait before the user approves by himself
/// @param interval      seconds a device is told to wait between two polls
public record SignIns(long life, Set<String> refreshTokens, boolean strict, int polls, int interval) {
    /// Ten days a token, as the real server; one pending poll.
    public static final SignIns USUAL = new SignIns(864_000, Set.of(), false, 1, 1);
}
