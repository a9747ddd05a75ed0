package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.model.Request.Choice;
import scorpiox.model.StreamEvent;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;

class ToolNamesTest {
    private static final String LONG = "x".repeat(64);

    private static Request request(Choice choice, List<Message> messages, String... names) {
        var tools = new ArrayList<Tool>();
        for (var name : names) tools.add(new Tool.Function(name, "", Json.object()));
        return new Request("m", List.of(), messages, new Request.Tools(tools, choice, true), Request.Thinking.UNSET, Request.Output.TEXT, "k");
    }

    private static ToolNames of(String... names) {
        return ToolNames.of(request(new Choice.Auto(), List.of(), names));
    }

    @Test
    void usualNamesAreLeftAlone() {
        var request = request(new Choice.Named("a"), List.of(), "a", "mcp__b-c__D_1", LONG);
        var names = ToolNames.of(request);
        assertTrue(names.none());
        assertSame(request, names.request(request));
        Encoder encoder = new Encoder() {
            @Override
            public void event(StreamEvent event, Frames out) {}

            @Override
            public void broken(Refused why, Frames out) {}
        };
        assertSame(encoder, names.back(encoder));
    }

    @ParameterizedTest
    @CsvSource({"fs.read, fs_read", "'a b/c', a_b_c", "wörld, w_rld", "工具, __", "a😀, a__"})
    void otherCharactersBecomeLines(String name, String wire) {
        assertEquals(wire, of(name).wire(name));
        assertEquals(name, of(name).own(wire));
    }

    @Test
    void longNamesAreCutAndThoseOfServersKeepTheirEnd() {
        assertEquals(LONG, of(LONG + "y").wire(LONG + "y"));
        var server = "mcp__" + "server".repeat(12) + "__read_file";
        assertEquals("mcp__read_file", of(server).wire(server));
        var end = "mcp__s__" + "t".repeat(80);
        assertEquals("mcp__" + "t".repeat(59), of(end).wire(end));
    }

    @Test
    void namesThatBecomeTheSameStayApart() {
        var names = of("a.b", "a/b", "a_b", "a b");
        assertEquals("a_b_1 a_b_2 a_b a_b_3", names.wire("a.b") + " " + names.wire("a/b") + " " + names.wire("a_b") + " " + names.wire("a b"));
        for (var name : List.of("a.b", "a/b", "a_b", "a b")) assertEquals(name, names.own(names.wire(name)));
        var all = new String[120];
        for (var i = 0; i < all.length; i++) all[i] = LONG + i;
        var many = of(all);
        var wire = new HashSet<String>();
        for (var name : all) {
            assertTrue(many.wire(name).matches("[a-zA-Z0-9_-]{1,64}"));
            assertTrue(wire.add(many.wire(name)));
            assertEquals(name, many.own(many.wire(name)));
        }
    }

    @Test
    void theSameRequestHasTheSameNames() {
        assertEquals(of("a.b", "a/b").wire("a/b"), of("a.b", "a/b").wire("a/b"));
        assertNotEquals(of("a.b").wire("a.b"), of("a/b", "a.b").wire("a.b"));
    }

    @Test
    void everyPlaceOfARequestGetsThem() {
        var history = List.of(new Message(Role.ASSISTANT, List.of(new Part.ToolCall("1", "a.b", ToolKind.FUNCTION, "{}"), new Part.ToolCall("2", "gone.tool", ToolKind.FREEFORM, "x"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("1", "a.b", ToolKind.FUNCTION, List.of(), false), new Part.ToolResult("9", "", ToolKind.FUNCTION, List.of(), false))));
        var request = request(new Choice.Allowed(List.of("a.b", "c"), true), history, "a.b", "c");
        var sent = ToolNames.of(request).request(request);
        assertEquals(List.of("a_b", "c"), sent.tools().offered().stream().map(Tool::name).toList());
        assertEquals(new Choice.Allowed(List.of("a_b", "c"), true), sent.tools().choice());
        assertEquals("a_b", ((Part.ToolCall) sent.messages().getFirst().parts().getFirst()).name());
        assertEquals("gone_tool", ((Part.ToolCall) sent.messages().getFirst().parts().get(1)).name());
        assertEquals("a_b", ((Part.ToolResult) sent.messages().get(1).parts().getFirst()).name());
        assertEquals("k", sent.conversation());
        var named = request(new Choice.Named("a.b"), List.of(), "a.b");
        assertEquals(new Choice.Named("a_b"), ToolNames.of(named).request(named).tools().choice());
    }

    @Test
    void declarationsOfTheProvidersOwnToolsStayAsTheyAre() {
        var hosted = new Tool.Hosted("web.search", Json.object().put("type", "web.search"));
        var request = new Request("m", List.of(), List.of(), new Request.Tools(List.of(hosted), new Choice.Auto(), true), Request.Thinking.UNSET, Request.Output.TEXT, null);
        assertTrue(ToolNames.of(request).none());
    }

    @Test
    void theAnswerHasTheClientsOwnNames() {
        var names = of("a.b");
        var seen = new ArrayList<StreamEvent>();
        var encoder = names.back(new Encoder() {
            @Override
            public void event(StreamEvent event, Frames out) {
                seen.add(event);
            }

            @Override
            public void broken(Refused why, Frames out) {}

            @Override
            public boolean remarksAreText() {
                return false;
            }
        });
        encoder.event(new StreamEvent.ToolCallStart(0, "1", "a_b", ToolKind.FUNCTION), new Frames());
        encoder.event(new StreamEvent.ToolCallEnd(0, "1", "a_b", ToolKind.FUNCTION, null, "{}"), new Frames());
        encoder.event(new StreamEvent.TextDelta(1, "a_b"), new Frames());
        assertEquals(List.of(new StreamEvent.ToolCallStart(0, "1", "a.b", ToolKind.FUNCTION), new StreamEvent.ToolCallEnd(0, "1", "a.b", ToolKind.FUNCTION, null, "{}"),
                new StreamEvent.TextDelta(1, "a_b")), seen);
        assertEquals(false, encoder.remarksAreText());
    }
}
