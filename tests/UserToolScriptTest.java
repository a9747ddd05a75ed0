package scorpiox;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.Simulator;
import scorpiox.simulator.model.Scenario;

/// Tools that are files of the user's and of a project, in the whole script: offered, called, refused, left out.
@Execution(ExecutionMode.CONCURRENT)
@Order(6)
class UserToolScriptTest {
    private static final String DESCRIPTION = "{\"description\":\"Tells the tide.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"port\":{\"type\":\"string\"}},\"required\":[\"port\"]},\"class\":\"%s\"}";
    private static final String JAVA = """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 25+
            //DEPS info.picocli:picocli:4.7.7

            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.util.List;
            import picocli.CommandLine;
            import picocli.CommandLine.Command;
            import picocli.CommandLine.Option;
            import picocli.CommandLine.Parameters;

            @Access("READ")
            @Command(name = "greet", mixinStandardHelpOptions = true, description = "Greets people.")
            public class greet implements Runnable {
                @Option(names = "--shout", description = "in capitals") boolean shout;
                @Option(names = "--times", defaultValue = "1", description = "how often") int times;
                @Parameters(paramLabel = "NAME", arity = "1..*", description = "whom") List<String> names;

                @Override
                public void run() {
                    System.err.println("greeting " + names.size());
                    var text = "hello " + String.join(" and ", names);
                    for (var i = 0; i < times; i++) System.out.println(shout ? text.toUpperCase() : text);
                }

                public static void main(String... args) {
                    System.exit(new CommandLine(new greet()).execute(args));
                }
            }

            @Retention(RetentionPolicy.RUNTIME)
            @interface Access {
                String value();
            }
            """;

    @TempDir
    Path home;

    private Path work;
    private Path tools;
    private Path marks;
    private Simulator simulator;

    @BeforeEach
    void folders() throws IOException {
        work = Files.createDirectories(home.resolve("work"));
        tools = Files.createDirectories(home.resolve(".config/scorpiox/tools"));
        marks = home.resolve("marks");
    }

    @AfterEach
    void tidy() throws IOException {
        if (simulator != null) simulator.close();
        var cache = Path.of(new Sx("sx", home).builder(List.of("true")).environment().get("XDG_CACHE_HOME"), "scorpiox/tools");
        if (!Files.isDirectory(cache)) return;
        try (var entries = Files.newDirectoryStream(cache, "*.json")) {
            for (var entry : entries) {
                if (!Json.read(Files.readAllBytes(entry)).path("path").asText().startsWith(home.toString())) continue;
                Files.deleteIfExists(entry.resolveSibling(entry.getFileName().toString().replace(".json", ".aot")));
                Files.delete(entry);
            }
        }
    }

    /// A backend that gives these answers, one after the other, and then says "Done.".
    private String plays(String... calls) throws IOException {
        var rules = new ArrayList<String>();
        for (var call : calls) rules.add("{\"times\": 1, \"answer\": {\"parts\": [" + call + "]}}");
        rules.add("{\"answer\": {\"parts\": [{\"text\": \"Done.\", \"phase\": \"final_answer\"}]}}");
        simulator = new Simulator(Simulator.Setup.answering(Scenario.of(Json.read("{\"rules\": [" + String.join(",", rules) + "]}"), Path.of(""))), Thread.ofVirtual().factory());
        return simulator.url();
    }

    private static String call(String tool, String arguments) {
        return "{\"call\":\"" + tool + "\",\"arguments\":" + arguments.replace('\'', '"') + "}";
    }

    private Sx sx(String url) {
        return new Sx("sx", home).backend(url).in(work);
    }

    /// What the tools of the last round said, in order.
    private List<String> outputs() {
        var outputs = new ArrayList<String>();
        for (var item : simulator.requests().getLast().body().path("input")) {
            if (!item.path("type").asText().endsWith("_output")) continue;
            outputs.add(item.path("output") instanceof ArrayNode parts ? parts.get(0).path("text").asText() : item.path("output").asText());
        }
        return outputs;
    }

    private List<String> offered() {
        var names = new ArrayList<String>();
        simulator.requests().getFirst().body().path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// A tool that notes when it runs at all.
    private void tide(Path folder, String access, String body) throws IOException {
        executable(folder.resolve("tide.sh"), "echo \"$1\" >>" + marks + "\n[ \"$1\" = --sx-describe ] && { echo '" + DESCRIPTION.formatted(access) + "'; exit; }\n" + body);
    }

    private Path project() {
        return work.resolve(".scorpiox/tools");
    }

    private List<String> marks() throws IOException {
        return Files.exists(marks) ? Files.readAllLines(marks) : List.of();
    }

    @Test
    void aScriptOfTheUsersIsAToolAtOnce() throws IOException {
        tide(tools, "READ", "echo asking >&2; echo \"$SX_TOOL in $(basename \"$SX_CWD\"): $(cat)\"");
        var ended = sx(plays(call("tide", "{'port':'Bergen'}"))).run("-v", "when is high water?");
        assertEquals(List.of("tide in work: {\"port\":\"Bergen\"}\n"), outputs());
        assertEquals("Done.\n", ended.out());
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.err().contains("● tide port=Bergen\n  tide: asking\n  1 line\n"), ended.err());
        assertTrue(sx(plays()).run("again").err().isEmpty(), "known from the first time, and nothing to say");
        assertEquals(List.of("--sx-describe", ""), marks());
        assertTrue(offered().contains("tide"));
    }

