package scorpiox.command.layers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.output.Stderr;
import scorpiox.output.Stdout;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;
import scorpiox.settings.Project;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Trust;

/// The files that settings come from, found without resolving them: one of them may be broken.
///
/// @param flags of this run
public record SettingsFiles(Environment environment, Cascade.Flags flags) {
    /// A file of a layer; it need not exist.
    ///
    /// @param project whether it belongs to the project
    public record Layered(Layer layer, Path file, boolean project) {}

    /// All of them, the lowest first; an active profile that there is none of is only told.
    private List<Layered> all(Stderr err) {
        var all = new ArrayList<>(withoutProfile());
        environment.variable(Keys.SX_TEAM.name()).filter(_ -> environment.team().isEmpty())
                .ifPresent(named -> err.message("SX_TEAM: " + named + " is not the absolute path of a folder"));
        try {
            profile().ifPresent(all::add);
        } catch (Failure none) {
            err.message(none.line());
        }
        return all;
    }

    /// Those of one layer.
    public List<Layered> all(Layer layer) {
        return layer == Layer.PROFILE ? profile().stream().toList() : withoutProfile().stream().filter(file -> file.layer() == layer && readable(file)).toList();
    }

    /// Whether it is not one of the project's that a link leads out to: such a one counts as missing.
    private boolean readable(Layered file) {
        return !file.project() || Project.around(environment).outside(file.file()).isEmpty();
    }

    private List<Layered> withoutProfile() {
        var all = new ArrayList<Layered>();
        environment.team().ifPresent(team -> all.add(new Layered(Layer.TEAM, team.resolve(environment.userSettings().getFileName().toString()), false)));
        all.add(new Layered(Layer.USER, environment.userSettings(), false));
        for (var file : Project.around(environment).settings()) all.add(new Layered(Layer.PROJECT, file, true));
        return all;
    }

    /// Name of the profile that is laid over the others, if one is.
    public Optional<String> active() {
        if (flags.profile() != null) return Optional.of(flags.profile());
        var name = Keys.ACTIVE_PROFILE.name();
        var named = Optional.ofNullable(flags.overrides().get(name)).or(() -> environment.variable(name));
        for (var file : withoutProfile().reversed()) if (named.isEmpty() && readable(file) && (!file.project() || trusted())) named = last(file.file());
        return named.filter(text -> !text.isEmpty());
    }

    private static Optional<String> last(Path file) {
        try {
            return EnvFile.read(file).entries().stream().filter(entry -> entry.name().equals(Keys.ACTIVE_PROFILE.name())).map(EnvFile.Entry::value)
                    .reduce((_, later) -> later);
        } catch (Failure broken) {
            return Optional.empty();
        }
    }

    /// The file of the active profile; the project's where that is trusted or the only one.
    ///
    /// @throws Failure `USAGE` for one that there is none of
    public Optional<Layered> profile() {
        var profiles = Profiles.of(environment);
        return active().map(name -> {
            var ofProject = profiles.inProject(name);
            var found = new Layered(Layer.PROFILE, ofProject, true);
            var own = ofUser(profiles, name);
            if (readable(found) && Files.exists(ofProject) && (own.isEmpty() || trusted())) return found;
            return new Layered(Layer.PROFILE, own.orElseThrow(() -> profiles.none(name)), false);
        });
    }

    private static Optional<Path> ofUser(Profiles profiles, String name) {
        var ofUser = profiles.inUser(name);
        return Files.exists(ofUser) ? Optional.of(ofUser) : profiles.team().map(folder -> folder.resolve(name + ".txt")).filter(Files::exists);
    }

    private boolean trusted() {
        try {
            var project = Project.around(environment);
            return flags.trust() || Trust.of(environment).verdict(project, project.fingerprint()) == Trust.Verdict.TRUSTED;
        } catch (Failure unreadable) {
            return false;
        }
    }

    /// `config --files`: what there is, and under it what is wrong with it.
    public void print(Stdout out, Stderr err, Shown shown) {
        for (var file : all(err)) {
            var look = look(file);
            var path = shown.plain(file.file().toString());
            out.line(String.format(Locale.ROOT, "%-8s %-8s %-5s %s", name(file), look.exists() ? "exists" : "missing", look.mode(), path));
            for (var finding : look.findings()) out.line("    " + shown.plain(finding.text()));
        }
    }

    public void printJson(Stdout out, Stderr err) {
        var json = Json.array();
        for (var file : all(err)) {
            var look = look(file);
            var each = json.addObject().put("layer", name(file)).put("file", file.file().toString()).put("exists", look.exists());
            each.put("mode", look.exists() ? look.mode() : null);
            var problems = each.putArray("problems");
            look.findings().forEach(finding -> problems.add(finding.text()));
        }
        out.line(Json.write(json));
    }

    private FileCheck look(Layered file) {
        var outside = file.project() ? Project.around(environment).outside(file.file()) : Optional.<String>empty();
        return outside.map(why -> new FileCheck(true, "-", List.of(new FileCheck.Finding(file.file() + ": ignored, it " + why, false))))
                .orElseGet(() -> FileCheck.of(file.file(), file.project()));
    }

    private static String name(Layered file) {
        return file.layer().name().toLowerCase(Locale.ROOT);
    }
}
