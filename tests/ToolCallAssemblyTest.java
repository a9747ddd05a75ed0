package scorpiox.provider.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import scorpiox.model.StreamEvent;
import scorpiox.model.StreamEvent.ToolCallArgs;
import scorpiox.model.StreamEvent.ToolCallEnd;
import scorpiox.model.StreamEvent.ToolCallStart;
import scorpiox.model.Tool;
import scorpiox.model.ToolKind;

class ToolCallAssemblyTest {
    private final List<StreamEvent> events = new ArrayList<>();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "in pieces by index | {'index':0,'id':'a','function':{'name':'f','arguments':''}} {'index':0,'function':{'arguments':'{^x^'}} "
                    + "{'index':0,'function':{'arguments':':1}'}} | a f {^x^:1}",
            "two by index, interleaved | {'index':0,'id':'a','function':{'name':'f'}} {'index':1,'id':'b','function':{'name':'g'}} {'index':0,'function':"
                    + "{'arguments':'{^x^:1}'}} {'index':1,'function':{'arguments':'{^y^:2}'}} | a f {^x^:1}; b g {^y^:2}",
            "first index is 1 | {'index':1,'id':'a','function':{'name':'f','arguments':'{}'}} | a f {}",
            "same index, other id | {'index':0,'id':'a','function':{'name':'f','arguments':'{^x^:1}'}} {'index':0,'id':'b','function':{'name':'f','arguments':'{^x^:2}'}} "
                    + "| a f {^x^:1}; b f {^x^:2}",
            "same index, other id, then more | {'index':0,'id':'a','function':{'name':'f','arguments':'{}'}} {'index':0,'id':'b','function':{'name':'g'}} "
                    + "{'index':0,'function':{'arguments':'{^y^:2}'}} | a f {}; b g {^y^:2}",
            "no index, whole | {'id':'a','function':{'name':'f','arguments':'{^x^:1}'}} {'id':'b','function':{'name':'f','arguments':'{^x^:2}'}} | a f {^x^:1}; b f {^x^:2}",
            "no index, in pieces | {'id':'a','function':{'name':'f'}} {'function':{'arguments':'{^x^'}} {'function':{'arguments':':1}'}} | a f {^x^:1}",
            "no index, the id again | {'id':'a','function':{'name':'f','arguments':'{^x^'}} {'id':'a','function':{'name':'f','arguments':':1}'}} | a f {^x^:1}",
            "no index, no id, a name each | {'function':{'name':'f','arguments':'{}'}} {'function':{'name':'g','arguments':'{}'}} | call_0 f {}; call_1 g {}",
            "no index, nothing before | {'function':{'arguments':'{}'}} | call_0 unknown {}",
            "no id | {'index':0,'function':{'name':'f','arguments':'{}'}} | call_0 f {}",
            "empty id | {'index':0,'id':'','function':{'name':'f','arguments':'{}'}} | call_0 f {}",
            "id later than the name | {'index':0,'id':null,'function':{'name':'f'}} {'index':0,'id':'a','function':{'arguments':'{}'}} | call_0 f {}",
            "name later than the id | {'index':0,'id':'a','function':{'arguments':'{^x^'}} {'index':0,'function':{'name':'f','arguments':':1}'}} | a f {^x^:1}",
            "arguments missing | {'index':0,'id':'a','function':{'name':'f'}} | a f {}",
            "arguments null | {'index':0,'id':'a','function':{'name':'f','arguments':null}} | a f {}",
            "arguments blank | {'index':0,'id':'a','function':{'name':'f','arguments':' '}} | a f {}",
            "arguments an object | {'index':0,'id':'a','function':{'name':'f','arguments':{'x':{'y':[1]}}}} | a f {^x^:{^y^:[1]}}",
            "name again | {'index':0,'id':'a','function':{'name':'f','arguments':'{'}} {'index':0,'id':'a','function':{'name':'f','arguments':'}'}} | a f {}",
            "one id for two calls | {'index':0,'id':'0','function':{'name':'f'}} {'index':1,'id':'0','function':{'name':'g'}} | 0 f {}; call_1 g {}",
            "no function | {'index':0,'id':'a'} | a unknown {}",
            "no piece at all | null 7 [] | ",
            "an object of no call | {} {'index':'q','id':5,'function':'z'} | ",
    })
    void everyWayToCutAndNumberCallsWasSeenSomewhere(String name, String pieces, String calls) throws IOException {
        play(new Request("m", List.of(), List.of(), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null), pieces);
        var ended = all(ToolCallEnd.class);
        assertEquals(calls == null ? "" : calls.replace('^', '"'), ended.stream().map(end -> end.id() + " " + end.name() + " " + end.raw()).collect(Collectors.joining("; ")));
        for (var end : ended) {
            assertEquals(Json.read(end.raw()), end.args());
            assertEquals(1, all(ToolCallStart.class).stream().filter(start -> start.part() == end.part() && start.id().equals(end.id()) && start.name().equals(end.name())).count());
        }
        assertEquals(ended.size(), all(ToolCallEnd.class).stream().map(ToolCallEnd::part).distinct().count(), "every call is a part of its own");
    }

    @Test
    void thePiecesHandedOnAreTheArgumentsPutTogether() throws IOException {
        play(request(), "{'index':0,'id':'a','function':{'arguments':'{^x'}} {'index':0,'function':{'name':'f','arguments':'^:'}} {'index':0,'function':{'arguments':'1}'}}");
        assertEquals("{\"x\":1}", all(ToolCallArgs.class).stream().map(ToolCallArgs::fragment).collect(Collectors.joining()));
        assertTrue(events.getFirst() instanceof ToolCallStart);
    }

    @ParameterizedTest
    @CsvSource({"{^x^:", "[1]", "7", "{} {}", "null"})
    void argumentsThatAreNoObjectMakeACallThatMustNotRun(String raw) throws IOException {
        assertFalse(play(request(), "{'index':0,'id':'a','function':{'name':'f','arguments':'" + raw + "'}}"));
        var end = all(ToolCallEnd.class).getFirst();
        assertNull(end.args());
        assertEquals(raw.replace('^', '"'), end.raw());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{^input^:^*** Begin^} | *** Begin", "*** Begin | *** Begin", "{^other^:1} | {^other^:1}", "{^input^:7} | {^input^:7}"})
    void aCallOfATextToolComesBackAsText(String arguments, String input) throws IOException {
        var half = arguments.length() / 2;
        assertTrue(play(request(), "{'index':0,'id':'a','function':{'name':'patch','arguments':'" + arguments.substring(0, half) + "'}} {'index':0,'function':{'arguments':'"
                + arguments.substring(half) + "'}}"));
        var end = all(ToolCallEnd.class).getFirst();
        assertEquals(ToolKind.FREEFORM, end.kind());
        assertNull(end.args());
        assertEquals(input.replace('^', '"'), end.raw());
        assertEquals(end.raw(), all(ToolCallArgs.class).stream().map(ToolCallArgs::fragment).collect(Collectors.joining()));
    }

    @Test
    void anIdMadeUpIsNoneThatTheConversationHas() throws IOException {
        var before = new Message(Message.Role.ASSISTANT, List.of(new Part.ToolCall("call_0", "f", ToolKind.FUNCTION, "{}"), new Part.ToolCall("call_1", "f", ToolKind.FUNCTION, "{}")));
        play(new Request("m", List.of(), List.of(before), Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, null), "{'index':0,'function':{'name':'f'}}");
        assertEquals("call_2", all(ToolCallEnd.class).getFirst().id());
    }

    private static Request request() {
        var tools = new Request.Tools(List.of(new Tool.Freeform("patch", "p", null), new Tool.Function("f", "f", Json.object())), new Request.Choice.Auto(), true);
        return new Request("m", List.of(), List.of(), tools, Request.Thinking.UNSET, Request.Output.TEXT, null);
    }

    /// Plays pieces with blanks between; `'` and `^` stand for quotes without and within a text.
    private boolean play(Request request, String pieces) throws IOException {
        var assembly = new ToolCallAssembly(request);
        var parts = 0;
        var list = "[" + pieces.replace("} {'", "},{'").replace("null 7 []", "null,7,[]").replace("^", "\\\"").replace('\'', '"') + "]";
        for (var piece : Json.read(list)) parts += assembly.piece(piece, parts, events::add);
        return assembly.end(events::add);
    }

    private <E> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
