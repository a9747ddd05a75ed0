package scorpiox.server.team;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import scorpiox.base.Failure;

/// The keys of members as a running server knows them. A change of the file counts from the next request on; a file that
/// cannot be used lets nobody in.
public final class TeamKeys {
    /// Whose key it is and whether it may fetch access tokens.
    public record Member(String name, boolean tokens) {}

    /// By what a file is known to have changed: it is replaced whole, and so becomes another one.
    private record Mark(FileTime modified, long size, Object file) {
        static final Mark NONE = new Mark(FileTime.fromMillis(0), -1, null);
    }

    /// @param again when a file that cannot be used is looked at once more; mending its mode leaves no mark
    private record Held(Mark mark, List<MemberKey> keys, String problem, Instant again) {}

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final KeyFile file;
    private final Executor later;
    private final Map<String, LocalDate> noted = new ConcurrentHashMap<>();
    private volatile Held held = new Held(null, List.of(), "", Instant.MAX);
    private volatile boolean complained;

    public TeamKeys(KeyFile file) {
        this(file, Thread::startVirtualThread);
    }

    /// @param later runs what no request waits for
    public TeamKeys(KeyFile file, Executor later) {
        this.file = file;
        this.later = later;
    }

    /// Whose key that is. The time it takes says nothing about the keys there are.
    public Optional<Member> member(String key) {
        if (key == null || key.length() != MemberKey.LENGTH || !key.startsWith(MemberKey.PREFIX)) return Optional.empty();
        var hash = MemberKey.hash(key);
        MemberKey found = null;
        for (var each : current()) if (each.matches(hash)) found = each;
        if (found == null) return Optional.empty();
        note(found);
        return Optional.of(new Member(found.name(), found.tokens()));
    }

    /// How many keys there are.
    public int size() {
        return current().size();
    }

    private List<MemberKey> current() {
        var now = held;
        var mark = mark();
        return mark.equals(now.mark) && file.clock().instant().isBefore(now.again) ? now.keys : reread(mark);
    }

    private synchronized List<MemberKey> reread(Mark mark) {
        var before = held;
        if (mark.equals(before.mark) && file.clock().instant().isBefore(before.again)) return before.keys;
        try {
            held = new Held(mark, file.keys(), "", Instant.MAX);
        } catch (Failure failure) {
            if (!failure.line().equals(before.problem)) file.notice().accept("no member can sign in: " + failure.line());
            held = new Held(mark, List.of(), failure.line(), file.clock().instant().plus(BETWEEN_LOOKS));
        }
        return held.keys;
    }

    private Mark mark() {
        try {
            var is = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return new Mark(is.lastModifiedTime(), is.size(), is.fileKey());
        } catch (IOException absent) {
            return Mark.NONE;
        }
    }

    /// Writes down the day of use, once a day: nobody waits for it, and where it cannot be written nothing is lost.
    private void note(MemberKey key) {
        var today = file.today();
        if (key.used().filter(today::equals).isPresent() || today.equals(noted.put(key.hash(), today))) return;
        later.execute(() -> {
            try {
                file.used(key);
            } catch (Failure failure) {
                if (!complained) file.notice().accept("the day a key was used is not written down: " + failure.line());
                complained = true;
            }
        });
    }
}
