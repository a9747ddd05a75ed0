package scorpiox.server.ask;

import java.nio.charset.StandardCharsets;
import scorpiox.server.web.Fields;

/// An API that clients speak. Pure: it neither waits nor knows who answers.
public interface ClientDialect {
    /// Its name in logs and metrics: `chat`, `completions`, `responses`, `messages`.
    String name();

    /// Reads a request.
    ///
    /// @throws Refused where it is wrong
    Asked read(ClientRequest request);

    /// The status of a refusal, which for some reasons is this API's own.
    default int status(Refused why) {
        return why.status();
    }

    /// A refusal as a JSON body: in the form of OpenAI where the API has none of its own.
    default byte[] error(Refused why, String requestId) {
        return ErrorBody.of(why);
    }

    /// A frame that keeps an idle stream open and that this client understands: a comment, which every reader of events leaves out,
    /// where the API has nothing of its own.
    default byte[] heartbeat(Fields headers) {
        return ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    }
}
