package scorpiox.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockFileTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration NO_TIME = Duration.ZERO;

    @TempDir
    Path folder;
    private final Cancel cancel = new Cancel();

    @Test
    void theFileIsMadeForItsOwnerAloneAndStays() throws IOException {
        try (var _ = take(NO_TIME)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lock())));
        }
        assertTrue(Files.exists(lock()));
        assertEquals(0, Files.size(lock()));
    }

    @Test
    void aFileThatIsThereIsNeitherReplacedNorEmptied() throws IOException {
        Files.writeString(lock(), "something");
        var before = Files.getAttribute(lock(), "unix:ino");
        take(NO_TIME).close();
        assertEquals(before, Files.getAttribute(lock(), "unix:ino"));
        assertEquals("something", Files.readString(lock()));
    }

    @Test
    void whatWasGivenBackIsTakenAgain() throws IOException {
        for (var i = 0; i < 50; i++) take(NO_TIME).close();
    }

    @Test
    void twoFilesAreTwoLocks() throws IOException {
        try (var _ = take(NO_TIME); var _ = LockFile.take(folder.resolve("other"), NO_TIME, cancel)) {
            assertThrows(Failure.class, () -> take(NO_TIME));
        }
    }

    @Test
    void ofManyThreadsOneIsInside() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var rounds = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (var round = 0; round < 25; round++) {
                    try (var _ = take(AN_HOUR)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        rounds.incrementAndGet();
                    } catch (IOException e) {
                        return;
                    }
                }
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(1, most.get());
        assertEquals(200, rounds.get());
    }

    @Test
    void aThreadThatWaitsHasItOnceItIsGivenBack() throws Exception {
        var held = take(NO_TIME);
        var waiter = waiting();
        held.close();
        waiter.get().close();
    }

    @Test
    void whoHoldsItTooLongIsToldByTheFilesName() throws IOException {
        try (var _ = take(NO_TIME)) {
            assertBusy(assertThrows(Failure.class, () -> take(Duration.ofMillis(10))));
        }
        take(NO_TIME).close();
    }

    @Test
    void cancellingEndsTheWaitForAnotherThread() throws Exception {
        try (var _ = take(NO_TIME)) {
            var waiter = waiting();
            var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
            cancel.cancel(why);
            assertSame(why, assertThrows(ExecutionException.class, waiter::get).getCause());
        }
        LockFile.take(lock(), NO_TIME, new Cancel()).close();
    }

    @Test
    void anInterruptedWaiterStaysInterrupted() throws Exception {
        try (var _ = take(NO_TIME)) {
            Thread.currentThread().interrupt();
            assertEquals(Failure.Kind.CANCELLED, assertThrows(Failure.class, () -> take(AN_HOUR)).kind());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anotherProcessKeepsItUntilItDies() throws Exception {
        var other = otherProcess();
        try {
            assertBusy(assertThrows(Failure.class, () -> take(Duration.ofMillis(10))));
            var waiter = waiting();
            other.destroyForcibly().waitFor();
            waiter.get().close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void cancellingEndsTheWaitForAnotherProcess() throws Exception {
        var other = otherProcess();
        try {
            var waiter = waiting();
            var why = Failure.of(Failure.Kind.CANCELLED, "interrupted");
            cancel.cancel(why);
            assertSame(why, assertThrows(ExecutionException.class, waiter::get).getCause());
        } finally {
            other.destroyForcibly().waitFor();
        }
        LockFile.take(lock(), NO_TIME, new Cancel()).close();
    }

    @Test
    void anotherChannelOfThisProcessIsAnotherHolderToo() throws IOException {
        try (var channel = FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE); var _ = channel.lock()) {
            assertBusy(assertThrows(Failure.class, () -> take(Duration.ofMillis(10))));
        }
        take(NO_TIME).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "link", "link to nothing"})
    void whatIsNoLockFileIsAnErrorAndBlocksNobody(String what) throws IOException {
        switch (what) {
            case "folder" -> Files.createDirectory(lock());
            case "link" -> Files.createSymbolicLink(lock(), Files.writeString(folder.resolve("target"), "precious"));
            default -> Files.createSymbolicLink(lock(), folder.resolve("target"));
        }
        for (var i = 0; i < 2; i++) assertThrows(IOException.class, () -> take(NO_TIME));
        if (what.equals("link")) assertEquals("precious", Files.readString(folder.resolve("target")));
        else assertFalse(Files.exists(folder.resolve("target")));
        Files.delete(lock());
        take(NO_TIME).close();
    }

    @Test
    void aMissingFolderIsNotMade() {
        assertThrows(IOException.class, () -> LockFile.take(folder.resolve("no/lock"), NO_TIME, cancel));
        assertFalse(Files.exists(folder.resolve("no")));
    }

    /// Somebody who has begun to wait.
    private CompletableFuture<LockFile> waiting() {
        var result = new CompletableFuture<LockFile>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                result.complete(take(AN_HOUR));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            if (result.isDone()) throw new CompletionException(new AssertionError("it did not wait"));
            Thread.onSpinWait();
        }
        return result;
    }

    private Process otherProcess() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Holder.class.getName(), lock().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("held", new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
        return process;
    }

    private LockFile take(Duration most) throws IOException {
        return LockFile.take(lock(), most, cancel);
    }

    private Path lock() {
        return folder.resolve("auth.json.lock");
    }

    private void assertBusy(Failure failure) {
        assertEquals(Failure.Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().contains(lock().toString()), failure.getMessage());
    }

    /// A process that holds the lock until its stdin ends.
    static final class Holder {
        public static void main(String... args) throws IOException {
            try (var _ = LockFile.take(Path.of(args[0]), AN_HOUR, new Cancel())) {
                IO.println("held");
                System.in.read();
            }
        }
    }
}
