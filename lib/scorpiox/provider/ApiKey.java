package scorpiox.provider;

import java.util.List;
import java.util.Set;
import scorpiox.auth.CredentialSource;
import scorpiox.base.Failure;
import scorpiox.base.Failure.Kind;
import scorpiox.http.Credential;
import scorpiox.http.Origin;
import scorpiox.settings.Key;
import scorpiox.settings.Settings;

/// A vendor's key: one of some settings, else what a command of the user's prints.
///
/// @param keys    the settings, the first that is set counts
/// @param command the setting with the command
/// @param life    the setting with the seconds its key is used
/// @param header  it travels in
public record ApiKey(List<Key> keys, Key command, Key life, String header) {
    /// Whether there is any.
    public boolean configured(Settings settings) {
        return settings.find(command).isPresent() || keys.stream().anyMatch(key -> settings.find(key).isPresent());
    }

    /// Where the key comes from.
    ///
    /// @param whose    name of the vendor, for people
    /// @param audience where it may go
    /// @throws Failure `AUTH` naming the setting when there is none
    public CredentialSource source(Wiring wiring, String whose, Set<Origin> audience) {
        var settings = wiring.settings();
        for (var key : keys) {
            if (settings.find(key).isEmpty()) continue;
            return CredentialSource.fixed(Credential.in(header, settings.get(key).strip(), audience), key.name() + " (" + settings.value(key).source() + ")",
                    "check that " + key.name() + " is correct");
        }
        if (settings.find(command).isPresent()) return wiring.tokens().command(command, life, header, audience);
        var first = keys.getFirst().name();
        throw Failure.of(Kind.AUTH, "no key for " + whose + " found").hint("set " + first + ", or store it with: config --set " + first + " - --level user, or print it with a command in "
                + command.name());
    }
}
