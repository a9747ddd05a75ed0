package scorpiox.command.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Redaction;
import scorpiox.model.Cost;
import scorpiox.model.Usage;
import scorpiox.provider.router.Choice;

class LogTest {
    private static final Choice CODEX = new Choice("codex", "gpt-5.3-codex", Optional.empty());
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final Measure GOOD = new Measure("served", 100.5, 500.2, 50.25, new Usage(100, 40, 0, 20, 0), new Cost(0.00125, "2026-09", false), "stop", null, "the text stays out");

    @TempDir
    Path folder;
    private final List<String> notices = new ArrayList<>();

    private Log log() {
        return new Log(folder.resolve("runs.jsonl"), "runs.jsonl");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() throws IOException {
        var entries = List.of(Entry.of(CODEX, GOOD, TIME, "abc"), Entry.of(CODEX, Measure.failed(Failure.of(Kind.AUTH, "no key").hint("set one")), TIME, "abc"));
        entries.forEach(entry -> log().add(entry, new Cancel()));
        assertEquals(entries, log().read(notices::add));
        var text = Files.readString(log().file());
        assertEquals(2, text.lines().count());
        assertTrue(text.startsWith("{\"time\":\"2026-11-21T10:00:00.123Z\",\"prompt_sha256\":\"abc\",\"provider\":\"codex\""), text);
        assertFalse(text.contains("stays out"));
        assertEquals(List.of(), notices);
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "no lock is left behind");
        }
    }

    @Test
    void manyWritersLoseNothing() throws Exception {
        var threads = IntStream.range(0, 8).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            for (var i = 0; i < 25; i++) log().add(Entry.of(CODEX, GOOD, TIME, "abc"), new Cancel());
        })).toList();
        for (var thread : threads) thread.join();
        assertEquals(200, log().read(notices::add).size());
        assertEquals(List.of(), notices);
    }

    @Test
    void aHalfLineOfSomebodyElsesIsEndedFirst() throws IOException {
        Files.writeString(log().file(), "{\"time\":\"2026");
        log().add(Entry.of(CODEX, GOOD, TIME, "abc"), new Cancel());
        assertEquals(1, log().read(notices::add).size());
        assertEquals(List.of("runs.jsonl: 1 line is no result and was left out"), notices);
    }

    @Test
    void strangeLinesAreLeftOut() throws IOException {
        var good = Json.write(Entry.of(CODEX, GOOD, TIME, "abc").json());
        var strange = "[]\n\"x\"\n{}\n{\"provider\":\"a\",\"model\":1,\"ok\":true}\n" + good + "\n\n\u00e9{\n" + good.replace("100.5", "-1").replace("500.2", "\"x\"").replace("2026-11-21T", "never") + "\n";
        var entries = Log.read(strange.getBytes(StandardCharsets.UTF_8), "stdin", notices::add);
        assertEquals(2, entries.size());
        assertEquals(Entry.of(CODEX, GOOD, TIME, "abc"), entries.getFirst());
        assertTrue(entries.getLast().first() == null && entries.getLast().total() == null && entries.getLast().time() == null);
        assertEquals(List.of("stdin: 5 lines are no results and were left out"), notices);
    }

    @Test
    void whatJsonPrintsIsReadToo() throws IOException {
        var printed = "{\"prompt\":\"x\",\"results\":[{\"provider\":\"a\",\"model\":\"m\",\"ok\":true,\"total_ms\":5},{\"provider\":\"b\",\"model\":\"m\",\"ok\":false}]}";
        assertEquals(List.of("a", "b"), Log.read(printed.getBytes(StandardCharsets.UTF_8), "stdin", notices::add).stream().map(Entry::provider).toList());
    }

    @Test
    void whatCannotBeReadOrWrittenIsMisuse() throws IOException {
        assertEquals("no file runs.jsonl", assertThrows(Failure.class, () -> log().read(notices::add)).getMessage());
        Files.writeString(log().file(), "\n");
        assertTrue(assertThrows(Failure.class, () -> log().read(notices::add)).line().startsWith("runs.jsonl holds no results"));
        var nowhere = new Log(folder.resolve("no/such/x"), "no/such/x");
        var failure = assertThrows(Failure.class, () -> nowhere.add(Entry.of(CODEX, GOOD, TIME, "abc"), new Cancel()));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.getMessage().startsWith("no/such/x cannot be written"), failure.getMessage());
        assertEquals("--log: there is no folder " + folder.resolve("no/such"), assertThrows(Failure.class, nowhere::check).getMessage());
        assertThrows(Failure.class, () -> new Log(folder, "x").check());
        log().check();
        assertEquals("x is a folder", assertThrows(Failure.class, () -> new Log(folder, "x").read(notices::add)).getMessage());
    }

    @Test
    void noSecretIsWrittenDown() {
        Redaction.register("secret-of-the-log-test");
        var entry = Entry.of(CODEX, Measure.failed(Failure.of(Kind.AUTH, "key secret-of-the-log-test\nwas refused")), TIME, "abc");
        assertEquals("key *** was refused", entry.error());
    }
}
