package scorpiox.server.ask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Json;

class FramesTest {
    @Test
    void quotedTextIsWhatTheJsonLibraryWrites() throws IOException {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++) {
            var text = new StringBuilder();
            for (var i = random.nextInt(40); i > 0; i--) {
                switch (random.nextInt(5)) {
                    case 0 -> text.append((char) random.nextInt(0x20));
                    case 1 -> text.append((char) (0x20 + random.nextInt(0x60)));
                    case 2 -> text.append((char) random.nextInt(0xD800));
                    case 3 -> text.append((char) (0xE000 + random.nextInt(0x2000)));
                    default -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                }
            }
            var whole = text.toString();
            var bytes = new Frames().quoted(whole).toBytes();
            assertEquals(whole, Json.read(bytes).textValue());
            var theirs = new String(Json.bytes(Json.object().textNode(whole)), StandardCharsets.UTF_8).replace("\\b", "\\u0008").replace("\\f", "\\u000C");
            if (!whole.contains("\\")) assertEquals(theirs.toLowerCase(), new String(bytes, StandardCharsets.UTF_8).toLowerCase());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uD83D", "\uDE00b", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void halfACharacterIsReplaced(String text) throws IOException {
        var valid = text.replaceAll("(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])", "\uFFFD");
        assertEquals(valid, Json.read(new Frames().quoted(text).toBytes()).textValue());
    }

    @Test
    void framesGrowAndAreEmptiedAndUsedAgain() {
        var frames = new Frames();
        var text = "ü".repeat(100_000);
        frames.add("x").quoted(text).json(Json.object().put("a", 1));
        assertEquals("x\"" + text + "\"{\"a\":1}", frames.text());
        assertEquals(frames.text().getBytes(StandardCharsets.UTF_8).length, frames.size());
        frames.clear();
        assertEquals(0, frames.size());
        frames.add(new byte[] {1, 2, 3, 4}, 1, 2);
        assertArrayEquals(new byte[] {2, 3}, frames.toBytes());
    }
}
