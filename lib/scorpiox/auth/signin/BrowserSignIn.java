package scorpiox.auth.signin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import scorpiox.auth.oauth.Foreign;
import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.TimeLimit;
import scorpiox.http.Origin;

/// Signs in with the user's own browser: authorization code with PKCE, ended by a redirect to a port of this machine
/// (RFC 8252, RFC 7636).
public final class BrowserSignIn {
    /// The ports whose redirects are registered with OpenAI, in the order they are tried.
    public static final List<Integer> PORTS = List.of(1455, 1457);
    /// How long a user usually gets.
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String AGAIN = "try again with: fetchtoken login";
    private static final String OR_DEVICE = AGAIN + " (or, without a browser here: fetchtoken login --device)";

    private final Issuer issuer;
    private final TokenEndpoint tokens;
    private final List<Integer> ports;
    private final Predicate<URI> open;
    private final Consumer<String> say;
    private final Optional<BlockingQueue<String>> pasted;
    private final Duration patience;

    /// @param tokens   of the same issuer
    /// @param ports    tried in order; 0 is any free one
    /// @param open     opens a URL in the user's browser and returns at once; false when it cannot
    /// @param say      tells the user something, a line each. One line is the URL to open, whole: it must not pass through
    ///                 redaction, and into no log
    /// @param pasted   lines the user types while we wait, if there is a terminal: the URL the browser ended on does as well
    ///                 as the redirect itself
    /// @param patience how long to wait for the user
    public BrowserSignIn(Issuer issuer, TokenEndpoint tokens, List<Integer> ports, Predicate<URI> open, Consumer<String> say,
            Optional<BlockingQueue<String>> pasted, Duration patience) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.ports = List.copyOf(ports);
        this.open = open;
        this.say = say;
        this.pasted = pasted;
        this.patience = patience;
    }

    /// Waits until the user has signed in, and takes the tokens. The browser is told only then how it ended.
    ///
    /// @throws Failure `AUTH` when the user or the server refuses, or nobody signs in in time; `NETWORK` when no port is
    ///                 free; what [TokenEndpoint#exchange] throws; the reason of `cancel` once cancelled
    public Grant run(Cancel cancel) {
        cancel.check();
        var secrets = new Secrets();
        var awaited = new Awaited(secrets);
        try (var listener = new CallbackListener(ports, (callback, answer) -> {
            if (awaited.offer(callback, answer) != Awaited.Verdict.TAKEN) answer.accept(Page.NOT_OURS);
        })) {
            var redirect = "http://localhost:" + listener.port() + CallbackListener.PATH;
            begin(issuer.authorizeUrl(redirect, secrets.challenge(), secrets.state()));
            var arrived = await(awaited, redirect, cancel);
            try {
                var grant = grant(arrived.callback(), secrets.verifier(), redirect, cancel);
                arrived.answer().accept(Page.SIGNED_IN);
                return grant;
            } catch (RuntimeException e) {
                arrived.answer().accept(Page.FAILED);
                throw e;
            }
        }
    }

    private void begin(URI url) {
        say.accept(open.test(url) ? "Your browser was opened to sign in. If it shows nothing, open this address yourself:"
                : "To sign in, open this address in a browser on this machine (on another: fetchtoken login --device):");
        say.accept(url.toString());
        if (pasted.isPresent()) say.accept("If the browser ends on a page that it cannot load, paste that page's address here.");
    }

    private Awaited.Arrived await(Awaited awaited, String redirect, Cancel cancel) {
        var late = Failure.of(Kind.AUTH, "nobody signed in within " + words(patience)).hint(OR_DEVICE);
        var reader = pasted.map(lines -> Thread.ofPlatform().daemon().name("pasted").start(() -> read(lines, awaited, redirect)));
        try (var limit = new TimeLimit(patience, cancel, late)) {
            return awaited.await(limit.cancel());
        } finally {
            reader.ifPresent(Thread::interrupt);
        }
    }

    private void read(BlockingQueue<String> lines, Awaited awaited, String redirect) {
        try {
            while (true) {
                var line = lines.take();
                if (line.isBlank()) continue;
                var callback = Callback.pasted(line);
                if (callback.isEmpty()) {
                    say.accept("That is not the address the sign-in ends on. It begins with " + redirect + "?");
                } else if (awaited.offer(callback.get(), _ -> {}) == Awaited.Verdict.NOT_OURS) {
                    say.accept("That address belongs to another sign-in. Paste the one that the address above led to.");
                } else {
                    return;
                }
            }
        } catch (InterruptedException over) {
            // the redirect came, or the wait is over
        }
    }

    private Grant grant(Callback callback, String verifier, String redirect, Cancel cancel) {
        var origin = Origin.of(issuer.base());
        if (callback.error() != null) {
            var said = Foreign.line(callback.description());
            throw Failure.of(Kind.AUTH, origin + " refused to sign in: " + Foreign.line(callback.error()) + (said.isEmpty() ? "" : ": " + said))
                    .from(0, Foreign.code(callback.error())).hint(AGAIN);
        }
        if (!callback.hasCode()) throw Failure.of(Kind.AUTH, origin + " came back without a code").hint(AGAIN);
        return CodeExchange.of(tokens, callback.code(), verifier, redirect, AGAIN, cancel);
    }

    /// A time as people say it.
    static String words(Duration time) {
        return time.toSecondsPart() == 0 && time.toMinutes() > 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
    }
}
