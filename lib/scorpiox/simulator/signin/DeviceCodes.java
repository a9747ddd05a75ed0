package scorpiox.simulator.signin;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Sign-ins of devices that wait for their user, who types a short code elsewhere (in the manner of RFC 8628).
final class DeviceCodes {
    // without vowels no code is a word
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    /// A waiting device.
    ///
    /// @param id     what the device polls with
    /// @param user   what its user types
    /// @param base   URL it asked at, to which the redirect URI of its code belongs
    record Device(String id, String user, String client, String base) {}

    /// What a poll finds.
    sealed interface Found {
        record Waiting() implements Found {}

        record Approved(Device device) implements Found {}

        record Unknown() implements Found {}
    }

    private static final class Progress {
        private final Device device;
        private int pending;

        Progress(Device device, int pending) {
            this.device = device;
            this.pending = pending;
        }
    }

    private final int polls;
    private final Map<String, Progress> waiting = new ConcurrentHashMap<>();

    /// @param polls polls before the user approves by himself
    DeviceCodes(int polls) {
        this.polls = polls;
    }

    Device begin(String client, String base) {
        var device = new Device("deviceauth_" + UUID.randomUUID(), userCode(), client, base);
        waiting.put(device.id(), new Progress(device, polls));
        return device;
    }

    /// Asks for a device, which is forgotten once its user has approved.
    Found poll(String id, String user) {
        var progress = waiting.get(id);
        if (progress == null || !progress.device.user().equals(user)) return new Found.Unknown();
        synchronized (progress) {
            if (progress.pending-- > 0) return new Found.Waiting();
        }
        return waiting.remove(id) == null ? new Found.Unknown() : new Found.Approved(progress.device);
    }

    /// The user types a code; case and surrounding blanks do not matter. False for a code nobody waits with.
    boolean approve(String typed) {
        var code = typed.strip().toUpperCase(Locale.ROOT);
        var found = waiting.values().stream().filter(progress -> progress.device.user().equals(code)).findFirst();
        found.ifPresent(progress -> {
            synchronized (progress) {
                progress.pending = 0;
            }
        });
        return found.isPresent();
    }

    private static String userCode() {
        var random = ThreadLocalRandom.current();
        var code = new StringBuilder();
        for (var i = 0; i < 4; i++) code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return code.append('-').append(random.nextInt(10_000, 100_000)).toString();
    }
}
