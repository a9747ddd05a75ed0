package scorpiox.server.ask;

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

    /// A refusal as a JSON body.
    byte[] error(Refused why, String requestId);

    /// A frame that keeps an idle stream open and that this client understands.
    byte[] heartbeat(Fields headers);
}
