package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Failure;

/// A sign-in in a file, in the form that some program writes it.
public interface SignInFile {
    CredentialFile file();

    /// What it holds now.
    ///
    /// @throws Failure `AUTH` saying what is wrong with it
    SignIn read();

    /// The same, where there is something to be understood.
    default Optional<SignIn> reread() {
        try {
            return Optional.of(read());
        } catch (Failure broken) {
            return Optional.empty();
        }
    }

    /// A run does not change hands.
    ///
    /// @throws Failure `AUTH` when a later reading belongs to somebody else
    default void sameAccount(SignIn before, SignIn now) {
        if (before.another(now)) throw file().unusable("belongs to another account now").hint("start again to use it");
    }

    /// Takes over what was granted; everything else in the file stays. Call it only under the file's lock.
    ///
    /// @param before what the file held when the grant was asked for: used where somebody has broken it meanwhile
    /// @return what the file holds then
    /// @throws Failure `INTERNAL` when it cannot be written
    SignIn store(Grant grant, Instant now, ObjectNode before);
}
