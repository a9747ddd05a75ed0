package scorpiox.command.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import scorpiox.base.Cancel;
import scorpiox.base.ChildEnvironment;
import scorpiox.settings.Keys;
import scorpiox.settings.Settings;
import scorpiox.tool.Limits;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.Commands;
import scorpiox.tool.shell.OutputFiles;
import scorpiox.tool.user.JBang;
import scorpiox.tool.user.ToolFile.Origin;
import scorpiox.tool.user.ToolFile;
import scorpiox.tool.user.Trusted;
import scorpiox.tool.user.UserTools;

/// The tools that are files of the user, the team or the trusted project. Each is made ready as any run would do it: one
/// that is new is compiled, or asked to describe itself.
///
/// @param files by name
/// @param notes what is wrong with files that are none, a line each
record OwnFiles(Settings settings, Map<String, ToolFile> files, List<String> notes) {
    /// Compiling takes its time, and is done once.
    static final Duration LIMIT = Duration.ofSeconds(40);

    static OwnFiles of(Settings settings) {
        var notes = new CopyOnWriteArrayList<String>();
        var on = settings.on(Keys.TOOLS) && settings.on(Keys.SX_TOOLS);
        return new OwnFiles(settings, on ? ToolFile.in(folders(settings), Set.copyOf(Offers.TOOLS), notes::add) : Map.of(), notes);
    }

    private static Map<Origin, Path> folders(Settings settings) {
        var folders = new EnumMap<Origin, Path>(Origin.class);
        var environment = settings.environment();
        folders.put(Origin.USER, environment.userTools());
        environment.team().ifPresent(team -> folders.put(Origin.TEAM, team.resolve("tools")));
        settings.trusted().ifPresent(_ -> folders.put(Origin.PROJECT, settings.project().tools()));
        folders.values().removeIf(folder -> !Files.isDirectory(folder));
        return folders;
    }

    List<Check> look(Cancel cancel) {
        var names = files.isEmpty() ? List.<String>of() : ready(cancel).stream().map(LocalTool::name).toList();
        var checks = new ArrayList<Check>();
        if (!names.isEmpty()) checks.add(Check.ok("tools", Spoken.count(names.size(), "tool") + " of your own: " + String.join(", ", names)));
        notes.stream().filter(note -> note.contains("left out")).forEach(note -> checks.add(Check.warn("tools", note, "correct, rename or remove it")));
        return checks.isEmpty() ? List.of(Check.ok("tools", "none of your own")) : checks;
    }

    private List<LocalTool> ready(Cancel cancel) {
        var environment = settings.environment();
        var outputs = new OutputFiles(environment.state().resolve("out"), "doctor-" + ProcessHandle.current().pid());
        var workspace = new Workspace(environment.directory(), List.of(), environment.home());
        var trusted = settings.trusted().map(fingerprint -> new Trusted(settings.project(), fingerprint));
        try (var commands = new Commands(outputs, ChildEnvironment.of(environment.variables(), settings.get(Keys.SX_BASH_ENV_KEEP)), cancel)) {
            var setup = new UserTools.Setup(workspace, Limits.USUAL, commands, true, JBang.command(environment), environment.cache().resolve("tools"), trusted,
                    notes::add, _ -> { }, UserTools.Patience.USUAL);
            return new UserTools(setup).of(files.values(), cancel);
        }
    }
}
