package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Tool;
import scorpiox.server.Asking;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile.ToolSchemaMode;

class OfferedToolsTest {
    private static List<Tool> read(String json) {
        var array = new ArrayList<JsonNode>();
        Asking.json(json).forEach(array::add);
        return DeclaredTools.read(array, "tools", false);
    }

    private static List<ObjectNode> raw(String json) {
        var array = new ArrayList<ObjectNode>();
        Asking.json(json).forEach(each -> array.add((ObjectNode) each));
        return array;
    }

    private static OfferedTools of(ToolSchemaMode mode, BackendConfig.Tools tools, String client) {
        return OfferedTools.of(Asking.of("{}").tools(mode).tools(tools).request(), read(client));
    }

    private static String names(List<Tool> tools) {
        return tools.stream().map(Tool::name).collect(Collectors.joining(" "));
    }

    private static String wire(List<Tool> tools) {
        var sent = Asking.upstream(new Request("gpt-5.1-codex", List.of(), List.of(Message.user(new Part.Text("x"))), new Request.Tools(tools, new Request.Choice.Auto(), true),
                Request.Thinking.UNSET, Request.Output.TEXT, null));
        return Json.write(sent.path("tools")).replace('"', '\'');
    }

    @Test
    void usuallyOnlyTheClientsToolsAreOffered() {
        assertEquals("", names(of(ToolSchemaMode.CUSTOM_ONLY, BackendConfig.Tools.USUAL, "[]").tools()));
        assertEquals("b a", names(of(ToolSchemaMode.CUSTOM_ONLY, BackendConfig.Tools.USUAL, "[{'type':'function','function':{'name':'b'}},{'type':'function','name':'a'}]").tools()));
    }

    @Test
    void toolsOfTheConfigurationComeBesidesUnlessTheClientHasOneOfTheName() {
        var tools = new BackendConfig.Tools(List.of(), raw("[{'type':'function','name':'a','description':'ours'},{'type':'custom','name':'c'},{'type':'local_shell'}]"));
        var offered = of(ToolSchemaMode.CUSTOM_ONLY, tools, "[{'type':'function','name':'a','description':'theirs'}]").tools();
        assertEquals("[{'type':'function','name':'a','description':'theirs','strict':false,'parameters':{'type':'object','properties':{}}},"
                + "{'type':'custom','name':'c','format':{'type':'text'}},{'type':'local_shell'}]", wire(offered));
    }

    @Test
    void whatTheConfigurationHasGoesOutAsItIsWhereItIsNotUnderstood() {
        var tools = new BackendConfig.Tools(raw("[{'type':'function'},{'type':'new_kind','x':1}]"), List.of());
        assertEquals("[{'type':'function'},{'type':'new_kind','x':1}]", wire(of(ToolSchemaMode.MERGE_CUSTOM, tools, "[]").tools()));
    }

    @Test
    void ofTwoWithOneNameTheClientsCountsInThePlaceOfTheOther() {
        var tools = new BackendConfig.Tools(raw("[{'type':'function','name':'a','description':'ours'},{'type':'function','name':'b'}]"), List.of());
        var offered = of(ToolSchemaMode.MERGE_CUSTOM, tools, "[{'type':'function','name':'c'},{'type':'function','name':'a','description':'theirs'}]");
        assertEquals("a b c", names(offered.tools()));
        assertEquals("theirs", ((Tool.Function) offered.tools().getFirst()).description());
        assertFalse(offered.ignored());
    }

