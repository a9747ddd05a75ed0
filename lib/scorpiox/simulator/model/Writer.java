package scorpiox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import scorpiox.simulator.wire.Fault;

/// Writes one answer in the language of its wire, as a stream of events, and keeps what it would be as a whole.
public interface Writer {
    /// What comes before all output.
    void begin() throws IOException;

    void piece(Piece piece) throws IOException;

    /// What closes the stream.
    ///
    /// @param complete false for an answer that hit the limit of its length
    void end(boolean complete) throws IOException;

    /// An error in the stream, after which nothing comes.
    void failed(Fault fault) throws IOException;

    /// An event that breaks off within its JSON, with its blank line.
    String malformed();

    /// An event that nobody knows, of so many characters, with its blank line.
    String filler(int size);

    /// The answer as one JSON value.
    JsonNode whole();
}
