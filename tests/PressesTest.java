package scorpiox.command.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scorpiox.command.editor.Press.Code;

class PressesTest {
    /// What a terminal sent; `~~` stands for a pause in which nothing comes.
    private static List<Press> read(String sent) throws IOException {
        var at = new int[1];
        var presses = new Presses(millis -> {
            if (sent.startsWith("~~", at[0])) {
                at[0] += 2;
                if (millis > 0) return -2;
            }
            return at[0] < sent.length() ? sent.charAt(at[0]++) : -1;
        });
        var all = new ArrayList<Press>();
        for (var press = presses.next(); press.isPresent(); press = presses.next()) all.add(press.get());
        return all;
    }

    @ParameterizedTest
    @CsvSource({"[A,UP", "OA,UP", "[B,DOWN", "OB,DOWN", "[C,RIGHT", "[D,LEFT", "[H,HOME", "OH,HOME", "[1~,HOME", "[7~,HOME", "[F,END", "[4~,END", "[8~,END", "[3~,DELETE", "[5~,PAGE_UP", "[6~,PAGE_DOWN",
        "[1;5A,UP", "OM,ENTER", "OP,OTHER", "[15~,OTHER", "[M,ENTER", "[?1;2c,OTHER", "x,OTHER", "[I,OTHER"})
    void sequencesAreOneKeyEach(String sequence, Code code) throws IOException {
        assertEquals(List.of(Press.of(code), Press.typed("q")), read("\u001b" + sequence + "q"));
    }

    @Test
    void anEscapeByItselfIsOne() throws IOException {
        assertEquals(List.of(Press.of(Code.ESCAPE)), read("\u001b"));
        assertEquals(List.of(Press.of(Code.ESCAPE), Press.typed("q")), read("\u001b~~q"));
    }

    @Test
    void controlKeysAndLettersAreTold() throws IOException {
        assertEquals(List.of(Press.of(Code.ENTER), Press.of(Code.ENTER), Press.of(Code.BACKSPACE), Press.of(Code.BACKSPACE), Press.of(Code.INTERRUPT), Press.of(Code.SAVE), Press.of(Code.KILL), Press.of(Code.OTHER),
                Press.typed("é"), Press.typed("😀"), Press.of(Code.OTHER)), read("\r\n\u007f\b\u0003\u0013\u0015\u001aé😀\u009b"));
    }

    @Test
    void whatIsPastedIsOnePieceAndNoCommand() throws IOException {
        var pasted = read("\u001b[200~sk-1\rq\u001b[Ay\u001b[201~q");
        assertEquals(List.of(Press.typed("sk-1\rq\u001b[Ay"), Press.typed("q")), pasted);
        assertEquals(0, pasted.getFirst().command());
        assertEquals(List.of(Press.of(Code.OTHER)), read("\u001b[200~never ended"));
    }

    @Test
    void brokenSequencesEndSomewhere() throws IOException {
        assertEquals(Code.OTHER, read("\u001b[" + "1".repeat(100)).getFirst().code());
        assertEquals(List.of(Press.of(Code.OTHER)), read("\u001b[12"));
    }
}
