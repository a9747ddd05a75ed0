package scorpiox.auth.ssh;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import scorpiox.base.Failure;

/// Where to connect to, once the OpenSSH configuration has been asked.
///
/// @param alias         what the user called it
/// @param host          name or address to connect to
/// @param identityFiles private keys the configuration names, whether they exist or not
record Destination(String alias, String host, int port, String user, List<Path> identityFiles) {
    /// @throws Failure `USAGE` for what cannot be a host, a user or a port
    static Destination of(SshTarget target) {
        var alias = checked(target.host(), "host", "CODEX_SSH_HOST");
        if (alias.contains("@")) throw Failure.usage("the ssh host holds an @").hint("put the name before it in CODEX_SSH_USER");
        var port = target.port();
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw Failure.usage("the ssh port is not from 1 to 65535").hint("check CODEX_SSH_PORT");
        }
        var config = SshConfig.read(target.folder().resolve("config"), alias);
        var name = config.hostName().map(text -> text.replace("%h", alias).replace("%%", "%")).orElse(alias);
        var host = checked(name, "host", "HostName in the ssh configuration");
        var user = checked(target.user().or(config::user).orElse(target.localUser()), "user", "CODEX_SSH_USER");
        var files = config.identityFiles().stream().filter(file -> !file.equals("none"))
                .flatMap(file -> expanded(file, target, host, user).stream()).toList();
        return new Destination(alias, host, port.orElse(config.port().orElse(22)), user, files);
    }

    /// `user@alias`, with the port where it is not 22.
    String place() {
        return user + "@" + alias + (port == 22 ? "" : ":" + port);
    }

    /// The host for a message about the network.
    String named() {
        return (alias.equals(host) ? host : alias + " (" + host + ")") + " port " + port;
    }

    /// The name in `known_hosts`.
    String known() {
        return port == 22 ? host : "[" + host + "]:" + port;
    }

    private static String checked(String text, String what, String where) {
        if (!text.isEmpty() && !text.startsWith("-") && text.length() <= 255 && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f)) return text;
        throw Failure.usage(text.isEmpty() ? "no ssh " + what + " is set" : "that is no ssh " + what).hint("check " + where);
    }

    /// `~` and the tokens `%d %h %r %u %%` of ssh_config(5); nothing for what is no path.
    private static Optional<Path> expanded(String file, SshTarget target, String host, String user) {
        var home = target.home();
        var text = new StringBuilder();
        for (var at = 0; at < file.length(); at++) {
            var c = file.charAt(at);
            var token = c == '%' && at + 1 < file.length() ? file.charAt(++at) : 0;
            switch (token) {
                case 0 -> text.append(c);
                case 'd' -> text.append(home);
                case 'h' -> text.append(host);
                case 'r' -> text.append(user);
                case 'u' -> text.append(target.localUser());
                case '%' -> text.append('%');
                default -> text.append('%').append(token);
            }
        }
        try {
            return Optional.of(home.resolve(text.toString().startsWith("~/") ? text.substring(2) : text.toString()));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }
}
