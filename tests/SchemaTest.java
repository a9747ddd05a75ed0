package scorpiox.agent.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Json;

class SchemaTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name                                | {'name':{'type':'string'}}
            name, age int                       | {'name':{'type':'string'},'age':{'type':'integer'}}
            price float, sold bool,             | {'price':{'type':'number'},'sold':{'type':'boolean'}}
            tags list: words                    | {'tags':{'type':'array','items':{'type':'string'},'description':'words'}}
            years list int                      | {'years':{'type':'array','items':{'type':'integer'}}}
            where: a/path, one.json x           | ?
            a_1 str: x: y                       | {'a_1':{'type':'string','description':'x: y'}}
            'a: one, two\\nb int: three,\\n\\n' | {'a':{'type':'string','description':'one, two'},'b':{'type':'integer','description':'three,'}}
            """)
    void fieldsAreASchema(String fields, String properties) {
        if (properties.equals("?")) {
            assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> schema(fields)).kind());
            return;
        }
        var json = schema(fields.replace("\\n", "\n")).json();
        assertEquals(properties.replace('\'', '"'), Json.write(json.path("properties")));
        assertEquals(json.path("properties").size(), json.path("required").size());
        assertTrue(json.path("type").asText().equals("object") && !json.path("additionalProperties").asBoolean(true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            age integr             | --schema: the field age has no type 'integr'
            age imt                | did you mean int?
            name, name int         | --schema: the field name stands twice
            9lives int             | --schema: '9lives' is no name of a field
            a int b                | --schema: after a int comes a comma or a colon, not 'b'
            a list int b           | --schema: after a list int comes a comma or a colon, not 'b'
            a list list            | --schema: a list of lists needs a schema in JSON
            ' , '                  | --schema: it names no field
            ''                     | --schema is empty
            : what                 | --schema: '' is no name of a field
            person.json            | --schema person.json: there is no such file
            my person.json         | --schema my person.json: there is no such file
            ./person               | --schema ./person: there is no such file
            .                      | --schema . is no file
            [1]                    | --schema: '[1]' is no name of a field
            {                      | --schema is not JSON (line 1
            {"type":"object"} x    | --schema is not JSON (line 1
            {"type":"array"}       | --schema is no schema of an object: its type is "array"
            {"name":"Ada"}         | --schema is no schema of an object: it has neither type nor properties
            {"properties":1}       | --schema is no JSON Schema: /properties: integer found, object expected
            {"properties":{"a":{"type":"int"}}}           | --schema is no JSON Schema: /properties/a/type:
            {"properties":{"a":{"$ref":"http://a/b"}}}    | it refers to http://a/b, and references lead within the schema
            {"properties":{"a":{"$ref":"other.json#/x"}}} | it refers to other.json#/x
            {"$ref":"#/$defs/none"}                       | --schema is no schema that can be used: Reference /$defs/none
            {"properties":{"a":{"pattern":"("}}}          | --schema is no
            """)
    void whatIsWrongWithASchemaIsSaidInOneLine(String given, String said) {
        var failure = assertThrows(Failure.class, () -> schema(given));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains(said), failure.line());
        assertFalse(failure.line().contains("\n"), failure.line());
    }

    @Test
    void nestingTooDeepIsSaidSo() {
        var failure = assertThrows(Failure.class, () -> schema("{\"properties\":{\"a\":".repeat(900) + "{}" + "}}".repeat(900)));
        assertTrue(failure.line().contains("--schema is nested too deeply"), failure.line());
    }

    @Test
    void referencesThatMultiplyTakeNoLongerThanTheyMay() {
        var schema = Json.object().put("$ref", "#/$defs/d0");
        var parts = schema.putObject("$defs");
        for (var i = 0; i < 16; i++) {
            var both = parts.putObject("d" + i).putArray("allOf");
            both.addObject().put("$ref", "#/$defs/d" + (i + 1));
            both.addObject().put("$ref", "#/$defs/d" + (i + 1));
        }
        parts.putObject("d16").put("type", "object");
        var late = assertThrows(IllegalArgumentException.class, () -> new Validation(schema, Duration.ofMillis(1)).of(Json.object()));
        assertTrue(late.getMessage().startsWith("checking takes longer than"), late.getMessage());
    }

    @Test
    void aFileIsTakenByItsName() throws IOException {
        Files.writeString(folder.resolve("person"), "{\"properties\": {\"name\": {}}}");
        assertEquals("{\"properties\":{\"name\":{}}}", Json.write(schema("person").json()));
        assertEquals("string", schema("person, age").json().path("properties").path("person").path("type").asText(), "several words are no file");
        Files.writeString(folder.resolve("list.json"), "[1]");
        assertTrue(assertThrows(Failure.class, () -> schema("list.json")).line().contains("list.json is no schema of an object: it is JSON, but no object"));
        Files.write(folder.resolve("large.json"), new byte[1024 * 1024 + 1]);
        assertTrue(assertThrows(Failure.class, () -> schema("large.json")).line().contains("large.json is larger than 1024 KiB"));
        Files.writeString(folder.resolve("bytes.json"), "\0\1");
        assertTrue(assertThrows(Failure.class, () -> schema("bytes.json")).line().contains("bytes.json is not JSON"));
        var missing = assertThrows(Failure.class, () -> Schema.ofFile("--output-schema", "name", folder.resolve("name")));
        assertEquals("--output-schema name: there is no such file", missing.line());
    }

    @Test
    void anotherDraftIsReadAsTheLatestAndNothingIsFetched() {
        var json = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$id\":\"http://127.0.0.1:9/x.json\",\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/definitions/n\"}},"
                + "\"definitions\":{\"n\":{\"type\":\"integer\"}}}";
        assertEquals(1, schema(json).validation().of(Json.object().put("a", "x")).size());
        assertEquals(0, schema(json).validation().of(Json.object().put("a", 1)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"object\"}", "name, age int", "name: what"})
    void someSchemasNeedNoFile(String given) {
        assertTrue(Schema.standsAlone(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"person", "person.json", "./a, b", "/etc/x y", "a b.json"})
    void othersMayNameOne(String given) {
        assertFalse(Schema.standsAlone(given));
    }

    private Schema schema(String given) {
        return Schema.of("--schema", given, folder::resolve);
    }
}