    @Test
    void programsThatWatchSeeACallOfOurServer() throws IOException {
        tide(tools, "WRITE", "echo high at noon");
        var ended = sx(plays(call("tide", "{'port':'Bergen'}"))).run("--json", "--mode", "edit", "go");
        var items = new ArrayList<JsonNode>();
        for (var line : ended.out().lines().toList()) if (line.contains("mcp_tool_call")) items.add(Json.read(line));
        assertEquals(List.of("item.started", "item.completed"), items.stream().map(each -> each.path("type").asText()).toList());
        assertEquals("high at noon\n", items.getLast().path("item").path("result").path("content").get(0).path("text").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"EXEC | mode read-only; allow with --allow tide |", "NET | mode read-only; allow with --allow tide |", "WRITE | mode read-only; allow with --mode edit or --allow tide |", "EXEC | mode edit; allow with --allow tide | edit",
            "READ | rule deny tide(port=Bergen*) of --deny or SX_DENY | full --deny tide(port=Bergen*)"})
    void whatIsNotAllowedIsDeniedAndNotStarted(String access, String why, String mode) throws IOException {
        tide(tools, access, "echo high at noon");
        var arguments = new ArrayList<>(mode == null ? List.<String>of() : List.of(("--mode " + mode).split(" ")));
        arguments.add("go");
        var ended = sx(plays(call("tide", "{'port':'Bergen'}"))).run(arguments.toArray(String[]::new));
        assertEquals(5, ended.exit());
        assertEquals("sx: denied tide port=Bergen (" + why + ")\n", ended.err());
        assertTrue(outputs().getFirst().startsWith("denied: " + why), outputs().getFirst());
        assertEquals(mode != null && mode.startsWith("full"), offered().contains("tide"));
        assertEquals(List.of("--sx-describe"), marks());
    }

    @Test
    void aRuleOrTheModeAllowsIt() throws IOException {
        tide(tools, "EXEC", "cat");
        for (var flags : List.of(List.of("--allow", "tide"), List.of("--allow", "tide(port=Bergen)"), List.of("--mode", "full"))) {
            var words = new ArrayList<>(flags);
            words.add("go");
            assertEquals(0, sx(plays(call("tide", "{'port':'Bergen'}"))).run(words.toArray(String[]::new)).exit());
            assertEquals(List.of("{\"port\":\"Bergen\"}\n"), outputs());
            simulator.close();
        }
    }

    @Test
    void flagsAndSettingsLeaveThemOutAndRulesAboutThemAreNoMistake() throws IOException {
        tide(tools, "READ", "echo high at noon");
        for (var flags : List.of(List.of("--bare"), List.of("-e", "SX_TOOLS=0"), List.of("--tools=-bash,-tide"), List.of("--tools", "read,grep"), List.of("--no-tools"))) {
            var words = new ArrayList<>(flags);
            words.addAll(List.of("--allow", "tide", "go"));
            var ended = sx(plays()).run(words.toArray(String[]::new));
            assertEquals(0, ended.exit(), ended.err());
            assertFalse(offered().contains("tide"), flags.toString());
            simulator.close();
        }
        assertEquals(List.of(), marks(), "not even asked what it is");
        sx(plays()).run("--tools", "tide", "go");
        assertEquals(List.of("tide"), offered());
        var typo = sx(plays()).run("--deny", "tides", "go");
        assertAll(() -> assertEquals(2, typo.exit()), () -> assertTrue(typo.err().contains("no tool tides, did you mean tide?"), typo.err()));
    }

    @Test
    void theToolsOfAProjectAreNotTouchedBeforeItIsTrusted() throws IOException {
        tide(project(), "READ", "echo high at noon");
        var refused = sx(plays(call("tide", "{'port':'Bergen'}"))).run("--mode", "full", "go");
        assertTrue(refused.err().contains("not offered, the project is not trusted: tide.sh (config trust accepts them)"), refused.err());
        assertTrue(outputs().getFirst().startsWith("unknown tool 'tide'"), outputs().getFirst());
        assertEquals(List.of(), marks());
        simulator.close();
        var trusted = sx(plays(call("tide", "{'port':'Bergen'}"))).run("--trust-project", "go");
        assertEquals(0, trusted.exit(), trusted.err());
        assertEquals(List.of("high at noon\n"), outputs());
    }

