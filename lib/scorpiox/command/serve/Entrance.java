package scorpiox.command.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Redaction;
import scorpiox.server.ClientKeys;
import scorpiox.server.config.ServeConfig;
import scorpiox.server.team.KeyFile;
import scorpiox.server.team.TeamKeys;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;

/// Who gets in: the keys of clients, and how whoever starts the server learns theirs.
///
/// @param keys  that let in
/// @param shown the key of the file, for the one at the terminal; empty where the key is known already
/// @param file  that holds it
record Entrance(ClientKeys keys, Optional<String> shown, Optional<Path> file) {
    private static final int SHORTEST = 32;

    /// @param open `--no-key`
    /// @throws Failure `USAGE` for an address beyond this machine without a key that nobody can guess
    static Entrance of(ServeConfig config, Settings settings, KeyFile members, boolean open) {
        var here = loopback(config.host());
        if (open && !here) throw Failure.usage("--no-key is for this machine alone, and " + config.host() + " is not").hint("leave it out, or listen on 127.0.0.1");
        if (open) return new Entrance(new ClientKeys(List.of(), Optional.empty(), false), Optional.empty(), Optional.empty());
        var team = new TeamKeys(members);
        var own = own(config, settings);
        if (!here) {
            if (own.isEmpty() && team.size() == 0) {
                throw Failure.usage("to listen on " + config.host() + ", beyond this machine, a key has to be set").hint("set SX_PROXY_API_KEY to at least " + SHORTEST + " random characters, or make keys with: serve key add NAME");
            }
            if (own.stream().anyMatch(key -> key.length() < SHORTEST)) {
                throw Failure.usage("to listen on " + config.host() + ", beyond this machine, a key must have at least " + SHORTEST + " characters").hint("make one with: openssl rand -hex 32");
            }
        }
        if (!own.isEmpty() || !here) return new Entrance(new ClientKeys(own, Optional.of(team), true), Optional.empty(), Optional.empty());
        var disk = new KeyOnDisk(settings.environment().configuration().resolve(KeyOnDisk.NAME));
        var key = disk.read();
        return new Entrance(new ClientKeys(List.of(key), Optional.of(team), true), Optional.of(key), Optional.of(disk.path()));
    }

    /// Keys of the variable that the configuration names, and of the configuration.
    private static List<String> own(ServeConfig config, Settings settings) {
        var name = config.auth().keysEnv();
        var text = settings.environment().variable(name).or(() -> name.equals(Keys.SX_PROXY_API_KEY.name()) ? settings.find(Keys.SX_PROXY_API_KEY) : Optional.empty()).orElse("");
        var keys = new ArrayList<String>();
        for (var key : text.split(",")) if (!key.isBlank()) keys.add(key.strip());
        for (var key : config.auth().keys()) if (!key.isBlank()) keys.add(key.strip());
        keys.forEach(Redaction::register);
        return keys;
    }

    /// Whether an address is of this machine, by its words alone.
    static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
