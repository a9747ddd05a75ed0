package scorpiox.auth.ssh;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.Fetched;
import scorpiox.auth.TokenLine;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.http.Credential;
import scorpiox.http.Origin;

/// The token that another machine of the user's has, fetched over ssh: `scorpiox-fetchtoken` is run there where it exists,
/// else a credential file is read. Nothing is written or renewed there; the machine that owns a sign-in keeps it fresh.
public final class SshToken implements CredentialSource {
    private static final Duration MOST_KEPT = Duration.ofHours(1);
    private static final int NO_FILE = 44;

    /// One line in single quotes, without backslashes: so every login shell, csh and fish too, hands it on as it is.
    private static final String COMMAND = "sh -c '" + String.join(" ",
            "PATH=\"${PATH:-/usr/bin:/bin}:$HOME/.local/bin:$HOME/bin:$HOME/.jbang/bin\"; export PATH;",
            "if command -v scorpiox-fetchtoken >/dev/null 2>&1; then exec env CODEX_REFRESH=0 scorpiox-fetchtoken --source local </dev/null; fi;",
            "for file in \"${XDG_CONFIG_HOME:-$HOME/.config}/scorpiox/codex-auth.json\" \"${CODEX_HOME:-$HOME/.codex}/auth.json\";",
            "do if [ -f \"$file\" ]; then exec head -c " + (SshConnection.MAX_OUTPUT + 1) + " \"$file\"; fi; done;",
            "exit " + NO_FILE) + "'";

    private final SshTarget target;
    private final Set<Origin> audience;
    private final Optional<NewHostKey> ask;
    private final InstantSource clock;
    private final Cancel cancel;
    private final SshConnection.Limits limits;
    private final Fetched fetched;

    /// Connects to nothing yet.
    ///
    /// @param audience origins the token may be sent to
    /// @param ask      who decides about a host whose key is not known; none means that such a host is refused
    public SshToken(SshTarget target, Set<Origin> audience, Optional<NewHostKey> ask, InstantSource clock, Cancel cancel) {
        this(target, audience, ask, clock, cancel, SshConnection.Limits.USUAL);
    }

    SshToken(SshTarget target, Set<Origin> audience, Optional<NewHostKey> ask, InstantSource clock, Cancel cancel, SshConnection.Limits limits) {
        target.password().ifPresent(Redaction::register);
        this.target = target;
        this.audience = Set.copyOf(audience);
        this.ask = ask;
        this.clock = clock;
        this.cancel = cancel;
        this.limits = limits;
        this.fetched = new Fetched(this::fetch, MOST_KEPT, clock, placeOf(target), "sign in there: fetchtoken login");
    }

    /// Fetched once, and again when less than 300 s of it remain, or after an hour where it says no end.
    ///
    /// @throws Failure `AUTH`, `NETWORK`, `TIMEOUT`, `PROTOCOL`, `TRUNCATED` or `USAGE`, each saying which key to set or what to do
    @Override
    public Credential get() {
        return fetched.get();
    }

    /// The other machine may have renewed its token meanwhile; it is not asked to.
    @Override
    public Credential after401(Credential refused, int times) {
        return fetched.after401(refused, times);
    }

    @Override
    public String place() {
        return fetched.place();
    }

    private static String placeOf(SshTarget target) {
        try {
            return "ssh " + Destination.of(target).place();
        } catch (Failure unclear) {
            return target.toString();
        }
    }

    private Credential fetch() {
        cancel.check();
        var to = Destination.of(target);
        var reply = new SshConnection(target, to, limits, cancel).run(COMMAND, ask);
        if (reply.exit() != 0) throw refused(reply, to);
        var from = "ssh " + to.place();
        return TokenLine.read(reply.output(), from).credential(audience, clock, from);
    }

    private static Failure refused(SshConnection.Reply reply, Destination to) {
        if (reply.exit() == NO_FILE) {
            return Failure.of(Kind.AUTH, to.place() + " has no scorpiox-fetchtoken, no ~/.config/scorpiox/codex-auth.json and no ~/.codex/auth.json")
                    .hint("sign in there: fetchtoken login");
        }
        var said = SshFailure.said(reply.error());
        return Failure.of(Kind.AUTH, to.place() + " gave no token (exit code " + reply.exit() + ")" + (said.isEmpty() ? "" : ": " + said))
                .hint("try there: scorpiox-fetchtoken --source local");
    }
}
