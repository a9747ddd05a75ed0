package scorpiox.server.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class JsonPrefixTest {
    private static final String RICH = " {\"command\" : [\"ls\", -0.5e+10, {\"a\\\"\\u00e9\\n\":[]}, []], \"b\":{\"c\":{}},\n\"t\":true,\"f\":false,\"n\":null,\"x\":1E5,\"ü😀\":\"\\\\\"} ";

    @Test
    void anObjectIsTakenWholeHoweverItIsCut() {
        for (var cut = 0; cut <= RICH.length(); cut++) {
            var prefix = new JsonPrefix();
            assertEquals(cut, prefix.accept(RICH.substring(0, cut)));
            assertEquals(RICH.length() - cut, prefix.accept(RICH.substring(cut)));
            assertEquals("", prefix.close());
        }
    }

    @Test
    void whateverBreaksOffEndsAsAnObjectWhoseLastMemberIsNull() throws IOException {
        for (var cut = 0; cut < RICH.lastIndexOf('}'); cut++) {
            var prefix = new JsonPrefix();
            prefix.accept(RICH.substring(0, cut));
            var ended = RICH.substring(0, cut) + prefix.close();
            var object = assertInstanceOf(ObjectNode.class, Json.read(ended), ended);
            if (!object.isEmpty()) assertTrue(object.properties().stream().anyMatch(member -> member.getValue().isNull()), ended);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "{                          | {}",
        "{\"command\":\"rm -rf /    | {\"command\":null}",
        "{\"a\":1,\"command\":\"rm  | {\"a\":1,\"command\":null}",
        "{\"a\":1                   | {\"a\":null}",
        "{\"a\":1,                  | {\"a\":null}",
        "{\"a\":1,\"b               | {\"a\":1,\"b\":null}",
        "{\"a\":{\"b\":[1,          | {\"a\":null}",
        "{\"a\":tr                  | {\"a\":null}",
        "{\"a\":\"x\\               | {\"a\":null}",
        "{\"a\":\"x\\u00            | {\"a\":null}",
    })
    void halfACommandIsNotACommand(String text, String object) throws IOException {
        var prefix = new JsonPrefix();
        prefix.accept(text);
        assertEquals(Json.read(object), Json.read(text + prefix.close()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"text\"", "1", "null", "nonsense", "", "  ", "}", "\uFEFF{}"})
    void whatIsNoObjectHasNoBeginning(String text) {
        var prefix = new JsonPrefix();
        prefix.accept(text);
        assertTrue(prefix.empty());
        assertEquals("{}", prefix.close());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"{\"a\":1}}|7", "{'a':1}|1", "{\"a\":01}|6", "{\"a\":1,}|7", "{\"a\" 1}|5", "{\"a\":[1}|7", "{\"a\":\"\\x\"}|7", "{\"a\":tru}|8",
            "{\"a\":+1}|5", "{\"a\":1.}|7", "{\"a\":NaN}|5", "{\"a\":\"\\uZ\"}|8"})
    void whatCannotBecomeOneIsCutBeforeIt(String text, int taken) throws IOException {
        var prefix = new JsonPrefix();
        assertEquals(taken, prefix.accept(text));
        assertEquals(0, prefix.accept("{}"));
        var closed = prefix.close();
        assertEquals(closed, prefix.close());
        assertInstanceOf(ObjectNode.class, Json.read(text.substring(0, taken) + closed));
    }

    @Test
    void whatIsTooDeepIsCut() throws IOException {
        var text = "{\"a\":" + "[".repeat(10_000);
        var prefix = new JsonPrefix();
        var taken = prefix.accept(text);
        assertTrue(taken < 1000);
        assertInstanceOf(ObjectNode.class, Json.read(text.substring(0, taken) + prefix.close()));
    }

    @Test
    void itTakesExactlyWhatAParserTakes() {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++) {
            var text = new StringBuilder(RICH);
            for (var j = 0; j <= random.nextInt(3); j++) text.setCharAt(random.nextInt(text.length()), "{}[]:,\"\\01.e-tnu é\u0001".charAt(random.nextInt(19)));
            var prefix = new JsonPrefix();
            var taken = prefix.accept(text.toString());
            var whole = taken == text.length() && prefix.close().isEmpty();
            if (whole) parse(text.toString());
            else assertThrows(IOException.class, () -> Json.read(text.toString()), text::toString);
            parse(text.substring(0, taken) + prefix.close());
        }
    }

    private static void parse(String text) {
        try {
            Json.read(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
