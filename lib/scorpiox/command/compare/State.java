package scorpiox.command.compare;

import java.time.Instant;
import scorpiox.base.Cancel;
import scorpiox.base.Failure.Kind;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.provider.Vendor;
import scorpiox.provider.Wiring;
import scorpiox.provider.router.Router;

/// How a provider is set up on this machine, as far as a look tells that asks no server and starts no program.
///
/// @param configured whether there is something to sign in with
/// @param credential where that is; null for none
/// @param expires    when it ends; null when it does not say, or only its server could
/// @param model      that would be asked
/// @param problem    what is missing or wrong, a line; null for nothing
record State(String id, boolean configured, String credential, Instant expires, String model, String problem) {
    private static final String OFFLINE = "offline";

    /// A cancel that ends everything at once that would go over the network or start a program.
    static Cancel offline() {
        var cancel = new Cancel();
        cancel.cancel(Failure.of(Kind.NETWORK, "nothing is asked for this").from(0, OFFLINE));
        return cancel;
    }

    /// @param wiring made with [#offline]
    static State of(Vendor vendor, Wiring wiring, String model) {
        var configured = vendor.configured(wiring.settings());
        String place = null;
        try {
            var source = vendor.credentials(wiring);
            place = Redaction.mask(source.place());
            if (!configured) return new State(vendor.id(), false, null, null, model, vendor.id().equals(Router.ID) ? "nobody to route to: set up one of the others, or ROUTER_URL" : null);
            return new State(vendor.id(), true, place, source.get().expires().orElse(null), model, null);
        } catch (Failure failure) {
            var problem = OFFLINE.equals(failure.code()) ? null : Redaction.mask(failure.line());
            return new State(vendor.id(), configured, configured ? place : null, null, model, problem);
        }
    }
}
