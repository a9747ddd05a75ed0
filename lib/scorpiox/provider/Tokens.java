package scorpiox.provider;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import scorpiox.auth.CredentialFile;
import scorpiox.auth.CredentialSource;
import scorpiox.auth.KeyCommand;
import scorpiox.auth.RemoteToken;
import scorpiox.auth.oauth.AnthropicFile;
import scorpiox.auth.oauth.ClaudeFile;
import scorpiox.auth.oauth.CodexFile;
import scorpiox.auth.oauth.Life;
import scorpiox.auth.oauth.LocalSource;
import scorpiox.auth.oauth.Refresher;
import scorpiox.auth.oauth.Refusals;
import scorpiox.auth.oauth.SignInFile;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.auth.signin.Issuer;
import scorpiox.auth.ssh.NewHostKey;
import scorpiox.auth.ssh.SshTarget;
import scorpiox.auth.ssh.SshToken;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Http;
import scorpiox.http.Origin;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;
import scorpiox.settings.Source.Layer;

/// The credential sources that the settings choose, put together with what a run has: connections, a clock, somebody to
/// tell and perhaps to ask.
///
/// @param notice told what the user should know, a line each
/// @param ask    whether to trust an ssh host seen for the first time; absent where nobody can be asked
public record Tokens(Settings settings, Http http, InstantSource clock, Consumer<String> notice, Optional<NewHostKey> ask, Cancel cancel) {
    private static final String CLAUDE_CLIENT = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";     // public; its own CLI's

    /// The feature under which Anthropic takes tokens of a sign-in.
    public static final String OAUTH_BETA = "oauth-2025-04-20";

    /// The ChatGPT token, from wherever `CODEX_TOKEN_SOURCE` says. No source is ever tried in place of another.
    ///
    /// @param life how long the token should live
    /// @throws Failure `AUTH` without credentials; `USAGE` naming the key that is missing
    public CredentialSource codex(Life life) {
        var source = settings.get(Keys.CODEX_TOKEN_SOURCE);
        if (!source.equals("local") && settings.value(Keys.CODEX_ACCOUNT).source().layer() == Layer.FLAG) {
            throw Failure.usage("--account names a sign-in on this machine, and the token comes from " + source).hint("leave it out, or use --source local");
        }
        return switch (source) {
            case "remote", "http" -> remote();
            case "ssh" -> new SshToken(sshTarget(), codexAudience(), ask, clock, cancel);
            default -> local(codexFile(), life);
        };
    }

    /// The Codex credential file in use.
    ///
    /// @throws Failure `AUTH` when there is none
    public CodexFile codexFile() {
        var path = CodexAccounts.locate(settings).orElseThrow(() -> CodexAccounts.none(settings.environment()));
        if (CodexAccounts.isNamed(path, settings.environment()) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) throw CodexAccounts.missing(path, settings.environment());
        return codexFile(path);
    }

    /// A Codex credential file, there or not.
    public CodexFile codexFile(Path path) {
        var environment = settings.environment();
        var login = "fetchtoken login" + (CodexAccounts.isNamed(path, environment) ? " --account " + CodexAccounts.name(path) : "");
        return new CodexFile(file(path, "Codex credentials", "sign in again with: " + (CodexAccounts.ours(path, environment) ? login : "codex login, or " + login + " for a sign-in of our own")));
    }

    /// A ChatGPT sign-in in a file.
    public CredentialSource local(CodexFile file, Life life) {
        var refresher = settings.on(Keys.CODEX_REFRESH) ? Optional.of(refresher(file, codexTokens())) : Optional.<Refresher>empty();
        return new LocalSource(file, refresher, codexAudience(), life, clock, notice);
    }

    /// Where ChatGPT tokens are renewed.
    public TokenEndpoint codexTokens() {
        var url = settings.find(Keys.CODEX_REFRESH_TOKEN_URL_OVERRIDE).map(URI::create).orElseGet(() -> issuer().tokenUrl());
        return new TokenEndpoint(http, url, Issuer.CODEX_CLIENT, clock);
    }

    /// Where the tokens of a new ChatGPT sign-in come from.
    public TokenEndpoint codexSignIn() {
        return new TokenEndpoint(http, issuer().tokenUrl(), Issuer.CODEX_CLIENT, clock);
    }

    /// Where one signs in to ChatGPT.
    public Issuer issuer() {
        return new Issuer(URI.create(settings.get(Keys.CODEX_AUTH_URL).replaceFirst("/+$", "")), Issuer.CODEX_CLIENT);
    }

    /// Claude Code's token: `CLAUDE_CODE_OAUTH_TOKEN`, else the file of its CLI, which is only read unless
    /// `CLAUDE_CODE_REFRESH` says otherwise: a lost race would sign its owner out there.
    ///
    /// @throws Failure `AUTH` without credentials
    public CredentialSource claudeCode(Life life) {
        var audience = audience(Keys.CLAUDE_CODE_API_URL);
        var token = settings.find(Keys.CLAUDE_CODE_OAUTH_TOKEN);
        if (token.isPresent()) {
            return CredentialSource.fixed(Credential.bearer(token.get(), audience), "CLAUDE_CODE_OAUTH_TOKEN", "take a new one with: claude setup-token");
        }
        var path = claudeFile(settings).orElseThrow(() -> Failure.of(Kind.AUTH, "no credentials of Claude Code found")
                .hint("sign in with claude, or put the token of claude setup-token into CLAUDE_CODE_OAUTH_TOKEN"));
        var file = new ClaudeFile(file(path, "Claude Code credentials", "run claude to renew or sign in again, or set CLAUDE_CODE_REFRESH=1 to renew it here"));
        var refresher = settings.on(Keys.CLAUDE_CODE_REFRESH)
                ? Optional.of(refresher(file, new TokenEndpoint(http, URI.create(settings.get(Keys.CLAUDE_CODE_TOKEN_URL)), CLAUDE_CLIENT, clock))) : Optional.<Refresher>empty();
        return new LocalSource(file, refresher, audience, life, clock, notice);
    }

