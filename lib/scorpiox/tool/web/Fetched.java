package scorpiox.tool.web;

import java.net.URI;

/// What a URL gave.
sealed interface Fetched {
    /// An answer with status 2xx, unpacked.
    ///
    /// @param url       where it was in the end
    /// @param mediaType in lower case; empty when the server named none
    /// @param charset   as the server named it; null when it did not
    record Body(URI url, String mediaType, String charset, byte[] bytes) implements Fetched {}

    /// A redirect to another host, not followed.
    record Elsewhere(URI target) implements Fetched {}
}
