package scorpiox.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// The user's own `models.json`: in the form of ours, each entry with only what it changes, and checked while it is read.
///
/// @param entries its models
/// @param tiers   by provider
/// @param aliases by name
record OwnModels(List<JsonNode> entries, JsonNode tiers, JsonNode aliases) {
    static final OwnModels NONE = new OwnModels(List.of(), Json.object(), Json.object());

    private static final long MOST = 1_000_000_000;

    /// Reads it.
    ///
    /// @throws Failure `USAGE` naming file, line and column for what is not as it should be
    static OwnModels read(Path file) {
        try {
            return new Reading(file).all(Files.readString(file));
        } catch (JsonProcessingException e) {
            var text = e.getOriginalMessage().lines().findFirst().orElse("no JSON");
            throw at(file, e.getLocation(), text);
        } catch (CharacterCodingException e) {
            throw Failure.usage(file + " is not UTF-8").hint("save it as UTF-8");
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read: " + e.getMessage());
        }
    }

    private static Failure at(Path file, JsonLocation place, String what) {
        return Failure.usage(file + ", line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + what)
                .hint("correct it, or move the file away to go by the program's own figures");
    }

    /// One pass over the file.
    private static final class Reading {
        final Path file;
        JsonLocation place;

        Reading(Path file) {
            this.file = file;
        }

        OwnModels all(String text) throws IOException {
            var entries = new ArrayList<JsonNode>();
            JsonNode tiers = Json.object();
            JsonNode aliases = Json.object();
            try (var parser = Json.parser(text)) {
                parser.nextToken();
                place = parser.currentTokenLocation();
                check(parser.currentToken() == JsonToken.START_OBJECT, "a JSON object is expected, with models in it");
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    parser.nextToken();
                    place = parser.currentTokenLocation();
                    switch (name) {
                        case "models" -> {
                            check(parser.currentToken() == JsonToken.START_ARRAY, "models must be a list");
                            while (parser.nextToken() != JsonToken.END_ARRAY) entries.add(entry(parser));
                        }
                        case "tiers" -> {
                            tiers = Json.read(parser);
                            check(tiers.isObject() && all(tiers, Reading::names), "tiers must be an object of objects, { \"codex\": { \"opus\": \"NAME\" } }");
                        }
                        case "aliases" -> {
                            aliases = Json.read(parser);
                            check(names(aliases), "aliases must be an object of names, { \"ALIAS\": \"NAME\" }");
                        }
                        default -> Json.read(parser);
                    }
                }
                place = parser.currentTokenLocation();
                check(parser.nextToken() == null, "the file should end here");
            }
            return new OwnModels(entries, tiers, aliases);
        }

        private ObjectNode entry(JsonParser parser) throws IOException {
            var start = place = parser.currentTokenLocation();
            check(parser.currentToken() == JsonToken.START_OBJECT, "a model must be an object");
            var entry = Json.object();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                parser.nextToken();
                place = parser.currentTokenLocation();
                var value = Json.read(parser);
                member(name, value);
                entry.set(name, value);
            }
            place = start;
            check(entry.has("id"), "a model needs its id");
            if (entry.path("price").isObject() && !entry.has("as_of")) {
                entry.put("as_of", LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC).toString());
            }
            return entry;
        }

        private void member(String name, JsonNode value) {
            switch (name) {
                case "id" -> check(value.isTextual() && !value.textValue().isBlank(), "id must be a name");
                case "providers" -> check(value.isArray() && !value.isEmpty() && all(value, JsonNode::isTextual), "providers must be a list of names");
                case "context_window", "max_output" -> check(count(value), name + " must be a whole number of tokens");
                case "image", "tools", "summaries", "verbosity", "parallel_calls" -> check(value.isBoolean(), name + " must be true or false");
                case "thinking" -> check(ModelInfo.Style.named(value.asText()).word().equals(value.textValue()), "thinking must be one of " + styles());
                case "efforts" -> check(value.isArray() && all(value, each -> each.isTextual() && Effort.named(each.textValue()).isPresent()),
                        "efforts must be a list of none, minimal, low, medium, high, xhigh, max");
                case "price" -> check(value.isNull() || rates(value), "price must be null, or an object with at least input and output in USD a million tokens");
                case "large" -> check(value.isNull() || count(value.path("above")) && rates(value.path("price")), "large must be an object with above, in tokens, and price");
                case "promotion" -> check(value.isNull() || date(value.path("until").asText()) && rates(value.path("then")), "promotion must be an object with until, a date, and then, a price");
                case "as_of" -> check(date(value.asText()) || date(value.asText() + "-01"), "as_of must be a date, 2026-10-03 or 2026-10");
                default -> { }
            }
        }

        private void check(boolean right, String expected) {
            if (!right) throw at(file, place, expected);
        }

        private static boolean all(JsonNode list, Predicate<JsonNode> fits) {
            for (var each : list) if (!fits.test(each)) return false;
            return true;
        }

        private static boolean names(JsonNode object) {
            return object.isObject() && all(object, each -> each.isTextual() && !each.textValue().isBlank());
        }

        private static boolean count(JsonNode value) {
            return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0 && value.intValue() <= MOST;
        }

        private static boolean rates(JsonNode price) {
            for (var name : List.of("cached_input", "cache_write", "cache_write_1h")) if (price.hasNonNull(name) && !rate(price.get(name))) return false;
            return price.isObject() && rate(price.path("input")) && rate(price.path("output"));
        }

        private static boolean rate(JsonNode value) {
            return value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= MOST;
        }

        private static boolean date(String text) {
            try {
                return text.length() == 10 && LocalDate.parse(text) != null;
            } catch (DateTimeException none) {
                return false;
            }
        }

        private static String styles() {
            var words = new ArrayList<String>();
            for (var style : ModelInfo.Style.values()) words.add(style.word());
            return String.join(", ", words);
        }
    }
}
