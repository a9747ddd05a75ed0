package scorpiox.server.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scorpiox.model.ModelInfo;
import scorpiox.server.config.BackendConfig;
import scorpiox.server.config.Profile;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.web.Fields;

/// A request of a client, as far as it is the same for every API.
///
/// @param body      its JSON, [overrides][scorpiox.server.config.Overrides] taken out, members of `extra_body` at top level
/// @param headers   its header
/// @param selection whom it means
/// @param profile   the capabilities in force for it
/// @param backend   that answers it
/// @param config    of the server
/// @param model     what is known of the model
/// @param relays    whether the backend takes requests of the Responses wire as they are
/// @param client    which of the server's keys it came with; empty for none
public record ClientRequest(ObjectNode body, Fields headers, Selection selection, Profile profile, BackendConfig backend, ServeConfig config, ModelInfo model, boolean relays,
                            String client) {
    /// Whether what cannot be sent on is an error: `strict_params`, or `x-sx-strict: 1`.
    public boolean strict() {
        return config.strictParams() || headers.get("x-sx-strict").filter("1"::equals).isPresent();
    }
}
