package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.base.Json;
import scorpiox.tool.ToolError;
import scorpiox.tool.user.Argv.Kind;
import scorpiox.tool.user.Argv.Slot;

class ArgvTest {
    private static final Argv ARGV = new Argv("=", "--", true, List.of(
            new Slot("loud", Kind.FLAG, "--loud", "", null), new Slot("colour", Kind.FLAG, "", "--no-colour", null), new Slot("city", Kind.VALUE, "--city", "", null),
            new Slot("tag", Kind.LIST, "--tag", "", null), new Slot("pair", Kind.GROUP, "--pair", "", null), new Slot("set", Kind.MAP, "-D", "", null), new Slot("v", Kind.COUNT, "-v", "", null),
            new Slot("from", Kind.POSITIONAL, "", "", "here"), new Slot("to", Kind.POSITIONAL, "", "", null), new Slot("files", Kind.POSITIONALS, "", "", null)));

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{} | ",
            "{'loud':true} | --loud",
            "{'loud':false} | ",
            "{'colour':false} | --no-colour",
            "{'colour':true} | ",
            "{'city':'New York'} | --city=New York",
            "{'city':''} | --city=",
            "{'city':3} | --city=3",
            "{'city':1e-7} | --city=0.0000001",
            "{'city':true} | --city=true",
            "{'tag':['a','b c']} | --tag=a,--tag=b c",
            "{'tag':[]} | ",
            "{'pair':['a','b']} | --pair=a,b",
            "{'set':{'k':'v','x':'y=z'}} | -D=k=v,-D=x=y=z",
            "{'v':2} | -v,-v",
            "{'v':1000000000} | -v,-v,-v,-v,-v,-v,-v,-v,-v",
            "{'from':'a'} | --,a",
            "{'to':'b'} | --,here,b",
            "{'from':'a','to':'b','files':['c','-d']} | --,a,b,c,-d",
            "{'files':[]} | ",
            "{'city':'x','to':'@file'} | --city=x,--,here,@@file",
            "{'to':'@'} | --,here,@",
            "{'pair':['--','@x'],'to':'b'} | --pair=--,@@x,--,here,b"})
    void argumentsBecomeACommandLineInTheOrderOfTheSlots(String arguments, String words) {
        assertEquals(words == null ? "" : words, String.join(",", ARGV.of(json(arguments))));
    }

    @Test
    void aGapBetweenPositionalParametersIsNoCommandLine() {
        var message = assertThrows(ToolError.class, () -> ARGV.of(json("{'from':'a','files':['c']}"))).getMessage();
        assertEquals("give to too: without it files would be taken for it", message);
    }

    @Test
    void aNulCharacterIsRefused() {
        assertTrue(assertThrows(ToolError.class, () -> ARGV.of(Json.object().put("city", "a\0b"))).getMessage().contains("NUL"));
        assertThrows(ToolError.class, () -> ARGV.of(Json.object().put("to", "\0")));
    }

    @Test
    void aBlankSeparatorMakesTwoWords() {
        assertEquals(List.of("--city", "x y"), new Argv(" ", "--", false, ARGV.slots()).of(json("{'city':'x y'}")));
    }

    @Test
    void withoutFilesOfArgumentsNothingIsDoubled() {
        assertEquals(List.of("--", "here", "@file"), new Argv("=", "--", false, ARGV.slots()).of(json("{'to':'@file'}")));
    }

    @Test
    void itReadsBackAsItWas() {
        assertEquals(ARGV, Argv.read(ARGV.json()));
        assertThrows(IllegalArgumentException.class, () -> Argv.read(json("{'slots':[{'name':'a','kind':'EVIL'}]}")));
    }
}
