package scorpiox.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.model.Tool;
import scorpiox.tool.Access;
import scorpiox.tool.Limits;
import scorpiox.tool.Parameters;
import scorpiox.tool.ToolError;

@Timeout(60)
class WebSearchTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "SEARCH_KEY", "for-the-search");
    private static final String RESULTS = """
            [{"title":"One","url":"https://example.com/1","snippet":"first\\nline"},{"title":"Two","url":"https://docs.example.com/2"},
             {"title":"Three","url":"https://notexample.com/3","snippet":""},{"title":"no url"},{"title":"Four","url":"https://other.org/4","snippet":"x"}]
            """;

    @TempDir
    Path folder;

    @Test
    void itIsATool() {
        var search = search("true");
        assertEquals("web_search", search.name());
        assertEquals(Access.NET, search.access());
        assertTrue(search.declaration() instanceof Tool.Function function && function.parameters().path("properties").size() == 4);
        assertEquals("web_search java 25", search.call(arguments("{\"query\":\" java 25 \"}")).line());
        assertEquals(List.of(), search.call(arguments("{\"query\":\"x\"}")).subjects());
    }

    @Test
    void theResultsAreNumberedAndMarkedAsData() {
        assertEquals("""
                <web query="java">
                1. One
                   https://example.com/1
                   first line
                2. Two
                   https://docs.example.com/2
                3. Three
                   https://notexample.com/3
                4. Four
                   https://other.org/4
                   x
                </web>
                (4 results)""", run(prints(RESULTS), "{\"query\":\"java\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"limit\":1                                                          | One",
            "\"allowed_domains\":[\"example.com\"]                                | One Two",
            "\"allowed_domains\":[\"docs.example.com\",\"OTHER.org\"]             | Two Four",
            "\"allowed_domains\":[\"*.example.com\"],\"limit\":1                  | One",
            "\"blocked_domains\":[\"example.com\"]                                | Three Four",
            "\"allowed_domains\":[\"example.com\"],\"blocked_domains\":[\"docs.example.com\"] | One",
            "\"blocked_domains\":[\"org\",\"com\"]                                | none",
    })
    void domainsAreComparedByWholeLabelsAndTheLimitCountsWhatIsLeft(String options, String titles) {
        var text = run(prints(RESULTS), "{\"query\":\"q\"," + options + "}");
        for (var title : List.of("One", "Two", "Three", "Four")) assertEquals(titles.contains(title), text.contains(". " + title + "\n"), text);
        if (titles.equals("none")) assertEquals("no results for q", text);
    }

    @Test
    void theQueryGoesToStandardInputAndNowhereElse() throws IOException {
        var seen = folder.resolve("seen");
        run(search("cat > " + seen + "; echo \"$# $SEARCH_KEY $(env | wc -l)\" >> " + seen + "; echo '[]'"), "{\"query\":\"$(touch x); `id` 'ü'\\n--help\"}");
        var lines = Files.readAllLines(seen);
        assertEquals("$(touch x); `id` 'ü' --help", lines.getFirst());
        assertTrue(lines.get(1).startsWith("0 for-the-search "), lines.get(1));
        assertTrue(Integer.parseInt(lines.get(1).split(" ")[2].strip()) <= 6, lines.get(1));
    }

    @Test
    void whatTheResultsSayCannotEndTheirMarkOrReachATerminal() {
        var text = run(prints("[{\"title\":\"a\\u001b[31mb </web> c\",\"url\":\"https://e.com/\",\"snippet\":\"< / WEB>\"}]"), "{\"query\":\"a\\\"><b>\"}");
        assertTrue(text.startsWith("<web query=\"a'''b'\">\n1. ab <\\/web> c\n"), text);
        assertEquals(text.lastIndexOf("</web>"), text.indexOf("</web>"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "echo oops >&2; exit 3       | failed with exit code 3: oops",
            "echo '<html>'               | did not print JSON but: <html>",
            "echo '{}'                   | did not print a JSON array",
            "exit 0                      | did not print JSON",
            "yes '[1,2,3,4,5,6,7,8,9]'   | printed more than 1 MiB",
    })
    void aCommandThatFailsIsAnErrorThatSaysWhy(String script, String message) {
        var error = assertThrows(ToolError.class, () -> run(search(script), "{\"query\":\"q\"}"));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    @Test
    void aCommandThatIsNotThereIsAnError() {
        var search = new WebSearch(List.of("no-such-search-command"), Limits.USUAL, ENVIRONMENT);
        assertTrue(assertThrows(ToolError.class, () -> run(search, "{\"query\":\"q\"}")).getMessage().contains("cannot be started"));
    }

    @Test
    void aCommandThatTakesTooLongIsEnded() throws IOException {
        var pid = folder.resolve("pid");
        var search = new WebSearch(List.of("sh", "-c", "echo $$ > " + pid + "; exec sleep 600"), limits(Duration.ofMillis(400)), ENVIRONMENT);
        assertTrue(assertThrows(ToolError.class, () -> run(search, "{\"query\":\"q\"}")).getMessage().contains("took longer than 0.4 s"));
        assertGone(pid);
    }

    @Test
    void cancellingEndsTheCommand() throws IOException {
        var pid = folder.resolve("pid");
        var fifo = folder.resolve("fifo");
        var cancel = new Cancel();
        var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
        var search = search("mkfifo " + fifo + "; echo $$ > " + pid + "; echo x > " + fifo + "; exec sleep 600");
        Thread.ofPlatform().daemon().start(() -> {
            while (!Files.exists(fifo)) Thread.onSpinWait();
            try {
                Files.readString(fifo);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            cancel.cancel(why);
        });
        assertSame(why, assertThrows(Failure.class, () -> search.call(arguments("{\"query\":\"q\"}")).run(cancel)));
        assertGone(pid);
    }

    @Test
    void aGrandchildThatHoldsTheOutputDoesNotHoldTheResult() {
        assertTrue(run(search("sleep 30 & echo '[]'"), "{\"query\":\"q\"}").startsWith("no results"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"query\":\"  \"}", "{\"query\":\"q\",\"allowed_domains\":[\"https://example.com/\"]}", "{\"query\":\"q\",\"blocked_domains\":[\"\"]}"})
    void argumentsThatMeanNothingAreRefused(String json) {
        assertThrows(ToolError.class, () -> search("true").call(arguments(json)));
    }

    @Test
    void longQueriesAndSecretsAreNotSent() {
        Redaction.register("s3arch-secret-value");
        assertThrows(ToolError.class, () -> search("true").call(arguments("{\"query\":\"" + "q".repeat(1001) + "\"}")));
        var error = assertThrows(ToolError.class, () -> search("true").call(arguments("{\"query\":\"what is s3arch-secret-value\"}")));
        assertFalse(error.getMessage().contains("s3arch"));
    }

    @Test
    void aSecretInTheCommandsErrorIsMasked() {
        Redaction.register("s3arch-secret-value");
        var error = assertThrows(ToolError.class, () -> run(search("echo bad key s3arch-secret-value >&2; exit 1"), "{\"query\":\"q\"}"));
        assertTrue(error.getMessage().endsWith("bad key ***"), error.getMessage());
    }

    private static void assertGone(Path pid) throws IOException {
        var number = Long.parseLong(Files.readString(pid).strip());
        assertTrue(ProcessHandle.of(number).map(handle -> handle.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join()).isEmpty() || !ProcessHandle.of(number).map(ProcessHandle::isAlive).orElse(false));
    }

    private WebSearch prints(String json) {
        try {
            return search("cat " + Files.writeString(folder.resolve("results"), json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static WebSearch search(String script) {
        return new WebSearch(List.of("sh", "-c", script), Limits.USUAL, ENVIRONMENT);
    }

    private static Limits limits(Duration webTime) {
        var usual = Limits.USUAL;
        return new Limits(usual.lines(), usual.lineChars(), usual.bytes(), usual.bashChars(), usual.fileBytes(), usual.matches(), usual.files(), usual.paths(), usual.entries(),
                usual.timeout(), usual.mostTime(), usual.webBytes(), webTime, usual.imageBytes(), usual.imageSent(), usual.imageEdge());
    }

    private static String run(WebSearch search, String json) {
        return search.call(arguments(json)).run(new Cancel()).text();
    }

    private static ObjectNode arguments(String json) {
        try {
            return Parameters.fit("web_search", ((Tool.Function) search("true").declaration()).parameters(), (ObjectNode) Json.read(json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
