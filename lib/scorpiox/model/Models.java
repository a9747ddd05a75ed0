package scorpiox.model;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import scorpiox.base.Json;

/// The catalogue of models, `lib/data/models.json`, read only as far as a question needs.
public final class Models {
    private static final String FILE = "/data/models.json";

    private Models() {}

    /// What is known of a model of a provider; a trailing date (`-2026-01-31`, `-20260131`) is looked past.
    public static ModelInfo find(String provider, String id) {
        var undated = id.replaceFirst("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$", "");
        return first(entry -> isOf(provider, entry) && (id.equals(Json.text(entry, "id")) || undated.equals(Json.text(entry, "id"))))
                .map(entry -> info(id, entry)).orElseGet(() -> ModelInfo.unknown(id));
    }

    /// The ids a provider serves, newest generation first as listed.
    public static List<String> of(String provider) {
        var ids = new ArrayList<String>();
        first(entry -> {
            if (isOf(provider, entry)) ids.add(Json.text(entry, "id"));
            return false;
        });
        return ids;
    }

    /// The models that stand behind `opus`, `sonnet` and `haiku` at a provider.
    public static Map<String, String> tiers(String provider) {
        var tiers = new HashMap<String, String>();
        section("tiers").path(provider).properties().forEach(tier -> tiers.put(tier.getKey(), tier.getValue().asText()));
        return tiers;
    }

    private static boolean isOf(String provider, JsonNode entry) {
        for (var served : entry.path("providers")) if (served.asText().equals(provider)) return true;
        return false;
    }

    private static ModelInfo info(String id, JsonNode entry) {
        var efforts = new ArrayList<Effort>();
        entry.path("efforts").forEach(effort -> Effort.named(effort.asText()).ifPresent(efforts::add));
        return new ModelInfo(id, true, entry.path("context_window").asInt(), entry.path("image").asBoolean(true), List.copyOf(efforts),
                entry.path("verbosity").asBoolean(), entry.path("summaries").asBoolean(true), entry.path("parallel_calls").asBoolean());
    }

    /// The first entry that fits; entries behind it are not even read.
    private static Optional<JsonNode> first(Predicate<JsonNode> fits) {
        try (var parser = Json.parser(text())) {
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

    private static JsonNode section(String wanted) {
        try (var parser = Json.parser(text())) {
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

    private static String text() throws IOException {
        try (var file = Models.class.getResourceAsStream(FILE)) {
            if (file == null) throw new IOException("the program was built without " + FILE);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
