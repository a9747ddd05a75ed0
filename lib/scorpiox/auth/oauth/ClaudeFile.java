package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.Owner;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// The credential file of Claude Code, `.credentials.json`: its sign-in is the member `claudeAiOauth`, in older files the
/// root. Tokens of other kinds in the same file are never looked at.
public record ClaudeFile(CredentialFile file) implements SignInFile {
    private static final String MEMBER = "claudeAiOauth";

    @Override
    public SignIn read() {
        return parse(file.read());
    }

    @Override
    public SignIn store(Grant grant, Instant now, ObjectNode before) {
        var json = file.readOr(before);
        var member = member(json);
        grant.access().ifPresent(access -> member.put("accessToken", access));
        grant.refresh().ifPresent(refresh -> member.put("refreshToken", refresh));
        if (grant.expires().isPresent()) member.put("expiresAt", grant.expires().get().toEpochMilli());
        else if (grant.access().isPresent()) member.remove("expiresAt");       // the old end is not the new token's
        file.write(json);
        return parse(json);
    }

    private static ObjectNode member(ObjectNode json) {
        return json.get(MEMBER) instanceof ObjectNode member ? member : json;
    }

    private SignIn parse(ObjectNode json) {
        var member = member(json);
        var access = Json.text(member, "accessToken");
        if (access == null || access.isBlank()) throw file.unusable("holds no access token of Claude Code");
        var refresh = Optional.ofNullable(Json.text(member, "refreshToken")).filter(token -> !token.isBlank());
        Redaction.register(access.strip());
        refresh.ifPresent(Redaction::register);
        if (access.strip().chars().anyMatch(c -> c < 0x21 || c > 0x7e)) throw file.unusable("holds an access token with characters that cannot be sent");
        var expires = Json.instant(member.path("expiresAt"), 1000).filter(Instant.EPOCH::isBefore);
        return new SignIn(access.strip(), refresh, Optional.empty(), expires, Optional.empty(),
                new Owner(Optional.empty(), Optional.ofNullable(Json.text(member, "subscriptionType"))));
    }
}
