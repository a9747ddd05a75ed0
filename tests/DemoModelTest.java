package scorpiox.simulator.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;
import scorpiox.simulator.model.Asked.Choice;

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
        return ((Piece.Text) DemoModel.answer(asked(text, Collections.nCopies(images, new Image("AA==")), List.of(), Choice.FREE, MissingNode.getInstance())).getLast()).text();
    }

    private static Asked asked(String text, List<Image> images, List<Asked.Tool> tools, Choice choice, JsonNode schema) {
        return new Asked("any", "", text, images, List.of(), Optional.empty(), tools, choice, true, "", schema);
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
        var tools = List.of(new Asked.Tool(offered, Json.object()));
        var answer = DemoModel.answer(asked(asked, List.of(), tools, Choice.FREE, MissingNode.getInstance())).getLast();
        switch (arguments) {
            case "-" -> assertTrue(((Piece.Text) answer).text().startsWith("You said: "));
            case "!" -> assertTrue(((Piece.Text) answer).text().startsWith("That needs the tool other, which is not offered to me here."));
            default -> assertEquals(new Piece.Call(offered, arguments), answer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Answer with OK.                               | OK",
            "What is this? Reply with \"not at all\" please | not at all",
            "Answer with only the word blue                | blue",
            "respond with exactly 'a b c'                  | a b c"})
    void whatIsToBeAnsweredIsAnswered(String prompt, String answer) {
        assertEquals(answer, answer(prompt, 0));
    }

    @Test
    void aSentenceAboutAnsweringIsNoCommand() {
        assertTrue(answer("Can you answer with words that children know, and why?", 0).startsWith("You said: "));
    }

    private static String png(int red, int green, int blue) throws IOException {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (var i = 0; i < 64; i++) image.setRGB(i % 8, i / 8, red << 16 | green << 8 | blue);
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"255, 0, 0, red", "0, 128, 0, green", "10, 20, 250, blue", "255, 255, 0, yellow", "255, 255, 255, white", "3, 3, 3, black", "128, 128, 128, grey",
            "255, 165, 0, orange", "255, 0, 255, magenta", "0, 255, 255, cyan"})
    void theColourOfAnImageIsNamed(int red, int green, int blue, String name) throws IOException {
        var image = new Image(png(red, green, blue));
        assertEquals(name, ((Piece.Text) DemoModel.answer(asked("Which colour is this? Answer with one word.", List.of(image), List.of(), Choice.FREE,
                MissingNode.getInstance())).getLast()).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AA==", "no base64!", "iVBORw0KGgo="})
    void anImageThatIsNoneHasNoColour(String base64) {
        assertTrue(new Image(base64).colour().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"type\":\"object\",\"properties\":{\"greeting\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\",\"minimum\":3}},\"required\":[\"greeting\",\"n\"]} | {\"greeting\":\"hi\",\"n\":3}",
            "{\"type\":\"array\",\"items\":{\"enum\":[\"a\",\"b\"]},\"minItems\":2} | [\"a\",\"a\"]",
            "{\"type\":[\"null\",\"string\"]} | null",
            "{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"null\"}]} | true",
            "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"const\":7}}} | 7",
            "{\"allOf\":[{\"properties\":{\"a\":{\"const\":1}}},{\"properties\":{\"b\":{\"const\":2}}}]} | {\"a\":1,\"b\":2}",
            "{\"type\":\"string\",\"maxLength\":1} | \"h\"",
            "{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\"}}} | {\"a\":\"hi\"}",
            "{\"type\":\"string\",\"format\":\"date\"} | \"2026-01-02\""})
    void anAnswerFitsItsSchema(String schema, String answer) throws IOException {
        var asked = asked("say hi", List.of(), List.of(), Choice.FREE, Json.read(schema));
        assertEquals(answer, ((Piece.Text) DemoModel.answer(asked).getLast()).text());
    }

    @Test
    void aSchemaThatHoldsItselfComesToAnEnd() throws IOException {
        var schema = Json.read("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}},\"required\":[\"next\"]}");
        var text = ((Piece.Text) DemoModel.answer(asked("x", List.of(), List.of(), Choice.FREE, schema)).getLast()).text();
        assertTrue(text.startsWith("{\"next\":{") && text.length() < 1_000, text);
    }

    @ParameterizedTest
    @CsvSource({"*, first", "second, second"})
    void aToolThatHasToBeCalledIs(String forced, String called) throws IOException {
        var tools = List.of(new Asked.Tool("first", Json.object()), new Asked.Tool("second", Json.read("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}")));
        var call = (Piece.Call) DemoModel.answer(asked("hello", List.of(), tools, new Choice(false, forced, true), MissingNode.getInstance())).getLast();
        assertEquals(called, call.name());
        assertEquals(called.equals("second") ? "{\"a\":1}" : "{}", call.arguments());
    }

    @Test
    void withoutLeaveToCallNothingIsCalled() {
        var tools = List.of(new Asked.Tool("ls", Json.object()));
        assertEquals("ls", ((Piece.Call) DemoModel.answer(asked("list the files", List.of(), tools, Choice.FREE, MissingNode.getInstance())).getLast()).name());
        assertTrue(DemoModel.answer(asked("list the files", List.of(), tools, new Choice(true, "", true), MissingNode.getInstance())).getLast() instanceof Piece.Text);
    }
}
