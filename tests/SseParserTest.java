package scorpiox.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Failure;

class SseParserTest {
    private static final String MARK = "\uFEFF";

    /// `\n` ends a line and `~` stands for a blank; events as `type[data]id`, the unterminated one after `+`.
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, emptyValue = "", value = {
            "data: x\\n\\n                              | message[x]",
            "data:x\\n\\n                               | message[x]",
            "data:~~x\\n\\n                             | message[~x]",
            "data:\\tx\\n\\n                            | message[\\tx]",
            "data: a:b: c\\n\\n                         | message[a:b: c]",
            "data: a\\ndata: b\\ndata\\ndata: c\\n\\n   | message[a\\nb\\n\\nc]",
            "data\\n\\n                                 | message[]",
            "data:\\n\\n                                | message[]",
            "data:~\\n\\n                               | message[]",
            "data\\ndata\\n\\n                          | message[\\n]",
            "data: a\\n\\n\\n\\ndata: b\\n\\n           | message[a] message[b]",
            "\\n\\n\\ndata: a\\n\\n                     | message[a]",
            "event: e\\ndata: x\\n\\n                   | e[x]",
            "data: x\\nevent: e\\n\\n                   | e[x]",
            "event: a\\nevent: b\\ndata: x\\n\\n        | b[x]",
            "event: a\\nevent\\ndata: x\\n\\n           | message[x]",
            "event: a\\nevent:\\ndata: x\\n\\n          | message[x]",
            "event: e\\ndata: x\\n\\ndata: y\\n\\n      | e[x] message[y]",
            "event: e\\n\\ndata: y\\n\\n                | message[y]",
            "id: 1\\ndata: x\\n\\ndata: y\\n\\n         | message[x]1 message[y]1",
            "id: 1\\n\\ndata: y\\n\\n                   | message[y]1",
            "id: 1\\ndata: x\\nid: 2\\n\\n              | message[x]2",
            "id: 1\\ndata: x\\n\\nid\\ndata: y\\n\\n    | message[x]1 message[y]",
            "id: 1\\ndata: x\\n\\nid:\\ndata: y\\n\\n   | message[x]1 message[y]",
            "id: 1\\nid: a\\0b\\ndata: x\\n\\n          | message[x]1",
            ": comment\\ndata: x\\n:\\n::\\n\\n         | message[x]",
            ": data: no\\n\\n                           | ''",
            "datax: a\\ndat: b\\nDATA: c\\ndata: d\\n\\n | message[d]",
            "data : a\\n~data: b\\n\\tdata: c\\n\\n     | ''",
            "eventual: e\\nidea: 1\\nids\\ndata: x\\n\\n | message[x]",
            "ok\\ni\\nd\\ndatadata\\ndata: x\\n\\n      | message[x]",
            "data: a\u2028b\u2029c\u0085d\u000be\u000cf\\n\\n | message[a\u2028b\u2029c\u0085d\u000be\u000cf]",
            "event: ü\\nid: €\\ndata: 😀\\n\\n           | ü[😀]€",
            "data: x\\0y\\n\\n                          | message[x\\0y]",
            "data: x                                    | +message[x]",
            "data: x\\n                                 | +message[x]",
            "data: a\\n\\nevent: e\\ndata: [DONE]       | message[a] +e[[DONE]]",
            "id: 1\\ndata: a\\n\\nid: 2\\ndata: b\\n    | message[a]1 +message[b]1",
            "data: x\\ndat                              | +message[x]",
            "data: x\\ndata                             | +message[x\\n]",
            "data: x\\n\\nevent: e\\nid: 4              | message[x]",
            "data: x\\n\\n: comment                     | message[x]",
    })
    void linesBecomeEventsHoweverTheBytesAreCutAndTheLinesEnd(String input, String events) {
        for (var end : List.of("\n", "\r", "\r\n")) {
            for (var mark : List.of("", MARK)) {
                assertEveryCut(unescape(events), (mark + unescape(input).replace("\n", end)).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "data: a\\r\\ndata: b\\rdata: c\\ndata: d\\r\\r\\n | message[a\\nb\\nc\\nd]",
            "data: a\\n\\rdata: b\\r\\n\\r | message[a] message[b]",
            "data: a\\r\\n\\r\\ndata: b\\n\\n | message[a] message[b]",
    })
    void lineEndsMayBeMixed(String input, String events) {
        assertEveryCut(unescape(events), unescape(input).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"FEFF FEFF, ''", "FEFF 20, ''", "20 FEFF, ''", "'', message[x]", "FEFF, message[x]", "FEFF A, message[x]", "A FEFF, ''"})
    void onlyOneByteOrderMarkAtTheVeryStartIsDropped(String prefix, String events) {
        var before = prefix.replace("FEFF", MARK).replace("20", "\u00a0").replace(" ", "").replace("A", "\n");
        assertEveryCut(events, (before + "data: x\n\n").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"EF, \uFFFD", "EF BB, \uFFFD", "EF BB 41, \uFFFDA", "EF EF BB BF, \uFFFD\uFEFF"})
    void theBeginningOfAByteOrderMarkIsOrdinaryText(String hex, String name) {
        assertEveryCut("message[x]", join(bytes(hex), "\ndata: x\n\n".getBytes(StandardCharsets.UTF_8)));
        assertEveryCut("message[" + name + "]", join("data: ".getBytes(StandardCharsets.UTF_8), bytes(hex), "\n\n".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
            "FF, \uFFFD", "80, \uFFFD", "80 80, \uFFFD\uFFFD", "C3, \uFFFD", "C3 41, \uFFFDA", "C0 AF, \uFFFD\uFFFD", "E2 82, \uFFFD",
            "E2 82 41, \uFFFDA", "E2 28 A1, \uFFFD(\uFFFD", "F0 9F 98, \uFFFD", "F0 9F 98 41, \uFFFDA", "ED A0 80, \uFFFD",
            "F5 80, \uFFFD\uFFFD", "C3 BC FF E2 82 AC, ü\uFFFD€", "EF BB BF, \uFEFF",
    })
    void eachBrokenPartOfTheUtf8BecomesOneReplacementCharacter(String hex, String text) {
        assertEveryCut("message[" + text + "]", join("data: ".getBytes(StandardCharsets.UTF_8), bytes(hex), "\n\n".getBytes(StandardCharsets.UTF_8)));
        assertEveryCut(text + "[]", join("data\nevent:".getBytes(StandardCharsets.UTF_8), bytes(hex), "\n\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEventIsEmittedWithTheCarriageReturnThatEndsItsChunkAndTheFollowingLineFeedIsSkipped() {
        var parser = new SseParser();
        var got = new ArrayList<SseEvent>();
        feed(parser, "data: x\r\n\r", got::add);
        assertEquals(List.of(new SseEvent("message", "x", "")), got);
        feed(parser, "\ndata: y\r", got::add);
        feed(parser, "", got::add);
        feed(parser, "\ndata: z\n\n", got::add);
        assertEquals("y\nz", got.getLast().data());
        assertEquals(2, got.size());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "NONE", value = {
            "retry: 1500, 1500", "retry:0, 0", "retry: 007, 7", "retry: 99999999999999999999, 9223372036854775807", "retry, NONE", "retry:, NONE",
            "'retry: ', NONE", "retry: -1, NONE", "retry: +1, NONE", "retry: 1.5, NONE", "retry: 1s, NONE", "retry:  1, NONE", "retry: ٣, NONE",
            "retries: 5, NONE", "Retry: 5, NONE",
    })
    void theReconnectionTimeCountsAtOnceWhenItIsAllDigits(String line, Long millis) {
        var parser = new SseParser();
        feed(parser, line + "\n", event -> {});
        assertEquals(millis == null ? OptionalLong.empty() : OptionalLong.of(millis), parser.retryMillis());
        feed(parser, "retry: nonsense\nretry:\ndata: x\n\n", event -> {});
        assertEquals(millis == null ? OptionalLong.empty() : OptionalLong.of(millis), parser.retryMillis());
    }

    /// Every line is cut everywhere: the outcome, events and failure alike, must not depend on it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "20 | data:345678901234567\\n\\n                          | true",
            "20 | data:3456789012345678\\n\\n                         | false",
            "20 | data:3456789012345678                               | false",
            "20 | data: 45678901234567\\n\\n                          | true",
            "20 | data: 456789012345678\\n\\n                         | false",
            "20 | data:5678901234\\ndata:67890\\n\\n                  | true",
            "20 | data:5678901234\\ndata:678901\\n\\n                 | false",
            "20 | data:5678901234\\nid:678901\\n\\n                   | true",
            "20 | data:5678901234\\nid:67890123\\n\\n                 | false",
            "20 | event:7890123456789\\n\\n                           | true",
            "20 | event:789012345678901\\n\\n                         | false",
            "20 | retry:789012345678901\\n\\n                         | false",
            "20 | id:456789012345678901\\n\\n                         | false",
            "20 | data:345678901234567\\n\\ndata:345678901234567\\n\\n | true",
            "20 | : a comment much longer than the limit\\ndata:x\\n\\n | true",
            "20 | unknown: field much longer than it\\ndata:x\\n\\n   | true",
            "20 | dataset: field much longer than it\\ndata:x\\n\\n   | true",
            "20 | a line without any colon, but long\\ndata:x\\n\\n   | true",
            "20 | data:5678901234\\n: and then a long comment\\n\\n   | true",
            "20 | data:12345678\\ndata:1234567\\neventful\\n\\n       | true",
            "20 | data:12345678\\ndata:1234567\\nretries\\n\\n        | true",
            "20 | data\\ndata\\ndata\\ndata\\ndata\\n\\n             | true",
    })
    void oneEventMayTakeTheLimitAndNotAByteMore(int limit, String input, boolean fits) {
        var bytes = unescape(input).getBytes(StandardCharsets.UTF_8);
        var whole = outcome(limit, bytes);
        assertEquals(fits, !whole.endsWith("event_too_large"), whole);
        assertEveryCutGives(whole, limit, bytes);
    }

    @Test
    void theResultOfALimitNeverDependsOnTheChunks() {
        var random = new Random(7);
        var words = new String[] {"data:", "data", "event", "id: ", ":", "x", "xyz", "\n", "\n", "\r", "\r\n", "retry", "data:x\n", "ü"};
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var n = 3 + random.nextInt(12); n > 0; n--) text.append(words[random.nextInt(words.length)]);
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            var limit = 6 + random.nextInt(10);
            var cut = random.nextInt(bytes.length);
            var whole = outcome(limit, bytes);
            assertEquals(whole, outcome(limit, each(bytes)), () -> limit + " " + text);
            assertEquals(whole, outcome(limit, Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)), () -> limit + " " + text);
        }
    }

    @Test
    void aFloodOfEmptyDataLinesReachesTheLimitToo() {
        assertTrue(outcome(1000, "data\n".repeat(2000).getBytes(StandardCharsets.UTF_8)).endsWith("event_too_large"));
    }

    @Test
    void theFailureNamesTheLimitAndIsAProtocolFailure() {
        var failure = assertThrows(Failure.class, () -> feed(new SseParser(64), "data: " + "x".repeat(100), event -> {}));
        assertEquals(Failure.Kind.PROTOCOL, failure.kind());
        assertEquals("event_too_large", failure.code());
        assertTrue(failure.getMessage().contains("64"), failure.getMessage());
    }

    @Test
    void theUsualLimitIsSixteenMebibytes() {
        var line = new byte[16 * 1024 * 1024];
        Arrays.fill(line, (byte) 'x');
        System.arraycopy("data:".getBytes(StandardCharsets.UTF_8), 0, line, 0, 5);
        var parser = new SseParser();
        parser.feed(line, 0, line.length, event -> {});
        assertEquals(line.length - 5, parser.end().orElseThrow().data().length());
        var another = new SseParser();
        another.feed(line, 0, line.length, event -> {});
        assertThrows(Failure.class, () -> feed(another, "x", event -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: %s\n\n", ": %s\ndata: x\n\n", "data: a\ndata: %s\nevent: e\n\n"})
    void twoMegabytesOfOneLineArriveByteByByte(String frame) {
        var bytes = frame.formatted("x".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8);
        assertEquals(outcome(SseParser.LIMIT, bytes), outcome(SseParser.LIMIT, each(bytes)));
    }

    @Test
    void aHundredThousandLinesOfOneEventArriveByteByByte() {
        var bytes = ("data: 123456789\n".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8);
        assertEquals(outcome(SseParser.LIMIT, bytes), outcome(SseParser.LIMIT, each(bytes)));
    }

    @Test
    void onlyTheGivenPartOfAChunkIsRead() {
        var got = new ArrayList<SseEvent>();
        var chunk = "data: no\n\ndata: x\n\ndata: no\n\n".getBytes(StandardCharsets.UTF_8);
        new SseParser().feed(chunk, 10, 9, got::add);
        assertEquals(List.of(new SseEvent("message", "x", "")), got);
    }

    private static void assertEveryCut(String events, byte[] bytes) {
        assertEquals(events, outcome(SseParser.LIMIT, bytes));
        assertEveryCutGives(events, SseParser.LIMIT, bytes);
    }

    private static void assertEveryCutGives(String events, int limit, byte[] bytes) {
        assertEquals(events, outcome(limit, each(bytes)), "byte by byte");
        for (var cut = 0; cut <= bytes.length; cut++) {
            assertEquals(events, outcome(limit, Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)), "cut at " + cut);
        }
    }

    private static String outcome(int limit, byte[]... chunks) {
        var parser = new SseParser(limit);
        var got = new ArrayList<String>();
        try {
            for (var chunk : chunks) parser.feed(chunk, 0, chunk.length, event -> got.add(show(event)));
            parser.end().ifPresent(event -> got.add("+" + show(event)));
        } catch (Failure failure) {
            got.add(failure.code());
        }
        return String.join(" ", got);
    }

    private static String show(SseEvent event) {
        return event.type() + "[" + event.data() + "]" + event.lastEventId();
    }

    private static byte[][] each(byte[] bytes) {
        var chunks = new byte[bytes.length][];
        for (var i = 0; i < bytes.length; i++) chunks[i] = new byte[] {bytes[i]};
        return chunks;
    }

    private static void feed(SseParser parser, String text, Consumer<SseEvent> to) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length, to);
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static byte[] join(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (var part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    private static String unescape(String text) {
        return text.translateEscapes().replace('~', ' ');
    }
}
