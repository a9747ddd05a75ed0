package scorpiox.server.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import scorpiox.model.Request;

/// What a client asks for, read from its API.
///
/// @param request  in neutral words
/// @param verbatim the body that goes out as it is, where it is passed through; else null
/// @param stream   whether the answer is to come as a stream
/// @param stops    texts at which it ends
/// @param dropped  members of the request that nobody is sent
/// @param encoder  writes the answer; a new one for each attempt
public record Asked(Request request, ObjectNode verbatim, boolean stream, List<String> stops, List<String> dropped, Function<Stamp, Encoder> encoder) {
    public Asked {
        stops = List.copyOf(stops);
        dropped = List.copyOf(dropped);
    }
}
