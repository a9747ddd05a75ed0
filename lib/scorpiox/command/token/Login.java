package scorpiox.command.token;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.oauth.CodexFile;
import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.SignIn;
import scorpiox.auth.signin.Browser;
import scorpiox.auth.signin.BrowserSignIn;
import scorpiox.auth.signin.DeviceSignIn;
import scorpiox.base.CriticalSection;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.output.Tty;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;

/// `fetchtoken login`: signs in to ChatGPT and keeps the tokens in a file of our own, so that they are renewed by no other
/// program.
public final class Login {
    private final TokenOptions options;
    private final Tokens tokens;
    private final Supplier<Optional<BlockingQueue<String>>> pasted;
    private final Stderr err;

    /// @param pasted lines that the user types while a browser is away, if there is a terminal
    public Login(TokenOptions options, Tokens tokens, Supplier<Optional<BlockingQueue<String>>> pasted, Stderr err) {
        this.options = options;
        this.tokens = tokens;
        this.pasted = pasted;
        this.err = err;
    }

    /// Signs in, keeps the tokens and says whose they are.
    ///
    /// @throws Failure `AUTH` when nobody signs in, another kind where that cannot be asked or kept
    public void run() throws IOException {
        var target = CodexAccounts.target(tokens.settings());
        var file = tokens.codexFile(target);
        prepare(file.file());
        var other = CodexAccounts.locate(tokens.settings()).filter(used -> !used.equals(target) && Files.exists(used));
        var before = owner(file);
        var signIn = keep(file, signIn());
        err.message("signed in as " + shown(signIn) + before.map(name -> ", in place of " + name).orElse("") + "; the sign-in is kept in " + target);
        if (Codex.thirdParty(tokens.settings())) err.message("CODEX_BASE_URL and its key are set and used first; fetchtoken logout --key forgets them");
        else other.ifPresent(used -> err.message("from now on it is used instead of " + used));
    }

    private Grant signIn() {
        try {
            return options.has("--device") ? byDevice() : byBrowser();
        } catch (Failure failure) {
            throw failure.hint() == null ? failure : failure.hint(forAccount(failure.hint()));
        }
    }

    /// Advice to sign in again is about this account.
    private String forAccount(String text) {
        return options.arguments().get("--account").map(name -> text.replace("fetchtoken login", "fetchtoken login --account " + name)).orElse(text);
    }

    /// Whose sign-in the file holds so far.
    private static Optional<String> owner(CodexFile file) {
        try {
            return Files.exists(file.file().path()) ? Optional.of(shown(file.read())) : Optional.empty();
        } catch (Failure unreadable) {
            return Optional.empty();
        }
    }

    /// Whose sign-in it is, for a person.
    public static String shown(SignIn signIn) {
        return signIn.owner().email().or(signIn::account).orElse("an unnamed account") + signIn.owner().plan().map(plan -> " (plan " + plan + ")").orElse("");
    }

    /// What would go wrong afterwards should go wrong before anybody has signed in.
    private void prepare(CredentialFile file) throws IOException {
        var path = file.path();
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) file.checked();
        } catch (Failure unusable) {
            throw unusable.hint("remove it, or name another file in CODEX_CREDENTIALS_FILE");
        }
        try {
            if (CodexAccounts.ours(path, tokens.settings().environment())) CredentialFile.ownFolder(path.getParent());
            else CredentialFile.privateFolder(path.toAbsolutePath().getParent());
            if (!Files.isWritable(path.toAbsolutePath().getParent())) throw new IOException("its folder is not writable");
            file.lock(tokens.cancel()).close();
        } catch (IOException e) {
            throw Failure.of(Kind.INTERNAL, "a sign-in cannot be kept in " + path + ": " + CredentialFile.reason(e)).hint("make its folder writable, or name another file in CODEX_CREDENTIALS_FILE");
        }
    }

    private SignIn keep(CodexFile file, Grant grant) {
        if (grant.access().isEmpty()) throw Failure.of(Kind.PROTOCOL, tokens.issuer().base() + " signed in without an access token");
        try (var _ = CriticalSection.enter(); var _ = file.file().lock(tokens.cancel())) {
            return file.create(grant, tokens.clock().instant());
        }
    }

    private Grant byDevice() {
        return new DeviceSignIn(tokens.issuer(), tokens.codexSignIn(), tokens.http(), err::message, DeviceSignIn.PATIENCE).run(tokens.cancel());
    }

    private Grant byBrowser() {
        Predicate<URI> open = options.has("--no-browser") ? _ -> false : Browser.of(tokens.settings().environment().variables());
        return new BrowserSignIn(tokens.issuer(), tokens.codexSignIn(), BrowserSignIn.PORTS, open, text -> err.unmasked(forAccount(text)), pasted.get(), BrowserSignIn.PATIENCE).run(tokens.cancel());
    }

    /// What the user types at the process's terminal while the browser is away.
    static Optional<BlockingQueue<String>> pasted(Terminal terminal, Tokens tokens) {
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
