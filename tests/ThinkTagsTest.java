package scorpiox.provider.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder texts = new StringBuilder();
    private final ThinkTags tags = new ThinkTags();
    private final ThinkTags.To to = new ThinkTags.To() {
        @Override
        public void thought(String text) {
            assertFalse(text.isEmpty());
            thoughts.append(text);
        }

        @Override
        public void text(String text) {
            assertFalse(text.isEmpty());
            texts.append(text);
        }
    };

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, delimiter = '|', value = {
            "<think>Count.</think>Three|Count.|Three",
            "<think>\\n Count. \\n</think>\\n\\nThree r's.\\n|Count. \\n|Three r's.\\n",
            "\\n<think>a</think>b|a|b",
            "<think></think>\\nb||b",
            "<think>\\n\\n</think>\\n\\nb||b",
            "<think>never closed </thin|never closed </thin|",
            "<think>a < b </think >c</think>d|a < b </think >c|d",
            "no tags||no tags",
            "  indented||  indented",
            "<thinker>x</thinker>||<thinker>x</thinker>",
            "<||<",
            "<think||<think",
            "text <think>late</think>||text <think>late</think>",
            "<think>a</think>b<think>c</think>|a|b<think>c</think>",
            "<think>a</think></think>|a|</think>",
            "\uD83D\uDE00||\uD83D\uDE00",
    })
    void thinkingAtTheStartIsToldFromTheAnswerHoweverItIsCut(String content, String thought, String text) {
        var whole = content.replace("\\n", "\n");
        for (var size : List.of(1, 2, 3, 5, 1000)) {
            thoughts.setLength(0);
            texts.setLength(0);
            var fresh = new ThinkTags();
            for (var i = 0; i < whole.length(); i += size) fresh.feed(whole.substring(i, Math.min(whole.length(), i + size)), to);
            fresh.end(to);
            assertEquals(thought == null ? "" : thought.replace("\\n", "\n"), thoughts.toString(), "cut in pieces of " + size);
            assertEquals(text == null ? "" : text.replace("\\n", "\n"), texts.toString(), "cut in pieces of " + size);
        }
    }

    @Test
    void neverMoreIsHeldBackThanATagIsLong() {
        var content = "<think>a </th </thinx </think>";
        for (var i = 0; i < content.length(); i++) {
            tags.feed(content.substring(i, i + 1), to);
            var tagsSeen = i >= content.length() - 1 ? 15 : i >= 6 ? 7 : 0;
            assertTrue(i + 1 - tagsSeen - thoughts.length() <= ThinkTags.HELD, content.substring(0, i + 1));
        }
        tags.feed("b", to);
        assertEquals("b", texts.toString());
    }

    @Test
    void blanksAloneAreNotHeldForEver() {
        tags.feed(" ".repeat(9), to);
        assertEquals(9, texts.length());
    }

    @Test
    void theAnswerIsHandedOnAtOnce() {
        tags.feed("<think>a</think>", to);
        tags.feed("\n", to);
        tags.feed("b", to);
        assertEquals("b", texts.toString());
        tags.feed(" <", to);
        assertEquals("b <", texts.toString());
    }

    @Test
    void anAnswerOfBlanksIsKept() {
        tags.feed(" \n", to);
        assertTrue(texts.isEmpty());
        tags.end(to);
        assertEquals(" \n", texts.toString());
    }
}
