package scorpiox.server.ask;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import scorpiox.model.Effort;
import scorpiox.model.ModelInfo;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.ServeConfig;

/// Reads what clients write as `model`: `backend:name-effort?query`.
public record Selectors(ServeConfig config, Catalogue models) {
    private static final int LONGEST = 512;
    private static final String FAST = "-fast";
    private static final List<String> VENDORS = List.of("openai/", "codex/");

    /// What is known of the models of the backends.
    public interface Catalogue {
        /// A model of a backend, by the names of both.
        ModelInfo model(String backend, String id);

        /// The models that stand behind `opus`, `sonnet` and `haiku` at a backend.
        Map<String, String> tiers(String backend);
    }

    /// @param effort that the name ended in
    /// @param tier   likewise, or null
    private record Name(String model, Optional<Effort> effort, String tier) {}

    /// @throws Refused for an effort or a query that means nothing
    public Selection of(String model) {
        var text = checked(model);
        return read(model, config.modelAliases().getOrDefault(text, text));
    }

    /// The same for clients that only know the names of Claude's models: one that has no alias means `anthropic_default_model`;
    /// without that, at a backend that does not know it, the model of its tier.
    public Selection ofClaude(String model) {
        var text = checked(model);
        if (!text.startsWith("claude-") || config.modelAliases().containsKey(text)) return of(model);
        if (config.anthropicModel() != null) return read(model, config.anthropicModel());
        var selection = read(model, text);
        if (routed(selection.backend()) || models.model(selection.backend(), selection.model()).known()) return selection;
        for (var tier : models.tiers(selection.backend()).entrySet()) {
            if (text.contains(tier.getKey())) return new Selection(model, selection.backend(), tier.getValue(), selection.query(), selection.suffix(), selection.verbosity(),
                    selection.tier(), selection.summary());
        }
        return selection;
    }

    private Selection read(String asked, String selector) {
        var mark = selector.indexOf('?');
        var query = Query.of(mark < 0 ? "" : selector.substring(mark + 1));
        var whole = (mark < 0 ? selector : selector.substring(0, mark)).strip();
        var backend = backend(whole);
        var rest = backend.isPresent() ? whole.substring(whole.indexOf(':') + 1).strip() : whole;
        var chosen = backend.orElseGet(() -> config.backends().get(config.defaultBackend()));
        if (chosen.codex()) for (var vendor : VENDORS) if (rest.startsWith(vendor)) rest = rest.substring(vendor.length());
        if (rest.isEmpty()) throw Refused.invalid("invalid_value", "model names no model", "model");
        var name = routed(chosen.name()) ? new Name(rest, Optional.empty(), null) : name(chosen, rest);
        return new Selection(asked, chosen.name(), name.model, query.effort, name.effort, query.verbosity, query.tier != null ? query.tier : name.tier, query.summary);
    }

    /// The backend before the first `:`, where none of a model's own parts stands there.
    private Optional<BackendConfig> backend(String text) {
        var colon = text.indexOf(':');
        var slash = text.indexOf('/');
        return colon <= 0 || slash >= 0 && slash < colon ? Optional.empty() : config.backend(text.substring(0, colon));
    }

    /// The router reads names itself.
    private boolean routed(String backend) {
        return config.backends().get(backend).type().equals("router");
    }

    /// Elsewhere than at Codex models end in such words too, so there an ending counts only where what is before it is known.
    private Name name(BackendConfig backend, String text) {
        var name = known(backend, text) ? new Name(text, Optional.empty(), null) : stripped(backend, text);
        var lenient = backend.provider().equals("codex");
        if (!lenient && !known(backend, name.model)) name = new Name(text, Optional.empty(), null);
        return new Name(models.tiers(backend.name()).getOrDefault(name.model.toLowerCase(Locale.ROOT), name.model), name.effort, name.tier);
    }

    private Name stripped(BackendConfig backend, String text) {
        var rest = text;
        var effort = Optional.<Effort>empty();
        String tier = null;
        while (!known(backend, rest)) {
            if (tier == null && rest.length() > FAST.length() && rest.toLowerCase(Locale.ROOT).endsWith(FAST)) {
                tier = "priority";
                rest = rest.substring(0, rest.length() - FAST.length());
                continue;
            }
            var base = effort.isPresent() ? rest : withoutEffort(backend, rest, tier == null);
            if (base.equals(rest)) break;
            effort = Optional.of(named(word(rest, base)));
            rest = base;
        }
        return new Name(rest, effort, tier);
    }

