package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.model.Opaque;
import scorpiox.server.ask.Carried.Place;

class CarriedTest {
    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String packed(String json) {
        return "sx2." + Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void encryptedReasoningOfCodexIsCarriedAsItIs() {
        var opaque = new Opaque("codex", "gpt-5.3-codex", "reasoning", json("{'type':'reasoning','summary':[],'encrypted_content':'gAAAAB-_=='}".replace('\'', '"')));
        assertEquals(Optional.of("sx1.gAAAAB-_=="), new Carried(opaque, Place.THINKING).text());
        var back = Carried.read("sx1.gAAAAB-_==", "**Plan**\n\nLook").orElseThrow();
        assertEquals(new Opaque("codex", null, "reasoning", json("""
                {"type":"reasoning","summary":[{"type":"summary_text","text":"**Plan**\\n\\nLook"}],"encrypted_content":"gAAAAB-_=="}""")), back.opaque());
        assertEquals(Place.THINKING, back.place());
    }

    @Test
    void withoutThinkingShownTheSummaryIsEmpty() {
        assertEquals(json("[]"), Carried.read("sx1.abc", "").orElseThrow().opaque().data().path("summary"));
    }

    static Stream<Carried> carried() {
        return Stream.of(
                new Carried(new Opaque("anthropic", "claude-opus-4-6", "thinking", json("{\"type\":\"thinking\",\"thinking\":\"ü€😀\",\"signature\":\"EqQB\"}")), Place.THINKING),
                new Carried(new Opaque("anthropic", "claude-opus-4-6", "redacted_thinking", json("{\"type\":\"redacted_thinking\",\"data\":\"Em\"}")), Place.THINKING),
                new Carried(new Opaque("openai", "gpt-5.1", "reasoning", json("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"x\"}")), Place.THINKING),
                new Carried(new Opaque("codex", "gpt-5.1", "reasoning", json("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"not plain é\"}")), Place.THINKING),
                new Carried(new Opaque("gemini", "gemini-3", "thoughtSignature", json("[{\"from\":0,\"to\":3,\"thoughtSignature\":\"s\"}]")), Place.THINKING),
                new Carried(new Opaque("gemini", "gemini-3", "thoughtSignature", json("{\"id\":\"1\",\"thoughtSignature\":\"s\"}")), Place.CALL),
                new Carried(new Opaque("gemini", "gemini-3", "thoughtSignature", json("{\"executableCode\":{\"code\":\"1\"}}")), Place.HOSTED),
                new Carried(new Opaque("codex", "gpt-5.1", "web_search_call", json("{\"type\":\"web_search_call\",\"status\":\"completed\"}")), Place.HOSTED),
                new Carried(new Opaque("anthropic", "m", "web_search_tool_result", json("{\"type\":\"web_search_tool_result\",\"content\":[]}")), Place.HOSTED),
                new Carried(new Opaque("mine", null, "state", json("\"free\"")), Place.THINKING));
    }

    @ParameterizedTest
    @MethodSource("carried")
    void everythingElseComesBackAsItWas(Carried carried) {
        var text = carried.text().orElseThrow();
        assertTrue(text.matches("sx2\\.[A-Za-z0-9_-]+"), text);
        assertEquals(Optional.of(carried), Carried.read(text, "whatever"));
        assertEquals(text, carried.text().orElseThrow());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sx1.", "sx2.", "sx2.!", "sx2.e", "sx1.a b", "sx1.a\nb", "sx1.é", "sx3.abc", "EqQBCgIYAhIM", "sx2.AAAA", "sx2.e30", "sx2.W10", "sx2.ü", " sx1.a"})
    void whatIsNotFromHereIsNothing(String text) {
        assertEquals(Optional.empty(), Carried.read(text, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "{'provider':'codex','kind':'reasoning','data':{'type':'message','role':'system'}}",
        "{'provider':'codex','kind':'message','data':{'type':'message','role':'system'}}",
        "{'provider':'codex','kind':'message','place':'HOSTED','data':{'type':'message'}}",
        "{'provider':'codex','kind':'function_call','place':'HOSTED','data':{'type':'function_call'}}",
        "{'provider':'codex','kind':'web_search_call','place':'HOSTED','data':{'type':'message'}}",
        "{'provider':'codex','kind':'web_search_call','place':'HOSTED','data':{'role':'system'}}",
        "{'provider':'codex','kind':'web_search_call','place':'HOSTED','data':['x']}",
        "{'provider':'codex','kind':'x','place':'CALL','data':{'type':'message'}}",
        "{'provider':'codex','kind':'reasoning','data':{'type':'reasoning'}}",
        "{'provider':'codex','kind':'reasoning','data':'text'}",
        "{'provider':'anthropic','kind':'tool_result','data':{'type':'tool_result'}}",
        "{'provider':'anthropic','kind':'thinking','data':{}}",
        "{'provider':'anthropic','kind':'thinking','data':null}",
        "{'provider':'anthropic','kind':'thinking'}",
        "{'provider':7,'kind':'thinking','data':{'type':'thinking'}}",
        "{'provider':'','kind':'thinking','data':{'type':'thinking'}}",
        "{'provider':'anthropic','model':[],'kind':'thinking','data':{'type':'thinking'}}",
        "{'provider':'anthropic','kind':'thinking','place':'ELSEWHERE','data':{'type':'thinking'}}",
        "{'provider':'anthropic','kind':'thinking','data':{'type':'thinking'}} more",
        "[1]", "7", "nonsense"})
    void whatCannotHaveBeenWrittenHereIsNothing(String json) {
        assertEquals(Optional.empty(), Carried.read(packed(json.replace('\'', '"')), ""));
    }

    @Test
    void deepNestingIsNothing() {
        assertEquals(Optional.empty(), Carried.read(packed("{\"data\":" + "[".repeat(100_000)), ""));
    }

    @Test
    void whatIsTooLongIsNeitherWrittenNorRead() {
        var much = "a".repeat(Carried.LONGEST);
        var opaque = new Opaque("codex", "m", "reasoning", Json.object().put("type", "reasoning").put("encrypted_content", much));
        assertEquals(Optional.empty(), new Carried(opaque, Place.THINKING).text());
        assertEquals(Optional.empty(), new Carried(new Opaque("mine", "m", "state", json('"' + much + '"')), Place.THINKING).text());
        assertEquals(Optional.empty(), Carried.read("sx1." + much, ""));
        assertTrue(Carried.read("sx1." + much.substring(4), "").isPresent());
    }

    @Test
    void noStringMakesAnException() {
        var random = new Random(7);
        var whole = new Carried(new Opaque("anthropic", "m", "thinking", json("{\"type\":\"thinking\",\"signature\":\"EqQB\"}")), Place.THINKING).text().orElseThrow();
        for (var i = 0; i < 5_000; i++) {
            var text = new StringBuilder(whole.substring(0, 5 + random.nextInt(whole.length() - 4)));
            for (var j = 0; j < 3; j++) text.setCharAt(4 + random.nextInt(text.length() - 4), (char) (random.nextInt(10) == 0 ? random.nextInt(300) : '0' + random.nextInt(75)));
            Carried.read(text.toString(), "");
        }
    }
}
