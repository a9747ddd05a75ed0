package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import scorpiox.base.Json;
import scorpiox.tool.ToolError;
import scorpiox.tool.user.Argv.Kind;
import scorpiox.tool.user.Argv.Slot;

class ArgvTest {
    private static final String ZEROS = "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
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
            "{'city':1e400} | --city=1" + ZEROS,
            "{'city':1e999999999} | --city=1E+999999999",
            "{'city':-1e-999999999} | --city=-1E-999999999",
            "{'pair':['-a',-1.5,'-10.25']} | --pair=-a,-1.5,-10.25",
            "{'pair':['--','@x'],'to':'b'} | --pair=--,@@x,--,here,b"})
    void argumentsBecomeACommandLineInTheOrderOfTheSlots(String arguments, String words) {
        assertEquals(words == null ? "" : words, String.join(",", ARGV.of(json(arguments))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unsafe", "-u", "--", "-", "--city=x", "-1x", "-e1", "-\u0661"})
    void aWordThatWouldBeTakenForAnOptionIsNoElement(String word) {
        var arguments = Json.object();
        arguments.putArray("pair").add("a").add("b").add(word);
        assertEquals(word + " cannot be given here: it begins with - and would be taken for an option", assertThrows(ToolError.class, () -> ARGV.of(arguments)).getMessage());
        var blank = new Argv(" ", "--", true, ARGV.slots());
        assertThrows(ToolError.class, () -> blank.of(Json.object().put("city", word)));
        var list = Json.object();
        list.putArray("tag").add("a").add(word);
        assertThrows(ToolError.class, () -> blank.of(list));
    }

    @Test
    void aNumberOfAThousandCharactersIsRefused() {
        var digits = "1".repeat(600);
        assertEquals(List.of("--city=" + digits), ARGV.of(Json.object().put("city", new BigInteger(digits))));
        assertThrows(ToolError.class, () -> ARGV.of(Json.object().put("city", new BigInteger(digits + digits))));
        assertThrows(ToolError.class, () -> ARGV.of(Json.object().put("city", new BigDecimal(digits + "." + digits))));
        assertEquals(List.of("--city=Infinity"), ARGV.of(Json.object().put("city", Double.POSITIVE_INFINITY)));
    }

    /// With a hidden option that nobody but its author should set.
    @Command(name = "pick")
    static class Pick {
        @Option(names = "--files", arity = "2..*") List<String> files;
        @Option(names = "--city") String city;
        @Option(names = "--unsafe", hidden = true) boolean unsafe;
        @Parameters List<String> rest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "@@", "@FILE", "@@FILE", "@@@FILE", "-5", "plain", "a=b", "'q'", "a,b", ""})
    void picocliTakesWordsAsTheyAre(String word, @TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("words"), "--unsafe");
        var text = word.replace("FILE", file.toString());
        var argv = Argv.read(Json.read(Describe.json(((Map<?, ?>) SchemaOf.command(Pick.class)).get("argv"))));
        for (var blank : new boolean[] {false, true}) {
            var arguments = Json.object().put("city", text);
            arguments.putArray("files").add(text).add(text).add(text);
            arguments.putArray("rest").add(text).add("--unsafe");
            var pick = new Pick();
            new CommandLine(pick).parseArgs((blank ? new Argv(" ", argv.end(), argv.files(), argv.slots()) : argv).of(arguments).toArray(String[]::new));
            assertEquals(List.of(text, text, text), pick.files);
            assertEquals(text, pick.city);
            assertEquals(List.of(text, "--unsafe"), pick.rest);
            assertFalse(pick.unsafe);
        }
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
