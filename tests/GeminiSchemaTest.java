package scorpiox.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;
import scorpiox.model.Tool;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.UpdatePlan;
import scorpiox.tool.docs.Docs;
import scorpiox.tool.edit.ApplyPatch;
import scorpiox.tool.edit.Edit;
import scorpiox.tool.edit.MultiEdit;
import scorpiox.tool.edit.Write;
import scorpiox.tool.files.Ls;
import scorpiox.tool.files.Read;
import scorpiox.tool.files.ViewImage;
import scorpiox.tool.search.Glob;
import scorpiox.tool.search.Grep;
import scorpiox.tool.shell.Bash;
import scorpiox.tool.shell.BashKill;
import scorpiox.tool.shell.BashOutput;
import scorpiox.tool.web.WebFetch;
import scorpiox.tool.web.WebSearch;

class GeminiSchemaTest {
    private static final Set<String> SUBSET = Set.of("type", "description", "title", "properties", "required", "items", "enum", "format", "nullable", "anyOf", "minimum", "maximum",
            "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties", "pattern", "default", "propertyOrdering");

    /// A property's schema and what becomes of it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'type':'string','description':'d','title':'t','pattern':'a+','minLength':1,'maxLength':9,'default':'x'} | =",
            "{'type':'integer','minimum':1,'maximum':5,'format':'int32'} | =",
            "{'type':'array','items':{'type':'string'},'minItems':1,'maxItems':2} | =",
            "{'type':'object','properties':{'b':{'type':'string'}},'required':['b'],'propertyOrdering':['b'],'minProperties':1,'maxProperties':3} | =",
            "{'type':'string','enum':['a','b'],'nullable':true} | =",
            "{'type':['string','null']} | {'type':'string','nullable':true}",
            "{'type':'null'} | {'type':'string','nullable':true}",
            "{'type':['string','integer','null'],'description':'d'} | {'nullable':true,'anyOf':[{'type':'string'},{'type':'integer'}],'description':'d'}",
            "{'type':['string','array'],'items':{'type':'integer'}} | {'anyOf':[{'type':'string'},{'type':'array','items':{'type':'integer'}}]}",
            "{'anyOf':[{'type':'string'},{'type':'null'}],'description':'d'} | {'type':'string','nullable':true,'description':'d'}",
            "{'anyOf':[{'type':'string'},{'type':'integer'},{'type':'null'}]} | {'nullable':true,'anyOf':[{'type':'string'},{'type':'integer'}]}",
            "{'anyOf':[{'type':'string','maxLength':3}]} | {'type':'string','maxLength':3}",
            "{'oneOf':[{'type':'string'},{'type':'boolean'}]} | {'anyOf':[{'type':'string'},{'type':'boolean'}]}",
            "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{'type':'integer'}},'required':['b']}],'description':'d'}"
                    + " | {'type':'object','description':'d','properties':{'a':{'type':'string'},'b':{'type':'integer'}},'required':['a','b']}",
            "{'allOf':[{'type':'string'},{'maxLength':3,'type':'string'}]} | {'type':'string'}",
            "{'allOf':[{'$ref':'#/$defs/X'}]} | {'type':'object','properties':{'x':{'type':'string'}}}",
            "{'const':'v'} | {'type':'string','enum':['v']}",
            "{'const':7,'type':'integer'} | {'type':'integer','format':'enum','enum':['7']}",
            "{'enum':[1,2.5,true]} | {'type':'string','format':'enum','enum':['1','2.5','true']}",
            "{'type':'boolean','enum':[true]} | {'type':'boolean','format':'enum','enum':['true']}",
            "{'enum':['a',null]} | {'nullable':true,'type':'string','enum':['a']}",
            "{'$ref':'#/$defs/X'} | {'type':'object','properties':{'x':{'type':'string'}}}",
            "{'$ref':'#/definitions/Y','description':'mine'} | {'type':'integer','description':'mine'}",
            "{'$ref':'#/$defs/a~1b'} | {'type':'boolean'}",
            "{'type':'object','properties':{'b':{'type':'string'}},'additionalProperties':false,'patternProperties':{},'if':{},'then':{},'not':{},'$schema':'s','examples':[1],'x-own':1}"
                    + " | {'type':'object','properties':{'b':{'type':'string'}}}",
            "{'type':'array'} | {'type':'array','items':{'type':'string'}}",
            "{'type':'array','items':true} | {'type':'array','items':{'type':'string'}}",
            "{'type':'array','items':[{'type':'integer'},{'type':'string'}]} | {'type':'array','items':{'type':'integer'}}",
            "{'properties':{'b':true}} | {'type':'object','properties':{'b':{'type':'string'}}}",
            "{'items':{'type':'string'}} | {'type':'array','items':{'type':'string'}}",
            "{'type':'object','properties':{'b':{'type':'string'}},'required':['b','gone']} | {'type':'object','properties':{'b':{'type':'string'}},'required':['b']}",
            "{'type':'object','properties':{'$ref':{'type':'string'},'enum':{'type':'integer'}}} | ="})
    void everyRowOfTheTableBecomesWhatItSays(String from, String to) {
        var root = node("{'type':'object','properties':{'p':" + from + "},'$defs':{'X':{'type':'object','properties':{'x':{'type':'string'}}},'a/b':{'type':'boolean'}},"
                + "'definitions':{'Y':{'type':'integer'}}}");
        var converted = GeminiSchema.of(root);
        assertEquals(node(to.equals("=") ? from : to), converted.schema().path("properties").path("p"));
        assertEquals(from.contains("maxLength':3,'type"), !converted.notes().isEmpty(), converted.notes().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'type':'object'}", "{'type':'object','properties':{}}", "{'type':'object','properties':{},'additionalProperties':false}"})
    void anObjectWithoutMembersIsNotSentAtAll(String schema) {
        assertNull(GeminiSchema.of(node(schema)).schema());
    }

    @Test
    void aSchemaThatContainsItselfIsCutWithANote() {
        var tree = GeminiSchema.of(node("{'$ref':'#/$defs/Node','$defs':{'Node':{'type':'object','properties':{'name':{'type':'string'},'next':{'$ref':'#/$defs/Node'}}}}}"));
        assertEquals("string", tree.schema().path("properties").path("name").path("type").asText());
        assertEquals("object", tree.schema().path("properties").path("next").path("type").asText());
        assertTrue(tree.schema().path("properties").path("next").path("description").asText().contains("#/$defs/Node"));
        assertEquals(1, tree.notes().size());
        assertEquals(1, GeminiSchema.of(node("{'type':'object','properties':{'p':{'$ref':'#'}}}")).notes().size());
        assertEquals(1, GeminiSchema.of(node("{'type':'object','properties':{'p':{'allOf':[{'$ref':'#/$defs/A'}]}},'$defs':{'A':{'allOf':[{'$ref':'#/$defs/A'}]}}}")).notes().size());
    }

    @Test
    void aReferenceToNothingIsAnyObject() {
        for (var nowhere : List.of("#/$defs/Gone", "https://elsewhere.example/s.json", "#/properties/p", "")) {
            var converted = GeminiSchema.of(node("{'type':'object','properties':{'p':{'$ref':'" + nowhere + "'}}}"));
            assertEquals("object", converted.schema().path("properties").path("p").path("type").asText());
            assertEquals(1, converted.notes().size());
        }
    }

    @Test
    void aSchemaThatMultipliesItselfEndsSoon() {
        var definitions = new StringBuilder("'D0':{'type':'string'}");
        for (var i = 1; i < 40; i++) {
            definitions.append(",'D").append(i).append("':{'type':'object','properties':{'a':{'$ref':'#/$defs/D").append(i - 1).append("'},'b':{'$ref':'#/$defs/D").append(i - 1).append("'}}}");
        }
        var converted = GeminiSchema.of(node("{'type':'object','properties':{'p':{'$ref':'#/$defs/D39'}},'$defs':{" + definitions + "}}"));
        assertEquals(1, converted.notes().size());
        assertTrue(Json.write(converted.schema()).length() < 1_000_000);
    }

    @Test
    void aSchemaAThousandLevelsDeepIsCut() {
        var deep = Json.object().put("type", "string");
        for (var i = 0; i < 900; i++) {
            var outer = Json.object().put("type", "object");
            outer.putObject("properties").set("p", deep);
            deep = outer;
        }
        assertEquals(1, GeminiSchema.of(deep).notes().size());
    }

    @ParameterizedTest
    @MethodSource("ownTools")
    void ourOwnToolsAreSaidInTheSubsetWithoutLoss(Tool.Function tool) {
        var converted = GeminiSchema.of(tool.parameters());
        assertEquals(List.of(), converted.notes());
        var parameters = tool.parameters().path("properties");
        if (parameters.isEmpty()) {
            assertNull(converted.schema());
            return;
        }
        assertNotNull(converted.schema());
        check(converted.schema());
        assertEquals(names(parameters), names(converted.schema().path("properties")));
        assertEquals(names(tool.parameters().path("required")), names(converted.schema().path("required")));
    }

    private static Stream<Tool.Function> ownTools() {
        var limits = Limits.USUAL;
        return Stream.<LocalTool>of(new UpdatePlan(), new Edit(null, null), new MultiEdit(null, null), new Write(null, null), new ApplyPatch(null, null, false), new Ls(null, limits, _ -> true, null),
                new Read(null, null, limits, _ -> true, null, true, true), new ViewImage(null, limits, "m", true), new Glob(null, limits, _ -> true), new Grep(null, limits, _ -> true, Optional.empty()),
                new Bash(null, limits, null), new BashOutput(limits, null), new BashKill(null), new WebFetch(null, limits, "a", _ -> true), new WebSearch(List.of(), limits, Map.of()),
                new Docs(null, limits, _ -> true, null, _ -> true)).map(tool -> (Tool.Function) tool.declaration());
    }

    /// Only keywords of the subset, a type everywhere or a choice, and items in every array.
    private static void check(JsonNode schema) {
        for (var member : schema.properties()) assertTrue(SUBSET.contains(member.getKey()), member.getKey() + " in " + schema);
        assertTrue(schema.path("type").isTextual() || schema.has("anyOf"), schema.toString());
        assertFalse(schema.path("type").asText().equals("array") && !schema.has("items"), schema.toString());
        schema.path("properties").forEach(GeminiSchemaTest::check);
        schema.path("anyOf").forEach(GeminiSchemaTest::check);
        if (schema.has("items")) check(schema.get("items"));
    }

    private static List<String> names(JsonNode node) {
        return node.isObject() ? node.properties().stream().map(Map.Entry::getKey).toList() : node.valueStream().map(JsonNode::asText).toList();
    }

    private static ObjectNode node(String json) {
        try {
            return (ObjectNode) Json.read(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
