package scorpiox.model;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.settings.Environment;

/// The catalogue of models: what the user's own `models.json` says, before what a server said that it has, before what comes
/// with the program. Each is read only when a question needs it, and the last only as far as it does.
public final class Models {
    /// What comes with the program.
    public static final Models BUILT_IN = new Models(null, null, null, null);

    private static final String FILE = "/data/models.json";

    private final Path ownFile;
    private final Path folder;
    private final String origin;
    private final String place;
    private OwnModels own;
    private final Map<String, List<JsonNode>> kept = new HashMap<>(2);

    private Models(Path ownFile, Path folder, String origin, String place) {
        this.ownFile = ownFile;
        this.folder = folder;
        this.origin = origin;
        this.place = place;
        this.own = ownFile == null ? OwnModels.NONE : null;
    }

    /// With the user's file, `models.json` beside the user's settings, and with what servers said.
    public static Models of(Environment environment) {
        return new Models(environment.configuration().resolve("models.json"), environment.cache().resolve("models"), null, null);
    }

    /// The same with what one server said to one credential, and no other.
    public Models at(String origin, String place) {
        return new Models(ownFile, folder, origin, place);
    }

    /// Where the answers of a provider's servers are kept; empty where they are not.
    public Optional<Path> keptOf(String provider) {
        return folder == null || provider.indexOf('/') >= 0 ? Optional.empty() : Optional.of(folder.resolve(provider + ".json"));
    }

    /// Whether a provider is paid by plan and not by token.
    public static boolean sellsByPlan(String provider) {
        return provider.equals("codex") || provider.equals("claude-code");
    }

    /// What is known of a model of a provider. It is found by its name, as an alias, without a date at its end
    /// (`-2026-01-31`, `-20260131`) and without a provider's name before it (`openai/`), in this order.
    ///
    /// @throws Failure `USAGE` for a file of the user's that is no catalogue
    public ModelInfo find(String provider, String id) {
        var names = new Names(provider, id);
        names.aliases(own().aliases());
        var said = best(own().entries(), names);
        var live = best(kept(provider), names);
        var entry = builtIn(names);
        var info = entry == null ? null : Entry.over(Entry.only(id), entry, sellsByPlan(names.seller(entry)));
        if (live == null && said == null) return info == null ? ModelInfo.unknown(id) : info;
        if (info == null) info = ModelInfo.unknown(id);
        if (live != null) info = Entry.over(info, live, sellsByPlan(provider));
        return said == null ? info : Entry.over(info, said, sellsByPlan(provider));
    }

    /// The ids a provider serves: those of the user's file, then what its server said that it has, else those that come with
    /// the program, newest generation first.
    ///
    /// @throws Failure as [#find]
    public List<String> of(String provider) {
        var ids = new LinkedHashSet<String>(own(provider));
        for (var entry : kept(provider)) ids.add(entry.path("id").asText());
        if (kept(provider).isEmpty()) first(entry -> {
            if (Names.serves(provider, entry)) ids.add(entry.path("id").asText());
            return false;
        });
        return List.copyOf(ids);
    }

    /// The ids that the user's file adds to a provider.
    ///
    /// @throws Failure as [#find]
    public List<String> own(String provider) {
        var ids = new ArrayList<String>();
        for (var entry : own().entries()) if (entry.has("providers") && Names.serves(provider, entry)) ids.add(entry.path("id").asText());
        return ids;
    }

    /// What the user's file says of a model, over what else is known of it.
    ///
    /// @throws Failure as [#find]
    public ModelInfo own(String provider, ModelInfo model) {
        var said = best(own().entries(), new Names(provider, model.id()));
        return said == null ? model : Entry.over(model, said, sellsByPlan(provider));
    }

    /// The models that stand behind `opus`, `sonnet` and `haiku` at a provider.
    ///
    /// @throws Failure as [#find]
    public Map<String, String> tiers(String provider) {
        var tiers = new HashMap<String, String>();
        for (var all : List.of(section("tiers"), own().tiers())) {
            for (var tier : all.path(provider).properties()) tiers.put(tier.getKey(), tier.getValue().asText());
        }
        return tiers;
    }

    private synchronized OwnModels own() {
        if (own == null) own = Files.exists(ownFile) ? OwnModels.read(ownFile) : OwnModels.NONE;
        return own;
    }

    /// What a provider's server said last, in the place in question.
    private synchronized List<JsonNode> kept(String provider) {
        if (folder == null) return List.of();
        var known = kept.get(provider);
        if (known != null) return known;
        var found = List.<JsonNode>of();
        var file = keptOf(provider);
        if (file.isPresent() && Files.exists(file.get())) {
            var now = System.currentTimeMillis() / 1000;
            for (var each : Kept.read(file.get())) {
                var ours = origin == null || each.origin().equals(origin) && each.place().equals(place);
                if (!ours || now - each.asked() > Kept.LIFE_SECONDS) continue;
                found = each.entries();
                break;
            }
        }
        kept.put(provider, found);
        return found;
    }

    private static JsonNode best(List<JsonNode> entries, Names names) {
        JsonNode best = null;
        for (var entry : entries) {
            var rank = names.rank(entry);
            if (rank == 0) return entry;
            if (rank > 0 && (best == null || rank < names.rank(best))) best = entry;
        }
        return best;
    }

    /// The entry that comes with the program; those behind the very name are not even read. Aliases stand before the models.
    private static JsonNode builtIn(Names names) {
        var others = new ArrayList<JsonNode>(2);
        var exact = first(entry -> {
            var rank = names.rank(entry);
            if (rank > 0) others.add(entry);
            return rank == 0;
        }, names);
        return exact != null ? exact : best(others, names);
    }

    private static void first(Predicate<JsonNode> fits) {
        first(fits, null);
    }

    /// The first entry that fits, or null.
    ///
    /// @param names told the aliases on the way; null for nobody
    private static JsonNode first(Predicate<JsonNode> fits, Names names) {
        try (var file = open(); var parser = Json.parser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                if (name.equals("aliases") && names != null) names.aliases(Json.read(parser));
                else if (!name.equals("models")) parser.skipChildren();
                else while (parser.nextToken() == JsonToken.START_OBJECT) {
                    var entry = Json.read(parser);
                    if (fits.test(entry)) return entry;
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode section(String wanted) {
        try (var file = open(); var parser = Json.parser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                if (name.equals(wanted)) return Json.read(parser);
                parser.skipChildren();
            }
            return Json.object();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open() {
        var file = Models.class.getResourceAsStream(FILE);
        if (file == null) throw new IllegalStateException("the program was built without " + FILE);
        return file;
    }
}
