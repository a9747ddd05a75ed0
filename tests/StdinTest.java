package scorpiox.command.sx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

class StdinTest {
    private final List<String> notices = new ArrayList<>();

    /// A pipe whose writer sends its pieces one by one, each when it is let.
    private static final class Pipe extends InputStream {
        final CountDownLatch[] let;
        final CountDownLatch[] asked;
        final String[] pieces;
        int next;

        Pipe(String... pieces) {
            this.pieces = pieces;
            let = new CountDownLatch[pieces.length];
            asked = new CountDownLatch[pieces.length];
            for (var i = 0; i < pieces.length; i++) {
                let[i] = new CountDownLatch(1);
                asked[i] = new CountDownLatch(1);
            }
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (next == pieces.length) return -1;
            try {
                asked[next].countDown();
                let[next].await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            var bytes = pieces[next++].getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, to, offset, bytes.length);
            return bytes.length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }
    }

    private String all(InputStream in, Duration wait) {
        return new String(Stdin.start(in, new Cancel()).all(wait, notices::add), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\n", "two\nlines\n", "é 😀", "\u0000\u0001"})
    void everythingIsReadAsItStands(String text) {
        assertEquals(text, all(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(30)));
        assertEquals(text, all(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), null));
        assertEquals(List.of(), notices);
    }

    @Test
    void aStdinThatCannotBeReadIsNoEmptyOne() {
        var closed = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Bad file descriptor");
            }
        };
        var failure = assertThrows(Failure.class, () -> all(closed, Duration.ofSeconds(30)));
        assertEquals("stdin cannot be read: Bad file descriptor", failure.line());
    }

    @Test
    void aSilentPipeIsAUsageErrorThatNamesTheWaysOut() {
        var failure = assertThrows(Failure.class, () -> all(new Pipe("never"), Duration.ofMillis(100)));
        assertEquals(Kind.USAGE, failure.kind());
        assertTrue(failure.line().contains("--no-stdin") && failure.line().contains("</dev/null"), failure.line());
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().contains("waiting for stdin"));
    }

    @Test
    void theLimitIsNamedInSeconds() {
        var failure = assertThrows(Failure.class, () -> all(new Pipe("never"), Duration.ofSeconds(1)));
        assertEquals("nothing came on stdin within 1 s", failure.getMessage());
    }

    @Test
    void whatComesAfterTheNoticeIsTaken() {
        var pipe = new Pipe("late ", "data");
        var text = Stdin.start(pipe, new Cancel()).all(Duration.ofSeconds(60), notice -> {
            notices.add(notice);
            for (var each : pipe.let) each.countDown();
        });
        assertEquals("late data", new String(text, StandardCharsets.UTF_8));
        assertEquals(1, notices.size());
    }

    @Test
    void afterTheFirstByteThereIsNoLimit() throws InterruptedException {
        var pipe = new Pipe("early ", "and ", "late");
        var stdin = Stdin.start(pipe, new Cancel());
        pipe.let[0].countDown();
        pipe.asked[1].await();
        Thread.ofVirtual().start(() -> {
            pipe.let[1].countDown();
            pipe.let[2].countDown();
        });
        assertEquals("early and late", new String(stdin.all(Duration.ZERO, notices::add), StandardCharsets.UTF_8));
        assertEquals(List.of(), notices);
    }

    @Test
    void whatCameBeforeAnybodyAskedIsThere() throws InterruptedException {
        var pipe = new Pipe("early", " end");
        var stdin = Stdin.start(pipe, new Cancel());
        pipe.let[0].countDown();
        pipe.asked[1].await();
        pipe.let[1].countDown();
        assertEquals("early end", new String(stdin.all(null, notices::add), StandardCharsets.UTF_8));
    }

    @Test
    void sixteenMebibytesAreTaken() {
        assertEquals(Stdin.LIMIT, Stdin.start(new ByteArrayInputStream(new byte[Stdin.LIMIT]), new Cancel()).all(null, notices::add).length);
    }

    @Test
    void oneByteMoreIsRefused() {
        var failure = assertThrows(Failure.class, () -> all(new ByteArrayInputStream(new byte[Stdin.LIMIT + 1]), null));
        assertEquals(Kind.USAGE, failure.kind());
        assertEquals("stdin is larger than 16 MiB", failure.getMessage());
    }

    @Test
    void endlessInputEndsAtTheLimit() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                return length;
            }
        };
        assertEquals(Kind.USAGE, assertThrows(Failure.class, () -> all(endless, Duration.ofSeconds(30))).kind());
    }
}
