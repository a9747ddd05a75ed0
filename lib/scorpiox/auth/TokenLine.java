package scorpiox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

/// A token as one machine hands it to another: `{"access_token":…,"expires_at":…}`, what `fetchtoken` prints and the
/// sources `remote` and `ssh` read. Never a refresh token: only the machine that owns a sign-in renews it.
///
/// @param token   the access token
/// @param account account id that goes with it
/// @param expires when it ends, if anybody says so
public record TokenLine(String token, Optional<String> account, Optional<Instant> expires) {
    /// The line for a credential; `account_id` is added only where the token itself does not say it.
    public static String of(Credential credential) {
        var line = Json.object().put("access_token", credential.secret());
        credential.expires().ifPresentOrElse(end -> line.put("expires_at", end.getEpochSecond()), () -> line.putNull("expires_at"));
        credential.account().filter(account -> !Optional.of(account).equals(Jwt.of(credential.secret()).account()))
                .ifPresent(account -> line.put("account_id", account));
        return Json.write(line);
    }

    /// Reads what another machine answered: that line, a whole credential file (its refresh token is dropped), or a bare
    /// token on a line of its own.
    ///
    /// @param from who answered, to begin the message with
    /// @throws Failure `AUTH` for anything else
    public static TokenLine read(byte[] answer, String from) {
        var text = new String(answer, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) throw unusable(from, "gave nothing");
        if (text.startsWith("<") || text.startsWith("[") || text.startsWith("\"")) throw unusable(from, "gave neither JSON nor a token");
        if (!text.startsWith("{")) return checked(text, null, Optional.empty(), from);
        try {
            var json = Json.read(text);
            var tokens = json.path("tokens").isObject() ? json.get("tokens") : json;
            Redaction.register(Json.text(tokens, "refresh_token"));
            Redaction.register(Json.text(tokens, "id_token"));
            var access = Json.text(tokens, "access_token");
            if (access == null) throw unusable(from, "gave JSON without an access_token");
            var account = Optional.ofNullable(Json.text(tokens, "account_id")).or(() -> Jwt.of(Json.text(tokens, "id_token")).account());
            return checked(access, json.get("expires_at"), account, from);
        } catch (IOException e) {
            throw unusable(from, "gave neither JSON nor a token");
        }
    }

    /// The credential it is.
    ///
    /// @param from as above
    /// @throws Failure `AUTH` when it has expired
    public Credential credential(Set<Origin> audience, InstantSource clock, String from) {
        expires.filter(end -> !end.isAfter(clock.instant())).ifPresent(end -> {
            throw unusable(from, "gave a token that expired at " + end).hint("renew it there, or check this machine's clock");
        });
        return new Credential("Authorization", "Bearer " + token, audience, account, expires);
    }

    private static TokenLine checked(String token, JsonNode expiresAt, Optional<String> account, String from) {
        if (token.length() < 20 || token.length() > 8192 || token.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw unusable(from, "gave no token: one has 20 to 8192 printable characters and no blanks");
        }
        Redaction.register(token);
        if (token.startsWith("sk-")) throw unusable(from, "gave an API key, which is no token of a sign-in");
        var claims = Jwt.of(token);
        return new TokenLine(token, account.or(claims::account), claims.expires().or(() -> time(expiresAt)));
    }

    /// Epoch seconds, which is what we write, or RFC 3339, which others do.
    private static Optional<Instant> time(JsonNode expiresAt) {
        try {
            var seconds = Json.instant(expiresAt, 1);
            return seconds.isPresent() || expiresAt == null || !expiresAt.isTextual() ? seconds : Optional.of(Instant.parse(expiresAt.textValue()));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    private static Failure unusable(String from, String what) {
        return Failure.of(Kind.AUTH, from + " " + what);
    }
}
