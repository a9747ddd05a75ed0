package scorpiox.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scorpiox.base.Json;

class DemoModelTest {
    private static final String SIGNATURE = "\n\n(demo: a few rules answered, not a model)";
    private static final String DIFF = """
            diff --git a/src/App.java b/src/App.java
            index 1111111..2222222 100644
            --- a/src/App.java
            +++ b/src/App.java
            @@ -1,3 +1,4 @@
             class App {
            -    int a;
            +    int a = 1;
            +    int b;
             }
            """;

    private static String answer(String text, int images) {
        var body = Json.object();
        var content = body.putArray("input").addObject().put("type", "message").put("role", "user").putArray("content");
        for (var i = 0; i < images; i++) content.addObject().put("type", "input_image").put("image_url", "data:image/png;base64,AA==");
        content.addObject().put("type", "input_text").put("text", text);
        return ((Piece.Text) DemoModel.answer(body).getLast()).text();
    }

    private static String stdin(String asked, String given) {
        return asked + "\n\n<stdin>\n" + given + "</stdin>";
    }

    @ParameterizedTest
    @CsvSource({"hello, 1 line, 1 word", "two  words, 1 line, 2 words", "'a\nb c', 2 lines, 3 words"})
    void aPromptIsRepeatedAndCounted(String prompt, String lines, String words) {
        assertEquals("You said: " + prompt.replaceAll("\\s+", " ") + "\n\nThat is " + lines + ", " + words + "." + SIGNATURE, answer(prompt, 0));
    }

    @Test
    void aLongPromptIsShortenedAndItsNumbersHaveCommas() {
        var text = answer("word ".repeat(1234), 0);
        assertTrue(text.contains(" …\n\nThat is 1 line, 1,234 words."), text);
    }

    @Test
    void stdinIsCountedWithoutTheQuestionAndItsMarkers() {
        assertEquals("You gave me 2 lines, 3 words." + SIGNATURE, answer(stdin("count this please", "one\ntwo three\n"), 0));
    }

    @Test
    void filesAreCountedByLanguage() {
        var text = answer("<file name=\"A.java\">\nclass A {}\n</file>\n\n"
                + "<file name=\"b/B.java\">\nclass B {}\n</file>\n\n<file name=\"x.unknown\">\nx\n</file>\n\nwhat?", 0);
        assertTrue(text.startsWith("You gave me 3 files, Java (2), "), text);
    }

    @Test
    void linesAndWordsOfFilesAreTheirsNotThoseOfTheWrapping() {
        assertEquals("You gave me 1 file, Java, 2 lines, 6 words." + SIGNATURE,
                answer("<file name=\"A.java\">\nclass A {\nint a; }\n</file>\n\nwhat is this about?", 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1 image", "2, 2 images"})
    void imagesAreCounted(int images, String said) {
        assertTrue(answer("what is this?", images).startsWith("You gave me " + said + ", "), said);
    }

    @Test
    void aDiffWithAWishForACommitBecomesACommitMessage() {
        assertEquals("Update App.java\n\n1 file changed, 2 lines added, 1 removed:\n- src/App.java" + SIGNATURE,
                answer(stdin("write a commit message", DIFF), 0));
    }

    @Test
    void aDiffWithoutOneIsDescribed() {
        assertEquals("The diff would be committed as \"Update App.java\": 1 file changed, 2 lines added, 1 removed.\n\n- src/App.java" + SIGNATURE,
                answer(DIFF, 0));
    }

    static Stream<Arguments> diffs() {
        var added = "diff --git a/n.txt b/n.txt\nnew file mode 100644\n--- /dev/null\n+++ b/n.txt\n+x\n";
        var removed = "diff --git a/o.txt b/o.txt\ndeleted file mode 100644\n--- a/o.txt\n+++ /dev/null\n-x\n";
        return Stream.of(Arguments.of(added, "Add n.txt"), Arguments.of(removed, "Remove o.txt"), Arguments.of(added + removed, "Update n.txt and o.txt"),
                Arguments.of(DIFF + added + removed, "Update App.java and 2 more files"));
    }

    @ParameterizedTest
    @MethodSource("diffs")
    void theSubjectSaysWhatHappened(String diff, String subject) {
        assertTrue(answer(stdin("commit", diff), 0).startsWith(subject + "\n\n"), subject);
    }

    @Test
    void aLogIsSummedUp() {
        var log = """
                commit 1111111111111111111111111111111111111111
                Author: A <a@example.invalid>
                Date:   Mon Jan 5 10:00:00 2026 +0000

                    Add the parser

                 src/Parser.java | 10 ++++++++++
                 README.md       |  2 ++

                commit 2222222222222222222222222222222222222222
                Author: B <b@example.invalid>
                Date:   Tue Jan 6 10:00:00 2026 +0000

                    Fix the parser

                 src/Parser.java | 2 +-
                """;
        assertEquals("**2 commits**, 2 files touched; most often `src/Parser.java`.\n\n- Add the parser\n- Fix the parser" + SIGNATURE,
                answer(stdin("sum up", log), 0));
    }

    /// A tool of the user's, which no rule knows by name: asked for, offered or not, called with what.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "use word_count with {\"file\": \"a.md\"} | word_count | {\"file\": \"a.md\"}",
            "Call the tool word_count                  | word_count | {}",
            "use word_count on a.md                    | word_count | -",
            "use other                                 | word_count | !"})
    void aToolIsUsedThatIsNamedAndOffered(String asked, String offered, String arguments) {
        var body = Json.object();
        body.putArray("tools").addObject().put("type", "function").put("name", offered);
        body.putArray("input").addObject().put("type", "message").put("role", "user").putArray("content").addObject().put("type", "input_text").put("text", asked);
        var answer = DemoModel.answer(body).getLast();
        switch (arguments) {
            case "-" -> assertTrue(((Piece.Text) answer).text().startsWith("You said: "));
            case "!" -> assertTrue(((Piece.Text) answer).text().startsWith("That needs the tool other, which is not offered to me here."));
            default -> assertEquals(new Piece.Call(offered, arguments), answer);
        }
    }

    @Test
    void aSchemaIsFollowed() throws IOException {
        var body = Json.object();
        body.putObject("text").putObject("format").set("schema", Json.read("""
                {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "tags": {"type": "array", "items": {"enum": ["x", "y"]}}, "of": {"$ref": "#/$defs/a"}},
                 "$defs": {"a": {"anyOf": [{"type": "object", "properties": {"of": {"$ref": "#/$defs/a"}, "by": {"$ref": "#"}}}]}}}"""));
        var text = ((Piece.Text) DemoModel.answer(body).getLast()).text();
        assertTrue(text.startsWith("{\"name\":\"demo name\",\"age\":1,\"tags\":[\"x\"],\"of\":{\"of\":{"), text);
    }
}
