package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {
            "{}", "[]", "null", "true", "false", "0", "-1", "\"\"", "\"text\"",
            "{\"z\":1,\"a\":{\"y\":[1,2,{}],\"b\":null}}",
            "[1,-2147483648,2147483648,-9223372036854775808,9223372036854775808,123456789012345678901234567890]",
            "[0.5,-1.25,3.141592653589793238462643383279]",
            "\"quote \\\" backslash \\\\ newline \\n tab \\t nul \\u0000\"",
            "\"ü € \u2028\"",
            "{\"\":\"empty name\",\"a b\":\"blank\",\"ü\":\"umlaut\"}",
    })
    void whatIsReadIsWrittenAsItWas(String json) throws IOException {
        assertEquals(json, Json.write(Json.read(json)));
        assertArrayEquals(json.getBytes(StandardCharsets.UTF_8), Json.bytes(Json.read(json.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @CsvSource({"1.50", "10.0", "1e5", "1E-7", "-0.0", "1e400"})
    void decimalsKeepTheirValue(String number) throws IOException {
        var written = Json.write(Json.read(number));
        assertEquals(0, new java.math.BigDecimal(number).compareTo(new java.math.BigDecimal(written)), written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "' { \"a\" : [ 1 , 2 ] } '|{\"a\":[1,2]}",
            "\"\\u0041\\/\"|\"A/\"",
            "{\"a\":1,\"a\":2}|{\"a\":2}",
    })
    void spellingIsReadTolerantlyAndWrittenCompactly(String json, String compact) throws IOException {
        assertEquals(compact, Json.write(Json.read(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", " ", "{", "[1,", "{\"a\":", "{\"a\"}", "\"open", "tru", "nul", "01", "+1", "1.", "NaN", "'a'", "{a:1}", "[1,]", "{\"a\":1,}",
            "]", "}", "1 2", "{} {}", "{}x", "// c\n1", "\"tab\tinside\"",
    })
    void anythingButOneValueIsAnError(String text) {
        assertThrows(IOException.class, () -> Json.read(text));
        assertThrows(IOException.class, () -> Json.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void endlessNestingIsAnErrorAndNotACrash() {
        assertThrows(IOException.class, () -> Json.read("[".repeat(200_000)));
        assertThrows(IOException.class, () -> Json.read("{\"a\":".repeat(200_000)));
    }

    @Test
    void aByteOrderMarkBeforeUtf8BytesIsAccepted() throws IOException {
        assertEquals("{\"a\":1}", Json.write(Json.read("\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"😀\"", "\"\\ud83d\\ude00\""})
    void charactersBeyondSixteenBitsKeepTheirValue(String json) throws IOException {
        assertEquals("😀", Json.read(Json.bytes(Json.read(json))).textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cut \\ud83d\"", "\"\\ude00 cut\"", "{\"a\":\"\\ud83d\\ud83d\"}"})
    void halfOfACharacterPairDoesNotPreventWriting(String json) throws IOException {
        var tree = Json.read(json);
        assertEquals(tree.getNodeType(), Json.read(Json.write(tree)).getNodeType());
    }

    @Test
    void aValueIsReadInTheMiddleOfAParser() throws IOException {
        try (var parser = Json.parser("{\"type\":\"x\",\"item\":{\"a\":[1]},\"next\":true}")) {
            while (!"item".equals(parser.currentName())) parser.nextToken();
            parser.nextToken();
            assertEquals("{\"a\":[1]}", Json.write(Json.read(parser)));
            assertEquals(JsonToken.END_OBJECT, parser.currentToken());
            assertEquals("next", parser.nextFieldName());
        }
    }

    @Test
    void treesMadeByHandAreWrittenInTheOrderOfTheirMaking() {
        var object = Json.object().put("z", "last letter first").put("n", 1.5).put("long", Long.MAX_VALUE);
        object.set("list", Json.array().add(1).add("two").addNull());
        assertEquals("{\"z\":\"last letter first\",\"n\":1.5,\"long\":9223372036854775807,\"list\":[1,\"two\",null]}", Json.write(object));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NONE", value = {
            "{\"a\":\"x\"}|x", "{\"a\":\"\"}|''", "{\"a\":1}|NONE", "{\"a\":null}|NONE", "{\"a\":{}}|NONE", "{}|NONE", "[\"a\"]|NONE", "\"a\"|NONE",
    })
    void theTextOfAMemberIsOnlyThereWhenItIsText(String json, String text) throws IOException {
        assertEquals(text, Json.text(Json.read(json), "a"));
    }

    @Test
    void prettyJsonHasAMemberALineInItsOrderAndEndsItsLastLine() throws IOException {
        var pretty = new String(Json.pretty(Json.read("{\"z\":{\"y\":[1,2],\"b\":null},\"a\":\"ü😀\",\"n\":1.50}")), StandardCharsets.UTF_8);
        assertEquals(List.of("{", "  \"z\" : {", "    \"y\" : [ 1, 2 ],", "    \"b\" : null", "  },", "  \"a\" : \"ü😀\",", "  \"n\" : 1.50", "}"), pretty.lines().toList());
        assertEquals('\n', pretty.charAt(pretty.length() - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"a\":[{},[],1e400,123456789012345678901234567890,\"\\u0000\\n\"]}"})
    void prettyJsonIsTheSameValue(String json) throws IOException {
        assertEquals(Json.read(json), Json.read(Json.pretty(Json.read(json))));
    }

    @Test
    void aStringMayBeAsLongAsADocument() throws IOException {
        assertEquals(20_000_001, Json.read(("\"" + "x".repeat(20_000_001) + "\"").getBytes(StandardCharsets.UTF_8)).textValue().length());
    }

    @Test
    void nothingHasNoMembers() {
        assertNull(Json.text(null, "a"));
    }
}
