package scorpiox.tool.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scorpiox.base.SecretNames;
import scorpiox.tool.Workspace;
import scorpiox.tool.shell.ShellCommand.Beyond;

/// Commands that only look, at nothing but the workspace: they need no permission of their own.
///
/// A command is one of these when it is plain words throughout, every program is on the list, and every argument that
/// could be a file is inside the workspace and bears no secret's name.
public final class SafeCommands {
    private static final int LONGEST = 10_000;
    private static final int MOST_PARTS = 20;
    private static final Set<String> PROGRAMS = Set.of("pwd", "ls", "cat", "head", "tail", "wc", "which", "stat");
    private static final Set<String> GIT = Set.of("status", "log", "diff", "show", "branch");
    /// Options that write a file, run a program, or look outside a repository; git takes any unique beginning of them.
    private static final Pattern GIT_REFUSED = Pattern.compile("--(ou|ext|textc|exe|no-i|pathspec-f|show-si|su|h|rem|diff-m|full-d"
            + "|ig(?!nore-(space-change|all-space|space-at-eol|blank-lines|cr-at-eol)$)).*|-[hOL].*|.*%G.*");
    /// Options of `git log` with which it names commits and files and shows nothing of their content.
    private static final Pattern WITHOUT_CONTENT = Pattern.compile("-\\d+|-n\\d*|--(oneline|stat|shortstat|graph|decorate|all|name-only|name-status|no-merges|merges|reverse|abbrev-commit"
            + "|(since|until|after|before|author|grep|format|pretty|date|max-count)=.*)");
    /// Options that follow links out of a folder, or take the names of files from a file.
    private static final Map<String, Pattern> REFUSED = Map.of("ls", Pattern.compile("-[^-]*[LH].*|--de.*"), "wc", Pattern.compile("--f.*"));
    private static final Set<String> BRANCH_OPTIONS = Set.of("--list", "-a", "--all", "-r", "--remotes", "-v", "-vv");
    private static final String GIT_OPTIONS = " -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.pager=cat -c diff.external= -c safe.bareRepository=explicit --no-pager";
    private static final String DIFF_OPTIONS = " --no-ext-diff --no-textconv --submodule=short --ignore-submodules=all";
    private static final String STATUS_OPTIONS = " --ignore-submodules=all";
    /// Leaves files with secrets out of what is shown.
    private static final String WITHOUT_SECRETS = SecretNames.ALL.stream().map(name -> " ':(top,exclude,glob,icase)**/" + name + "'").collect(Collectors.joining());

    private SafeCommands() {}

    /// @param directory the command's working directory, a real path
    public static boolean includes(ShellCommand command, Path directory, Workspace workspace) {
        return includes(command, directory, workspace, _ -> true, true);
    }

    /// @param directory the command's working directory, a real path
    /// @param readable  whether rules let a real path be read
    /// @param contents  whether no rule keeps any file's content back, so that `git` may show them as it finds them
    public static boolean includes(ShellCommand command, Path directory, Workspace workspace, Predicate<Path> readable, boolean contents) {
        return command.text().length() <= LONGEST && !command.parts().isEmpty() && command.parts().size() <= MOST_PARTS && command.beyond().isEmpty()
                && command.text().indexOf('\n') < 0 && !backgrounds(command.text()) && workspace.contains(directory)
                && command.parts().stream().allMatch(part -> isSafe(part, directory, workspace, readable, contents));
    }

    /// The same command, with what a repository's own configuration could make `git` run switched off, and files with
    /// secrets left out where nobody allowed more.
    public static String neutralised(ShellCommand command, Path directory, Workspace workspace) {
        if (!plain(command)) return command.text();
        var text = new StringBuilder(command.text());
        for (var part : command.parts().reversed()) {
            var words = part.words();
            if (words.size() < 2 || !words.getFirst().equals("git") || !GIT.contains(words.get(1))) continue;
            if (showsContent(words) && includes(ShellCommand.parse(part.text()), directory, workspace)) {
                text.insert(part.ends().getLast(), (words.contains("--") ? "" : " -- ':/'") + WITHOUT_SECRETS);
            }
            switch (words.get(1)) {
                case "log", "diff", "show" -> text.insert(part.ends().get(1), DIFF_OPTIONS);
                case "status" -> text.insert(part.ends().get(1), STATUS_OPTIONS);
                default -> { }
            }
            text.insert(part.ends().getFirst(), GIT_OPTIONS);
        }
        return text.toString();
    }

    private static boolean showsContent(List<String> words) {
        return switch (words.get(1)) {
            case "diff" -> true;
            case "show" -> words.stream().noneMatch(word -> word.indexOf(':') >= 0);       // a file named like this has been checked
            case "log" -> words.stream().skip(2).anyMatch(word -> word.startsWith("-") && !word.equals("--") && !WITHOUT_CONTENT.matcher(word).matches());
            default -> false;
        };
    }

    private static boolean backgrounds(String text) {
        return text.replace("&&", "").indexOf('&') >= 0;
    }

    private static boolean isSafe(ShellCommand.Part part, Path directory, Workspace workspace, Predicate<Path> readable, boolean contents) {
        if (part.words().isEmpty() || !part.writes().isEmpty()) return false;
        var program = part.words().getFirst();
        var arguments = part.words().subList(1, part.words().size());
        if (program.equals("git")) {
            return git(arguments) && (contents || !showsContent(part.words())) && arguments.stream().skip(1).allMatch(word -> harmless(word, directory, workspace, readable))
                    && RepositorySettings.harmless(directory, workspace);
        }
        var refused = REFUSED.get(program);
        return PROGRAMS.contains(program)
                && arguments.stream().allMatch(word -> (refused == null || !refused.matcher(word).matches()) && harmless(word, directory, workspace, readable));
    }

    private static boolean git(List<String> arguments) {
        if (arguments.isEmpty() || !GIT.contains(arguments.getFirst())) return false;
        if (arguments.getFirst().equals("branch")) {
            return arguments.contains("--list") && arguments.stream().skip(1).allMatch(word -> !word.startsWith("-") || BRANCH_OPTIONS.contains(word));
        }
        if (arguments.getFirst().equals("status") && arguments.stream().anyMatch(word -> word.matches("-[a-z]*v[a-z]*|--v.*"))) return false;
        return arguments.stream().noneMatch(word -> GIT_REFUSED.matcher(word).matches());
    }

    /// Also what stands behind `=` and behind the colon of `HEAD:file`. An option is looked at as a file too, since it is
    /// one behind `--`.
    private static boolean harmless(String word, Path directory, Workspace workspace, Predicate<Path> readable) {
        var option = word.startsWith("-");
        if (option && word.indexOf('=') < 0 && word.indexOf('/') >= 0) return false;
        try {
            for (var candidate : List.of(word, option ? word.substring(word.indexOf('=') + 1) : word, word.substring(word.lastIndexOf(':') + 1))) {
                if (candidate.isEmpty()) continue;
                var path = directory.resolve(candidate);
                var real = Files.exists(path) ? path.toRealPath() : workspace.real(path);       // the system goes through links before it goes up
                if (!workspace.covers(real) || workspace.forbidden(real).isPresent() || !readable.test(real)) return false;
            }
            return true;
        } catch (IOException | InvalidPathException notAPath) {
            return false;
        }
    }

    /// Whether a rule that names the beginning of a command may allow this one.
    public static boolean plain(ShellCommand command) {
        return !command.parts().isEmpty()
                && command.without(Beyond.SUBSTITUTION, Beyond.ASSIGNMENT, Beyond.SYNTAX, Beyond.INDIRECTION, Beyond.CONTROL);
    }
}