    /// A sign-in in the file of Anthropic's SDKs, renewed two minutes before its end where it came from.
    ///
    /// @param base of the API
    public CredentialSource anthropicFile(Path path, String base) {
        var file = new AnthropicFile(file(path, "Anthropic credentials", "sign in again with the program that wrote it"));
        var endpoint = new TokenEndpoint(http, URI.create(base + "/v1/oauth/token"), file.client(), clock, Map.of("anthropic-beta", OAUTH_BETA));
        return new LocalSource(file, Optional.of(refresher(file, endpoint)), audience(Keys.ANTHROPIC_BASE_URL), new Life(Duration.ofSeconds(120), Duration.ofSeconds(30)), clock, notice);
    }

    /// A key that a command of the user's prints.
    ///
    /// @param command the setting with the command
    /// @param life    the setting with its seconds
    /// @param header  it travels in
    public CredentialSource command(Key command, Key life, String header, Set<Origin> audience) {
        return new KeyCommand(command.name(), settings.get(command), Duration.ofSeconds(Long.parseLong(settings.get(life))), header, audience,
                settings.environment().variables(), clock, cancel).source();
    }

    private Set<Origin> codexAudience() {
        return audience(Keys.CODEX_CHATGPT_URL);
    }

    /// Where a token may go: the origin it was made for, and the one that the user has put in its place.
    public Set<Origin> audience(Key base) {
        return Set.copyOf(List.of(Origin.of(URI.create(base.preset())), Origin.of(URI.create(settings.get(base)))));
    }

    private CredentialSource remote() {
        var url = settings.value(Keys.CODEX_REMOTE_URL);
        if (url.source().layer() == Layer.DEFAULT) notice.accept("the token comes from " + Origin.of(URI.create(url.text())) + "; CODEX_REMOTE_URL names another endpoint");
        var users = url.source().layer() != Layer.DEFAULT && !url.source().project();
        return new RemoteToken(http, URI.create(url.text()), settings.find(Keys.TOKEN_HTTP_API_KEY).filter(_ -> users), codexAudience(), clock, cancel).source();
    }

    /// A password of the user's goes to no host of a project's, nor the other way round.
    private SshTarget sshTarget() {
        for (var secret : List.of(Keys.CODEX_SSH_PASS, Keys.CODEX_SSH_KEY)) for (var place : List.of(Keys.CODEX_SSH_HOST, Keys.CODEX_SSH_PORT, Keys.CODEX_SSH_USER)) {
            if (settings.isSet(secret) && settings.isSet(place) && settings.value(secret).source().project() != settings.value(place).source().project()) {
                throw Failure.usage(place.name() + " and " + secret.name() + " come one from the project and one from you").hint("set both in one place");
            }
        }
        var host = settings.find(Keys.CODEX_SSH_HOST).orElseThrow(() -> Failure.usage("CODEX_TOKEN_SOURCE is ssh but CODEX_SSH_HOST is not set").hint("set it to the host that holds the credentials"));
        var port = settings.find(Keys.CODEX_SSH_PORT).map(text -> OptionalInt.of(Integer.parseInt(text))).orElse(OptionalInt.empty());
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) throw Failure.usage("CODEX_SSH_PORT must be from 1 to 65535, not " + port.getAsInt());
        return new SshTarget(host, settings.find(Keys.CODEX_SSH_USER), port, settings.path(Keys.CODEX_SSH_KEY), settings.find(Keys.CODEX_SSH_PASS),
                settings.environment().variable("SSH_AUTH_SOCK").map(Path::of), settings.environment().home(), System.getProperty("user.name"));
    }

    /// The credential file of Claude Code in use: the one that is set, there or not, else the first that exists.
    public static Optional<Path> claudeFile(Settings settings) {
        var configured = settings.path(Keys.CLAUDE_CODE_CREDENTIALS_FILE);
        if (configured.isPresent()) return configured;
        var home = settings.environment().home();
        return Stream.of(settings.path(Keys.CLAUDE_CONFIG_DIR).orElseGet(() -> home.resolve(".claude")).resolve(".credentials.json"),
                home.resolve(".claude/credentials.json"), home.resolve(".config/claude/credentials.json")).filter(Files::exists).findFirst();
    }

    private CredentialFile file(Path path, String what, String mend) {
        return new CredentialFile(path, what, mend, repository(settings.environment()), notice);
    }

    private static Optional<Path> repository(Environment environment) {
        return Optional.of(environment.projectRoot()).filter(root -> Files.exists(root.resolve(".git")));
    }

    private Refresher refresher(SignInFile file, TokenEndpoint endpoint) {
        return new Refresher(file, endpoint, new Refusals(settings.environment().state().resolve("refused")), clock, notice, cancel);
    }
}