    @Test
    void whatTheModelMakesOfATrustedToolIsNotStarted() throws IOException {
        tide(project(), "READ", "echo high at noon");
        var write = call("write", "{'file_path':'.scorpiox/tools/tide.sh','content':'#!/bin/sh\\necho evil >>" + marks + "\\n'}");
        var ended = sx(plays(call("tide", "{'port':'a'}"), call("read", "{'file_path':'.scorpiox/tools/tide.sh'}"), write, call("tide", "{'port':'b'}"), call("tide", "{'port':'c'}"))).run("--trust-project", "--mode", "full", "go");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals("high at noon\n", outputs().getFirst());
        for (var i : new int[] {3, 4}) assertTrue(outputs().get(i).startsWith(".scorpiox/tools/tide.sh is not started: something of it or beside it changed since the project was trusted; config trust"), outputs().get(i));
        assertEquals(List.of("--sx-describe", ""), marks());
        var edit = sx(plays(write)).run("--trust-project", "--mode", "edit", "go");
        assertTrue(edit.err().contains("decides what other programs run"), edit.err());
    }

    @Test
    void theModelMayNotMakeToolsInTheUsersFolderUnasked() throws IOException {
        var ended = sx(plays(call("write", "{'file_path':'.config/scorpiox/tools/evil.sh','content':'x'}"))).in(home).run("--mode", "edit", "go");
        assertEquals(5, ended.exit());
        assertTrue(ended.err().contains("decides what this program does and starts"), ended.err());
        assertFalse(Files.exists(tools.resolve("evil.sh")));
    }

    @Test
    void aToolThatCannotBeOneIsToldOnceAndTheRunGoesOn() throws IOException {
        executable(tools.resolve("garbage"), "head -c 1000 /dev/zero | tr '\\0' '\\377'");      // random bytes may begin with a line end, or a number
        executable(tools.resolve("silent"), "exit 0");
        executable(tools.resolve("read"), "exit 0");
        tide(tools, "READ", "echo high at noon");
        for (var i = 0; i < 2; i++) {
            var ended = sx(plays(call("tide", "{'port':'Bergen'}"), call("tide", "{'port':'Oslo'}"))).run("go");
            assertEquals(0, ended.exit(), ended.err());
            assertEquals(List.of("sx: " + tools.resolve("read") + ": this tool is left out: there is a built-in tool read",
                    "sx: " + tools.resolve("garbage") + ": this tool is left out: what it prints for --sx-describe is no JSON (line 1)",
                    "sx: " + tools.resolve("silent") + ": this tool is left out: it prints no schema for --sx-describe"), ended.err().lines().toList());
            simulator.close();
        }
    }

    @Test
    void aJavaFileIsAToolByItsAnnotationsAndCompiledOnceForAll() throws Exception {
        Files.writeString(tools.resolve("greet.java"), JAVA);
        var url = plays(call("greet", "{'name':['Ada','--shout'],'times':2}"), call("greet", "{'name':['@Bob'],'shout':true}"));
        var other = new Sx("sx", Files.createDirectories(home.resolve("other"))).env("HOME", home.toString()).env("XDG_CONFIG_HOME", home.resolve(".config").toString()).in(work);
        var process = other.start("--provider", "demo", "--dry-run", "--no-stdin", "hello");
        var ended = sx(url).run("-v", "go");
        var beside = other.end(process);
        assertEquals(0, ended.exit(), ended.err());
        assertEquals(List.of("hello Ada and --shout\nhello Ada and --shout\n", "HELLO @BOB\n"), outputs());
        assertEquals(1, (ended.err() + beside.err()).lines().filter("sx: building the tool greet on first use"::equals).count(), "one builds, the other waits: " + ended.err() + beside.err());
        assertTrue(beside.out().contains("Greets people."), beside.out() + beside.err());
        assertTrue(ended.err().contains("● greet times=2 name=[\"Ada\",\"--shout\"]\n  greet: greeting 2\n  2 lines\n"), ended.err());
        var declared = simulator.requests().getFirst().body().path("tools");
        var greet = declared.get(declared.size() - 1);
        assertEquals("Greets people.", greet.path("description").asText());
        assertEquals("{\"shout\":{\"type\":\"boolean\",\"description\":\"in capitals\"},\"times\":{\"type\":\"integer\",\"description\":\"how often (default: 1)\"},"
                + "\"name\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"whom\"}}", Json.write(greet.path("parameters").path("properties")));
        simulator.close();
        var again = sx(plays(call("greet", "{'name':[],'colour':'red'}"))).run("go");
        assertEquals("", again.err(), "nothing is built");
        assertEquals("greet: unknown parameter colour. Parameters: shout (boolean), times (integer), name (array, required)", outputs().getFirst());
        var byHand = sx("http://127.0.0.1:9");
        var help = byHand.end(byHand.builder(List.of(Sx.ROOT.resolve("scripts/jbangw").toString(), "--quiet", tools.resolve("greet.java").toString(), "--times=2", "Eve")).start());
        assertEquals("hello Eve\nhello Eve\n", help.out(), help.err());
    }

