package scorpiox.tool.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine;
import scorpiox.base.Json;
import scorpiox.tool.Access;

/// Annotations of picocli in, JSON Schema out; and the command lines that come of it are what picocli itself understands.
class DescribeTest {
    enum Colour { RED, GREEN }

    private static ObjectNode described(Class<?> type) {
        try {
            return (ObjectNode) Json.read(Describe.json(SchemaOf.command(type)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode property(Class<?> type, String name) {
        return described(type).path("parameters").path("properties").path(name);
    }

    @Command
    static class Types {
        @Option(names = "--flag") boolean flag;
        @Option(names = "--boxed") Boolean boxed;
        @Option(names = "--truth", arity = "1") boolean truth;
        @Option(names = "--int") int whole;
        @Option(names = "--long") Long large;
        @Option(names = "--double") double broken;
        @Option(names = "--decimal") BigDecimal decimal;
        @Option(names = "--colour") Colour colour;
        @Option(names = "--text") String text;
        @Option(names = "--chars") char[] chars;
        @Option(names = "--char") char letter;
        @Option(names = "--file") File file;
        @Option(names = "--path") Path path;
        @Option(names = "--date") LocalDate date;
        @Option(names = "--list") List<String> list;
        @Option(names = "--numbers") List<Integer> numbers;
        @Option(names = "--colours") Set<Colour> colours;
        @Option(names = "--array") int[] array;
        @Option(names = "--map") Map<String, String> map;
        @Option(names = "--counts") Map<String, Integer> counts;
        @Option(names = "--perhaps") Optional<Integer> perhaps;
        @Option(names = "--pair", arity = "2") String[] pair;
        @Option(names = "-v") boolean[] verbose;
        @Option(names = "--maybe", arity = "0..1", fallbackValue = "yes") String maybe;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "flag | {'type':'boolean'}", "boxed | {'type':'boolean'}", "truth | {'type':'boolean'}", "int | {'type':'integer','description':'(default: 0)'}", "long | {'type':'integer'}",
            "double | {'type':'number','description':'(default: 0.0)'}", "decimal | {'type':'number'}", "colour | {'type':'string','enum':['RED','GREEN']}", "text | {'type':'string'}",
            "chars | {'type':'string'}", "file | {'type':'string'}", "path | {'type':'string'}", "date | {'type':'string'}", "list | {'type':'array','items':{'type':'string'}}",
            "numbers | {'type':'array','items':{'type':'integer'}}", "colours | {'type':'array','items':{'type':'string','enum':['RED','GREEN']}}", "array | {'type':'array','items':{'type':'integer'}}",
            "map | {'type':'object','additionalProperties':{'type':'string'}}", "counts | {'type':'object','additionalProperties':{'type':'integer'}}", "perhaps | {'type':'integer'}",
            "pair | {'type':'array','items':{'type':'string'},'minItems':2,'maxItems':2}", "v | {'type':'integer','minimum':0,'maximum':9,'description':'(how often it is given)'}", "maybe | {'type':'string'}"})
    void aTypeOfJavaIsOneOfJson(String name, String schema) {
        assertEquals(schema.replace('\'', '"'), Json.write(property(Types.class, name)));
    }

    @Command(name = "deploy", mixinStandardHelpOptions = true, header = "Puts a version into place.", description = {"It takes 100%% care.", "@|bold Never|@ on Fridays."})
    static class Words {
        @Option(names = {"-e", "--environment"}, required = true, description = "where to: @|bold test|@ or live,%nnothing else") String environment;
        @Option(names = "--retries", defaultValue = "3", description = "tries in all") int retries;
        @Option(names = "--wait", defaultValue = "5", description = "seconds (default: ${DEFAULT-VALUE})") int wait;
        @Option(names = "--loud", description = "says more") boolean loud = true;
        @Option(names = "--maxCount") String maxCount;
        @Option(names = "--secret", interactive = true) char[] secret;
        @Option(names = "--internal", hidden = true) String internal;
        @Option(names = "--share", description = "of all, in %%") int share = 7;
        @Option(names = "-x") String x;
        @Option(names = "--empty", description = "") List<String> empty = new ArrayList<>();
        @Parameters(index = "0", paramLabel = "<versionName>", description = "what to put there") String version;
        @Parameters(index = "1..*", paramLabel = "HOST NAMES") List<String> hosts;
    }

    @Test
    void textsBecomeDescriptionsWithoutTheirMarks() {
        assertEquals("Puts a version into place.\nIt takes 100% care.\nNever on Fridays.", described(Words.class).path("description").asText());
        assertEquals("where to: test or live,\nnothing else", property(Words.class, "environment").path("description").asText());
        assertEquals("of all, in % (default: 7)", property(Words.class, "share").path("description").asText());
        assertFalse(property(Words.class, "empty").has("description"));
    }

    @Test
    void aDefaultIsToldOnce() {
        assertEquals("tries in all (default: 3)", property(Words.class, "retries").path("description").asText());
        assertEquals("seconds (default: 5)", property(Words.class, "wait").path("description").asText());
        assertEquals("says more (default: true)", property(Words.class, "loud").path("description").asText());
    }

    @Test
    void namesAreInSnakeCaseAndWhatIsNotForACallerIsLeftOut() {
        var schema = described(Words.class).path("parameters");
        var names = new ArrayList<String>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        assertEquals(Set.of("environment", "retries", "wait", "loud", "max_count", "share", "x", "empty", "version_name", "host_names"), Set.copyOf(names));
        assertEquals("[\"environment\",\"version_name\"]", Json.write(schema.path("required")));
        assertFalse(schema.path("additionalProperties").asBoolean(true));
        assertEquals("object", schema.path("type").asText());
    }

    @Command
    static class Same {
        @Option(names = "--file") String file;
        @Parameters(index = "0", paramLabel = "FILE") String other;
    }

    @Test
    void twoOfOneNameAreToldApart() {
        assertEquals("{\"type\":\"string\"}", Json.write(property(Same.class, "file_2")));
    }

    @Command
    static class Groups {
        @ArgGroup(exclusive = true, multiplicity = "1") Choice choice;
        @ArgGroup(exclusive = false, multiplicity = "1") Together together;
        @ArgGroup(exclusive = false) Together2 perhaps;
        @Mixin Shared shared;

        static class Choice {
            @Option(names = "--this", required = true) String one;
            @Option(names = "--that", required = true) String other;
        }

        static class Together {
            @Option(names = "--user", required = true) String user;
            @Option(names = "--mail") String mail;
        }

        static class Together2 {
            @Option(names = "--from", required = true) String from;
        }

        static class Shared {
            @Option(names = "--verbose") boolean verbose;
        }
    }

    @Test
    void groupsAndMixinsCountAndOnlyWhatIsAlwaysNeededIsRequired() {
        var schema = described(Groups.class).path("parameters");
        assertEquals("[\"user\"]", Json.write(schema.path("required")));
        for (var name : List.of("this", "that", "mail", "from", "verbose")) assertTrue(schema.path("properties").has(name), name);
    }

    @Command
    static class Plain { }

    @Command
    @DescribeTest.Readers.Access("read")
    static class Reader { }

    @Command
    @DescribeTest.Kinds.Access(Kinds.Kind.NET)
    static class Caller { }

    @Command
    @DescribeTest.Readers.Access("ROOT")
    static class Wrong { }

    static final class Readers {
        @Retention(RetentionPolicy.RUNTIME)
        @interface Access {
            String value();
        }
    }

    static final class Kinds {
        enum Kind { NET }

        @Retention(RetentionPolicy.RUNTIME)
        @interface Access {
            Kind value();
        }
    }

    @Test
    void theClassIsThatOfAnyAnnotationCalledAccessAndElseTheStrictest() {
        assertEquals("EXEC", described(Plain.class).path("class").asText());
        assertEquals("READ", described(Reader.class).path("class").asText());
        assertEquals("NET", described(Caller.class).path("class").asText());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SchemaOf.command(Wrong.class)).getMessage().contains("ROOT"));
    }

    @Command(name = "child")
    static class Child { }

    @Command(subcommands = {Child.class})
    static class Parent { }

    @Command(subcommands = {CommandLine.HelpCommand.class})
    static class WithHelp { }

    @Command
    static class Broken {
        @Option(names = "--a") String a;
        @Option(names = "--a") String b;
    }

    @Test
    void whatIsNoSingleCommandIsNoTool() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SchemaOf.command(Parent.class)).getMessage().contains("sub-commands"));
        assertEquals("EXEC", described(WithHelp.class).path("class").asText());
        assertThrows(RuntimeException.class, () -> SchemaOf.command(Broken.class));
    }

    @Test
    void aDescriptionReadsBackAsItWas() throws Unfit {
        var description = Description.of(described(Words.class), "it");
        assertEquals(Json.write(description.json()), Json.write(Description.of(description.json().deepCopy(), "it").json()));
        assertEquals(Access.EXEC, description.access());
    }

    @Test
    void jsonOfPlainValuesIsJsonWhateverTheyHold() throws IOException {
        var map = new LinkedHashMap<String, Object>();
        map.put("quote\"\\", "line\nend \u0001 \ud83d\ude00 ä");
        map.put("list", List.of(1, 2.5, true));
        map.put("none", null);
        var read = Json.read(Describe.json(map));
        assertEquals("line\nend \u0001 \ud83d\ude00 ä", read.path("quote\"\\").asText());
        assertEquals("[1,2.5,true]", Json.write(read.path("list")));
        assertTrue(read.path("none").isNull());
    }

    // ---- what picocli makes of the command lines

    @Command
    static class Flags {
        @Option(names = "--plain") boolean plain;
        @Option(names = "--on", defaultValue = "true") boolean on;
        @Option(names = "--initial") boolean initial = true;
        @Option(names = "--neg", negatable = true) boolean neg;
        @Option(names = "--sure", negatable = true, defaultValue = "true", fallbackValue = "true") boolean sure;
        @Option(names = "--no-colour", negatable = true) boolean colourless;
        @Option(names = "--back", fallbackValue = "false", defaultValue = "true") boolean back;
        @Option(names = "--strict", arity = "0") boolean strict;
        @Option(names = "--open", arity = "0..1") boolean open;
        @Option(names = "--boxed") Boolean boxed;
    }

    static List<Arguments> flags() {
        var rows = new ArrayList<Arguments>();
        for (var name : List.of("plain", "on", "initial", "neg", "sure", "no_colour", "back", "strict", "open", "boxed")) for (var value : List.of(true, false)) rows.add(Arguments.of(name, value));
        return rows;
    }

    @ParameterizedTest
    @MethodSource("flags")
    void aFlagIsWhatTheArgumentSays(String name, boolean value) throws Exception {
        var flags = parsed(new Flags(), Json.object().put(name, value));
        var field = Flags.class.getDeclaredField(name.equals("no_colour") ? "colourless" : name);
        var set = field.get(flags);
        assertEquals(value, set != null && (boolean) set, () -> name + " " + words(Flags.class, Json.object().put(name, value)));
    }

    @Command
    static class Values {
        @Option(names = "--text") String text;
        @Option(names = "-n") int number;
        @Option(names = "--part") double part;
        @Option(names = "--list") List<String> list;
        @Option(names = "--map") Map<String, String> map;
        @Option(names = "--pair", arity = "2") String[] pair;
        @Option(names = "-v") boolean[] verbose;
        @Parameters(index = "0", defaultValue = "first", paramLabel = "A") String a;
        @Parameters(index = "1", arity = "0..1", paramLabel = "B") String b;
        @Parameters(index = "2..*", paramLabel = "REST") List<String> rest;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"plain", "`two words`", "--other=x", "--other", "@/etc/hosts", "@@x", "@", "a=b", "`\"quoted\"`", "'", "$HOME", "*", "ä😀", "`line\nend`", "-"})
    void noValueIsTakenForAnythingElse(String value) {
        var values = parsed(new Values(), Json.object().put("text", value).<ObjectNode>set("list", Json.array().add(value).add("x")).<ObjectNode>set("map", Json.object().put("k", value)));
        assertEquals(value, values.text);
        assertEquals(List.of(value, "x"), values.list);
        assertEquals(Map.of("k", value), values.map);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "two words", "--text=x", "--text", "--", "-n", "-n=5", "-v", "@/etc/hosts", "@@x", "@", "-"})
    void noPositionalValueIsTakenForAnOption(String value) {
        var values = parsed(new Values(), Json.object().put("a", value).put("b", "@" + value).<ObjectNode>set("rest", Json.array().add(value).add("--list=evil")));
        assertEquals(value, values.a);
        assertEquals("@" + value, values.b);
        assertEquals(List.of(value, "--list=evil"), values.rest);
        assertEquals(null, values.text);
        assertEquals(null, values.list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--text=x", "-n", "--"})
    void aValueThatIsAnOptionIsRefusedByPicocliAndNotObeyed(String value) {
        assertThrows(CommandLine.ParameterException.class, () -> parsed(new Values(), Json.object().put("text", value)));
    }

    @Test
    void numbersListsAndCountsArriveAsTheyAre() throws IOException {
        var values = parsed(new Values(), (ObjectNode) Json.read("{\"n\":-5,\"part\":1e-7,\"pair\":[\"a b\",\"c\"],\"v\":3,\"list\":[],\"b\":\"second\"}"));
        assertEquals(-5, values.number);
        assertEquals(1e-7, values.part);
        assertEquals(List.of("a b", "c"), List.of(values.pair));
        assertEquals(3, values.verbose.length);
        assertEquals("first", values.a);
        assertEquals("second", values.b);
    }

    private static <T> T parsed(T command, ObjectNode arguments) {
        new CommandLine(command).parseArgs(words(command.getClass(), arguments).toArray(String[]::new));
        return command;
    }

    private static List<String> words(Class<?> type, ObjectNode arguments) {
        try {
            return Description.of(described(type), "it").argv().orElseThrow().of(arguments);
        } catch (Unfit e) {
            throw new AssertionError(e);
        }
    }
}
