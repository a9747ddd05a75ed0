package scorpiox.tool.user;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import scorpiox.base.Json;
import scorpiox.tool.Access;

/// What a tool says of itself.
///
/// @param text    what it is for
/// @param schema  JSON Schema of its arguments, an object
/// @param access  what it does to the world
/// @param timeout what it asks for; empty for the usual time
/// @param argv    how its arguments become a command line; empty for a program that reads them as JSON
record Description(String text, ObjectNode schema, Access access, Optional<Duration> timeout, Optional<Argv> argv) {
    /// Bytes of a description.
    static final int MOST = 64 * 1024;

    /// What a program prints or its side file holds: `{"description", "parameters", "class", "timeout_ms"?}`.
    ///
    /// @param what it is called in messages
    /// @throws Unfit for what is no description
    static Description parse(byte[] text, String what) throws Unfit {
        if (text.length > MOST) throw new Unfit(what + " is longer than " + MOST / 1024 + " KiB");
        try {
            if (Json.read(text) instanceof ObjectNode object) return of(object.without("argv"), what);
            throw new Unfit(what + " is no JSON object");
        } catch (JacksonException e) {
            throw new Unfit(what + " is no JSON" + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new Unfit(what + " cannot be read");
        }
    }

    /// What [#json] has written, or [Describe].
    ///
    /// @throws Unfit for anything else
    static Description of(ObjectNode given, String what) throws Unfit {
        var text = Json.text(given, "description");
        if (text == null || text.isBlank()) throw new Unfit(what + " has no description");
        if (!(given.get("parameters") instanceof ObjectNode schema)) throw new Unfit(what + " has no schema: parameters is no JSON object");
        if (!schema.has("type")) schema.put("type", "object");
        if (!schema.path("type").asText("").equals("object")) throw new Unfit(what + " has no schema of an object: the type of parameters is " + Json.write(schema.get("type")));
        if (schema.has("properties") && !schema.get("properties").isObject()) throw new Unfit(what + " has no schema: its properties are no JSON object");
        if (!schema.has("properties")) anything(schema);
        return new Description(text.strip(), schema, access(given, what), timeout(given, what), argv(given));
    }

    /// Backends want to see properties, and a schema without any forbids none.
    private static void anything(ObjectNode schema) {
        schema.putObject("properties");
        if (!schema.has("additionalProperties")) schema.put("additionalProperties", true);
    }

    private static Access access(JsonNode given, String what) throws Unfit {
        if (!given.has("class")) return Access.EXEC;
        return switch (given.path("class").asText("")) {
            case "READ" -> Access.READ;
            case "WRITE" -> Access.WRITE;
            case "EXEC" -> Access.EXEC;
            case "NET" -> Access.NET;
            default -> throw new Unfit(what + " has the class " + Json.write(given.get("class")) + ", which is none of READ, WRITE, EXEC and NET");
        };
    }

    private static Optional<Duration> timeout(JsonNode given, String what) throws Unfit {
        if (!given.hasNonNull("timeout_ms")) return Optional.empty();
        var time = given.get("timeout_ms");
        if (!time.isIntegralNumber() || !time.canConvertToInt() || time.intValue() <= 0) throw new Unfit(what + " has a timeout_ms that is no number of milliseconds");
        return Optional.of(Duration.ofMillis(time.intValue()));
    }

    private static Optional<Argv> argv(JsonNode given) {
        return given.has("argv") ? Optional.of(Argv.read(given.get("argv"))) : Optional.empty();
    }

    /// What [#parse] reads.
    ObjectNode json() {
        var json = Json.object().put("description", text);
        json.set("parameters", schema);
        json.put("class", access.name());
        timeout.ifPresent(time -> json.put("timeout_ms", time.toMillis()));
        argv.ifPresent(each -> json.set("argv", each.json()));
        return json;
    }
}
