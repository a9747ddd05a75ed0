package scorpiox.provider.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.model.Effort;
import scorpiox.model.Request;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// What the router's keys say about whom to ask for a model, one after the other.
final class Routes {
    private static final Key[] KEYS = {Keys.ROUTER_RULES, Keys.ROUTER_FALLBACK, Keys.ROUTER_LONG_CONTEXT, Keys.ROUTER_IMAGE, Keys.ROUTER_THINK, Keys.ROUTER_BACKGROUND};

    private final Names names;
    private final Settings settings;

    /// @param names made for a look only: whether somebody has credentials is asked for each later
    Routes(Names names) {
        this.names = new Names(names.settings(), names.models(), true);
        this.settings = names.settings();
    }

    /// Whether there is anything to route by.
    static boolean configured(Settings settings) {
        for (var key : KEYS) if (settings.find(key).isPresent()) return true;
        for (var alias : settings.aliases()) if (settings.find(alias).isPresent()) return true;
        return false;
    }

    Settings settings() {
        return settings;
    }

    /// Reads everything that could be needed, so that a mistake in it is told before anything is sent.
    ///
    /// @throws Failure `USAGE` naming the key and where it is set
    void check(String model) {
        for (var key : KEYS) if (key != Keys.ROUTER_RULES) targets(key, settings.get(key), model);
        rule(model);
        chain(model);
    }

    /// Whom to ask for a model as it was written, in order, each once: whom it names, else its alias, the first rule that
    /// fits, or what its name means; then the fallbacks.
    List<Choice> chain(String model) {
        var chain = new ArrayList<Choice>();
        var explicit = names.explicit(model);
        if (explicit.isPresent()) add(List.of(explicit.get()), chain);
        else add(alias(model).or(() -> rule(model)).orElseGet(() -> List.of(names.resolved(model))), chain);
        add(targets(Keys.ROUTER_FALLBACK, settings.get(Keys.ROUTER_FALLBACK), model), chain);
        return chain;
    }

    /// The same with the targets of a request's own kind first. They do not come before a provider that was named.
    ///
    /// @param tokens estimate of the prompt
    List<Choice> chain(Request request, long tokens) {
        var model = request.model();
        var chain = new ArrayList<Choice>();
        if (names.explicit(model).isEmpty()) {
            if (tokens > Long.parseLong(settings.get(Keys.ROUTER_LONG_CONTEXT_THRESHOLD))) scenario(Keys.ROUTER_LONG_CONTEXT, model, chain);
            if (settings.find(Keys.ROUTER_IMAGE).isPresent() && request.hasImages()) scenario(Keys.ROUTER_IMAGE, model, chain);
            var effort = request.thinking().effort();
            if (effort != null && effort.compareTo(Effort.HIGH) >= 0) scenario(Keys.ROUTER_THINK, model, chain);
            if (Choice.withoutEffort(model.toLowerCase(Locale.ROOT)).equals("haiku")) scenario(Keys.ROUTER_BACKGROUND, model, chain);
        }
        add(chain(model), chain);
        return chain;
    }

    /// The names people gave, as they may be asked for.
    List<String> aliases() {
        var aliases = new ArrayList<String>();
        for (var key : settings.aliases()) if (settings.find(key).isPresent()) aliases.add(key.name().substring(Keys.ROUTER_ALIAS.length()));
        return aliases;
    }

    private void scenario(Key key, String model, List<Choice> chain) {
        add(targets(key, settings.get(key), model), chain);
    }

    private static void add(List<Choice> targets, List<Choice> chain) {
        for (var target : targets) {
            var there = false;
            for (var each : chain) there |= each.name().equals(target.name());
            if (!there) chain.add(target);
        }
    }

    /// An alias counts in any case; where two differ in nothing else, the one that was written.
    private Optional<List<Choice>> alias(String model) {
        var stem = Choice.withoutEffort(model);
        var effort = stem.equals(model) ? Optional.<Effort>empty() : Effort.named(model.substring(stem.length() + 1));
        var whole = aliasKey(model);
        var key = whole.or(() -> aliasKey(stem));
        if (key.isEmpty()) return Optional.empty();
        var targets = targets(key.get(), settings.get(key.get()), model);
        if (targets.isEmpty()) return Optional.empty();
        if (whole.isPresent() || effort.isEmpty()) return Optional.of(targets);
        var harder = new ArrayList<Choice>();
        for (var target : targets) harder.add(new Choice(target.provider(), target.model(), effort));
        return Optional.of(harder);
    }

    private Optional<Key> aliasKey(String name) {
        Key found = null;
        for (var key : settings.aliases()) {
            var alias = key.name().substring(Keys.ROUTER_ALIAS.length());
            if (alias.equals(name)) return Optional.of(key);
            if (alias.equalsIgnoreCase(name)) found = key;
        }
        return Optional.ofNullable(found);
    }

    private Optional<List<Choice>> rule(String model) {
        String found = null;
        for (var rule : settings.get(Keys.ROUTER_RULES).split(";")) {
            if (rule.isBlank()) continue;
            var equals = rule.indexOf('=');
            if (equals <= 0 || rule.substring(equals + 1).isBlank()) {
                throw Failure.usage("ROUTER_RULES from " + settings.value(Keys.ROUTER_RULES).source() + " has no glob=provider/model in " + rule.strip()).hint("such as gpt-*=codex/*;*=router/*");
            }
            var first = found == null && fits(model.toLowerCase(Locale.ROOT), rule.substring(0, equals).strip().toLowerCase(Locale.ROOT));
            if (first) found = rule.substring(equals + 1);
        }
        return found == null ? Optional.empty() : Optional.of(targets(Keys.ROUTER_RULES, found, model));
    }

    /// @param asked stands for `*` in a target
    private List<Choice> targets(Key key, String list, String asked) {
        var targets = new ArrayList<Choice>();
        for (var each : list.split(",")) {
            var name = each.strip().replace("*", asked);
            if (name.isEmpty()) continue;
            try {
                var target = names.explicit(name).orElseGet(() -> names.resolved(name));
                if (target.provider().equals(Choice.DEMO)) throw Failure.usage("the demo is no provider to move on to");
                targets.add(target);
            } catch (Failure failure) {
                throw Failure.of(failure.kind(), key.name() + " from " + settings.value(key).source() + ": " + failure.getMessage()).hint(failure.hint());
            }
        }
        return targets;
    }

    /// Whether a name fits a glob of `*` and `?`.
    private static boolean fits(String name, String glob) {
        var at = 0;
        var star = -1;
        var retry = 0;
        var next = 0;
        while (at < name.length()) {
            if (next < glob.length() && glob.charAt(next) == '*') {
                star = next++;
                retry = at;
            } else if (next < glob.length() && (glob.charAt(next) == '?' || glob.charAt(next) == name.charAt(at))) {
                at++;
                next++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (next < glob.length() && glob.charAt(next) == '*') next++;
        return next == glob.length();
    }
}
