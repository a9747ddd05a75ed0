package scorpiox.command.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scorpiox.auth.CredentialFile;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.base.ProcessGroup;
import scorpiox.command.Arguments;
import scorpiox.command.FirstWord;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.settings.Environment;

/// `sx install`: launchers of the published scripts in a folder of the user's, and what is to be done about `PATH`.
public final class Install {
    private final Environment environment;
    private final Path folder;
    private final Stderr err;

    private Install(Environment environment, Path folder, Stderr err) {
        this.environment = environment;
        this.folder = folder;
        this.err = err;
    }

    /// Runs `sx install` and returns its exit code.
    ///
    /// @param args the word itself, then its options
    public static int run(String[] args, Cancel cancel) throws IOException {
        var arguments = FirstWord.parse(declare(), args);
        if (FirstWord.answered(arguments, new Stdout())) return 0;
        var environment = Environment.ofProcess();
        var folder = environment.path(arguments.nonEmpty("--dir").orElse("~/.local/bin")).normalize();
        var install = new Install(environment, folder, new Stderr("sx", false, false));
        if (arguments.has("--remove")) install.remove();
        else if (Machine.ofTeam() && arguments.get("--catalog").isEmpty() && Machine.ofProcess(environment).reference().isEmpty()) {
            throw Failure.usage("this sx is your team's, and which catalogue it is from is not known here")
                    .hint("name it: sx install --catalog NAME; or set SX_TEAM to the folder with the team's files, for an sx of any other catalogue");
        }
        else install.write(sources(arguments, environment, folder), arguments.has("--force"));
        return 0;
    }

    /// The options there are.
    static Arguments declare() {
        return new Arguments("sx install", "Put launchers of all scripts into a folder on your PATH.", "sx install [OPTIONS]")
                .value("--dir", "DIR", "The folder (~/.local/bin).")
                .value("--catalog", "CATALOG", "The JBang catalogue to build from, a name or a URL; from a checkout the launchers are links to it.")
                .flag("--force", "Replace files of that name that are not ours.")
                .flag("--remove", "Remove our launchers from the folder.")
                .flag("--debug", "Show where a failure came from.")
                .flag("--version", "Print the version.")
                .flag("-h/--help", "Print this.")
                .examples("sx install", "jbang sx@scorpiox install", "jbang --fresh sx@scorpiox install       (a newer version)", "sx install --remove");
    }

    /// Where the launchers start their scripts from: the checkout they run in, else a catalogue.
    private static Launcher.Origin sources(Arguments arguments, Environment environment, Path folder) throws IOException {
        var machine = Machine.ofProcess(environment);
        var catalog = arguments.nonEmpty("--catalog");
        if (catalog.isEmpty() && machine.scripts().isPresent()) {
            var scripts = machine.scripts().get();
            if (Files.isDirectory(folder) && Files.isSameFile(folder, scripts)) {
                throw Failure.usage(folder + " is where the launchers are already").hint("put it on your PATH, or name another --dir");
            }
            return new Launcher.Checkout(scripts);
        }
        var own = machine.reference().map(reference -> reference.substring(reference.indexOf('@') + 1));
        return Launcher.Catalog.of(catalog.or(() -> own).orElse("scorpiox"), environment);
    }

    private void write(Launcher.Origin origin, boolean force) {
        var foreign = new ArrayList<Path>();
        try {
            Files.createDirectories(folder);
            for (var script : Published.ALL) {
                if (!origin.has(script) || Machine.ofTeam() && !script.ofTeams()) continue;
                for (var name : script.installed()) {
                    var file = folder.resolve(name);
                    if (!force && Launcher.isForeign(file, script)) foreign.add(file);
                    else err.message(origin.write(script, file));
                }
                if (script.shortName().isPresent()) writeShort(origin, script, folder.resolve(script.name()), force);
            }
        } catch (IOException e) {
            throw Failure.usage("the launchers cannot be written to " + folder + ": " + CredentialFile.reason(e)).hint("name another folder with --dir");
        }
        advise();
        if (foreign.isEmpty()) return;
        var names = foreign.stream().map(Path::toString).collect(Collectors.joining(", "));
        throw Failure.usage("left as they are, since they are not ours: " + names).hint("--force replaces them");
    }

    /// The short name, where it is free: others may well have a program of that name.
    private void writeShort(Launcher.Origin origin, Published script, Path file, boolean force) throws IOException {
        var other = other(script).or(() -> Optional.of(file).filter(each -> !force && foreign(each, script)));
        if (other.isEmpty()) err.message(origin.write(script, file));
        else err.message(script.name() + " is left out, since " + other.get() + " has that name: call it " + script.installed().getFirst());
    }

    private Optional<Path> other(Published script) {
        return Stream.of(environment.variable("PATH").orElse("").split(":")).filter(entry -> !isFolder(entry))
                .flatMap(entry -> ProcessGroup.program(script.name(), entry).stream())
                .filter(file -> !Files.isDirectory(file) && foreign(file, script)).findFirst();
    }

    private static boolean foreign(Path file, Published script) {
        try {
            return Launcher.isForeign(file, script) && !Launcher.isCheckout(file, script);
        } catch (IOException unreadable) {
            return true;
        }
    }

    private void remove() {
        var removed = 0;
        try {
            for (var script : Published.ALL) {
                for (var name : script.names()) {
                    var file = folder.resolve(name);
                    if (Launcher.isForeign(file, script)) err.message(file + " is not ours and stays");
                    else if (Files.deleteIfExists(file)) {
                        err.message("removed " + file);
                        removed++;
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.usage("a launcher cannot be removed from " + folder + ": " + CredentialFile.reason(e));
        }
        if (removed == 0) err.message("there is no launcher of ours in " + folder);
    }

    /// What the user has to do so that the launchers are found, and completed.
    private void advise() {
        var path = environment.variable("PATH").orElse("");
        var shell = environment.variable("SHELL").map(file -> Path.of(file).getFileName().toString()).orElse("sh");
        var start = switch (shell) {
            case "bash" -> "~/.bashrc";
            case "zsh" -> "~/.zshrc";
            case "fish" -> "~/.config/fish/config.fish";
            default -> "~/.profile";
        };
        var first = ProcessGroup.program("sx", path);
        if (List.of(path.split(":")).stream().noneMatch(this::isFolder)) {
            var quoted = Shell.quoted(folder.toString());
            var line = shell.equals("fish") ? "fish_add_path " + quoted : "export PATH=" + quoted + ":\"$PATH\"";
            err.message(folder + " is not on your PATH; add this line to " + start + ": " + line);
        } else if (first.filter(file -> !isFolder(file.getParent().toString())).isPresent()) {
            err.message("sx still means " + first.get() + ", which comes earlier on your PATH than " + folder);
        }
        completion(shell).ifPresent(line -> err.message("for completion on Tab add this line to " + start + ": " + line));
    }

    private static Optional<String> completion(String shell) {
        return switch (shell) {
            case "bash", "zsh" -> Optional.of("source <(sx completion " + shell + ")");
            case "fish" -> Optional.of("sx completion fish | source");
            default -> Optional.empty();
        };
    }

    private boolean isFolder(String entry) {
        try {
            return entry.startsWith("/") && Files.isDirectory(Path.of(entry)) && Files.isSameFile(Path.of(entry), folder);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
