package scorpiox.command.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.command.Consoles;
import scorpiox.command.Ids;
import scorpiox.command.Product;
import scorpiox.http.Timeouts;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent;
import scorpiox.output.Stderr;
import scorpiox.output.Terminal;
import scorpiox.provider.Tokens;
import scorpiox.provider.Turn;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvText;
import scorpiox.settings.Keys;
import scorpiox.settings.Source.Layer;

/// `fetchtoken login --key`: asks for base URL and key of a third-party endpoint, tries them with a real request, and keeps
/// them in the user's own settings.
public final class KeyLogin {
    private final TokenOptions options;
    private final Tokens tokens;
    private final Terminal terminal;
    private final Stderr err;

    KeyLogin(TokenOptions options, Tokens tokens, Terminal terminal, Stderr err) {
        this.options = options;
        this.tokens = tokens;
        this.terminal = terminal;
        this.err = err;
    }

    void run() throws IOException {
        var environment = tokens.settings().environment();
        var given = options.arguments().get("--base-url");
        var answers = terminal.in() && terminal.err() ? typed(given) : piped(given);
        check(answers, tokens, err);
        CredentialFile.ownFolder(environment.configuration());
        EnvText.change(environment, environment.userSettings(), answers);
        err.message("base URL and key work and are kept in " + environment.userSettings());
        for (var key : List.of(Keys.CODEX_BASE_URL, Keys.CODEX_API_KEY)) {
            var now = tokens.settings().value(key);
            if (now.source().layer().compareTo(Layer.USER) > 0 && !now.text().equals(answers.get(key.name()))) err.message(key.name() + " from " + now.source() + " stands above it");
        }
    }

    /// One small request: what a key is worth, only the endpoint knows.
    ///
    /// @param answers as of [#answers]
    /// @throws Failure what the endpoint refused it with; `USAGE` for a key that cannot be sent
    public static void check(Map<String, String> answers, Tokens tokens, Stderr err) {
        if (answers.get(Keys.CODEX_API_KEY.name()).chars().anyMatch(c -> c < 0x21 || c > 0x7e)) throw Failure.usage("the key holds blanks or characters that cannot be sent");
        var overrides = new LinkedHashMap<>(answers);
        overrides.put(Keys.PROVIDER.name(), Codex.ID);
        var settings = Cascade.resolve(tokens.settings().environment(), new Cascade.Flags(null, overrides, false));
        var tried = new Tokens(settings, tokens.http(), tokens.clock(), tokens.notice(), tokens.ask(), tokens.cancel());
        var choice = Choice.of(settings, Models.of(settings.environment()));
        var request = new Request(choice.model(), List.of("Answer with the word OK."), List.of(Message.user(new Part.Text("Are you there?"))), Request.Tools.NONE,
                Request.Thinking.UNSET, Request.Output.TEXT, Ids.next());
        var failed = new Failure[1];
        var said = new HashSet<String>();
        try (var provider = Codex.of(settings, tried).over(tokens.http(), Product.AGENT, InstantSource.system(), Timeouts.TURN)) {
            provider.stream(request, new Turn(false), event -> {
                if (event instanceof StreamEvent.Failed failure) failed[0] = failure.failure();
                if (event instanceof StreamEvent.Retrying retrying && said.add(retrying.why().getMessage())) err.message("trying again: " + retrying.why().getMessage());
            }, tokens.cancel());
        }
        if (failed[0] == null) return;
        tokens.cancel().check();
        if (!accepted(failed[0])) throw Failure.of(failed[0].kind(), "not kept: " + failed[0].getMessage(), failed[0]).hint("check the base URL and the key");
        err.message("the key was accepted, but: " + failed[0].line());
    }

    /// Refusals that come after the key was accepted.
    private static boolean accepted(Failure failure) {
        return switch (failure.kind()) {
            case QUOTA, RATE_LIMIT, BILLING, MODEL_NOT_FOUND, OVERLOADED -> failure.status() != 404;
            default -> false;
        };
    }

    /// The base URL itself.
    ///
    /// @throws Failure `USAGE` for what no base URL can be, before anybody types a key for it
    public static String checked(String base) {
        if (base.isBlank()) throw Failure.usage("a base URL is needed").hint("give it with --base-url");
        Keys.CODEX_BASE_URL.problemWith(base.strip()).ifPresent(problem -> {
            throw Failure.usage("the base URL " + problem + ", not " + Redaction.mask(base));
        });
        return base.strip();
    }

    /// Base URL and key as settings.
    ///
    /// @throws Failure `USAGE` without a key
    public static Map<String, String> answers(String base, String key) {
        if (key.isBlank()) throw Failure.usage("a key is needed").hint("it is read from stdin: printf %s \"$KEY\" | fetchtoken login --key --base-url URL");
        Redaction.register(key.strip());
        var answers = new LinkedHashMap<String, String>();
        answers.put(Keys.CODEX_BASE_URL.name(), base);
        answers.put(Keys.CODEX_API_KEY.name(), key.strip());
        return answers;
    }

    private static Map<String, String> piped(Optional<String> base) throws IOException {
        var url = checked(base.orElse(""));
        var key = new String(System.in.readNBytes(16 * 1024), StandardCharsets.UTF_8);
        return answers(url, key);
    }

    private Map<String, String> typed(Optional<String> base) throws IOException {
        try (var console = Consoles.open("fetchtoken", TerminalBuilder.SystemOutput.SysErr)) {
            var reader = LineReaderBuilder.builder().terminal(console).appName("fetchtoken").build();
            var url = checked(base.isPresent() ? base.get() : reader.readLine("Base URL: "));
            tokens.cancel().check();
            return answers(url, Consoles.unseen(console, "Key (not shown): ", tokens.cancel()).orElseThrow(EndOfFileException::new));
        } catch (UserInterruptException | EndOfFileException left) {
            throw Failure.of(Kind.CANCELLED, "interrupted");
        }
    }
}
