package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.Owner;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// The credential file that Anthropic's SDKs share: `{"version":"1.0","type":"oauth_token","access_token","expires_at",
/// "refresh_token"}`, its end in seconds.
public record AnthropicFile(CredentialFile file) implements SignInFile {
    @Override
    public SignIn read() {
        return parse(file.read());
    }

    /// Who the sign-in was made for, where the file says so; else null.
    public String client() {
        try {
            return Json.text(file.read(), "client_id");
        } catch (Failure unusable) {
            return null;        // whoever asks for the token is told
        }
    }

    @Override
    public SignIn store(Grant grant, Instant now, ObjectNode before) {
        var json = file.readOr(before);
        grant.access().ifPresent(access -> json.put("access_token", access));
        grant.refresh().ifPresent(refresh -> json.put("refresh_token", refresh));
        if (grant.expires().isPresent()) json.put("expires_at", grant.expires().get().getEpochSecond());
        else if (grant.access().isPresent()) json.remove("expires_at");        // the old end is not the new token's
        file.write(json);
        return parse(json);
    }

    private SignIn parse(ObjectNode json) {
        var access = Json.text(json, "access_token");
        if (access == null || access.isBlank()) throw file.unusable("holds no access token of Anthropic");
        var refresh = Optional.ofNullable(Json.text(json, "refresh_token")).filter(token -> !token.isBlank());
        Redaction.register(access.strip());
        refresh.ifPresent(Redaction::register);
        if (access.strip().chars().anyMatch(c -> c < 0x21 || c > 0x7e)) throw file.unusable("holds an access token with characters that cannot be sent");
        var expires = Json.instant(json.path("expires_at"), 1).filter(Instant.EPOCH::isBefore);
        return new SignIn(access.strip(), refresh, Optional.empty(), expires, Optional.empty(), Owner.UNKNOWN);
    }
}
