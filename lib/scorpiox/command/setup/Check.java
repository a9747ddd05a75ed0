package scorpiox.command.setup;

import java.util.Optional;
import scorpiox.base.Failure;

/// One thing that was looked at.
///
/// @param name   a word, the same in every report
/// @param status whether it is as it should be
/// @param text   what was found
/// @param remedy what mends it, a command where there is one
record Check(String name, Status status, String text, Optional<String> remedy) {
    /// [#WARN] is for what works less well than it could; only [#FAIL] makes the report fail.
    enum Status {
        OK, WARN, FAIL;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Check ok(String name, String text) {
        return new Check(name, Status.OK, text, Optional.empty());
    }

    static Check warn(String name, String text, String remedy) {
        return new Check(name, Status.WARN, text, Optional.ofNullable(remedy));
    }

    static Check fail(String name, String text, String remedy) {
        return new Check(name, Status.FAIL, text, Optional.ofNullable(remedy));
    }

    static Check fail(String name, Failure failure) {
        return fail(name, failure.getMessage(), failure.hint());
    }

    /// The same, said of somebody by name.
    Check of(String whom) {
        return text.startsWith(whom + ",") ? this : new Check(name, status, whom + ": " + text, remedy);
    }

    /// The same where it does not make the report fail.
    Check milder() {
        return status == Status.FAIL ? new Check(name, Status.WARN, text, remedy) : this;
    }
}
