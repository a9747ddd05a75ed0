package scorpiox.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.oauth.CodexFile;
import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.Refresher;
import scorpiox.auth.oauth.SignIn;
import scorpiox.auth.signin.Browser;
import scorpiox.auth.signin.BrowserSignIn;
import scorpiox.auth.signin.DeviceSignIn;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.LockFile;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.output.Tty;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Tokens;

/// `fetchtoken login`: signs in to ChatGPT and keeps the tokens in a file of our own, so that they are renewed by no other
/// program.
final class Login {
    private static final Duration MOST_LOCKED = Duration.ofSeconds(45);

    private final TokenOptions options;
    private final Tokens tokens;
    private final Terminal terminal;
    private final Stderr err;

    Login(TokenOptions options, Tokens tokens, Terminal terminal, Stderr err) {
        this.options = options;
        this.tokens = tokens;
        this.terminal = terminal;
        this.err = err;
    }

    void run() throws IOException {
        if (options.has("--key")) {
            new KeyLogin(options, tokens, terminal, err).run();
            return;
        }
        var target = CodexAccounts.target(tokens.settings());
        var file = tokens.codexFile(target);
        prepare(file.file());
        var other = CodexAccounts.locate(tokens.settings()).filter(used -> !used.equals(target) && Files.exists(used));
        var before = owner(file);
        var signIn = keep(file, signIn());
        err.message("signed in as " + shown(signIn) + before.map(name -> ", in place of " + name).orElse("") + "; the sign-in is kept in " + target);
        other.ifPresent(used -> err.message("from now on it is used instead of " + used));
    }

    private Grant signIn() {
        try {
            return options.has("--device") ? byDevice() : byBrowser();
        } catch (Failure failure) {
            var account = options.arguments().get("--account");
            if (failure.hint() == null || account.isEmpty()) throw failure;
            throw failure.hint(failure.hint().replace("fetchtoken login", "fetchtoken login --account " + account.get()));
        }
    }

    /// Whose sign-in the file holds so far.
    private static Optional<String> owner(CodexFile file) {
        try {
            return Files.exists(file.file().path()) ? Optional.of(shown(file.read())) : Optional.empty();
        } catch (Failure unreadable) {
            return Optional.empty();
        }
    }

    private static String shown(SignIn signIn) {
        return signIn.owner().email().or(signIn::account).orElse("an unnamed account") + signIn.owner().plan().map(plan -> " (plan " + plan + ")").orElse("");
    }

    /// What would go wrong afterwards should go wrong before anybody has signed in.
    private void prepare(CredentialFile file) throws IOException {
        var path = file.path();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) file.checked();
        try {
            if (CodexAccounts.ours(path, tokens.settings().environment())) CredentialFile.ownFolder(path.getParent());
            else CredentialFile.privateFolder(path.toAbsolutePath().getParent());
            try (var _ = lock(file)) {
                if (!Files.isWritable(real(file).getParent())) throw new IOException("the folder is not writable");
            }
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, "a sign-in cannot be kept in " + path + ": " + e.getMessage()).hint("make its folder writable, or name another file in CODEX_CREDENTIALS_FILE");
        }
    }

    private SignIn keep(CodexFile file, Grant grant) throws IOException {
        if (grant.access().isEmpty()) throw Failure.of(Kind.PROTOCOL, tokens.issuer().base() + " signed in without an access token");
        try (var _ = CriticalSection.enter(); var _ = lock(file.file())) {
            return file.create(grant, tokens.clock().instant());
        }
    }

    private LockFile lock(CredentialFile file) throws IOException {
        return LockFile.take(Refresher.lock(real(file)), MOST_LOCKED, tokens.cancel());
    }

    private static Path real(CredentialFile file) {
        return Files.exists(file.path()) ? file.real() : file.path().toAbsolutePath();
    }

    private Grant byDevice() {
        return new DeviceSignIn(tokens.issuer(), tokens.codexSignIn(), tokens.http(), err::message, DeviceSignIn.PATIENCE).run(tokens.cancel());
    }

    private Grant byBrowser() {
        Predicate<URI> open = options.has("--no-browser") ? _ -> false : Browser.of(tokens.settings().environment().variables());
        return new BrowserSignIn(tokens.issuer(), tokens.codexSignIn(), BrowserSignIn.PORTS, open, err::unmasked, pasted(), BrowserSignIn.PATIENCE).run(tokens.cancel());
    }

    /// What the user types while the browser is away.
    private Optional<BlockingQueue<String>> pasted() {
        if (!Tty.possible(terminal)) return Optional.empty();
        var lines = new LinkedBlockingQueue<String>();
        var tty = new Tty();
        Thread.ofPlatform().daemon().name("paste").start(() -> {
            try {
                for (var line = tty.line(tokens.cancel()); line.isPresent(); line = tty.line(tokens.cancel())) lines.add(line.get());
            } catch (Failure over) {
                // nobody waits for it any more
            }
        });
        return Optional.of(lines);
    }
}
