package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;

class ArgumentTextTest {
    private static final String SCHEMA = "{'properties':{'city':{},'days':{},'tags':{}}}";

    private static ArgumentText text(String arguments) {
        try {
            return ArgumentText.of((ObjectNode) Json.read(arguments.replace('\'', '"')), Json.read(SCHEMA.replace('\'', '"')));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{} | ",
            "{'city':'Oslo'} | city=Oslo",
            "{'days':3,'city':'Oslo'} | city=Oslo days=3",
            "{'zoo':1,'day':2,'days':3} | days=3 day=2 zoo=1",
            "{'city':'New York'} | city=\"New York\"",
            "{'city':'x days=3'} | city=\"x days=3\"",
            "{'city':''} | city=\"\"",
            "{'city':'a;rm'} | city=\"a;rm\"",
            "{'city':'~/a-b_c.d@e:f%+,'} | city=~/a-b_c.d@e:f%+,",
            "{'tags':['a b','c']} | tags=[\"a b\",\"c\"]",
            "{'days':null} | days=null",
            "{'b c':'x'} | \"b c\"=x"})
    void theSameArgumentsGiveTheSameText(String arguments, String line) {
        assertEquals(line == null ? "" : line, text(arguments).line());
    }

    @Test
    void lineEndsAndControlCharactersCannotMakeAnotherArgument() {
        var text = ArgumentText.of(Json.object().put("city", "Oslo\ndays = 9\u001b[2J"), Json.object());
        assertEquals("city = \"Oslo\\ndays = 9\\u001B[2J\"", text.lines());
        assertEquals("city=\"Oslo\\ndays = 9\\u001B[2J\"", text.line());
    }

    @Test
    void theBriefFormIsCutButTheOthersAreNot() {
        var text = ArgumentText.of(Json.object().put("a", "x".repeat(1000)).put("b", "y".repeat(1000)).put("c", 1), Json.object());
        assertEquals("a=" + "x".repeat(60) + "… b=" + "y".repeat(60) + "… c=1", text.brief());
        assertTrue(text.line().length() > 2000 && text.lines().length() > 2000);
        var many = Json.object();
        for (var i = 0; i < 100; i++) many.put("name" + i, i);
        assertEquals(201, ArgumentText.of(many, Json.object()).brief().length());
    }
}
