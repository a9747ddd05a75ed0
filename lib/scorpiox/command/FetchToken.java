package scorpiox.command;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.TokenLine;
import scorpiox.auth.oauth.LocalSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.Tokens;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;

/// `fetchtoken`: the token on stdout, everything else on stderr, and a token never there.
public final class FetchToken {
    private FetchToken() {}

    /// Runs `fetchtoken` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var options = TokenOptions.parse(args);
        var out = new Stdout();
        if (options.has("--help") || options.has("--version")) {
            out.print(options.has("--help") ? TokenOptions.help() : "fetchtoken " + Product.VERSION + "\n");
            out.flush();
            return 0;
        }
        var terminal = Terminal.ofProcess();
        var err = new Stderr("fetchtoken", false, options.has("-v"));
        var settings = Cascade.resolve(Environment.ofProcess(), options.settings());
        settings.warnings().forEach(err::message);
        var person = Person.at(terminal, err, false, cancel);
        var tokens = new Tokens(settings, new Http(Networks.of(settings)), InstantSource.system(), err::message, person.map(Person::hosts), cancel);
        switch (options.command()) {
            case TOKEN -> token(options, tokens, out, err);
            case LOGIN -> new Login(options, tokens, terminal, err).run();
            case STATUS -> new TokenStatus(options, tokens, err).print(out);
            case LOGOUT -> new Logout(options, settings, err).run();
        }
        out.flush();
        return 0;
    }

    /// The source that the command line and the settings choose. A key in the credential file is a credential too.
    static CredentialSource source(TokenOptions options, Tokens tokens, Duration ahead) {
        if (options.claudeCode()) return tokens.claudeCode(ahead);
        if (!tokens.settings().get(Keys.CODEX_TOKEN_SOURCE).equals("local")) return tokens.codex(ahead);
        var file = tokens.codexFile();
        var key = file.apiKey();
        return key.isEmpty() ? tokens.local(file, ahead)
                : CredentialSource.fixed(Credential.bearer(key.get(), Set.of()), "local " + file.file().path() + " (API key)", "check the key in it");
    }

    private static void token(TokenOptions options, Tokens tokens, Stdout out, Stderr err) {
        var source = source(options, tokens, options.life(LocalSource.AHEAD));
        var credential = source.get();
        tokens.cancel().check();        // a renewal is finished although the user has gone
        checkLife(credential, options, tokens.clock(), source);
        tell(source, credential, err);
        if (options.has("--check")) return;
        if (options.has("--token-only")) out.line(credential.secret());
        else if (options.has("--header")) out.line(credential.header() + ": " + credential.value());
        else out.line(TokenLine.of(credential));
    }

    private static void checkLife(Credential credential, TokenOptions options, InstantSource clock, CredentialSource source) {
        if (!options.has("--min-ttl")) return;
        var end = credential.expires().orElse(null);
        if (end == null || !end.isBefore(clock.instant().plus(options.life(Duration.ZERO)))) return;
        throw Failure.of(Kind.AUTH, "the token from " + source.place() + " ends at " + end + ", sooner than --min-ttl allows").hint("sign in again, or ask for less");
    }

    private static void tell(CredentialSource source, Credential credential, Stderr err) {
        if (!err.showsProgress()) return;
        var owner = source.owner();
        err.progress("source: " + source.place());
        err.progress("account: " + owner.email().or(credential::account).orElse("unknown"));
        err.progress("plan: " + owner.plan().orElse("unknown"));
        err.progress("expires: " + credential.expires().map(Object::toString).orElse("unknown"));
    }
}
