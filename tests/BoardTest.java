package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.model.StreamEvent;
import scorpiox.output.Stderr;

class BoardTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String shown(boolean progress, boolean inPlace, int width) {
        try (var board = new Board(new Stderr(bytes, "compare", false, progress), List.of("codex gpt", "gemini pro"), inPlace, width)) {
            board.asked(0, 1);
            board.asked(1, 1);
            board.event(0, new StreamEvent.TextDelta(0, "hello"));
            board.event(0, new StreamEvent.TextDelta(0, "you"));
            board.ended(0, new Measure("", 1.0, 1234, null, null, null, "stop", null, "helloyou"));
            board.ended(1, Measure.failed(Failure.of(Kind.SERVER, "503 \u001b[2J" + "long ".repeat(40))));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPipeSeesNothing() {
        assertEquals("", shown(false, false, 80));
        assertEquals("", shown(false, true, 80));
    }

    @Test
    void withoutATerminalALineForEachThingThatHappens() {
        var lines = shown(true, false, 80).lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).matches("codex gpt: answering after \\d.*"), lines.get(0));
        assertEquals("codex gpt: done in 1.23 s", lines.get(1));
        assertTrue(lines.get(2).startsWith("gemini pro: failed: 503 long"), lines.get(2));
    }

    @Test
    void onATerminalOneLineAProviderIsChangedInPlaceAndNeverWraps() {
        var text = shown(true, true, 40);
        var last = text.substring(text.lastIndexOf("\u001b[2Kcodex"));
        assertTrue(last.startsWith("\u001b[2Kcodex gpt   done in 1.23 s\n\u001b[2Kgemini pro  failed: 503 long"), last);
        for (var line : text.split("\n")) assertTrue(Cells.width(line.replaceAll("\u001b\\[\\d*[A-Z]", "")) < 40, line);
        assertFalse(text.contains("\u001b[2J"), "nothing of a server moves the cursor");
    }

    @Test
    void aMessageStandsAboveTheLinesThatChange() {
        try (var board = new Board(new Stderr(bytes, "compare", false, true), List.of("codex gpt", "gemini pro"), true, 80)) {
            board.asked(0, 1);
            board.close();
            bytes.reset();
            board.message("know this");
        }
        assertEquals("compare: know this\n", bytes.toString(StandardCharsets.UTF_8));
        bytes.reset();
        try (var board = new Board(new Stderr(bytes, "compare", false, true), List.of("codex gpt", "gemini pro"), true, 80)) {
            board.message("know this");
        }
        var text = bytes.toString(StandardCharsets.UTF_8);
        var from = text.indexOf("compare: know this\n");
        assertTrue(from == 0 || text.startsWith("\r\u001b[2A\u001b[J", from - "\r\u001b[2A\u001b[J".length()), text);
        assertTrue(text.startsWith("\u001b[2K", from + "compare: know this\n".length()), "all lines are drawn anew: " + text);
    }
}
