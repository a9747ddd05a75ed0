package scorpiox.auth;

import scorpiox.base.Failure;
import scorpiox.http.Credential;

/// Where a provider's credential comes from. One source serves all requests of a run and reads only when it has to.
public interface CredentialSource {
    /// The credential to use now.
    ///
    /// @throws Failure `AUTH` saying what is missing or wrong and how to mend it; another kind for what may pass by itself
    Credential get();

    /// Another try after the server refused one with 401.
    ///
    /// @param times how often one was refused in this request, this time included
    /// @throws Failure `AUTH` when there is nothing further to try
    Credential after401(Credential refused, int times);

    /// What it is, for a person: `local /home/me/.codex/auth.json`.
    String place();

    /// The header that it travels in, told without fetching it.
    default String header() {
        return "Authorization";
    }

    /// Whom it belongs to, as far as that is known.
    default Owner owner() {
        return Owner.of(get().secret());
    }

    /// Whether there is none because none is needed.
    default boolean anonymous() {
        return false;
    }

    /// None, for a server that wants none.
    ///
    /// @param mend what the user should do when the server wants one after all
    static CredentialSource anonymous(String mend) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                return Credential.NONE;
            }

            @Override
            public Credential after401(Credential refused, int times) {
                throw Failure.of(Failure.Kind.AUTH, "401 Unauthorized: the server wants a key").from(401, null).hint(mend);
            }

            @Override
            public String place() {
                return "none needed";
            }

            @Override
            public Owner owner() {
                return Owner.UNKNOWN;
            }

            @Override
            public boolean anonymous() {
                return true;
            }
        };
    }

    /// None at all: whoever asks is told why.
    static CredentialSource missing(Failure why) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                throw why;
            }

            @Override
            public Credential after401(Credential refused, int times) {
                throw why;
            }

            @Override
            public String place() {
                return "none";
            }
        };
    }

    /// A key that nothing can refresh.
    ///
    /// @param place what it is
    /// @param mend  what the user should check when it is refused
    static CredentialSource fixed(Credential credential, String place, String mend) {
        return new CredentialSource() {
            @Override
            public Credential get() {
                return credential;
            }

            @Override
            public Credential after401(Credential refused, int times) {
                throw Failure.of(Failure.Kind.AUTH, "401 Unauthorized: the key was refused").from(401, null).hint(mend);
            }

            @Override
            public String place() {
                return place;
            }

            @Override
            public String header() {
                return credential.header();
            }
        };
    }
}
