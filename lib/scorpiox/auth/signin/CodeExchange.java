package scorpiox.auth.signin;

import scorpiox.auth.oauth.Grant;
import scorpiox.auth.oauth.TokenEndpoint;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;

/// The last step of both ways to sign in. A code may be used once only, so it is sent once.
final class CodeExchange {
    private CodeExchange() {}

    /// @param again what the user can do when it fails
    /// @throws Failure as [TokenEndpoint#exchange]; `PROTOCOL` without an access token
    static Grant of(TokenEndpoint tokens, String code, String verifier, String redirect, String again, Cancel cancel) {
        try {
            var grant = tokens.exchange(code, verifier, redirect, cancel);
            if (grant.access().isEmpty()) throw Failure.of(Kind.PROTOCOL, tokens.origin() + " answered without an access token").from(200, null);
            return grant;
        } catch (Failure e) {
            cancel.check();
            throw e.hint() == null ? e.hint(again) : e;
        }
    }
}
