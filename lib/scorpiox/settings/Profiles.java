package scorpiox.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;

/// Profiles: settings files that are laid over the others by name, `NAME.txt`. Of two with one name the project's counts,
/// where it is trusted, then the user's, then the team's.
///
/// @param project folder of the project's
/// @param user    folder of the user's
/// @param team    folder of the team's, if there is one
public record Profiles(Path project, Path user, Optional<Path> team) {
    public static Profiles of(Environment environment) {
        return new Profiles(Project.around(environment).profiles(), environment.configuration().resolve("profiles"), environment.team().map(team -> team.resolve("profiles")));
    }

    /// Where the project's of that name would be.
    ///
    /// @throws Failure `USAGE` for a name that no profile can have
    public Path inProject(String name) {
        return project.resolve(checked(name) + ".txt");
    }

    /// Where the user's own of that name would be.
    ///
    /// @throws Failure `USAGE` for a name that no profile can have
    public Path inUser(String name) {
        return user.resolve(checked(name) + ".txt");
    }

    /// The user's or the team's, if there is one.
    Optional<Path> ofUser(String name) {
        return Stream.concat(Stream.of(inUser(name)), team.stream().map(folder -> folder.resolve(name + ".txt"))).filter(Files::exists).findFirst();
    }

    /// All names there are, sorted.
    public List<String> names() {
        var names = new TreeSet<String>();
        Stream.concat(Stream.of(project, user), team.stream()).forEach(folder -> names.addAll(names(folder)));
        return List.copyOf(names);
    }

    /// The failure for a name that there is no profile of.
    public Failure none(String name) {
        return Failure.usage("no profile " + name + " (neither " + inProject(name) + " nor " + inUser(name) + ")" + Nearest.hint(name, names())).hint("config profile new " + name + " makes one");
    }

    private static String checked(String name) {
        if (isName(name)) return name;
        throw Failure.usage("profile names are letters, digits, '.', '_' and '-', at most 64: " + name);
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") && !name.contains("..");
    }

    static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txt"))
                    .map(name -> name.substring(0, name.length() - 4)).filter(Profiles::isName).toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
