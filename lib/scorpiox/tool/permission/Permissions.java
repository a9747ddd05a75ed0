package scorpiox.tool.permission;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import scorpiox.tool.Access;
import scorpiox.tool.LocalTool;
import scorpiox.tool.Subject;
import scorpiox.tool.Workspace;
import scorpiox.tool.permission.Rule.Verdict;
import scorpiox.tool.shell.SafeCommands;
import scorpiox.tool.shell.ShellCommand;

/// Decides about calls: walls first, then the rules in the order deny, ask, allow, then the mode.
public final class Permissions {
    private static final Set<String> MOVES = Set.of("cd", "pushd", "popd");

    private final List<Rule> rules;
    private final Workspace workspace;
    private final boolean canAsk;
    private final FileWalls walls;
    private volatile Mode mode;

    /// @param rules  in any order; the verdict counts, not the place
    /// @param canAsk whether there is anybody to ask: if not, what would be asked is denied
    public Permissions(Mode mode, List<Rule> rules, Workspace workspace, boolean canAsk) {
        this.mode = mode;
        this.rules = new CopyOnWriteArrayList<>(rules);
        this.workspace = workspace;
        this.canAsk = canAsk;
        this.walls = new FileWalls(workspace);
    }

    public Mode mode() {
        return mode;
    }

    public void mode(Mode other) {
        mode = other;
    }

    /// Adds what somebody allowed for this run.
    public void add(Rule rule) {
        rules.add(rule);
    }

    /// Whether a tool is worth offering: not when a rule denies all of it, nor when the mode could only deny it.
    public boolean offers(LocalTool tool) {
        if (rules.stream().anyMatch(rule -> rule.verdict() == Verdict.DENY && rule.specifier() == null && rule.isAbout(tool.name()))) return false;
        if (rules.stream().anyMatch(rule -> rule.verdict() == Verdict.ALLOW && rule.isAbout(tool.name()))) return true;
        return switch (tool.access()) {
            case READ, META -> true;
            case WRITE -> mode == Mode.EDIT || mode == Mode.FULL || mode == Mode.ASK && canAsk;
            case EXEC -> !tool.foreign() || mayAsk();      // there are commands that need no permission
            case NET -> mode == Mode.FULL || tool.foreign() && mayAsk();
        };
    }

    private boolean mayAsk() {
        return mode == Mode.FULL || mode != Mode.READ_ONLY && canAsk;
    }

    /// Whether a file's content may be shown by tools that look through many.
    public boolean mayRead(Path real) {
        var secret = workspace.secretBecause(real);     // whoever looks through many has seen what they are
        if (secret.isEmpty() && rules.isEmpty() && workspace.contains(real) && !real.endsWith("config")) return true;
        return read("read", real, secret).allowed();
    }

    /// Whether a command may run without asking.
    public boolean mayRun(String command) {
        return run("bash", command, workspace.directory()).allowed();
    }

    /// Whether a rule names this host, which then may also be a private one.
    public boolean namesHost(URI url) {
        return rules.stream().anyMatch(rule -> rule.verdict() == Verdict.ALLOW && rule.specifier() != null && rule.isAbout("web_fetch") && rule.fitsUrl(url));
    }

    /// The decision about a call; [Verdict#ASK] only where somebody can be asked.
    public Decision decide(LocalTool tool, List<Subject> subjects) {
        var decision = subjects.isEmpty() ? untouching(tool) : Decision.ALLOWED;
        for (var subject : subjects) {
            decision = decision.and(switch (subject) {
                case Subject.Reads(var file) -> read(tool.name(), file);
                case Subject.Writes(var file) -> write(tool.name(), file);
                case Subject.Runs(var command, var directory) -> run("bash", command, directory);
                case Subject.Fetches(var url) -> fetch(tool.name(), url);
                case Subject.Invokes(var name, var access, var arguments) -> invoke(name, access, arguments);
            });
        }
        return decision.verdict() == Verdict.ASK && !canAsk ? Decision.deny(decision.why(), decision.remedy()) : decision;
    }

    /// The rule that "always" would add for a call, where one can be offered: exactly what was shown, never more.
    public Optional<Rule> proposal(LocalTool tool, List<Subject> subjects) {
        if (subjects.size() != 1) return Optional.empty();
        if (subjects.getFirst() instanceof Subject.Invokes(var name, _, var arguments)) return Optional.of(new Rule(Verdict.ALLOW, name, arguments, true, "your answer"));
        var text = switch (subjects.getFirst()) {
            case Subject.Reads(var file) -> file.toString();
            case Subject.Writes(var file) -> file.toString();
            case Subject.Runs(var command, _) -> SafeCommands.plain(ShellCommand.parse(command)) ? command : null;
            case Subject.Fetches(var url) -> url.getHost() == null ? null : "domain:" + url.getHost();
            case Subject.Invokes _ -> null;
        };
        var family = switch (tool.access()) {
            case READ -> "read";
            case WRITE -> "edit";
            default -> tool.name();
        };
        return text == null ? Optional.empty() : Optional.of(new Rule(Verdict.ALLOW, family, text, true, "your answer"));
    }