    @Test
    void aJavaToolThatDoesNotCompileIsToldWithItsLine() throws IOException {
        Files.writeString(tools.resolve("greet.java"), JAVA.replace("int times;", "int times = \"one\";"));
        tide(tools, "READ", "echo high at noon");
        var line = JAVA.lines().toList().indexOf(JAVA.lines().filter(each -> each.contains("int times;")).findFirst().orElseThrow()) + 1;
        var said = "sx: " + tools.resolve("greet.java") + ":" + line + ": this tool is left out: it does not compile: incompatible types: String cannot be converted to int";
        var first = sx(plays(call("tide", "{'port':'Bergen'}"))).run("go");
        assertEquals(List.of("sx: building the tool greet on first use", said), first.err().lines().toList());
        assertEquals(0, first.exit());
        assertEquals(List.of("high at noon\n"), outputs());
        simulator.close();
        assertEquals(List.of(said), sx(plays()).run("go").err().lines().toList(), "not built again, but said");
    }

    @Test
    void aJavaToolOfAProjectMayHaveNoSourceThatTrustDoesNotCover() throws IOException {
        Files.createDirectories(project().resolve("lib"));
        Files.writeString(project().resolve("plain.java"), """
                //JAVA 25+
                //SOURCES lib/Answer.java
                void main(String... args) {
                    IO.println(args.length > 0 ? "{\\"description\\":\\"Says a word.\\",\\"parameters\\":{\\"type\\":\\"object\\"},\\"class\\":\\"READ\\"}" : new Answer().text() + IO.readln());
                }
                """);
        Files.writeString(project().resolve("lib/Answer.java"), "class Answer { String text() { return \"word \"; } }\n");
        Files.writeString(work.resolve("Outside.java"), "class Outside { }\n");
        Files.writeString(project().resolve("sly.java"), "//JAVA 25+\n//SOURCES ../../Outside.java\nvoid main() { }\n");
        var ended = sx(plays(call("plain", "{'a':1}"))).run("--trust-project", "go");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals(List.of("word {\"a\":1}\n"), outputs());
        assertTrue(ended.err().contains(project().resolve("sly.java") + ": this tool is left out: its source " + work.resolve("Outside.java") + " is not in " + project() + ", which is all that trust covers"), ended.err());
    }

    @Test
    void aJavaToolOfAProjectUsesPublishedArtifactsAndHarmlessOptionsOnly() throws IOException {
        Files.createDirectories(project());
        Files.writeString(project().resolve("greet.java"), JAVA.replace("//JAVA 25+", "//JAVA 25+\n//JAVA_OPTIONS -Xmx200m"));
        Files.writeString(project().resolve("local.java"), "//JAVA 25+\n//DEPS ../../libs/lib.jar\nvoid main() { }\n");
        Files.writeString(project().resolve("options.java"), "//JAVA 25+\n//JAVA_OPTIONS @" + work.resolve("more") + "\nvoid main() { }\n");
        var ended = sx(plays(call("greet", "{'name':['Ada']}"))).run("--trust-project", "go");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals(List.of("hello Ada\n"), outputs(), ended.err());
        assertTrue(ended.err().contains("local.java: this tool is left out: its dependency ../../libs/lib.jar is no group:artifact:version with an exact version, which trust in the project does not cover"), ended.err());
        assertTrue(ended.err().contains("options.java: this tool is left out: it has the option @" + work.resolve("more") + ", which trust in the project does not cover"), ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {".cache/scorpiox/launch/sx/x.stamp", ".cache/scorpiox/tools/x.json", ".local/state/scorpiox/trust.json", ".jbang/bin/jbang", ".m2/repository/a/b/1/b-1.jar"})
    void theModelMayNotChangeWhatThisProgramStartsOrKeeps(String file) throws IOException {
        var sx = sx(plays(call("write", "{'file_path':'" + file + "','content':'x'}"))).in(home).env("XDG_CACHE_HOME", home.resolve(".cache").toString());
        var ended = sx.run("--mode", "edit", "go");
        assertEquals(5, ended.exit(), ended.err());
        assertTrue(ended.err().contains("decides what this program does and starts"), ended.err());
        assertFalse(Files.exists(home.resolve(file)));
    }
}
