package scorpiox.server.backend;

import scorpiox.provider.Provider;

/// The backends of the configuration, each opened when it is first asked.
public final class Backends implements AutoCloseable {
    private Backends() {}

    /// Who answers for a backend.
    ///
    /// @throws scorpiox.base.Failure `AUTH` without credentials
    public Provider provider(String backend) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
