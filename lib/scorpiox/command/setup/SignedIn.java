package scorpiox.command.setup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import scorpiox.auth.oauth.SignIn;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Http;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.provider.codex.CodexUsage;
import scorpiox.provider.responses.ResponsesDialect;
import scorpiox.model.Models;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// The credential that a run would use, and whether the backend takes it.
final class SignedIn {
    private static final String NEW = "config init, or fetchtoken login";

    private final Settings settings;
    private final Http http;
    private final InstantSource clock;
    private final Set<String> notices = Collections.synchronizedSet(new LinkedHashSet<>());

    SignedIn(Settings settings, Http http, InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
    }

    /// Who would answer.
    ///
    /// @throws Failure `USAGE` for a provider that there is none of; `AUTH` where nothing is there to sign in with
    static Choice choice(Settings settings) {
        try {
            return Choice.of(settings, Models.of(settings.environment()));
        } catch (Failure failure) {
            throw failure.kind() == Kind.AUTH ? failure.hint(NEW) : failure;
        }
    }

    /// The endpoint, as far as it is known without a credential. Nothing is asked for it.
    ///
    /// @throws Failure `USAGE` for half a pair of base URL and key
    Codex endpoint(Cancel cancel) {
        return Codex.evenWithoutCredentials(settings, tokens(cancel));
    }

    /// Gets the credential, from wherever it comes.
    List<Check> look(Cancel cancel) {
        var tokens = tokens(cancel);
        var codex = Codex.of(settings, tokens);
        var credential = codex.credentials().get();
        var facts = new ArrayList<>(List.of(Codex.ID + ", " + codex.credentials().place()));
        var owner = codex.credentials().owner();
        owner.email().or(credential::account).ifPresent(facts::add);
        owner.plan().ifPresent(plan -> facts.add("plan " + plan));
        credential.expires().ifPresent(end -> facts.add("ends in " + Spoken.length(Duration.between(clock.instant(), end))));
        renewed(codex, tokens).ifPresent(age -> facts.add(age.toSeconds() < 2 ? "renewed just now" : "renewed " + Spoken.length(age) + " ago"));
        var checks = new ArrayList<>(List.of(Check.ok("credentials", String.join(", ", facts))));
        notices.forEach(notice -> checks.add(Check.warn("credentials", notice, mend(notice))));
        return checks;
    }

    private static String mend(String notice) {
        if (notice.contains("could be read by others")) return "fetchtoken login, if somebody may have read it";
        return notice.contains("not renewed") ? "fetchtoken status" : null;
    }

    /// How long ago a sign-in on this machine was renewed.
    private Optional<Duration> renewed(Codex codex, Tokens tokens) {
        var local = codex.kind() == ResponsesDialect.Kind.CHATGPT && settings.get(Keys.CODEX_TOKEN_SOURCE).equals("local");
        if (!local) return Optional.empty();
        return tokens.codexFile().reread().flatMap(SignIn::renewed).map(at -> Duration.between(at, clock.instant())).filter(age -> !age.isNegative());
    }

    /// Whether the backend takes a ChatGPT token, asked where it says how much of the plan is used.
    List<Check> accepted(Cancel cancel) {
        var source = Codex.of(settings, tokens(cancel)).credentials();
        try {
            var usage = CodexUsage.fetch(settings, http, source, cancel);
            var most = usage.limits().stream().mapToDouble(limit -> limit.usedPercent()).max();
            var used = most.isPresent() ? ", up to %.0f %% of it used".formatted(most.getAsDouble()) : "";
            return List.of(Check.ok("token", "accepted" + usage.plan().map(plan -> ", plan " + plan).orElse("") + used));
        } catch (Failure failure) {
            cancel.check();
            if (failure.kind() == Kind.AUTH) throw failure;
            return List.of(Check.warn("token", "not known whether it is accepted: " + failure.getMessage(), failure.hint()));
        }
    }

    private Tokens tokens(Cancel cancel) {
        return new Tokens(settings, http, clock, notices::add, Optional.empty(), cancel);
    }
}