    private Decision untouching(LocalTool tool) {
        var named = first(rule -> rule.specifier() == null && rule.isAbout(tool.name()));
        if (named.isPresent()) return of(named.get());
        return tool.access() == Access.NET && mode != Mode.FULL ? Decision.ask("mode " + mode.shown(), "allow with --allow " + tool.name()) : Decision.ALLOWED;
    }

    private Decision read(String tool, Path file) {
        return read(tool, file, workspace.forbidden(file));
    }

    private Decision read(String tool, Path file, Optional<String> forbidden) {
        var secret = forbidden.or(() -> walls.credentials(file));
        if (secret.isPresent() && !(mode == Mode.FULL && allowedByName(tool, file))) return walls.secret(file, secret.get(), "read");
        var rule = first(each -> each.isAbout(tool) && each.fitsFile(file, workspace));
        if (rule.isPresent()) return of(rule.get());
        if (workspace.covers(file) || mode == Mode.FULL) return Decision.ALLOWED;
        return Decision.ask(workspace.shown(file) + " is outside the workspace", remedyOutside(file));
    }

    private Decision write(String tool, Path file) {
        var secret = workspace.forbidden(file);
        if (secret.isPresent() && !(mode == Mode.FULL && allowedByName(tool, file))) return walls.secret(file, secret.get(), "edit");
        if (walls.repositoryData(file)) return Decision.deny(workspace.shown(file) + " belongs to git", "change it with git commands");
        var rule = first(each -> (each.isAbout(tool) || each.verdict() == Verdict.DENY && each.isAbout("read")) && each.fitsFile(file, workspace));
        if (rule.isPresent()) return of(rule.get());
        if (mode == Mode.FULL) return Decision.ALLOWED;
        if (!workspace.contains(file)) return Decision.deny(workspace.shown(file) + " is outside the workspace", remedyOutside(file));
        if (mode == Mode.READ_ONLY) return Decision.deny("mode read-only", "allow with --mode edit");
        if (mode == Mode.ASK) return Decision.ask("mode ask", "allow with --mode edit");
        return walls.protectedBecause(file).map(why -> Decision.ask(workspace.shown(file) + " " + why, "allow with --allow 'edit(" + workspace.shown(file) + ")'"))
                .orElse(Decision.ALLOWED);
    }

    private Decision run(String tool, String text, Path directory) {
        var command = ShellCommand.parse(text);
        for (var verdict : List.of(Verdict.DENY, Verdict.ASK)) {
            var rule = first(each -> each.verdict() == verdict && each.isAbout(tool) && (each.specifier() == null || command.suspects().stream().anyMatch(each::fitsCommand)));
            if (rule.isPresent()) return of(rule.get());
        }
        if (hidesItsProgram(command) && rules.stream().anyMatch(each -> each.verdict() == Verdict.DENY && each.isAbout(tool))) {
            return Decision.ask("the command hides which program it runs, and a rule forbids some", "");
        }
        if (SafeCommands.includes(command, directory, workspace, this::mayRead, keepsNothingBack())) return Decision.ALLOWED;
        var allow = rules.stream().filter(each -> each.verdict() == Verdict.ALLOW && each.isAbout(tool)).toList();
        if (allow.stream().anyMatch(rule -> rule.specifier() == null || rule.specifier().equals(text) && rule.specifier().indexOf('*') < 0 || rule.exact() && rule.fitsCommand(text))) return inside(directory);
        if (!allow.isEmpty() && SafeCommands.plain(command) && allowed(command, allow, directory)) return inside(directory);
        if (mode == Mode.FULL) return Decision.ALLOWED;
        var remedy = "allow with --allow 'bash(" + remedy(command) + ")' or --mode full";
        return mode == Mode.READ_ONLY ? Decision.deny("mode read-only", remedy) : Decision.ask("mode " + mode.shown(), remedy);
    }

    /// `rm${IFS}x`, `{rm,x}`, `$'rm' x`: words that a rule cannot read.
    private static boolean hidesItsProgram(ShellCommand command) {
        return command.parts().stream().anyMatch(part -> !part.words().isEmpty() && part.text().split("\\s", 2)[0].matches("(?s).*[$`{*?\\[\\\\].*"));
    }

