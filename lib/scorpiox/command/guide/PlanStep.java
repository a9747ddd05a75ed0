package scorpiox.command.guide;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import scorpiox.auth.oauth.Life;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Person;
import scorpiox.command.editor.Cells;
import scorpiox.command.editor.Words;
import scorpiox.command.token.Login;
import scorpiox.command.token.TokenOptions;
import scorpiox.http.Http;
import scorpiox.model.RateLimit;
import scorpiox.output.Stderr;
import scorpiox.provider.CodexAccounts;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.CodexUsage;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.settings.Cascade;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;
import scorpiox.tool.permission.Approver;

/// The step of the guide for those with a ChatGPT plan: the sign-in that is there or a new one, tried before it counts.
final class PlanStep {
    private static final List<Key> THIRD_PARTY = List.of(Keys.CODEX_BASE_URL, Keys.CODEX_API_KEY, Keys.CODEX_API_KEY_CMD);

    private final Settings settings;
    private final Cascade.Flags flags;
    private final Asked asked;
    private final Stderr err;
    private final Cancel cancel;
    private boolean told;

    PlanStep(Settings settings, Cascade.Flags flags, Asked asked, Stderr err, Cancel cancel) {
        this.settings = settings;
        this.flags = flags;
        this.asked = asked;
        this.err = err;
        this.cancel = cancel;
    }

    /// Whose sign-in there is and where; empty for none. Nothing is sent, and a broken file is said to be broken.
    Optional<String> found() {
        var source = settings.get(Keys.CODEX_TOKEN_SOURCE);
        if (!source.equals("local")) return Optional.of("the token comes from the source " + source + " (CODEX_TOKEN_SOURCE)");
        try {
            var file = CodexAccounts.locate(settings);
            return file.map(path -> Cells.plain(Login.shown(tokens(Map.of()).codexFile(path).read())) + ", in " + Words.path(path, settings.environment()));
        } catch (Failure broken) {
            if (!told) err.message(broken.line());
            told = true;
            return Optional.empty();
        }
    }

    /// Asks, tries for real, and gives what has to be set for it; empty when the user would rather do something else.
    ///
    /// @throws Failure when the sign-in does not work, saying what to do
    Optional<Map<String, String>> ask() throws IOException {
        var found = found();
        var ways = new ArrayList<String>();
        found.ifPresent(whose -> ways.add("use the sign-in that is there: " + whose));
        ways.add("sign in with a browser on this machine");
        ways.add("sign in with a code, on any device");
        ways.add("back");
        var skipped = found.isPresent() ? 0 : 1;
        var way = asked.one("How do you want to sign in?", ways, found.isEmpty() && !browser() ? 2 : 1) + skipped;
        if (way == 4) return Optional.empty();
        var overrides = new LinkedHashMap<String, String>();
        if (way > 1) overrides.put(Keys.CODEX_TOKEN_SOURCE.name(), "local");
        var tokens = tokens(overrides);
        if (way > 1) signIn(way == 3, tokens);
        test(tokens);
        return Optional.of(changes(overrides));
    }

    private void signIn(boolean device, Tokens tokens) throws IOException {
        if (device) {
            new Login(TokenOptions.parse("login", "--device"), tokens, Optional::empty, err).run();
            return;
        }
        var failed = new IOException[1];
        asked.lines().during(pasted -> {
            try {
                new Login(TokenOptions.parse("login"), tokens, () -> pasted, err).run();
            } catch (IOException e) {
                failed[0] = e;
            }
        });
        if (failed[0] != null) throw failed[0];
    }

    /// Asks the backend for the plan: what a sign-in is worth, only that knows.
    private void test(Tokens tokens) {
        var codex = Codex.of(tokens.settings(), tokens, Life.USUAL);
        if (codex.kind() != ResponsesDialect.Kind.CHATGPT) {
            throw Failure.of(Kind.AUTH, codex.credentials().place() + " is no sign-in").hint("sign in with a browser or a code");
        }
        var usage = CodexUsage.fetch(tokens.settings(), tokens.http(), codex.credentials(), cancel);
        var owner = codex.credentials().owner();
        var limits = usage.limits().stream().limit(2).map(PlanStep::shown).collect(Collectors.joining(", "));
        var plan = usage.plan().or(owner::plan).orElse("unknown");
        err.message("it works: " + owner.email().orElse("an unnamed account") + ", plan " + plan + (limits.isEmpty() ? "" : ", " + limits));
    }

    private static String shown(RateLimit limit) {
        var window = limit.window().map(time -> time.toHours() < 48 ? time.toHours() + " hours" : time.toDays() + " days").orElse(limit.name());
        return "%.0f %% of %s used".formatted(limit.usedPercent(), window);
    }

    /// A third party's base URL would be used before any sign-in, so it goes from the user's file.
    private Map<String, String> changes(Map<String, String> overrides) {
        var changes = new LinkedHashMap<String, String>();
        changes.put(Keys.PROVIDER.name(), Codex.ID);
        var elsewhere = !settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local");
        if (elsewhere && !overrides.isEmpty()) changes.put(Keys.CODEX_TOKEN_SOURCE.name(), "local");
        if (Codex.thirdParty(settings)) for (var key : THIRD_PARTY) changes.put(key.name(), null);
        return changes;
    }

    /// With the sign-in as it would be used were there no third party.
    private Tokens tokens(Map<String, String> more) {
        var overrides = new LinkedHashMap<>(flags.overrides());
        overrides.put(Keys.PROVIDER.name(), Codex.ID);
        for (var key : THIRD_PARTY) overrides.put(key.name(), "");
        overrides.putAll(more);
        var tried = Cascade.resolve(settings.environment(), new Cascade.Flags(flags.profile(), overrides, flags.trust()));
        var person = new Person((_, _) -> new Approver.Answer.No(""), question -> asked.lines().ask(question).orElse(""));
        return new Tokens(tried, new Http(Networks.of(tried)), InstantSource.system(), err::message, Optional.of(person.hosts()), cancel);
    }

    /// Whether a browser could show itself here.
    private boolean browser() {
        if (!System.getProperty("os.name").startsWith("Linux")) return true;
        return List.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER").stream().anyMatch(name -> settings.environment().variable(name).isPresent());
    }
}
