package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.model.Message;
import scorpiox.model.Part;
import scorpiox.settings.Environment;

class PromptTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};

    @TempDir
    Path folder;

    private Environment environment;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        environment = new Environment(Map.of("HOME", folder.toString()), folder);
        Files.writeString(folder.resolve("a.txt"), "text of a\n");
        Files.writeString(folder.resolve("b.txt"), "text of b");
        Files.write(folder.resolve("a.png"), PNG);
    }

    private Message message(String words, List<String> fragments, List<String> images, byte[] stdin) {
        var read = stdin == null ? null : Stdin.start(new ByteArrayInputStream(stdin), new Cancel());
        return new Prompt(words, null, fragments, images, read, Duration.ofSeconds(30)).message(environment, notices::add);
    }

    private String text(String words, List<String> fragments, String stdin) {
        var message = message(words, fragments, List.of(), stdin == null ? null : stdin.getBytes(StandardCharsets.UTF_8));
        assertEquals(Message.Role.USER, message.role());
        assertEquals(1, message.parts().size());
        return ((Part.Text) message.parts().getFirst()).text();
    }

    private Failure refused(String words, List<String> fragments, List<String> images, byte[] stdin) {
        var failure = assertThrows(Failure.class, () -> message(words, fragments, images, stdin));
        assertEquals(Kind.USAGE, failure.kind());
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
            "explain, '', 'explain'",
            "explain, ' \n\t\n', 'explain'",
            "explain, 'data', 'explain\n\n<stdin>\ndata\n</stdin>'",
            "explain, 'data\n', 'explain\n\n<stdin>\ndata\n</stdin>'",
            "explain, '  a\n\nb\n\n', 'explain\n\n<stdin>\n  a\n\nb\n\n</stdin>'",
            "'', 'data', 'data'",
            "'', '  data\n\n', '  data\n\n'",
            "'', 'é 😀\r\n', 'é 😀\r\n'",
    })
    void stdinIsContextBesideAPromptElseThePromptItself(String words, String stdin, String text) {
        assertEquals(text, text(words, List.of(), stdin));
    }

    @Test
    void withoutStdinTheWordsAreAll() {
        assertEquals("explain", text("explain", List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "\ufeff"})
    void nothingToAskIsAUsageError(String stdin) {
        assertEquals("empty prompt", refused("", List.of(), List.of(), stdin.getBytes(StandardCharsets.UTF_8)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankWordsWithoutStdinAreAUsageErrorToo(String words) {
        assertEquals("empty prompt", refused(words, List.of(), List.of(), null).getMessage());
    }

    @Test
    void fragmentsComeFirstInTheirOrder() {
        assertEquals("<file name=\"b.txt\">\ntext of b\n</file>\n\n<file name=\"a.txt\">\ntext of a\n</file>\n\nexplain\n\n<stdin>\ndata\n</stdin>",
                text("explain", List.of("b.txt", "a.txt"), "data"));
    }

    @Test
    void stdinMayBeAFragment() {
        assertEquals("<file name=\"stdin\">\ndata\n</file>\n\n<file name=\"a.txt\">\ntext of a\n</file>\n\nexplain",
                text("explain", List.of("-", "a.txt"), "data"));
    }

    @Test
    void fragmentsAloneAreAPrompt() {
        assertEquals("<file name=\"a.txt\">\ntext of a\n</file>\n\n", text("", List.of("a.txt"), null));
    }

    @Test
    void imagesStandBeforeTheText() {
        var parts = message("what is this?", List.of(), List.of("a.png"), null).parts();
        assertEquals("image/png", ((Part.Image) parts.getFirst()).mime());
        assertEquals(new Part.Text("what is this?"), parts.getLast());
    }

    @Test
    void stdinMayBeAnImage() {
        var parts = message("what is this?", List.of(), List.of("-", "a.png"), PNG).parts();
        assertEquals(parts.get(1), parts.get(0));
        assertEquals(new Part.Text("what is this?"), parts.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "explain"})
    void imageBytesAsTextTellOfTheImageFlag(String words) {
        assertEquals("stdin is image/png, not text: pass images with -i", refused(words, List.of(), List.of(), PNG).line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "explain"})
    void binaryStdinIsRefused(String words) {
        assertEquals("stdin is binary (a NUL at byte 2), not text", refused(words, List.of(), List.of(), new byte[] {'a', 'b', 0}).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"missing.txt, no file or folder missing.txt", "a.png, 'a.png is image/png, not text'"})
    void aFragmentThatCannotBeUsedIsNamed(String name, String message) {
        assertEquals(message, refused("explain", List.of(name), List.of(), null).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"missing.png, no image missing.png", "a.txt, 'a.txt is not a PNG, JPEG, GIF or WebP image'"})
    void anImageThatCannotBeUsedIsNamed(String name, String message) {
        assertEquals(message, refused("explain", List.of(), List.of(name), null).getMessage());
    }

    @Test
    void tooMuchStdinIsRefused() {
        assertEquals("stdin is larger than 16 MiB", refused("explain", List.of(), List.of(), new byte[Stdin.LIMIT + 1]).getMessage());
    }

    @Test
    void aSilentPipeBesideAPromptIsAUsageError() {
        var silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    new CountDownLatch(1).await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        var prompt = new Prompt("explain", null, List.of(), List.of(), Stdin.start(silent, new Cancel()), Duration.ofMillis(100));
        var failure = assertThrows(Failure.class, () -> prompt.message(environment, notices::add));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.hint().contains("--no-stdin"));
        assertEquals(1, notices.size());
    }
}
