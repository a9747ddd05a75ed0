package scorpiox.command.sx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import scorpiox.base.Cancel;
import scorpiox.base.Failure;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.user.JBang;
import scorpiox.tool.user.ToolFile.Origin;
import scorpiox.tool.user.ToolFile;
import scorpiox.tool.user.Trusted;
import scorpiox.tool.user.UserTools;

/// Tools that are files of the user, the team or the trusted project. Where there is no folder for them, nothing is
/// loaded or opened.
///
/// @param settings in force
/// @param files    those that may be offered, by name
record OwnTools(Settings settings, Map<String, ToolFile> files) {
    /// @param builtIn names that are taken
    /// @param notice  told of files that cannot be tools
    static OwnTools of(Options options, Settings settings, Set<String> builtIn, Consumer<String> notice) {
        if (!options.ownTools() || !settings.on(Keys.SX_TOOLS)) return new OwnTools(settings, Map.of());
        var folders = folders(settings);
        return new OwnTools(settings, folders.isEmpty() ? Map.of() : ToolFile.in(folders, builtIn, notice));
    }

    private static Map<Origin, Path> folders(Settings settings) {
        var environment = settings.environment();
        var user = environment.userTools();
        var team = environment.team().map(folder -> folder.resolve("tools")).filter(Files::isDirectory);
        var project = settings.trusted().map(_ -> settings.project().tools()).filter(Files::isDirectory);
        if (!Files.isDirectory(user) && team.isEmpty() && project.isEmpty()) return Map.of();
        var folders = new EnumMap<Origin, Path>(Origin.class);
        if (Files.isDirectory(user)) folders.put(Origin.USER, user);
        team.ifPresent(folder -> folders.put(Origin.TEAM, folder));
        project.ifPresent(folder -> folders.put(Origin.PROJECT, folder));
        return folders;
    }

    /// Names of all tools there are, also of those that this run does not offer: a rule about them is no mistake.
    List<String> known() {
        var folders = folders(settings);
        var known = new ArrayList<String>(folders.isEmpty() ? Set.<String>of() : ToolFile.in(folders, Set.of(), _ -> { }).keySet());
        try {
            for (var program : settings.project().programs()) known.add(program.replaceFirst("(?<=.)\\.[^.]*$", ""));
        } catch (Failure unfit) {
            // a project whose tools are never offered
        }
        return known;
    }

    /// The tools of these names, ready to be called.
    ///
    /// @param vision whether the model takes pictures
    List<LocalTool> tools(Set<String> names, Workspace workspace, Limits limits, Commands commands, boolean vision, Session.Listener listener, Cancel cancel) {
        if (files.isEmpty()) return List.of();
        var wanted = files.values().stream().filter(file -> names.contains(file.name())).toList();
        if (wanted.isEmpty()) return List.of();
        var environment = settings.environment();
        var trusted = settings.trusted().map(fingerprint -> new Trusted(settings.project(), fingerprint));
        return new UserTools(new UserTools.Setup(workspace, limits, commands, vision, JBang.command(environment), environment.cache().resolve("tools"), trusted,
                listener.notice(), listener.progress(), UserTools.Patience.USUAL)).of(wanted, cancel);
    }
}
