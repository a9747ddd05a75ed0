package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class StrictSchemaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'$schema':'x','type':'object','properties':{'a':{'type':'string','minLength':2}}} | {'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}
            {'properties':{'a':{'type':'integer'},'b':{'enum':['x','y']}},'required':['b']}  | {'properties':{'a':{'type':'integer'},'b':{'enum':['x','y'],'type':'string'}},'type':'object','required':['a','b'],'additionalProperties':false}
            {'type':'object','properties':{'oneOf':{'oneOf':[{'type':'null'},{'const':3}]}}} | {'type':'object','properties':{'oneOf':{'anyOf':[{'type':'null'},{'enum':[3],'type':'integer'}]}},'required':['oneOf'],'additionalProperties':false}
            {'type':'object','properties':{'a':{'type':'array','items':{'$ref':'#/$defs/n','description':'d'},'minItems':1}},'$defs':{'n':{'type':['object','null'],'properties':{'b':{'type':'number'}}}}} | {'type':'object','properties':{'a':{'type':'array','items':{'$ref':'#/$defs/n'}}},'$defs':{'n':{'type':['object','null'],'properties':{'b':{'type':'number'}},'required':['b'],'additionalProperties':false}},'required':['a'],'additionalProperties':false}
            """)
    void objectsAreClosedAndAllIsRequired(String schema, String strict) throws IOException {
        var given = read(schema);
        var before = given.deepCopy();
        var made = StrictSchema.of(given);
        assertEquals(strict.replace('\'', '"'), Json.write(made));
        assertEquals(before, given, "what is checked here stays as it is");
        assertTrue(StrictSchema.is(made));
        assertEquals(made, StrictSchema.of(made));
        assertFalse(StrictSchema.is(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'object'}", "{'type':'object','additionalProperties':{'type':'string'}}", "{'type':'object','properties':{'a':{}}}",
            "{'type':'object','properties':{'a':true}}", "{'type':'object','properties':{'a':{'type':'array'}}}", "{'$ref':'#/$defs/a','$defs':{'a':{'type':'object'}}}",
            "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':true}", "{'anyOf':[{'type':'object','properties':{'a':{'type':'string'}}}]}",
            "{'type':'object','properties':{'a':{'allOf':[{'type':'string'}]}}}", "{'type':'object','properties':{'a':{'enum':[1,'x']}}}"})
    void whatHasNoStrictFormGoesOutAsItIs(String schema) throws IOException {
        var given = read(schema);
        assertEquals(given, StrictSchema.of(given));
        assertFalse(StrictSchema.is(given));
    }

    private static ObjectNode read(String text) throws IOException {
        return (ObjectNode) Json.read(text.replace('\'', '"'));
    }
}
