package scorpiox.command.guide;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.command.editor.Cells;
import scorpiox.command.token.KeyLogin;
import scorpiox.http.Http;
import scorpiox.output.Stderr;
import scorpiox.provider.Tokens;
import scorpiox.provider.codex.Codex;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// The step of the guide for those with a key for a third-party Codex endpoint, tried before it counts.
final class EndpointStep {
    private final Settings settings;
    private final Asked asked;
    private final Stderr err;
    private final Cancel cancel;

    EndpointStep(Settings settings, Asked asked, Stderr err, Cancel cancel) {
        this.settings = settings;
        this.asked = asked;
        this.err = err;
        this.cancel = cancel;
    }

    /// For which endpoint there is a key, and where it is set; empty for none.
    Optional<String> found() {
        if (settings.find(Keys.CODEX_BASE_URL).isEmpty() || settings.find(Keys.CODEX_API_KEY).isEmpty()) return Optional.empty();
        return Optional.of(Cells.plain("a key for " + settings.get(Keys.CODEX_BASE_URL) + ", from " + settings.value(Keys.CODEX_API_KEY).source()));
    }

    /// Asks for base URL and key, tries them with one small request, and gives what has to be set; empty without a key.
    ///
    /// @throws Failure when they do not work, saying what to do
    Optional<Map<String, String>> ask() {
        var base = base();
        if (base.isEmpty()) return Optional.empty();
        // a key goes to no other place than the one it was given for
        var known = settings.find(Keys.CODEX_API_KEY).filter(_ -> base.equals(settings.get(Keys.CODEX_BASE_URL)));
        var typed = asked.secret("Key" + (known.isPresent() ? " (not shown; Enter takes the one that is set): " : " (not shown; Enter goes back): "));
        if (typed.isEmpty() && known.isEmpty()) return Optional.empty();
        var answers = KeyLogin.answers(base, typed.isEmpty() ? known.get() : typed);
        KeyLogin.check(answers, new Tokens(settings, new Http(Networks.of(settings)), InstantSource.system(), err::message, Optional.empty(), cancel), err);
        err.message("it works: " + Redaction.mask(base) + " takes the key");
        answers.put(Keys.PROVIDER.name(), Codex.ID);
        return Optional.of(answers);
    }

    private String base() {
        var known = settings.find(Keys.CODEX_BASE_URL);
        var prompt = "Base URL" + known.map(url -> " [" + Cells.plain(url) + "]").orElse(" (Enter goes back)") + ": ";
        var typed = asked.until("\n" + prompt, prompt, text -> {
            if (text.isEmpty()) return Optional.empty();
            return Keys.CODEX_BASE_URL.problemWith(text).map(problem -> "the base URL " + problem);
        });
        return typed.isEmpty() ? known.orElse("") : typed;
    }
}
