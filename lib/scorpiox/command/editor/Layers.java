package scorpiox.command.editor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import scorpiox.base.Failure;
import scorpiox.command.layers.SettingsFiles;
import scorpiox.command.layers.Writing;
import scorpiox.settings.Brought;
import scorpiox.settings.Cascade;
import scorpiox.settings.EnvFile;
import scorpiox.settings.Environment;
import scorpiox.settings.Key;
import scorpiox.settings.Keys;
import scorpiox.settings.Project;
import scorpiox.settings.Source.Layer;
import scorpiox.settings.Trust;

/// What every layer says by itself, for whoever shows more than what comes of them.
///
/// @param slices  lowest first
/// @param levels  the files that can be edited, lowest first
/// @param trusted whether what the project sets counts
record Layers(List<Slice> slices, List<Level> levels, boolean trusted) {
    /// What one file says, the environment or the flags.
    ///
    /// @param file    null for what is no file
    /// @param project whether it came with the project
    record Slice(Layer layer, Path file, boolean project, Map<String, Said> values) {}

    /// A value as written; several lines of a list are parted by line ends.
    ///
    /// @param line where it stands in the file, else 0
    record Said(String text, int line) {}

    /// A file that can be edited.
    ///
    /// @param name `user`, `project`, or `profile NAME`
    record Level(String name, Layer layer, Writing.Target target) {}

    /// @throws Failure `USAGE` naming file and line of one that cannot be read, or a profile that there is none of
    static Layers read(Environment environment, Cascade.Flags flags) {
        var files = new SettingsFiles(environment, flags);
        var slices = new ArrayList<Slice>();
        for (var layer : List.of(Layer.TEAM, Layer.USER, Layer.PROJECT, Layer.PROFILE)) for (var file : files.all(layer)) slices.add(of(file));
        var levels = new ArrayList<>(List.of(new Level("user", Layer.USER, Writing.target(environment, "user", null)),
                new Level("project", Layer.PROJECT, Writing.target(environment, "project", null))));
        files.profile().filter(file -> file.project() || file.file().startsWith(environment.configuration()))
                .map(file -> new Level("profile " + files.active().orElseThrow(), Layer.PROFILE, new Writing.Target(file.file(), file.project()))).ifPresent(levels::add);
        slices.add(new Slice(Layer.ENVIRONMENT, null, false, variables(environment)));
        var said = new HashMap<String, Said>();
        flags.overrides().forEach((key, text) -> said.put(key, new Said(text.strip(), 0)));
        slices.add(new Slice(Layer.FLAG, null, false, said));
        return new Layers(List.copyOf(slices), List.copyOf(levels), flags.trust() || trusts(environment));
    }

    private static Slice of(SettingsFiles.Layered file) {
        var values = new HashMap<String, Said>();
        for (var entry : EnvFile.read(file.file()).entries()) {
            var key = Keys.named(entry.name());
            var before = values.get(entry.name());
            var list = before != null && key != null && key.type() == Key.Type.RULES;
            values.put(entry.name(), new Said(list ? before.text() + "\n" + entry.value() : entry.value(), entry.line()));
        }
        return new Slice(file.layer(), file.file(), file.project(), values);
    }

    /// A project that brings nothing that needs trust is trusted with what its user writes there.
    private static boolean trusts(Environment environment) {
        try {
            var project = Project.around(environment);
            if (project.untrustable(environment).isPresent()) return false;
            return Brought.of(project).none() || Trust.of(environment).verdict(project, project.fingerprint()) == Trust.Verdict.TRUSTED;
        } catch (Failure unreadable) {
            return false;
        }
    }

    private static Map<String, Said> variables(Environment environment) {
        var values = new HashMap<String, Said>();
        for (var key : Keys.all()) {
            // proxies are commonly set in lower case
            var other = key.name().endsWith("_PROXY") ? environment.variable(key.name().toLowerCase(Locale.ROOT)) : Optional.<String>empty();
            environment.variable(key.name()).or(() -> other).ifPresent(text -> values.put(key.name(), new Said(text, 0)));
        }
        environment.variables().forEach((name, text) -> {
            if (name.startsWith(Keys.ROUTER_ALIAS) && Keys.named(name) != null && !text.isEmpty()) values.put(name, new Said(text, 0));
        });
        return values;
    }
}
