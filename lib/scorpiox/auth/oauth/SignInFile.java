package scorpiox.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import scorpiox.auth.CredentialFile;

/// A sign-in in a file, in the form that some program writes it.
public interface SignInFile {
    CredentialFile file();

    /// What it holds now.
    ///
    /// @throws scorpiox.base.Failure `AUTH` saying what is wrong with it
    SignIn read();

    /// Takes over what was granted; everything else in the file stays. Call it only under the file's lock.
    ///
    /// @param before what the file held when the grant was asked for: used where somebody has broken it meanwhile
    /// @return what the file holds then
    /// @throws scorpiox.base.Failure `INTERNAL` when it cannot be written
    SignIn store(Grant grant, Instant now, ObjectNode before);
}
