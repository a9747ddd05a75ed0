package scorpiox.command.serve;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Nearest;
import scorpiox.command.Arguments;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.server.team.KeyFile;
import scorpiox.server.team.MemberKey;
import scorpiox.settings.Environment;

/// `serve key`: the keys of a team's members. A key is shown once, when it is made, on stdout alone.
///
/// @param out takes keys and lists
/// @param err told what was done
public record ServeKeys(KeyFile file, Stdout out, Stderr err) {
    private static final List<String> COMMANDS = List.of("add", "list", "revoke");

    /// Runs `serve key` and returns its exit code.
    ///
    /// @param args what follows `key` on the command line
    public static int run(String[] args, Cancel cancel) {
        var out = new Stdout();
        var err = new Stderr("serve", false, false);
        var file = new KeyFile(Environment.ofProcess().configuration().resolve(KeyFile.NAME), InstantSource.system(), err::message);
        new ServeKeys(file, out, err).obey(declare().parse(args));
        out.flush();
        return 0;
    }

    static Arguments declare() {
        return new Arguments("serve key", "Keys for the members of a team, each with a name of its own.", "serve key add NAME [--tokens]", "serve key list [--json]", "serve key revoke NAME")
                .words("COMMAND", "add, list or revoke, and the member's name.")
                .flag("--tokens", "add: the member may fetch access tokens too, for CODEX_TOKEN_SOURCE=remote.")
                .flag("--json", "list: as JSON.")
                .flag("--debug", "Show where a failure came from.")
                .flag("-h/--help", "Print this.")
                .examples("serve key add anna > anna.key", "serve key add ci --tokens | gh secret set TOKEN_HTTP_API_KEY", "serve key list", "serve key revoke anna")
                .closing("Exit codes: 0 done, 2 misuse, 3 the file with the keys cannot be used.");
    }

    /// Does what a command line says.
    ///
    /// @throws Failure `USAGE` for a command, a name or an option that is none
    void obey(Arguments arguments) {
        var words = arguments.words();
        if (arguments.has("--help") || words.isEmpty()) {
            if (!arguments.has("--help")) throw Failure.usage("serve key needs a command").hint("there are add NAME, list and revoke NAME");
            out.print(declare().help());
            return;
        }
        var command = words.getFirst();
        if (!COMMANDS.contains(command)) throw Failure.usage("unknown command " + command + Nearest.hint(command, COMMANDS)).hint("there are add NAME, list and revoke NAME");
        if (arguments.has("--tokens") && !command.equals("add")) throw Failure.usage("--tokens goes with add");
        if (arguments.has("--json") && !command.equals("list")) throw Failure.usage("--json goes with list");
        var names = words.subList(1, words.size());
        if (command.equals("list")) {
            if (!names.isEmpty()) throw Failure.usage("serve key list takes no name, not " + String.join(" ", names));
            list(arguments.has("--json"));
            return;
        }
        if (names.size() != 1) throw Failure.usage("serve key " + command + " takes one name" + (names.isEmpty() ? "" : ", not " + String.join(" ", names)));
        if (command.equals("add")) add(names.getFirst(), arguments.has("--tokens"));
        else revoke(names.getFirst());
    }

    private void add(String name, boolean tokens) {
        out.line(file.add(name, tokens));
        out.flush();
        err.message("that is the key of " + name + ", shown this once" + (tokens ? "; it may fetch access tokens" : ""));
    }

    private void revoke(String name) {
        file.revoke(name);
        err.message("the key of " + name + " is revoked");
    }

    private void list(boolean json) {
        var keys = file.keys();
        if (json) {
            var list = Json.array();
            for (var key : keys) {
                list.addObject().put("name", key.name()).put("tokens", key.tokens()).put("created", key.created().toString()).put("last_used", key.used().map(LocalDate::toString).orElse(null));
            }
            out.line(Json.write(list));
            return;
        }
        var width = keys.stream().mapToInt(key -> key.name().length()).max().orElse(0);
        for (var key : keys) out.line(row(key, width));
        if (keys.isEmpty()) err.message("there are no keys: serve key add NAME makes one");
    }

    private static String row(MemberKey key, int width) {
        return String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s  made %s  %s%s", key.name(), key.created(), key.used().map(day -> "last used " + day).orElse("never used          "),
                key.tokens() ? "  tokens" : "").stripTrailing();
    }
}
