package scorpiox.command.token;

import java.io.IOException;
import java.time.InstantSource;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.TokenLine;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Person;
import scorpiox.command.Product;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.output.Terminal;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.settings.Networks;

/// `fetchtoken`: the token on stdout, everything else on stderr, and a token never there.
public final class FetchToken {
    private FetchToken() {}

    /// Runs `fetchtoken` and returns its exit code.
    public static int run(String[] args, Cancel cancel) throws IOException {
        var options = TokenOptions.parse(args);
        var out = new Stdout();
        var help = options.command() == TokenOptions.Command.HELP;
        if (help || options.has("--version")) {
            out.print(help ? TokenOptions.help() : "fetchtoken " + Product.VERSION + "\n");
            out.flush();
            return 0;
        }
        var terminal = Terminal.ofProcess();
        var err = new Stderr("fetchtoken", false, options.has("-v"));
        var person = Person.at(terminal, err, false, cancel);
        var settings = Cascade.resolve(Environment.ofProcess(), options.settings(), Person.guard(person, false));
        settings.warnings().forEach(err::message);
        var tokens = new Tokens(settings, new Http(Networks.of(settings)), InstantSource.system(), err::message, person.map(Person::hosts), cancel);
        switch (options.command()) {
            case TOKEN -> token(options, tokens, out, err);
            case LOGIN -> {
                if (options.has("--key")) new KeyLogin(options, tokens, terminal, err).run();
                else new Login(options, tokens, () -> Login.pasted(terminal, tokens), err).run();
            }
            case STATUS -> new TokenStatus(options, tokens, err).print(out);
            case HELP -> { }
            case LOGOUT -> new Logout(options, tokens, err).run();
        }
        out.flush();
        return 0;
    }

    /// The source that `sx` would use.
    static CredentialSource source(TokenOptions options, Tokens tokens, Life life) {
        return options.claudeCode() ? tokens.claudeCode(life) : Codex.of(tokens.settings(), tokens, life).credentials();
    }

    private static void token(TokenOptions options, Tokens tokens, Stdout out, Stderr err) {
        var source = source(options, tokens, options.life());
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
        if (end == null || !end.isBefore(clock.instant().plus(options.life().least()))) return;
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
