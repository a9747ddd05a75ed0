package scorpiox.command.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.command.layers.SettingsFiles;
import scorpiox.command.layers.Writing;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvFile;
import scorpiox.settings.EnvText;
import scorpiox.settings.Keys;
import scorpiox.settings.Profiles;
import scorpiox.settings.Source.Layer;

/// `config profile`: settings that are laid over the others by name.
record ProfileCommand(Run run) {
    private static final String NONE = "off";

    /// A profile there is.
    ///
    /// @param level `project`, `user` or `team`
    private record Found(String name, String level, Path file, boolean active) {}

    int obey() {
        var words = run.options().words();
        var name = words.size() > 1 ? words.get(1) : "";
        return switch (words.isEmpty() ? "list" : words.getFirst()) {
            case "use" -> use(name);
            case "new" -> make(name);
            case "remove" -> remove(name);
            default -> list();
        };
    }

    private int list() {
        var all = all();
        if (run.options().has("--json")) {
            var json = Json.array();
            for (var each : all) json.add(json(each));
            run.out().line(Json.write(json));
            return 0;
        }
        var shown = run.shown();
        for (var each : all) {
            var file = shown.plain(each.file().toString());
            run.out().line(String.format(Locale.ROOT, "%s %-16s %-8s %s", each.active() ? "*" : " ", each.name(), each.level(), file));
        }
        if (all.isEmpty()) run.err().progress("there are no profiles: config profile new NAME makes one");
        return 0;
    }

    private static ObjectNode json(Found found) {
        return Json.object().put("name", found.name()).put("level", found.level()).put("file", found.file().toString()).put("active", found.active());
    }

    private List<Found> all() {
        var profiles = Profiles.of(run.environment());
        var active = active();
        var all = new ArrayList<Found>();
        for (var name : profiles.names()) {
            var places = new LinkedHashMap<String, Path>();
            places.put("project", profiles.inProject(name));
            places.put("user", profiles.inUser(name));
            profiles.team().ifPresent(folder -> places.put("team", folder.resolve(name + ".txt")));
            places.forEach((level, file) -> {
                if (Files.exists(file)) all.add(new Found(name, level, file, active.filter(file::equals).isPresent()));
            });
        }
        return all;
    }

    private Optional<Path> active() {
        try {
            return new SettingsFiles(run.environment(), Cascade.Flags.NONE).profile().map(SettingsFiles.Layered::file);
        } catch (Failure none) {
            run.err().message(none.line());
            return Optional.empty();
        }
    }

    private int use(String name) {
        var environment = run.environment();
        var profiles = Profiles.of(environment);
        profiles.inUser(name);      // a name that none can have is another mistake than one that none has
        if (!name.equals(NONE) && !profiles.names().contains(name)) throw profiles.none(name);
        var user = new Writing.Target(environment.userSettings(), false);
        var changes = new HashMap<String, String>();
        changes.put(Keys.ACTIVE_PROFILE.name(), name.equals(NONE) ? null : name);
        Writing.write(environment, user, changes);
        run.err().progress((name.equals(NONE) ? "no profile is used" : name + " is used") + " from now on, says " + user.file());
        var elsewhere = Files.exists(profiles.inUser(name)) || profiles.team().map(folder -> folder.resolve(name + ".txt")).filter(Files::exists).isPresent();
        if (!name.equals(NONE) && !elsewhere) {
            run.err().message(name + " is a profile of this project alone, and missed in every other: config --set ACTIVE_PROFILE " + name + " is for this one");
        }
        var active = new SettingsFiles(environment, Cascade.Flags.NONE).active().orElse(NONE);
        if (!active.equals(name)) {
            run.err().message("the profile is " + active + " all the same: config --json ACTIVE_PROFILE says where that comes from");
        }
        return 0;
    }

    private int make(String name) {
        var environment = run.environment();
        var profiles = Profiles.of(environment);
        var ofProject = "project".equals(run.options().level());
        var file = ofProject ? profiles.inProject(name) : profiles.inUser(name);
        if (name.equals(NONE)) throw Failure.usage("a profile cannot be called " + NONE).hint("config profile use " + NONE + " uses none");
        var already = Failure.usage("there is a profile " + name + " already: " + file).hint("config edit --profile " + name + " opens it");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) throw already;
        var text = """
                # Profile %1$s, laid over the other settings by --profile %1$s, and always after: config profile use %1$s
                # One KEY=VALUE a line; config --keys lists the keys. For example:
                #PROVIDER=codex
                #MODEL=opus
                """.formatted(name);
        var written = Writing.write(environment, new Writing.Target(file, ofProject), () -> EnvText.edit(environment, file, new byte[0], text).stream().toList());
        if (!written.changed()) throw already;
        run.err().progress("profile " + name + " made: " + file);
        written.note().ifPresent(run.err()::message);
        return 0;
    }

    private int remove(String name) {
        var environment = run.environment();
        var profiles = Profiles.of(environment);
        var team = profiles.team().map(folder -> folder.resolve(name + ".txt")).filter(Files::exists);
        if (team.isPresent() && !Files.exists(profiles.inProject(name)) && !Files.exists(profiles.inUser(name))) {
            throw Failure.usage(team.get() + " is the team's profile").hint("it goes where the team keeps it");
        }
        var target = Writing.target(environment, run.options().level(), name);
        if (!Files.isRegularFile(target.file())) throw Failure.usage(target.file() + " is not a regular file");
        if (!run.options().has("--yes") && !agreed(target.file())) {
            run.err().message("nothing is removed");
            return 1;
        }
        var written = Writing.write(environment, target, () -> delete(target.file()));
        run.err().progress("profile " + name + " removed: " + target.file());
        written.note().ifPresent(run.err()::message);
        if (!profiles.names().contains(name)) forget(name);
        return 0;
    }

    private boolean agreed(Path file) {
        var person = run.person().orElseThrow(() -> Failure.usage("nobody can be asked whether to remove " + file).hint("--yes removes it"));
        var answer = person.ask().apply("Remove " + run.shown().plain(file.toString()) + "? [y/N] ").strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    private static List<EnvText.Edit> delete(Path file) {
        try {
            var before = Files.readAllBytes(file);
            Files.delete(file);
            return List.of(new EnvText.Edit(file, before, null));
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be removed: " + e.getMessage());
        }
    }

    /// A name that no profile has any more would end every run.
    private void forget(String name) {
        var files = new SettingsFiles(run.environment(), Cascade.Flags.NONE);
        for (var layer : List.of(Layer.USER, Layer.PROJECT)) {
            for (var file : files.all(layer)) {
                try {
                    forget(name, file);
                } catch (Failure broken) {
                    run.err().message(broken.line());
                }
            }
        }
    }

    private void forget(String name, SettingsFiles.Layered file) {
        var entries = EnvFile.read(file.file()).entries();
        if (entries.stream().noneMatch(entry -> entry.name().equals(Keys.ACTIVE_PROFILE.name()) && entry.value().equals(name))) return;
        var changes = new HashMap<String, String>();
        changes.put(Keys.ACTIVE_PROFILE.name(), null);
        Writing.write(run.environment(), new Writing.Target(file.file(), file.project()), changes);
        run.err().message("ACTIVE_PROFILE named it and is taken out of " + file.file());
    }
}
