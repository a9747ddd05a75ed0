package scorpiox.auth;

import scorpiox.base.Failure;
import scorpiox.http.Credential;

/// Where a provider's credential comes from.
public interface CredentialSource {
    /// The credential to use now.
    ///
    /// @throws Failure `AUTH` saying what is missing or wrong and how to mend it
    Credential get();

    /// Another try after the server refused one with 401.
    ///
    /// @throws Failure `AUTH` when there is nothing further to try
    Credential after401(Credential refused);

    /// None at all: whoever asks is told why.
    static CredentialSource missing(Failure why) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                throw why;
            }

            @Override
            public Credential after401(Credential refused) {
                throw why;
            }
        };
    }

    /// A key that nothing can refresh.
    ///
    /// @param mend what the user should check when it is refused
    static CredentialSource fixed(Credential credential, String mend) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                return credential;
            }

            @Override
            public Credential after401(Credential refused) {
                throw Failure.of(Failure.Kind.AUTH, "401 Unauthorized: the key was refused").from(401, null).hint(mend);
            }
        };
    }
}
