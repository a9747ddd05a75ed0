package scorpiox.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Redaction;
import scorpiox.server.ask.Refused;
import scorpiox.server.team.TeamKeys;
import scorpiox.server.web.Fields;

/// The keys that clients have to come with: the server's own, and those of a team's members.
public final class ClientKeys {
    private static final TeamKeys.Member ANYBODY = new TeamKeys.Member("", false);

    private final List<byte[]> own = new ArrayList<>();
    private final Optional<TeamKeys> team;
    private final boolean needed;

    /// @param own    keys of the owner, who may do everything
    /// @param team   those of members
    /// @param needed whether nobody gets in without
    public ClientKeys(List<String> own, Optional<TeamKeys> team, boolean needed) {
        for (var key : own) {
            Redaction.register(key);
            this.own.add(hash(key));
        }
        this.team = team;
        this.needed = needed;
    }

    /// Whether nobody gets in without.
    public boolean needed() {
        return needed;
    }

    /// Who asks.
    ///
    /// @throws Refused `invalid_api_key` where nobody has that key
    TeamKeys.Member who(Fields headers) {
        if (!needed) return ANYBODY;
        var shown = shown(headers);
        TeamKeys.Member found = null;
        for (var key : shown) {
            var hash = hash(key);
            // all of them, so that the time says nothing about which
            for (var i = 0; i < own.size(); i++) if (MessageDigest.isEqual(own.get(i), hash)) found = new TeamKeys.Member(own.size() == 1 ? "owner" : "owner-" + (i + 1), true);
            if (found == null && team.isPresent()) found = team.get().member(key).orElse(null);
        }
        if (found != null) return found;
        throw Refused.of(401, "authentication_error", "invalid_api_key", shown.isEmpty() ? "a key of this server is needed: Authorization: Bearer KEY, or x-api-key: KEY"
                : "the key is none of this server's");
    }

    private static List<String> shown(Fields headers) {
        var shown = new ArrayList<String>();
        for (var value : headers.all("authorization")) if (value.regionMatches(true, 0, "Bearer ", 0, 7)) shown.add(value.substring(7).strip());
        shown.addAll(headers.all("x-api-key"));
        shown.addAll(headers.all("api-key"));
        shown.removeIf(String::isEmpty);
        return shown.size() > 4 ? shown.subList(0, 4) : shown;
    }

    /// By their hashes keys of any length take the same time.
    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
