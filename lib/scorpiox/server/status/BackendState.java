package scorpiox.server.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import scorpiox.auth.oauth.SignInFile;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// A backend as the status page shows it. Found out without asking anybody: looking at a page renews no token.
///
/// @param name        in the configuration
/// @param type        in the configuration
/// @param baseUrl     where its requests go, without anything secret; empty where there are several
/// @param credentials whether there are any
/// @param expires     when they end, where they say so
/// @param account     whose they are, shortened by [#shortened]
/// @param plan        what is paid for
public record BackendState(String name, String type, String baseUrl, Credentials credentials, Optional<Instant> expires, Optional<String> account, Optional<String> plan) {
    public enum Credentials { OK, MISSING, EXPIRED }

    /// A backend with a key, or one that needs none.
    ///
    /// @param there whether it has what it needs
    public static BackendState keyed(String name, String type, String baseUrl, boolean there) {
        return new BackendState(name, type, baseUrl, there ? Credentials.OK : Credentials.MISSING, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// A backend with a sign-in in a file. One that has ended and can be renewed is good: the next request renews it.
    public static BackendState signedIn(String name, String type, String baseUrl, SignInFile file, InstantSource clock) {
        try {
            var signIn = file.read();
            var over = signIn.expired(clock.instant()) && signIn.refresh().isEmpty();
            var account = signIn.owner().email().or(signIn::account).map(BackendState::shortened);
            return new BackendState(name, type, baseUrl, over ? Credentials.EXPIRED : Credentials.OK, signIn.expires(), account, signIn.owner().plan());
        } catch (Failure unusable) {
            return keyed(name, type, baseUrl, false);
        }
    }

    /// An e-mail address or an account id so that its owner knows it and nobody else learns it: `a…@example.com`, `…1f3c`.
    public static String shortened(String account) {
        var at = account.lastIndexOf('@');
        if (at > 0) return account.substring(0, account.offsetByCodePoints(0, 1)) + "…" + account.substring(at);
        return account.length() <= 8 ? "…" : "…" + account.substring(account.length() - 4);
    }

    /// `{"name","type","base_url","credentials":"ok|missing|expired","expires_at":epoch seconds or null,"account","plan"}`.
    ObjectNode json() {
        var json = Json.object().put("name", name).put("type", type).put("base_url", baseUrl).put("credentials", credentials.name().toLowerCase(Locale.ROOT));
        expires.ifPresentOrElse(end -> json.put("expires_at", end.getEpochSecond()), () -> json.putNull("expires_at"));
        return json.put("account", account.orElse(null)).put("plan", plan.orElse(null));
    }
}
