package scorpiox.auth.signin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Redaction;

/// The one redirect a sign-in waits for: the first that carries our state. It counts once, whoever repeats it.
final class Awaited {
    /// What became of a redirect that somebody offered.
    enum Verdict { TAKEN, REPEATED, NOT_OURS }

    /// @param answer shows the user's browser how it ended
    record Arrived(Callback callback, Consumer<Page> answer) {}

    private final Secrets secrets;
    private final CompletableFuture<Arrived> first = new CompletableFuture<>();

    Awaited(Secrets secrets) {
        this.secrets = secrets;
    }

    Verdict offer(Callback callback, Consumer<Page> answer) {
        if (!secrets.marks(callback.state())) return Verdict.NOT_OURS;
        Redaction.register(callback.code());
        return first.complete(new Arrived(callback, answer)) ? Verdict.TAKEN : Verdict.REPEATED;
    }

    /// Waits for it.
    ///
    /// @throws Failure the reason of `cancel`
    Arrived await(Cancel cancel) {
        try (var _ = cancel.onCancel(() -> first.completeExceptionally(cancel.reason()))) {
            return first.get();
        } catch (ExecutionException e) {
            throw (Failure) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.CANCELLED, "interrupted", e);
        }
    }
}
