package scorpiox.auth.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.JSchStrictKexException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.base.TerminalFilter;

/// Everything that goes wrong on the way to an answer, in words of ours: by the type of JSch's exception where it has types.
final class SshFailure {
    private static final int NO_AUTH_LEFT = 14;     // RFC 4253 section 11.1
    private static final int MAX_SAID = 200;
    private static final String WHERE = "check CODEX_SSH_HOST and CODEX_SSH_PORT";

    private SshFailure() {}

    static Failure of(Exception problem, Destination to, HostKeys keys) {
        return switch (problem) {
            case Failure known -> known;
            case JSchHostKeyException _ -> hostKey(to, keys);
            case JSchStrictKexException e -> server(to, "does not protect the key exchange (strict kex, CVE-2023-48795): " + said(e.getMessage()), e)
                    .hint("update it: OpenSSH can since 9.6");
            case JSchAlgoNegoFailException e -> server(to, "offers only " + said(e.getServerProposal()) + " for " + said(e.getAlgorithmName()), e)
                    .hint("update it");
            case JSchSessionDisconnectException e -> disconnected(to, said(e.getDescription()), e);
            case JSchException e when e.getCause() instanceof IOException io -> network(io, to);
            case JSchException e when e.getCause() instanceof RuntimeException -> server(to, "broke the protocol", e);
            case JSchException e -> unnamed(to, e, String.valueOf(e.getMessage()));
            case IOException e -> network(e, to);
            default -> server(to, "broke the protocol", problem);
        };
    }

    /// OpenSSH gives the reason "protocol error" where it has counted too many attempts.
    private static Failure disconnected(Destination to, String said, JSchSessionDisconnectException problem) {
        return problem.getReasonCode() == NO_AUTH_LEFT || said.contains("authentication") ? signIn(to, said) : broke(to, said, problem);
    }

    /// For these JSch has no types.
    private static Failure unnamed(Destination to, JSchException problem, String message) {
        if (message.startsWith("Auth ")) return signIn(to, said(message));
        if (message.contains("closed by foreign host") || message.contains("version string")) {
            return Failure.of(Kind.PROTOCOL, to.named() + " does not speak ssh, or not with this machine", problem).hint(WHERE);
        }
        return server(to, "broke the protocol: " + said(message), problem);
    }

    private static Failure server(Destination to, String what, Exception problem) {
        return Failure.of(Kind.PROTOCOL, "the ssh server at " + to.named() + " " + what, problem);
    }

    private static Failure broke(Destination to, String how, Exception problem) {
        return Failure.of(Kind.NETWORK, "the connection to " + to.named() + " broke: " + how, problem).hint(WHERE);
    }

    /// The first line of what somebody else said, fit to be shown: without escape sequences and secrets, and not too long.
    static String said(String text) {
        var first = new TerminalFilter().whole(text == null ? "" : text).strip().lines().findFirst().orElse("");
        var masked = Redaction.mask(first.replace('\t', ' '));
        return masked.length() <= MAX_SAID ? masked : masked.substring(0, MAX_SAID) + "…";
    }

    private static Failure hostKey(Destination to, HostKeys keys) {
        var file = keys.getKnownHostsRepositoryID();
        var shown = KnownHosts.type(keys.presented()) + " key " + KnownHosts.fingerprint(keys.presented());
        return switch (keys.verdict()) {
            case KnownHosts.Changed(var line) -> Failure.of(Kind.AUTH, "the known key of ssh host " + to.known() + " differs from the " + shown
                    + " it shows now. This may be an attack")
                    .hint("if the host was set up anew, remove line " + line + " of " + file + ", else do not connect");
            case KnownHosts.Revoked(var line) -> Failure.of(Kind.AUTH, "ssh host " + to.known() + " shows the " + shown + ", which is revoked in line " + line
                    + " of " + file + ". This may be an attack").hint("do not connect; ask whoever runs the host");
            case KnownHosts.Known _, KnownHosts.Unknown _ -> Failure.of(Kind.AUTH, "ssh host " + to.known() + " is not known: it shows the " + shown)
                    .hint("compare that with what the machine's owner says, then connect once with ssh so that " + file + " knows it");
        };
    }

    private static Failure signIn(Destination to, String why) {
        return Failure.of(Kind.AUTH, to.named() + " did not let " + to.user() + " in: " + why)
                .hint("check CODEX_SSH_USER, and CODEX_SSH_PASS or CODEX_SSH_KEY");
    }

    private static Failure network(IOException problem, Destination to) {
        return switch (problem) {
            case UnknownHostException e -> Failure.of(Kind.NETWORK, "the ssh host " + to.host() + " has no address", e).hint("check CODEX_SSH_HOST");
            case SocketTimeoutException e -> Failure.of(Kind.TIMEOUT, to.named() + " does not answer", e).hint(WHERE);
            case ConnectException e -> Failure.of(Kind.NETWORK, "no connection to " + to.named() + ": " + said(e.getMessage()), e).hint(WHERE);
            default -> broke(to, said(problem.getMessage()), problem);
        };
    }
}
