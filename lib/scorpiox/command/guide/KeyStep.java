package scorpiox.command.guide;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.command.Product;
import scorpiox.http.Http;
import scorpiox.http.Retry;
import scorpiox.http.Timeouts;
import scorpiox.model.Models;
import scorpiox.output.Stderr;
import scorpiox.provider.Tokens;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Vendors;
import scorpiox.settings.Cascade;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Networks;
import scorpiox.settings.Settings;

/// The step of the guide for those with a key of Anthropic, Google or OpenAI, tried before it counts.
final class KeyStep {
    /// Whose key it can be.
    private record Whose(String title, String provider, Key key) {}

    private static final List<Whose> ALL = List.of(new Whose("Anthropic", "anthropic", Keys.ANTHROPIC_API_KEY), new Whose("Google Gemini", "gemini", Keys.GEMINI_API_KEY),
            new Whose("OpenAI", "openai", Keys.OPENAI_API_KEY));

    private final Settings settings;
    private final Asked asked;
    private final Stderr err;
    private final Cancel cancel;

    KeyStep(Settings settings, Asked asked, Stderr err, Cancel cancel) {
        this.settings = settings;
        this.asked = asked;
        this.err = err;
        this.cancel = cancel;
    }

    /// Whose keys are there.
    Optional<String> found() {
        var there = ALL.stream().filter(whose -> settings.find(whose.key).isPresent()).map(whose -> whose.key.name() + ", from " + settings.value(whose.key).source()).toList();
        return there.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", there));
    }

    /// Asks whose key it is and for the key, tries it, and gives what has to be set; empty without a key.
    ///
    /// @throws Failure when it does not work, saying what to do
    Optional<Map<String, String>> ask() {
        var there = ALL.stream().filter(whose -> settings.find(whose.key).isPresent()).findFirst();
        var whose = ALL.get(asked.one("Whose key?", ALL.stream().map(Whose::title).toList(), there.map(each -> ALL.indexOf(each) + 1).orElse(1)) - 1);
        var known = settings.find(whose.key);
        var typed = asked.secret("Key" + (known.isPresent() ? " (not shown; Enter takes the one that is set): " : " (not shown; Enter goes back): "));
        if (typed.isEmpty() && known.isEmpty()) return Optional.empty();
        var answers = new LinkedHashMap<String, String>();
        answers.put(Keys.PROVIDER.name(), whose.provider);
        if (!typed.isEmpty()) answers.put(whose.key.name(), typed);
        test(whose, answers);
        return Optional.of(answers);
    }

    /// Asks for the models the key is good for: that costs nothing.
    private void test(Whose whose, Map<String, String> answers) {
        var tried = Cascade.resolve(settings.environment(), new Cascade.Flags(null, answers, false));
        var tokens = new Tokens(tried, new Http(Networks.of(tried)), InstantSource.system(), err::message, Optional.empty(), cancel);
        var once = new Retry(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0);
        try (var provider = Vendors.of(whose.provider).open(new Wiring(tokens, Models.of(tried.environment()), Product.AGENT, Timeouts.TURN, once, false))) {
            var models = provider.models(cancel).size();
            err.message("it works: " + whose.title + " takes the key" + (models > 0 ? ", for " + models + " models" : ""));
        } catch (Failure failure) {
            cancel.check();
            var mend = failure.kind() == Kind.AUTH ? "check the key" : failure.hint();
            throw Failure.of(failure.kind(), "not kept: " + failure.getMessage(), failure).hint(mend == null ? "try again later" : mend);
        }
    }
}
