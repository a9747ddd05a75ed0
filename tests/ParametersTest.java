package scorpiox.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class ParametersTest {
    private static final ObjectNode SCHEMA = Declarations.function("tool", "", """
            "file_path": {"type": "string"}, "offset": {"type": "integer", "minimum": 1, "maximum": 100}, "ratio": {"type": "number"}, "replace_all": {"type": "boolean"},
            "mode": {"enum": ["a", "b"]}, "names": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
            "edits": {"type": "array", "items": {"type": "object", "required": ["old_string"], "properties": {"old_string": {"type": "string"}, "count": {"type": "integer"}}}},
            "options": {"type": "object"}
            """, "file_path").parameters();

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String fit(String given) {
        return Json.write(Parameters.fit("tool", SCHEMA, json(given))).replace('"', '\'');
    }

    private static String refusal(String given) {
        return assertThrows(ToolError.class, () -> fit(given)).getMessage();
    }

    private static String only(String property, String given) {
        var schema = Declarations.function("tool", "", "\"" + property + "\": {}").parameters();
        return Json.write(Parameters.fit("tool", schema, json(given))).replace('"', '\'');
    }

    @Test
    void whatFitsStaysAsItIs() {
        var given = "{'file_path':'a','offset':10,'ratio':0.5,'replace_all':true,'mode':'a','names':['x'],'edits':[{'old_string':'o','count':1}],'options':{'any':[1]}}";
        assertEquals(given, fit(given));
    }

    @ParameterizedTest
    @CsvSource({"file_path,path", "file_path,filePath", "file_path,file", "path,file_path", "path,directory", "old_string,oldString", "old_string,old_str", "old_string,oldText", "new_string,newString", "new_string,new_str", "new_string,newText",
            "replace_all,replaceAll", "replace_all,allow_multiple", "glob,include", "command,cmd", "content,text", "content,contents", "pattern,regex", "timeout,timeout_ms", "workdir,cwd", "background,run_in_background", "ignore_case,-i",
            "after,-A", "before,-B", "context,-C", "limit,head_limit", "job,job_id", "plan,todos", "input,patch"})
    void aParameterIsKnownByTheNamesThatModelsMixUp(String property, String alias) {
        assertEquals("{'" + property + "':'x'}", only(property, "{'" + alias + "':'x'}"));
    }

    @Test
    void aParametersOwnNameBeatsAnAlias() {
        assertEquals("tool: unknown parameter path. Parameters: file_path (string, required), offset (integer), ratio (number), replace_all (boolean), mode (a|b), names (array), edits (array), options (object)",
                refusal("{'file_path':'a','path':'b'}"));
        var both = Declarations.function("tool", "", "\"path\": {}, \"file_path\": {}").parameters();
        assertEquals("{'path':'a'}", Json.write(Parameters.fit("tool", both, json("{'path':'a'}"))).replace('"', '\''));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {"'offset':'10' | 'offset':10", "'offset':' 10 ' | 'offset':10", "'offset':10.0 | 'offset':10", "'ratio':'0.5' | 'ratio':0.5", "'ratio':'-3' | 'ratio':-3", "'replace_all':'true' | 'replace_all':true",
            "'replace_all':'False' | 'replace_all':false", "'mode':'b' | 'mode':'b'", "'names':'x' | 'names':['x']", "'names':[1,true] | 'names':['1','true']", "'edits':[{'old_string':1,'count':'2'}] | 'edits':[{'old_string':'1','count':2}]"})
    void whatIsMeantIsTakenInTheTypeThatIsWanted(String given, String fitted) {
        assertEquals("{'file_path':'a'," + fitted + "}", fit("{'file_path':'a'," + given + "}"));
    }

    @Test
    void aNumberIsATextWhereOneIsWanted() {
        assertEquals("{'file_path':'7'}", fit("{'file_path':7}"));
    }

    @Test
    void nothingGivenIsAbsent() {
        assertEquals("{'file_path':'a'}", fit("{'file_path':'a','offset':null,'mode':null,'unheard_of':null}"));
        assertEquals("{'file_path':'x'}", fit("{'file_path':null,'path':'x'}"), "a null hides no other name");
        assertTrue(refusal("{'file_path':null}").startsWith("tool: file_path is missing."));
    }

    @Test
    void whatChangesNothingHereIsLeftOut() {
        assertEquals("{'file_path':'a'}", fit("{'file_path':'a','login':true,'max_output_tokens':5,'justification':'x','sandbox_permissions':'y','-n':true}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {"'offset':'ten' | offset must be an integer", "'offset':1.5 | offset must be an integer", "'offset':'1e3' | offset must be an integer", "'offset':99999999999 | offset must be an integer",
            "'offset':'99999999999' | offset must be an integer", "'offset':true | offset must be an integer", "'offset':[1] | offset must be an integer", "'offset':0 | offset must be at least 1", "'offset':'-5' | offset must be at least 1",
            "'offset':101 | offset must be at most 100", "'ratio':'much' | ratio must be a number", "'replace_all':'yes' | replace_all must be a boolean", "'replace_all':1 | replace_all must be a boolean", "'mode':'c' | mode must be one of a|b",
            "'names':[] | names must have at least 1 items", "'names':['a','b','c','d'] | names must have at most 3 items", "'names':[{}] | names[0] must be a string", "'names':{} | names must be an array", "'edits':[1] | edits[0] must be an object",
            "'edits':[{}] | edits[0].old_string is missing", "'edits':[{'old_string':'a'},{'old_string':'b','x':1}] | unknown parameter edits[1].x", "'options':[] | options must be an object", "'file_path':{} | file_path must be a string",
            "'ofset':1 | unknown parameter ofset, did you mean offset? Parameters"})
    void whatStillDoesNotFitIsTold(String given, String problem) {
        var message = refusal(given.contains("file_path") ? "{" + given + "}" : "{'file_path':'a'," + given + "}");
        assertTrue(message.startsWith("tool: " + problem), message);
        assertTrue(message.matches(".*[.?] Parameters: file_path.*") && message.contains(" Parameters: file_path (string, required), offset (integer), "), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        var message = refusal("{'offset':'x','mode':'c','replace_all':'maybe','other':1}");
        for (var problem : new String[] {"offset must be an integer", "mode must be one of a|b", "replace_all must be a boolean", "unknown parameter other", "file_path is missing"}) assertTrue(message.contains(problem), message);
    }

    @Test
    void aMisspeltNameIsRecognised() {
        assertTrue(refusal("{'file_path':'a','replace_al':true}").contains("replace_all"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'x':{'y':[[[[{}]]]]}}", "{'file_path':[],'offset':{},'names':null}"})
    void whateverIsGivenTheAnswerIsAMessage(String given) {
        assertTrue(refusal(given).startsWith("tool: "));
    }

    @Test
    void whatWasGivenIsNotChanged() {
        var given = json("{'path':'a','offset':'3','mode':null}");
        Parameters.fit("tool", SCHEMA, given);
        assertEquals(json("{'path':'a','offset':'3','mode':null}"), given);
    }

    /// What somebody else's schema makes of arguments.
    private static String foreign(String schema, String given) {
        return Json.write(Parameters.fit("tool", json(schema), json(given), true)).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{'type':'object'} | {'any':1,'x':{'y':[2]}}",
            "{'properties':{'a':{}},'additionalProperties':true} | {'a':1,'b':2}",
            "{'properties':{'a':{}},'additionalProperties':{'type':'string'}} | {'b':'x'}",
            "{'properties':{'a':{}},'anyOf':[{'required':['a']}]} | {'b':'x'}",
            "{'properties':{'a':{'type':['string','null']}}} | {'a':null}",
            "{'properties':{'a':{'anyOf':[{'type':'null'},{'type':'string'}]}}} | {'a':null}",
            "{'properties':{'a':{'type':'integer'}}} | {'a':1795287983410}",
            "{'properties':{'a':{'type':'integer'}}} | {'a':123456789012345678901234567890}",
            "{'properties':{'a':{'enum':[1,'x',null]}}} | {'a':1}",
            "{'properties':{'a':{'type':'array','items':{'type':'integer'}}}} | {'a':[4294967296]}"})
    void somebodyElsesSchemaMeansWhatJsonSchemaSays(String schema, String given) {
        assertEquals(given, foreign(schema, given));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{'properties':{'city':{'type':'string'}}} | {'town':'x'} | tool: unknown parameter town",
            "{'properties':{'city':{'type':'string'}},'additionalProperties':false} | {'citi':'x'} | tool: unknown parameter citi, did you mean city?",
            "{'properties':{'city':{'type':'string'}},'required':['city']} | {} | tool: city is missing",
            "{'properties':{'city':{'type':'string'}},'required':['city']} | {'city':null} | tool: city is missing",
            "{'properties':{'days':{'type':'integer'}}} | {'days':1.5} | tool: days must be an integer",
            "{'properties':{'a':{'enum':['x','y']}}} | {'a':'z'} | tool: a must be one of x|y"})
    void whatSomebodyElsesSchemaForbidsIsRefused(String schema, String given, String message) {
        var error = assertThrows(ToolError.class, () -> foreign(schema, given));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @Test
    void argumentsForSomebodyElsesToolAreMendedLikeOurs() {
        assertEquals("{'path':'a','days':3}", foreign("{'properties':{'path':{'type':'string'},'days':{'type':'integer'}}}", "{'file_path':'a','days':'3'}"));
    }
}