    private boolean keepsNothingBack() {
        return rules.stream().noneMatch(rule -> rule.verdict() != Verdict.ALLOW && rule.specifier() != null && rule.isAbout("read"));
    }

    /// Every part needs a rule or to be harmless by itself; what it writes to a file needs the permission to write there.
    /// Where a part may change the folder, nobody knows what the names in the others stand for.
    private boolean allowed(ShellCommand command, List<Rule> allow, Path directory) {
        var moves = command.parts().stream().anyMatch(part -> !part.words().isEmpty() && MOVES.contains(part.words().getFirst()));
        return command.parts().stream().allMatch(part -> part.writes().stream().allMatch(file -> !(moves && !file.startsWith("/")) && mayOverwrite(directory.resolve(file)))
                && (allow.stream().anyMatch(rule -> rule.fitsCommand(part.text()) || rule.fitsCommand(part.plain()))
                        || !moves && SafeCommands.includes(ShellCommand.parse(part.text()), directory, workspace, this::mayRead, keepsNothingBack())));
    }

    /// Follows links as the system does when it opens the file: before it goes up, and not to what is not there.
    private boolean mayOverwrite(Path file) {
        try {
            if (Files.isSymbolicLink(file) && !Files.exists(file) || file.getFileName() == null) return false;
            var real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
            return write("write", real).allowed();
        } catch (IOException noSuchFolder) {
            return false;
        }
    }

    private Decision inside(Path directory) {
        return mode == Mode.FULL || workspace.contains(directory) ? Decision.ALLOWED
                : Decision.ask(directory + " is outside the workspace", "allow with --add-dir " + directory);
    }

    private static String remedy(ShellCommand command) {
        if (!SafeCommands.plain(command) || command.parts().size() != 1 || command.parts().getFirst().words().isEmpty()) return command.text().lines().findFirst().orElse("").strip();
        var words = command.parts().getFirst().words();
        return words.size() == 1 ? words.getFirst() : words.getFirst() + (words.get(1).matches("[a-z][a-z-]*") ? " " + words.get(1) : "") + " *";
    }

    private Decision fetch(String tool, URI url) {
        var rule = first(each -> each.isAbout(tool) && each.fitsUrl(url));
        if (rule.isPresent()) return of(rule.get());
        if (mode == Mode.FULL) return Decision.ALLOWED;
        var remedy = "allow with --allow '" + tool + "(domain:" + url.getHost() + ")'";
        return mode == Mode.READ_ONLY ? Decision.deny("mode read-only", remedy) : Decision.ask("mode " + mode.shown(), remedy);
    }

    private Decision invoke(String tool, Access access, String arguments) {
        var rule = first(each -> each.isAbout(tool) && each.fitsCommand(arguments));
        if (rule.isPresent()) return of(rule.get());
        var free = switch (access) {
            case READ, META -> true;
            case WRITE -> mode == Mode.EDIT || mode == Mode.FULL;
            case EXEC, NET -> mode == Mode.FULL;
        };
        if (free) return Decision.ALLOWED;
        var remedy = "allow with " + (access == Access.WRITE ? "--mode edit or " : "") + "--allow " + tool;
        return mode == Mode.READ_ONLY ? Decision.deny("mode read-only", remedy) : Decision.ask("mode " + mode.shown(), remedy);
    }

    private boolean allowedByName(String tool, Path file) {
        return rules.stream().anyMatch(rule -> rule.verdict() == Verdict.ALLOW && rule.specifier() != null && rule.isAbout(tool) && rule.fitsFile(file, workspace));
    }

    /// The first rule that fits, in the order deny, ask, allow.
    private Optional<Rule> first(Predicate<Rule> fits) {
        for (var verdict : Verdict.values()) {
            var found = rules.stream().filter(rule -> rule.verdict() == verdict).filter(fits).findFirst();
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static Decision of(Rule rule) {
        var why = "rule " + rule.verdict().name().toLowerCase(Locale.ROOT) + " " + rule + (rule.source().isEmpty() ? "" : " of " + rule.source());
        return switch (rule.verdict()) {
            case DENY -> Decision.deny(why, "");
            case ASK -> Decision.ask(why, "");
            case ALLOW -> Decision.ALLOWED;
        };
    }

    /// The nearest folder there is, unless that would open most of the machine.
    private static String remedyOutside(Path file) {
        var folder = file.getParent();
        while (folder != null && !Files.isDirectory(folder)) folder = folder.getParent();
        return folder == null || folder.getNameCount() < 2 ? "allow with --mode full" : "allow with --add-dir " + folder;
    }
}
