package scorpiox.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// A YAML document of one mapping, read as JSON has it. Only what a configuration needs: no aliases, which can make a small
/// file endless, no tags, no key twice.
///
/// @param root  the mapping
/// @param lines in which values begin, by path
record Yaml(ObjectNode root, Map<String, Integer> lines) {
    private static final YAMLFactory FACTORY = YAMLFactory.builder().enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL).enable(YAMLGenerator.Feature.MINIMIZE_QUOTES).disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES).enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).build();
    private static final int DEEPEST = 32;

    /// Reads a document; an empty one is an empty mapping.
    ///
    /// @param name of the file, for messages
    /// @throws Failure `USAGE` naming the line of what is wrong
    static Yaml read(String text, String name) {
        try (var parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null || parser.currentToken() == JsonToken.VALUE_NULL) return new Yaml(Json.object(), Map.of());
            var reading = new Reading(parser, name, new HashMap<>());
            if (parser.currentToken() != JsonToken.START_OBJECT) throw reading.wrong("a mapping is expected, with keys such as backends in it");
            var root = (ObjectNode) reading.value("", 0);
            if (parser.nextToken() != null) throw reading.wrong("one document is expected, another begins");
            return new Yaml(root, reading.lines);
        } catch (JacksonException e) {
            throw explained(e, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a tree as a document.
    static String write(JsonNode tree) {
        var text = new StringWriter();
        try (var generator = FACTORY.createGenerator(text)) {
            Json.write(tree, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Without the line itself, which may hold a secret.
    private static Failure explained(JacksonException e, String name) {
        var marked = e.getCause() instanceof MarkedYAMLException cause ? cause : null;
        var mark = marked == null ? null : marked.getProblemMark();
        var line = mark != null ? mark.getLine() + 1 : e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
        var why = marked != null && marked.getProblem() != null ? marked.getProblem() : "this is no YAML of a configuration";
        return Failure.usage(name + ":" + line + ": " + why.lines().findFirst().orElse("no YAML"));
    }

    /// One pass over a document.
    private record Reading(YAMLParser parser, String name, Map<String, Integer> lines) {
        JsonNode value(String path, int depth) throws IOException {
            if (parser.isCurrentAlias() || parser.getObjectId() != null) throw wrong("anchors and aliases (& and *) are not taken here, write the value out");
            if (parser.getTypeId() != null) throw wrong("tags (!) are not taken here");
            if (depth > DEEPEST) throw wrong("nested more than " + DEEPEST + " levels deep");
            lines.put(path, parser.currentTokenLocation().getLineNr());
            var nodes = JsonNodeFactory.instance;
            return switch (parser.currentToken()) {
                case START_OBJECT -> mapping(path, depth);
                case START_ARRAY -> {
                    var array = Json.array();
                    while (parser.nextToken() != JsonToken.END_ARRAY) array.add(value(path + "[" + array.size() + "]", depth + 1));
                    yield array;
                }
                case VALUE_STRING -> nodes.textNode(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                case VALUE_NULL -> nodes.nullNode();
                case null, default -> throw wrong("a value is expected");
            };
        }

        private ObjectNode mapping(String path, int depth) throws IOException {
            var object = Json.object();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var key = parser.currentName();
                if (object.has(key)) throw wrong("the key " + shown(key) + " stands here twice");
                parser.nextToken();
                object.set(key, value(path.isEmpty() ? key : path + "." + key, depth + 1));
            }
            return object;
        }

        /// A number as JSON has it; what only YAML takes for one (`.inf`, `0x1F`) stays text.
        private JsonNode number() throws IOException {
            var text = parser.getText();
            try {
                return Json.read(text);
            } catch (JacksonException _) {
                return JsonNodeFactory.instance.textNode(text);
            }
        }

        Failure wrong(String what) {
            return Failure.usage(name + ":" + Math.max(1, parser.currentTokenLocation().getLineNr()) + ": " + what);
        }

        private static String shown(String key) {
            return key.length() > 60 ? key.substring(0, 60) + "…" : key;
        }
    }
}
