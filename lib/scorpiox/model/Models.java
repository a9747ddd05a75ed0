package scorpiox.model;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.settings.Environment;

/// The catalogue of models: the user's own `models.json` before the one that comes with the program, each read only as far
/// as a question needs.
public final class Models {
    /// What comes with the program.
    public static final Models BUILT_IN = new Models(List.of());

    private static final String FILE = "/data/models.json";

    private final List<Path> own;

    private Models(List<Path> own) {
        this.own = own;
    }

    /// With the user's file, `models.json` beside the user's settings, where there is one.
    public static Models of(Environment environment) {
        var file = environment.configuration().resolve("models.json");
        return Files.exists(file) ? new Models(List.of(file)) : BUILT_IN;
    }

    /// What is known of a model of a provider; a trailing date (`-2026-01-31`, `-20260131`) is looked past.
    public ModelInfo find(String provider, String id) {
        var undated = id.replaceFirst("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$", "");
        return first(entry -> isOf(provider, entry) && (id.equals(Json.text(entry, "id")) || undated.equals(Json.text(entry, "id"))))
                .map(entry -> info(id, entry)).orElseGet(() -> ModelInfo.unknown(id));
    }

    /// The ids a provider serves, newest generation first as listed.
    public List<String> of(String provider) {
        var ids = new ArrayList<String>();
        first(entry -> {
            if (isOf(provider, entry) && !ids.contains(Json.text(entry, "id"))) ids.add(Json.text(entry, "id"));
            return false;
        });
        return ids;
    }

    /// The models that stand behind `opus`, `sonnet` and `haiku` at a provider.
    public Map<String, String> tiers(String provider) {
        var tiers = new HashMap<String, String>();
        section(text(), "tiers").path(provider).properties().forEach(tier -> tiers.put(tier.getKey(), tier.getValue().asText()));
        for (var file : own) section(text(file), "tiers").path(provider).properties().forEach(tier -> tiers.put(tier.getKey(), tier.getValue().asText()));
        return tiers;
    }

    private static boolean isOf(String provider, JsonNode entry) {
        for (var served : entry.path("providers")) if (served.asText().equals(provider)) return true;
        return false;
    }

    private static ModelInfo info(String id, JsonNode entry) {
        var efforts = new ArrayList<Effort>();
        entry.path("efforts").forEach(effort -> Effort.named(effort.asText()).ifPresent(efforts::add));
        var reasoning = new ModelInfo.Reasoning(ModelInfo.Style.named(entry.path("thinking").asText("effort")), efforts, entry.path("summaries").asBoolean(true));
        return new ModelInfo(id, true, new ModelInfo.Window(entry.path("context_window").asInt(), entry.path("max_output").asInt()), entry.path("image").asBoolean(true),
                entry.path("tools").asBoolean(true), reasoning, entry.path("verbosity").asBoolean(), entry.path("parallel_calls").asBoolean(), null);
    }

    /// The first entry that fits; entries behind it are not even read.
    private Optional<JsonNode> first(Predicate<JsonNode> fits) {
        for (var file : own) {
            var found = first(text(file), fits);
            if (found.isPresent()) return found;
        }
        return first(text(), fits);
    }

    private static Optional<JsonNode> first(String json, Predicate<JsonNode> fits) {
        try (var parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                if (!name.equals("models")) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    var entry = Json.read(parser);
                    if (fits.test(entry)) return Optional.of(entry);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode section(String json, String wanted) {
        try (var parser = Json.parser(json)) {
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

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + e.getMessage());
        }
    }

    private static String text() {
        try (var file = Models.class.getResourceAsStream(FILE)) {
            if (file == null) throw new IllegalStateException("the program was built without " + FILE);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
