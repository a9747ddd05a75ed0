package scorpiox.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Message;
import scorpiox.model.Message.Role;
import scorpiox.model.Opaque;
import scorpiox.model.Part;
import scorpiox.model.Phase;
import scorpiox.model.Request;
import scorpiox.model.StreamEvent.Notice;
import scorpiox.model.ToolKind;

class HistoryTest {
    private static final String MODEL = "m-1";
    private static final Part PICTURE = new Part.Image("image/png", "AAAA", null);
    private final List<Notice> notices = new ArrayList<>();

    /// Who made the data, with which model; who is asked, for which model; whether it goes along.
    @ParameterizedTest
    @CsvSource({
            "codex, m-1, codex, m-1, true", "codex, m-1, codex, m-2, true", "codex, m-1, openai, m-1, false", "codex, m-1, router, m-1, false",
            "anthropic, m-1, anthropic, m-1, true", "anthropic, m-1, anthropic, m-2, false", "anthropic, m-1, claude-code, m-1, false",
            "anthropic, m-1-20260131, anthropic, m-1, true", "anthropic, m-1, anthropic, m-1-2026-01-31, true", "anthropic, m-1-high, anthropic, m-1, false",
            "anthropic, m-1-20260131, anthropic, m-2, false", "anthropic, , anthropic, m-1, false",
            "claude-code, m-1, claude-code, m-1, true", "claude-code, m-1, claude-code, m-2, false", "gemini, m-1, gemini, m-1, true", "gemini, m-1, gemini, m-2, false",
            "openai, m-1, openai, m-2, true", "router, m-1, router, m-2, true",
    })
    void continuationDataGoesOnlyToItsMaker(String provider, String model, String asked, String askedModel, boolean kept) {
        var opaque = new Opaque(provider, model, "signature", Json.object().put("s", 1));
        var result = new Part.ToolResult("c1", "bash", ToolKind.FUNCTION, List.of(new Part.Text("ok")), false);
        var messages = List.of(user("hi"), new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm", opaque), new Part.Text("well", Phase.COMMENTARY, opaque),
                new Part.Hosted(opaque), new Part.ToolCall("c1", "bash", ToolKind.FUNCTION, "{}", opaque))), new Message(Role.TOOL, List.of(result)));
        var request = request(askedModel, messages);
        var readable = History.readable(request, asked, notices);
        if (kept) assertSame(request, readable);
        else assertEquals(List.of(messages.get(0), new Message(Role.ASSISTANT, List.of(new Part.Text("well", Phase.COMMENTARY),
                new Part.ToolCall("c1", "bash", ToolKind.FUNCTION, "{}"))), messages.get(2)), readable.messages());
        assertEquals(List.of(), notices);
    }

    static Stream<Arguments> histories() {
        return Stream.of(
                Arguments.of("nothing", List.of(), null),
                Arguments.of("a plain exchange", List.of(user("a"), assistant(text("b")), user("c")), null),
                Arguments.of("results in one message or several, in any order, and what is said behind them",
                        List.of(user("a"), assistant(call("x"), call("y"), call("z")), tool(result("y", "2")), tool(result("x", "1"), result("z", "3")), developer("d"), user("b")), null),
                Arguments.of("a call that failed, a picture as its result", List.of(assistant(call("x")), tool(new Part.ToolResult("x", "bash", ToolKind.FUNCTION, List.of(PICTURE), true))), null),
                Arguments.of("an empty part beside others", List.of(assistant(text(""), text("b"))), null),
                Arguments.of("a message without parts", List.of(user("a"), new Message(Role.ASSISTANT, List.of()), user("b")), List.of(user("a"), user("b"))),
                Arguments.of("a message without words", List.of(user("a"), assistant(text(""), text("")), user("b")), List.of(user("a"), user("b"))),
                Arguments.of("thinking that nobody wants back", List.of(assistant(new Part.Reasoning("hm", null), text("b"))), List.of(assistant(text("b")))),
                Arguments.of("nothing but thinking", List.of(user("a"), assistant(new Part.Reasoning("hm", null)), user("b")), List.of(user("a"), user("b"))),
                Arguments.of("a call at the end without its result", List.of(user("a"), assistant(call("x"))), List.of(user("a"), assistant(call("x")), tool(none("x")))),
                Arguments.of("a call without its result before more is said", List.of(assistant(call("x")), user("b")), List.of(assistant(call("x")), tool(none("x")), user("b"))),
                Arguments.of("one of two without its result", List.of(assistant(call("x"), call("y")), tool(result("y", "2")), assistant(text("b"))),
                        List.of(assistant(call("x"), call("y")), tool(none("x"), result("y", "2")), assistant(text("b")))),
                Arguments.of("a result that comes late", List.of(assistant(call("x")), user("wait"), tool(result("x", "1"))), List.of(assistant(call("x")), tool(result("x", "1")), user("wait"))),
                Arguments.of("a result among words of the user", List.of(assistant(call("x")), new Message(Role.USER, List.of(text("look"), result("x", "1")))),
                        List.of(assistant(call("x")), tool(result("x", "1")), user("look"))),
                Arguments.of("two results of one call", List.of(assistant(call("x")), tool(result("x", "1"), failed("x", "2"))),
                        List.of(assistant(call("x")), tool(new Part.ToolResult("x", "bash", ToolKind.FUNCTION, List.of(text("1"), text("2")), true)))),
                Arguments.of("a second result much later", List.of(assistant(call("x")), tool(result("x", "1")), user("b"), tool(result("x", "2"))),
                        List.of(assistant(call("x")), tool(new Part.ToolResult("x", "bash", ToolKind.FUNCTION, List.of(text("1"), text("2")), false)), user("b"))),
                Arguments.of("a result without a call", List.of(user("a"), tool(result("gone", "it is 5"))),
                        List.of(user("a"), assistant(text("[Result of the tool bash; its call is not part of this conversation]\nit is 5")))),
                Arguments.of("a result before its call", List.of(tool(failed("x", "no")), assistant(call("x")), tool(result("x", "1"))),
                        List.of(assistant(text("[Error of the tool bash; its call is not part of this conversation]\nno")), assistant(call("x")), tool(result("x", "1")))),
                Arguments.of("a stray result beside the right one", List.of(assistant(call("x")), tool(result("gone", "0"), result("x", "1")), user("b")),
                        List.of(assistant(call("x")), tool(result("x", "1")), assistant(text("[Result of the tool bash; its call is not part of this conversation]\n0")), user("b"))),
                Arguments.of("the same id in every answer", List.of(assistant(call("call_0")), tool(result("call_0", "1")), assistant(call("call_0")), tool(result("call_0", "2"))),
                        List.of(assistant(call("call_0")), tool(result("call_0", "1")), assistant(call("call_0_2")), tool(result("call_0_2", "2")))),
                Arguments.of("the same id twice in one answer", List.of(assistant(call("c"), call("c")), tool(result("c", "1"), result("c", "2"))),
                        List.of(assistant(call("c"), call("c_2")), tool(result("c", "1"), result("c_2", "2")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void everyCallHasOneResultRightBehindItAndNothingIsEmpty(String what, List<Message> messages, List<Message> expected) {
        var request = request(MODEL, messages);
        var readable = History.readable(request, "anthropic", notices);
        if (expected == null) assertSame(request, readable);
        else assertEquals(expected, readable.messages());
        assertSame(readable, History.readable(readable, "anthropic", notices), "what it makes is what it would leave alone");
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "call:1/2", "ünïcode", "functions.bash:0", "x\ny", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void anIdThatNotEverybodyTakesIsRewrittenTheSameWayEachTime(String id) {
        var messages = List.of(assistant(call(id), call(id + "!")), tool(result(id + "!", "2"), result(id, "1")));
        var readable = History.readable(request(MODEL, messages), "openai", notices).messages();
        assertEquals(readable, History.readable(request(MODEL, messages), "openai", notices).messages());
        var calls = readable.getFirst().parts().stream().map(part -> ((Part.ToolCall) part).id()).toList();
        calls.forEach(call -> assertTrue(call.matches("^[a-zA-Z0-9_-]{1,64}$"), call));
        assertNotEquals(calls.get(0), calls.get(1));
        assertEquals(List.of(calls.get(0) + "=1", calls.get(1) + "=2"), readable.getLast().parts().stream().map(part -> ((Part.ToolResult) part).callId() + "=" + said((Part.ToolResult) part)).toList());
    }

    @Test
    void itsMakerReadsAnIdOfAnyKind() {
        var opaque = new Opaque("gemini", MODEL, "thoughtSignature", Json.object());
        var messages = List.of(new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a b", "bash", ToolKind.FUNCTION, "{}", opaque), new Part.ToolCall("c d", "bash", ToolKind.FUNCTION, "{}"))),
                tool(result("a b", "1"), result("c d", "2")));
        var request = request(MODEL, messages);
        assertSame(request, History.readable(request, "gemini", notices));
        assertNotEquals(messages, History.readable(request, "codex", notices).messages());
    }

    @Test
    void aLongResultWithoutItsCallIsCut() {
        var long_ = "😀".repeat(20_000);
        var text = ((Part.Text) History.readable(request(MODEL, List.of(user("a"), tool(result("gone", long_)))), "codex", notices).messages().getLast().parts().getFirst()).text();
        assertTrue(text.length() <= 16_000 && text.length() > 15_990, String.valueOf(text.length()));
        assertTrue(text.endsWith("😀…"), text.substring(text.length() - 5));
    }

    @Test
    void aResultOfNobodyWithAPictureSaysSo() {
        var result = new Part.ToolResult("gone", null, ToolKind.FUNCTION, List.of(text("here"), PICTURE), false);
        assertEquals(List.of(assistant(text("[Result of a tool; its call is not part of this conversation]\nhere\n[image]"))), History.readable(request(MODEL, List.of(tool(result))), "codex", notices).messages());
    }

    @ParameterizedTest
    @CsvSource({"image/png, true", "image/jpeg, true", "image/gif, true", "image/webp, true", "image/bmp, false", "image/svg+xml, false", ", false"})
    void picturesOfOtherTypesAreLeftOutWithANotice(String mime, boolean taken) {
        var image = new Part.Image(mime, "AAAA", null);
        var messages = List.of(new Message(Role.USER, List.of(text("look"), image)), assistant(call("x")), tool(new Part.ToolResult("x", "bash", ToolKind.FUNCTION, List.of(image), false)));
        var request = request(MODEL, messages);
        var readable = History.readable(request, "codex", notices);
        if (taken) assertSame(request, readable);
        assertEquals(!taken, readable.messages().stream().noneMatch(message -> message.parts().contains(image)));
        assertEquals(taken ? 0 : 1, notices.size(), notices.toString());
        if (!taken) assertTrue(((Part.Text) ((Part.ToolResult) readable.messages().getLast().parts().getFirst()).content().getFirst()).text().startsWith("[image left out"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'text':'found it'} | found it", "{'content':[{'text':'a'},{'url':'u'},{'text':'b'}]} | a,b", "{'type':'web_search_call'} | ", "[] | ", "null | "})
    void whatAnotherProvidersOwnToolSaidInWordsIsKept(String data, String kept) throws Exception {
        var hosted = new Part.Hosted(new Opaque("codex", MODEL, "web_search_call", Json.read(data.replace('\'', '"'))));
        var readable = History.readable(request(MODEL, List.of(user("a"), assistant(hosted))), "gemini", notices).messages();
        assertEquals(kept == null ? List.of(user("a")) : List.of(user("a"), assistant(text(kept.replace(',', '\n')))), readable);
    }

    private static Request request(String model, List<Message> messages) {
        return new Request(model, List.of("be brief"), messages, Request.Tools.NONE, Request.Thinking.UNSET, Request.Output.TEXT, "key");
    }

    private static String said(Part.ToolResult result) {
        return ((Part.Text) result.content().getFirst()).text();
    }

    private static Message user(String text) {
        return Message.user(text(text));
    }

    private static Message developer(String text) {
        return new Message(Role.DEVELOPER, List.of(text(text)));
    }

    private static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, Arrays.asList(parts));
    }

    private static Message tool(Part... results) {
        return new Message(Role.TOOL, Arrays.asList(results));
    }

    private static Part.Text text(String text) {
        return new Part.Text(text);
    }

    private static Part.ToolCall call(String id) {
        return new Part.ToolCall(id, "bash", ToolKind.FUNCTION, "{}");
    }

    private static Part.ToolResult result(String id, String text) {
        return new Part.ToolResult(id, "bash", ToolKind.FUNCTION, List.of(text(text)), false);
    }

    private static Part.ToolResult failed(String id, String text) {
        return new Part.ToolResult(id, "bash", ToolKind.FUNCTION, List.of(text(text)), true);
    }

    private static Part.ToolResult none(String id) {
        return failed(id, "the call was not carried out, there is no result");
    }
}
