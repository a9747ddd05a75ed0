package scorpiox.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The names under which a model may stand in a catalogue, the surest first: as it is, what that is an alias of, without its
/// date, and the same again without a provider's name before it.
final class Names {
    /// What stands before a model's name, and the provider it means.
    private static final Map<String, String> PREFIXES = Map.of("openai/", "openai", "anthropic/", "anthropic", "google/", "gemini", "gemini/", "gemini",
            "models/", "gemini", "codex/", "codex", "openai-codex/", "codex", "openai-codex:", "codex", "claude-code/", "claude-code");

    private static final List<String> DATES = List.of("-dddddddd", "-dddd-dd-dd");
    private static final int BEHIND = 100;

    private final String provider;
    private final List<String> whole = new ArrayList<>(4);
    private final List<String> rest = new ArrayList<>(4);
    private final List<String> aliased = new ArrayList<>(1);
    private final String seller;

    /// @param provider who is asked
    /// @param id       as a user or a server writes it
    Names(String provider, String id) {
        this.provider = provider;
        add(id, whole);
        var end = Math.max(id.indexOf('/'), id.indexOf(':')) + 1;
        seller = end == 0 ? null : PREFIXES.get(id.substring(0, end));
        if (seller != null) add(id.substring(end), rest);
    }

    private static void add(String id, List<String> to) {
        to.add(id);
        var undated = undated(id);
        if (!undated.equals(id)) to.add(undated);
    }

    /// Takes in the aliases of a catalogue; of two that say different things of a name the first counts.
    void aliases(JsonNode aliases) {
        for (var names : List.of(whole, rest)) {
            for (var i = 0; i < names.size(); i++) {
                var meant = aliases.path(names.get(i)).asText("");
                if (meant.isEmpty() || names.contains(meant) || aliased.contains(names.get(i))) continue;
                aliased.add(names.get(i));
                names.add(i + 1, meant);
            }
        }
    }

    /// How sure it is that an entry is the model: 0 for its very name, more for less, -1 for another model.
    int rank(JsonNode entry) {
        var name = entry.path("id").asText("");
        var at = whole.indexOf(name);
        if (at >= 0 && serves(provider, entry)) return at;
        var behind = rest.indexOf(name);
        return behind >= 0 && (serves(provider, entry) || serves(seller, entry)) ? BEHIND + behind : -1;
    }

    /// Who sells it at the price of an entry.
    String seller(JsonNode entry) {
        return seller == null || serves(provider, entry) ? provider : seller;
    }

    /// Whether an entry is one of a provider's; one that names no provider is everybody's.
    static boolean serves(String provider, JsonNode entry) {
        var providers = entry.get("providers");
        if (providers == null) return true;
        for (var each : providers) if (each.asText().equals(provider)) return true;
        return false;
    }

    private static String undated(String id) {
        for (var shape : DATES) if (id.length() > shape.length() && ends(id, shape)) return id.substring(0, id.length() - shape.length());
        return id;
    }

    private static boolean ends(String id, String shape) {
        for (int i = id.length() - shape.length(), j = 0; j < shape.length(); i++, j++) {
            var c = id.charAt(i);
            if (shape.charAt(j) == 'd' ? c < '0' || c > '9' : c != shape.charAt(j)) return false;
        }
        return true;
    }
}
