package scorpiox.output;

import scorpiox.base.TerminalFilter;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalFilterTest {
    private static final String ESC = "\u001b";
    private static final String BEL = "\u0007";

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("colour", "a" + ESC + "[31mred" + ESC + "[0mb", "aredb"),
                Arguments.of("clear the screen", ESC + "[2J" + ESC + "[Hhi", "hi"),
                Arguments.of("CSI with intermediates and private marks", "a" + ESC + "[?25l" + ESC + "[1 qb", "ab"),
                Arguments.of("OSC ended by BEL", "a" + ESC + "]0;title" + BEL + "b", "ab"),
                Arguments.of("OSC ended by ST", "a" + ESC + "]52;c;cGF5bG9hZA==" + ESC + "\\b", "ab"),
                Arguments.of("OSC ended by the C1 form of ST", "a" + ESC + "]0;title\u009cb", "ab"),
                Arguments.of("link", ESC + "]8;;http://evil.invalid" + ESC + "\\click" + ESC + "]8;;" + ESC + "\\!", "click!"),
                Arguments.of("DCS", "a" + ESC + "P1$r0m" + ESC + "\\b", "ab"),
                Arguments.of("SOS, PM, APC", "a" + ESC + "Xs" + ESC + "\\b" + ESC + "^p" + ESC + "\\c" + ESC + "_q" + ESC + "\\d", "abcd"),
                Arguments.of("C1 CSI", "a\u009b31mb", "ab"),
                Arguments.of("C1 OSC and DCS", "a\u009d0;t\u0007b\u0090q\u009cc", "abc"),
                Arguments.of("other C1", "a\u0080\u0085\u009ab", "ab"),
                Arguments.of("two-character sequence", "a" + ESC + "cb" + ESC + "7c", "abc"),
                Arguments.of("charset sequence", "a" + ESC + "(0b", "ab"),
                Arguments.of("lone ESC at the end", "a" + ESC, "a"),
                Arguments.of("lone ESC before a line end", "a" + ESC + "\nb", "a\nb"),
                Arguments.of("lone ESC before a letter of another script", "a" + ESC + "éb", "aéb"),
                Arguments.of("lone ESC before an emoji", "a" + ESC + "😀b", "a😀b"),
                Arguments.of("ESC ESC", "a" + ESC + ESC + "[31mb", "ab"),
                Arguments.of("CSI cut off by another", "a" + ESC + "[3" + ESC + "[31mb", "ab"),
                Arguments.of("unterminated CSI", "a" + ESC + "[31", "a"),
                Arguments.of("unterminated OSC", "a" + ESC + "]0;title and text", "a"),
                Arguments.of("other C0 and DEL", "a\u0000\u0008\u000b\u000c\u000e\u007fb", "ab"),
                Arguments.of("CR LF is LF", "a\r\nb\r\n", "a\nb\n"),
                Arguments.of("lone CR goes", "secret\rpublic\r\r\nx\r", "secretpublic\nx"),
                Arguments.of("bidi", "a\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b", "ab"),
                Arguments.of("zero width", "a\u200b\u2060\ufeffb", "ab"),
                Arguments.of("tags", "a\udb40\udc00\udb40\udc41\udb40\udc7fb", "ab"),
                Arguments.of("a sequence within a CR LF", "a\r" + ESC + "[m\nb", "a\nb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatCouldHarmATerminalGoes(String kind, String text, String clean) {
        assertEquals(clean, new TerminalFilter().next(text));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aTextCutAnywhereGivesTheSame(String kind, String text, String clean) {
        for (var at = 0; at <= text.length(); at++) {
            var filter = new TerminalFilter();
            assertEquals(clean, filter.next(text.substring(0, at)) + filter.next(text.substring(at)), "cut at " + at);
        }
        var filter = new TerminalFilter();
        var all = new StringBuilder();
        for (var c : text.toCharArray()) all.append(filter.next(String.valueOf(c)));
        assertEquals(clean, all.toString(), "char by char");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a\tb\nc", "é ü 中文 \u00a0", "😀 👍🏽", "👩\u200d💻", "می\u200cخواهم", "x\ue000y", "\ud83c\udff3\ufe0f"})
    void harmlessTextStaysAsItIs(String text) {
        assertEquals(text, new TerminalFilter().next(text));
        assertEquals(text, new TerminalFilter().whole(text));
        var filter = new TerminalFilter();
        var all = new StringBuilder();
        for (var c : text.toCharArray()) all.append(filter.next(String.valueOf(c)));
        assertEquals(text, all.toString());
    }

    @Test
    void aSequenceThatNeverEndsHidesAtMost64KiB() {
        var shown = new TerminalFilter().next(ESC + "]0;" + "x".repeat(64 * 1024) + "visible again");
        assertEquals("visible again", shown.substring(shown.indexOf('v')));
    }

    @Test
    void aTextThatStandsByItselfDoesNotDependOnTheStream() {
        var filter = new TerminalFilter();
        filter.next("a" + ESC + "]0;");
        assertEquals("whole", filter.whole(ESC + "[1mwhole"));
        assertEquals("b", filter.next("title" + BEL + "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero\u200bwidth", "\ufeffmark", "a\u2060b", "bidi \u202e\u2066\u061c", "tag \udb40\udc41", "\u00a0\u3000", "é 😀 中\t\n"})
    void forAModelInvisibleCharactersStay(String text) {
        assertEquals(text, TerminalFilter.controlsOnly().next(text));
        assertEquals(text, TerminalFilter.controlsOnly().whole(text));
        var filter = TerminalFilter.controlsOnly();
        var all = new StringBuilder();
        for (var c : text.toCharArray()) all.append(filter.next(String.valueOf(c)));
        assertEquals(text, all.toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void forAModelEverythingElseGoesAsForATerminal(String kind, String text, String clean) {
        var visible = new TerminalFilter();
        assertEquals(clean, visible.next(TerminalFilter.controlsOnly().next(text)));
        var escapes = TerminalFilter.controlsOnly().next(text);
        assertEquals(-1, escapes.chars().filter(c -> c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0).findFirst().orElse(-1), escapes);
    }
}