    @Test
    void theAgentsOwnToolsStandWhereTheConfigurationNamesNone() {
        var offered = of(ToolSchemaMode.CODEX_DEFAULT, BackendConfig.Tools.USUAL, "[{'type':'function','name':'a'}]");
        assertTrue(offered.ignored());
        assertEquals("read ls glob grep view_image update_plan write edit multi_edit apply_patch bash bash_output bash_kill", names(offered.tools()));
        assertFalse(wire(offered.tools()).contains(System.getProperty("user.dir")));
        assertFalse(of(ToolSchemaMode.CODEX_DEFAULT, BackendConfig.Tools.USUAL, "[]").ignored());
        assertEquals("", names(of(ToolSchemaMode.CODEX_DEFAULT, new BackendConfig.Tools(List.of(), List.of()), "[]").tools()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'function','function':{'name':'a','description':'d','parameters':{'type':'object','properties':{'x':{}},'$schema':'s'},'strict':true}} | {'type':'function','name':'a','description':'d','strict':true,'parameters':{'type':'object','properties':{'x':{}},'$schema':'s'}}
            {'function':{'name':'a'}} | {'type':'function','name':'a','strict':false,'parameters':{'type':'object','properties':{}}}
            {'type':'function','name':'a','parameters':null,'strict':null,'description':null} | {'type':'function','name':'a','strict':false,'parameters':{'type':'object','properties':{}}}
            {'type':'function','name':'a','parameters':'x'} | {'type':'function','name':'a','strict':false,'parameters':{'type':'object','properties':{}}}
            {'type':'function','name':'a','parameters':{'anyOf':[{}]}} | {'type':'function','name':'a','strict':false,'parameters':{'anyOf':[{}]}}
            {'type':'function','name':'a','parameters':{'type':'object','title':'t'}} | {'type':'function','name':'a','strict':false,'parameters':{'type':'object','title':'t','properties':{}}}
            {'type':'custom','name':'a','format':{'type':'text'}} | {'type':'custom','name':'a','format':{'type':'text'}}
            {'type':'custom','name':'a','format':{'type':'grammar','definition':'x','syntax':'lark'}} | {'type':'custom','name':'a','format':{'type':'grammar','syntax':'lark','definition':'x'}}
            {'type':'web_search_preview_2025_03_11','search_context_size':'low'} | {'type':'web_search','search_context_size':'low'}
            """)
    void aToolIsSentFlat(String declared, String sent) {
        assertEquals("[" + sent + "]", wire(read("[" + declared + "]")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'function','function':{'name':'a'}},{'type':'custom','custom':{'name':'a'}} | tools[1].custom.name | invalid_value
            {'type':'function','name':'a'},{'type':'function','name':'a'} | tools[1].name | invalid_value
            {'type':'function','name':7} | tools[0].name | invalid_type
            {'type':'function','function':'a'} | tools[0].function | invalid_type
            {'type':'function','name':'a','description':7} | tools[0].description | invalid_type
            {'type':'function','name':'a','strict':'yes'} | tools[0].strict | invalid_type
            {'type':'custom','name':'a','format':{'type':'grammar'}} | tools[0].format.definition | missing_required_parameter
            {'type':'custom','name':'a','format':{'type':'grammar','grammar':{'definition':'x','syntax':'bnf'}}} | tools[0].format.grammar.syntax | invalid_value
            {'type':'custom','name':'a','format':{'type':'poem'}} | tools[0].format.type | invalid_value
            {'name':'a'} | tools[0].type | missing_required_parameter
            {'type':'local_shell'} | tools[0].type | invalid_value
            """)
    void aToolThatCannotBeUnderstoodIsRefusedByItsPlace(String declared, String param, String code) {
        var refused = assertThrows(Refused.class, () -> read("[" + declared + "]"));
        assertEquals(param, refused.param());
        assertEquals(code, refused.code());
    }

    @Test
    void readingAToolLeavesTheClientsJsonAlone() {
        var tool = Asking.json("{'type':'function','name':'a','parameters':{'type':'object'}}");
        var before = tool.deepCopy();
        DeclaredTools.read(List.of(tool), "tools", false);
        assertEquals(before, tool);
    }

    @Test
    void kindsThatAreNotKnownGoOutAsTheyAreWhereAnythingMay() {
        assertEquals("[{'type':'image_generation','x':1}]", wire(DeclaredTools.read(List.of(Asking.json("{'type':'image_generation','x':1}")), "tools", true)));
    }
}
