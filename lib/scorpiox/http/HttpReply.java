package scorpiox.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Status, headers (names in lower case) and the body as it arrives.
///
/// Reading to the end lets the connection serve again; closing earlier closes it.
public record HttpReply(int status, Map<String, List<String>> headers, InputStream body) implements AutoCloseable {
    /// First value of a header, by its lower-case name.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /// The media type without parameters, in lower case; empty when there is none.
    public String mediaType() {
        return header("content-type").map(type -> type.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT)).orElse("");
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException alreadyGone) {
            // nothing is lost: the reply has been read or given up
        }
    }
}
