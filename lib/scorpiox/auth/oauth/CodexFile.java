package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.Jwt;
import scorpiox.auth.Owner;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;

/// A Codex credential file, `auth.json`, in every shape the Codex CLI has written.
public record CodexFile(CredentialFile file) implements SignInFile {
    /// The API key it holds instead of a sign-in.
    ///
    /// @throws Failure `AUTH` saying what is wrong with the file
    public Optional<String> apiKey() {
        var json = file.read();
        if (!holdsKey(json)) return Optional.empty();
        var key = Json.text(json, "OPENAI_API_KEY");
        if (key == null || key.isBlank()) throw file.unusable("says apikey but holds no OPENAI_API_KEY");
        checkSendable(key.strip(), "an API key");
        Redaction.register(key.strip());
        return Optional.of(key.strip());
    }

    @Override
    public SignIn read() {
        return parse(file.read());
    }

    @Override
    public SignIn store(Grant grant, Instant now, ObjectNode before) {
        var json = merged(file.readOr(before), grant, now);
        file.write(json);
        return parse(json);
    }

    /// Starts the file anew with a sign-in; members that a file there has and we do not know stay.
    public SignIn create(Grant grant, Instant now) {
        var json = Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS) ? file.readOr(Json.object()) : Json.object();
        json.put("auth_mode", "chatgpt");
        if (!json.has("OPENAI_API_KEY")) json.putNull("OPENAI_API_KEY");
        json.putObject("tokens");
        merged(json, grant, now);
        var signIn = parse(json);
        file.write(json);
        return signIn;
    }

    private static ObjectNode merged(ObjectNode json, Grant grant, Instant now) {
        var tokens = json.path("tokens") instanceof ObjectNode object ? object : json.putObject("tokens");
        grant.id().ifPresent(id -> tokens.put("id_token", id));
        grant.access().ifPresent(access -> tokens.put("access_token", access));
        grant.refresh().ifPresent(refresh -> tokens.put("refresh_token", refresh));
        if (Json.text(tokens, "account_id") == null) {
            grant.id().flatMap(id -> Jwt.of(id).account()).or(() -> grant.access().flatMap(access -> Jwt.of(access).account()))
                    .ifPresent(account -> tokens.put("account_id", account));
        }
        return json.put("last_refresh", now.toString());
    }

    /// Files from before 2026 have no mode: then a key is used where there is one.
    private static boolean holdsKey(ObjectNode json) {
        var mode = Json.text(json, "auth_mode");
        return "apikey".equals(mode) || mode == null && Json.text(json, "OPENAI_API_KEY") != null;
    }

    private SignIn parse(ObjectNode json) {
        var mode = Json.text(json, "auth_mode");
        if (holdsKey(json)) throw file.unusable("holds an API key and no sign-in");
        if ("agentIdentity".equals(mode)) throw file.unusable("holds an agent identity, which only the Codex CLI can use");
        var tokens = json.path("tokens");
        var access = Json.text(tokens, "access_token");
        if (access == null || access.isBlank()) throw file.unusable("holds no access token");
        var refresh = Json.text(tokens, "refresh_token");
        var id = Json.text(tokens, "id_token");
        Redaction.register(access.strip());
        Redaction.register(refresh);
        Redaction.register(id);
        checkSendable(access.strip(), "an access token");
        var claims = Jwt.of(access.strip());
        var account = Optional.ofNullable(Json.text(tokens, "account_id")).or(() -> Jwt.of(id).account()).or(claims::account);
        account.ifPresent(text -> checkSendable(text, "an account id"));
        // tokens that another program manages are renewed by that program
        var ours = Optional.ofNullable(refresh).filter(token -> !token.isBlank() && !"chatgptAuthTokens".equals(mode));
        var owner = new Owner(Jwt.of(id).email().or(claims::email), Jwt.of(id).plan().or(claims::plan));
        return new SignIn(access.strip(), ours, account, claims.expires(), time(Json.text(json, "last_refresh")), owner);
    }

    private void checkSendable(String text, String what) {
        if (text.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) throw file.unusable("holds " + what + " with characters that cannot be sent");
    }

    private static Optional<Instant> time(String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
