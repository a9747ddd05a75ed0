package scorpiox.agent.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import scorpiox.base.Failure;
import scorpiox.base.Json;

/// What an answer must look like: a JSON Schema (draft 2020-12) of an object.
///
/// @param json the schema as it was given, and as answers are checked against it
/// @param validation that checks them
public record Schema(ObjectNode json, Validation validation) {
    /// Bytes of a schema.
    private static final int MOST = 1024 * 1024;

    private static final List<String> OF_ANYTHING = List.of("$ref", "anyOf", "oneOf", "allOf");

    /// A schema in one of three forms: JSON text, which begins with a brace; a file; or [fields][ShortForm].
    ///
    /// @param option as which it was given, for messages
    /// @param path   finds the file of a name
    /// @throws Failure `USAGE` saying what is wrong with it
    public static Schema of(String option, String given, Function<String, Path> path) {
        var text = given.strip();
        if (text.isEmpty()) throw Failure.usage(option + " is empty").hint("give fields such as 'name, age int', JSON, or a file");
        if (text.startsWith("{")) return checked(option, option, text.getBytes(StandardCharsets.UTF_8));
        if (!isFields(text) && (looksLikeFile(text) || Files.exists(path.apply(text)))) return ofFile(option, text, path.apply(text));
        return new Schema(ShortForm.parse(option, text));
    }

    /// A schema in a file.
    ///
    /// @param name of it, as it was given
    /// @throws Failure `USAGE` saying what is wrong with it
    public static Schema ofFile(String option, String name, Path file) {
        var shown = option + " " + name;
        if (!Files.exists(file)) throw Failure.usage(shown + ": there is no such file");
        if (!Files.isRegularFile(file)) throw Failure.usage(shown + " is no file");
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) throw Failure.usage(shown + " is larger than " + MOST / 1024 + " KiB");
            return checked(option, shown, bytes);
        } catch (IOException e) {
            throw Failure.usage(shown + " cannot be read: " + e.getMessage());
        }
    }

    /// Whether a text means a schema by itself, whatever files there are.
    public static boolean standsAlone(String given) {
        return given.strip().startsWith("{") || isFields(given.strip());
    }

    Schema(ObjectNode json) {
        this(json, new Validation(json));
    }

    /// Several words are fields, unless they are the path of a file.
    private static boolean isFields(String text) {
        var first = text.split("[\\s,:]", 2)[0];
        return first.length() < text.length() && !text.endsWith(".json") && first.indexOf('/') < 0 && first.indexOf('\\') < 0;
    }

    private static boolean looksLikeFile(String text) {
        return text.indexOf('/') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('.') >= 0;
    }

    private static Schema checked(String option, String shown, byte[] text) {
        var json = read(shown, text);
        if (!(json instanceof ObjectNode object)) throw Failure.usage(shown + " is no schema of an object: it is JSON, but no object");
        var type = object.get("type");
        if (type == null ? !object.has("properties") && OF_ANYTHING.stream().noneMatch(object::has) : !type.asText("").equals("object")) {
            throw Failure.usage(shown + " is no schema of an object: " + (type == null ? "it has neither type nor properties" : "its type is " + Json.write(type)))
                    .hint("give it \"type\": \"object\" with properties");
        }
        try {
            Validation.problem(object).ifPresent(problem -> {
                throw Failure.usage(shown + " is no JSON Schema: " + problem);
            });
            return new Schema(object);
        } catch (IllegalArgumentException unusable) {
            throw Failure.usage(shown + " is no schema that can be used: " + unusable.getMessage());
        }
    }

    private static JsonNode read(String shown, byte[] text) {
        try {
            return Json.read(text);
        } catch (StreamConstraintsException e) {
            throw Failure.usage(shown + " is nested too deeply, or has a text or number too long");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw Failure.usage(shown + " is not JSON" + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        } catch (IOException e) {
            throw Failure.usage(shown + " is not JSON");
        }
    }
}
