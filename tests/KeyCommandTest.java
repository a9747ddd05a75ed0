package scorpiox.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;
import scorpiox.http.Origin;

@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyCommandTest {
    private static final Set<Origin> AUDIENCE = Set.of(Origin.of(URI.create("https://a.example")));

    @TempDir
    Path folder;
    private final Cancel cancel = new Cancel();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"echo the-key-0123", "printf the-key-0123", "printf '\\n  the-key-0123\\t \\r\\n\\n'", "echo noise >&2; echo the-key-0123",
            "cat; echo the-key-0123", "read x; echo the-key-0123", "echo $KEY"})
    void theKeyIsWhatTheCommandPrints(String command) {
        var credential = source(command).get();
        assertEquals("Bearer the-key-0123", credential.value());
        assertEquals(AUDIENCE, credential.audience());
        assertTrue(Redaction.holds("the-key-0123"));
    }

    @Test
    void theEnvironmentIsTheOneItIsGiven() {
        assertEquals("KEY,PATH,PWD,RUNS", String.join(",", source("env | cut -d= -f1 | grep -v -x -e _ -e SHLVL -e OLDPWD | sort | paste -s -d, -").get().secret().split(",")));
    }

    @ParameterizedTest
    @CsvSource({"8192, true", "8193, false", "1000000, false"})
    void aKeyHasAtMostEightThousandOneHundredAndNinetyTwoCharacters(int length, boolean good) {
        var source = source("head -c " + length + " /dev/zero | tr '\\0' k");
        if (good) assertEquals("k".repeat(length), source.get().secret());
        else assertTrue(assertUnusable(source).getMessage().contains("more than a key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "true                               | printed nothing",
            "echo                               | printed nothing",
            "echo the-key-0123 >&2              | printed nothing",
            "printf 'first-key\\nsecond-key\\n' | printed more than a key",
            "echo two words                     | printed more than a key",
            "printf 'a\\tb'                     | printed more than a key",
            "printf 'key\\033[31m'              | printed more than a key",
            "printf 'key\\000key'               | printed more than a key",
            "printf 'k\\303\\251y'              | printed more than a key",
            "printf 'k\\377y'                   | printed more than a key",
            "exit 3                             | ended with exit code 3",
            "echo the-key-0123; exit 1          | ended with exit code 1",
            "kill -9 $$                         | ended with exit code 137",
            "no-such-command-anywhere           | ended with exit code 127",
    })
    void whatGivesNoKeyIsToldByTheNameOfTheSetting(String command, String problem) {
        var failure = assertUnusable(source(command));
        assertTrue(failure.getMessage().contains(problem), failure.getMessage());
        assertFalse(failure.line().contains("the-key") || failure.line().contains("first-key"), failure.line());
    }

    @Test
    void theFirstLineOfWhatItComplainsOfIsShownWithoutSecretsAndControls() {
        Redaction.register("registered secret 4711");
        var failure = assertUnusable(source("printf '\\n  \\033[31mvault is sealed\\033[0m for registered secret 4711 at sk-qrstuvwx12345678\\nsecond line\\n' >&2; exit 2"));
        assertEquals("the command in CODEX_API_KEY_CMD ended with exit code 2: vault is sealed for *** at ***", failure.getMessage());
    }

    @Test
    void aLongComplaintIsCut() {
        assertTrue(assertUnusable(source("head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 2")).getMessage().length() < 300);
    }

    @Test
    void theCommandItselfIsNotShown() {
        assertFalse(assertUnusable(source("curl() { false; }; curl -H 'X-Token: in-the-command-4711'")).line().contains("4711"));
    }

    @Test
    void aDaemonLeftBehindDoesNotHoldUs() throws IOException {
        var pid = folder.resolve("pid");
        try {
            assertEquals("the-key-0123", source("sleep 600 & echo $! > " + pid + "; echo the-key-0123").get().secret());
            assertTrue(assertUnusable(source("sleep 600 & echo $! >> " + pid + "; echo sealed >&2; exit 4")).getMessage().endsWith("4: sealed"));
        } finally {
            for (var line : Files.readAllLines(pid)) ProcessHandle.of(Long.parseLong(line)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /// `PID` is the file with the number of the process that has to end.
    @ParameterizedTest
    @ValueSource(strings = {"echo $$ > PID.new && mv PID.new PID; exec sleep 600", "sleep 600 & echo $! > PID.new && mv PID.new PID; wait; echo the-key-0123",
            "trap '' TERM INT; sleep 600 & echo $! > PID.new && mv PID.new PID; wait; wait"})
    void cancellingEndsItAtOnce(String command) throws Exception {
        var pid = folder.resolve("pid");
        var result = new CompletableFuture<Object>();
        Thread.ofPlatform().start(() -> {
            try {
                result.complete(source(command.replace("PID", pid.toString())).get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        while (!Files.exists(pid) && !result.isDone()) Thread.onSpinWait();
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        assertSame(why, assertThrows(ExecutionException.class, result::get).getCause());
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (process.isPresent()) process.get().onExit().join();
    }

    @Test
    void inARunThatIsOverNoKeyIsGiven() {
        var why = Failure.of(Kind.CANCELLED, "interrupted");
        cancel.cancel(why);
        assertSame(why, assertThrows(Failure.class, () -> source("exec sleep 600").get()));
    }

    @ParameterizedTest
    @CsvSource({"300, 0, 1", "300, 299, 1", "300, 300, 2", "300, 9000, 2", "0, 0, 2", "999999999, 9000, 1"})
    void aKeyIsUsedForItsTime(long life, long later, int runs) throws IOException {
        var source = counting(life);
        source.get();
        now = now.plusSeconds(later);
        assertEquals("key-number-" + runs, source.get().secret());
        assertEquals(runs, Files.readAllLines(folder.resolve("runs")).size());
    }

    @Test
    void aRefusedKeyIsAskedForOnceMore() throws IOException {
        var source = counting(300);
        var first = source.get();
        assertEquals("key-number-2", source.after401(first, 1).secret());
        assertEquals("key-number-2", source.get().secret());
        var failure = assertThrows(Failure.class, () -> source.after401(first, 2));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.hint().contains("CODEX_API_KEY_CMD"), failure.hint());
        assertEquals(2, Files.readAllLines(folder.resolve("runs")).size());
        assertEquals("CODEX_API_KEY_CMD for https://a.example", source.place());
    }

    @Test
    void nothingRunsBeforeAKeyIsNeeded() {
        counting(300);
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void aKeyThatWasPrintedIsNotToldWhenTheCommandFails() {
        var failure = assertUnusable(source("echo vault-key-9876543; echo 'agent down, had vault-key-9876543' >&2; exit 1"));
        assertTrue(failure.getMessage().contains("agent down") && !Redaction.mask(failure.line()).contains("vault-key-9876543"), failure.line());
        assertFalse(failure.line().contains("vault-key-9876543"), failure.line());
    }

    private CredentialSource counting(long life) {
        return command("echo run >> $RUNS; echo key-number-$(wc -l < $RUNS | tr -d ' ')", life).source();
    }

    private CredentialSource source(String command) {
        return command(command, 300).source();
    }

    private KeyCommand command(String command, long life) {
        var environment = Map.of("PATH", System.getenv("PATH"), "KEY", "the-key-0123", "RUNS", folder.resolve("runs").toString());
        return new KeyCommand("CODEX_API_KEY_CMD", command, Duration.ofSeconds(life), "Authorization", AUDIENCE, environment, () -> now, cancel);
    }

    private static Failure assertUnusable(CredentialSource source) {
        var failure = assertThrows(Failure.class, source::get);
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().startsWith("the command in CODEX_API_KEY_CMD "), failure.getMessage());
        assertEquals(1, failure.line().lines().count());
        return failure;
    }
}