    /// A name without the effort that it ends in: `-high`, `_high`, `:high` or `(high)`. The words of the hardest are parts of
    /// names too.
    private String withoutEffort(BackendConfig backend, String text, boolean fast) {
        var closed = text.endsWith(")");
        var at = closed ? text.lastIndexOf('(') : Math.max(Math.max(text.lastIndexOf('-'), text.lastIndexOf('_')), text.lastIndexOf(':'));
        if (at <= 0) return text;
        var base = text.substring(0, at).stripTrailing();
        var word = text.substring(at + 1, text.length() - (closed ? 1 : 0)).strip().toLowerCase(Locale.ROOT);
        if (base.isEmpty() || !Wishes.EFFORTS.contains(word)) return text;
        var partOfNames = (word.equals("max") || word.equals("ultra")) && (text.charAt(at) == '-' || text.charAt(at) == '_');
        if (!partOfNames) return base;
        var bare = fast && base.endsWith(FAST) && !known(backend, base) ? base.substring(0, base.length() - FAST.length()) : base;
        return known(backend, bare) && models.model(backend.name(), bare).efforts().contains(Effort.MAX) ? base : text;
    }

    private static String word(String text, String base) {
        var word = text.substring(base.length()).strip().substring(1).strip();
        return (word.endsWith(")") ? word.substring(0, word.length() - 1) : word).strip().toLowerCase(Locale.ROOT);
    }

    private boolean known(BackendConfig backend, String name) {
        return models.model(backend.name(), name).known() || models.tiers(backend.name()).containsKey(name.toLowerCase(Locale.ROOT));
    }

    private static Effort named(String word) {
        return word.equals("ultra") ? Effort.MAX : Effort.named(word).orElseThrow();
    }

    private static String checked(String model) {
        if (model == null || model.isBlank()) throw Refused.invalid("missing_required_parameter", "model is missing", "model");
        if (model.length() > LONGEST) throw Refused.invalid("invalid_value", "model is longer than " + LONGEST + " characters", "model");
        if (model.chars().anyMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0)) throw Refused.invalid("invalid_value", "model holds a control character", "model");
        return model.strip();
    }

    /// What stands behind the `?`.
    private record Query(Optional<Effort> effort, String verbosity, String tier, String summary) {
        static Query of(String text) {
            var query = new Query(Optional.empty(), null, null, null);
            for (var pair : text.split("&")) {
                if (pair.isEmpty()) continue;
                var equals = pair.indexOf('=');
                var value = decoded(equals < 0 ? "" : pair.substring(equals + 1)).toLowerCase(Locale.ROOT);
                query = switch (decoded(equals < 0 ? pair : pair.substring(0, equals))) {
                    case "reasoning_effort" -> new Query(Optional.of(Wishes.effort(value, "reasoning_effort")), query.verbosity, query.tier, query.summary);
                    case "verbosity" -> new Query(query.effort, word("verbosity", value, "low", "medium", "high"), query.tier, query.summary);
                    case "service_tier" -> new Query(query.effort, query.verbosity, tier(value), query.summary);
                    case "summary" -> new Query(query.effort, query.verbosity, query.tier, word("summary", value, "auto", "concise", "detailed", "none"));
                    default -> throw Refused.invalid("invalid_value", "model takes reasoning_effort, verbosity, service_tier and summary behind its ?", "model");
                };
            }
            return query;
        }

        private static String tier(String value) {
            var tier = word("service_tier", value, "auto", "default", "flex", "priority", "fast");
            return tier.equals("fast") ? "priority" : tier.equals("auto") || tier.equals("default") ? null : tier;
        }

        private static String word(String name, String value, String... words) {
            for (var word : words) if (word.equals(value)) return word;
            throw Refused.invalid("invalid_value", name + " behind the ? of model must be one of " + String.join(", ", words), "model");
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Refused.invalid("invalid_value", "model has no URL encoding behind its ?", "model");
            }
        }
    }
}
