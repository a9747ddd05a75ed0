package scorpiox.provider;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// What a provider is made with.
///
/// @param tokens   the settings, connections, clock and person it works with
/// @param models   what is known of models
/// @param product  `user-agent`
/// @param timeouts of its requests
/// @param retry    when a failed request is sent again
/// @param dry      whether requests are only looked at: then no credential is needed
public record Wiring(Tokens tokens, Models models, String product, Timeouts timeouts, Retry retry, boolean dry) {
    public Settings settings() {
        return tokens.settings();
    }

    public Http http() {
        return tokens.http();
    }

    public InstantSource clock() {
        return tokens.clock();
    }

    /// The same with another way to retry.
    public Wiring retry(Retry other) {
        return new Wiring(tokens, models, product, timeouts, other, dry);
    }

    /// Tells the user something, a line.
    public void notice(String line) {
        tokens.notice().accept(line);
    }

    /// A credential source, or for a dry run without credentials one that fails once it is asked.
    public CredentialSource orMissing(Supplier<CredentialSource> source) {
        try {
            return source.get();
        } catch (Failure failure) {
            if (!dry || failure.kind() != Kind.AUTH) throw failure;
            return CredentialSource.missing(failure);
        }
    }

    /// A provider that speaks a dialect over HTTP, through `PROXY_URL` where there is one.
    public HttpProvider over(String id, Dialect dialect, CredentialSource credentials) {
        return new HttpProvider(id, dialect, credentials, http(), retry, timeouts, models, settings().find(Keys.PROXY_URL).isEmpty() ? Optional.empty() : Detour.of(settings()),
                hops(settings().environment()));
    }

    /// Through how many servers of ours the request has come for which this process was started: `SX_HOP` of the environment.
    ///
    /// @throws Failure `USAGE` for anything but a whole number
    public static int hops(Environment environment) {
        var hops = environment.variable("SX_HOP").orElse("0");
        if (hops.length() > 4 || !hops.chars().allMatch(c -> c >= '0' && c <= '9')) throw Failure.usage("SX_HOP must be a whole number, not " + hops);
        return Integer.parseInt(hops);
    }
}
