package scorpiox.command.sx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import scorpiox.base.AtomicFile;
import scorpiox.base.Failure;
import scorpiox.base.Nearest;
import scorpiox.settings.Environment;

/// Where prompts are kept: `prompts/NAME.md` in the user's folder, then in the team's.
public final class SavedPrompts {
    private static final int MOST_BYTES = 64 * 1024;

    private SavedPrompts() {}

    /// Names of all there are, sorted.
    public static List<String> names(Environment environment) {
        var names = new TreeSet<String>();
        for (var folder : folders(environment)) {
            if (!Files.isDirectory(folder)) continue;
            try (var files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md")).map(name -> name.substring(0, name.length() - 3))
                        .filter(SavedPrompts::isName).forEach(names::add);
            } catch (IOException | UncheckedIOException unreadable) {
                // then none of it is offered
            }
        }
        return List.copyOf(names);
    }

    /// A command line with `-t`, its prompt's flags put before its own.
    ///
    /// @throws Failure `USAGE` for a prompt that is none, flags it may not have, and parameters that do not fit
    static Options use(Options options, List<String> line, Environment started) {
        var named = options.arguments().get("-t").orElseThrow();
        var byPath = named.contains("/") || named.endsWith(".md");
        var environment = options.arguments().get("--cd").map(folder -> started.in(started.path(folder))).orElse(started);
        var file = byPath ? environment.path(named) : find(named, environment);
        var prompt = SavedPrompt.parse(byPath ? named : file.toString(), read(file, byPath ? named : file.toString()));
        SavedFlags.check(prompt.name(), prompt.flags(), byPath);
        var all = Options.parse(SavedFlags.before(prompt.flags(), line));
        return all.with(new SavedPrompt.Filled(prompt, prompt.values(all.arguments().all("--param"))));
    }

    /// Keeps the prompt and the flags of a command line with `--save`.
    ///
    /// @return one line that says where
    /// @throws Failure `USAGE` for what cannot be kept
    static String save(Options options, List<String> line, Environment environment) {
        var name = options.arguments().get("--save").orElseThrow();
        if (!isName(name) || name.endsWith(".md")) throw noName(name);
        if (options.prompt().isBlank()) {
            throw Failure.usage("--save " + name + ": there is no prompt to keep").hint("sx --save " + name + " 'explain ${input}' [flags]");
        }
        options.settings();
        options.format();
        var prompt = new SavedPrompt(name, "", SavedFlags.toKeep(line), options.prompt());
        checkDefaults(prompt, options.arguments().all("--param"));
        var content = prompt.written().getBytes(StandardCharsets.UTF_8);
        if (content.length > MOST_BYTES) throw Failure.usage("--save " + name + ": a prompt has at most " + MOST_BYTES / 1024 + " KiB");
        var file = folders(environment).getFirst().resolve(name + ".md");
        var there = Files.exists(file);
        if (there && !Files.isRegularFile(file)) throw Failure.usage(file + " is not a regular file");
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.write(file, content, "rw-------");
        } catch (IOException e) {
            throw Failure.usage("the prompt cannot be kept in " + file + ": " + reason(e));
        }
        return (there ? "replaced " : "kept in ") + file + "; sx -t " + name + " runs it";
    }

    /// Values given while it is kept are used where later none is given.
    private static void checkDefaults(SavedPrompt prompt, List<String> pairs) {
        var all = new ArrayList<String>();
        for (var name : prompt.parameters()) all.add(name + "=");
        all.addAll(pairs);
        prompt.values(all);
    }

    private static Path find(String name, Environment environment) {
        if (!isName(name)) throw noName(name);
        for (var folder : folders(environment)) if (Files.exists(folder.resolve(name + ".md"))) return folder.resolve(name + ".md");
        var names = names(environment);
        throw Failure.usage("no saved prompt " + name).hint(others(name, names));
    }

    private static String others(String name, List<String> names) {
        if (names.isEmpty()) return "sx --save " + name + " 'explain ${input}' keeps one";
        var all = "there are: " + String.join(", ", names);
        return Nearest.to(name, names).map(near -> "did you mean " + near + "?" + (names.size() > 1 ? " " + all : "")).orElse(all);
    }

    private static List<Path> folders(Environment environment) {
        var folders = new ArrayList<>(List.of(environment.configuration().resolve("prompts")));
        environment.team().ifPresent(team -> folders.add(team.resolve("prompts")));
        return folders;
    }

    private static String read(Path file, String shown) {
        if (Files.notExists(file)) throw Failure.usage("no file " + shown);
        if (Files.isDirectory(file)) throw Failure.usage(shown + " is a folder, not a prompt");
        if (Files.exists(file) && !Files.isRegularFile(file)) throw Failure.usage(shown + " is not a regular file");
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) throw Failure.usage(shown + " is larger than " + MOST_BYTES / 1024 + " KiB");
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage(shown + " is not UTF-8 text");
        } catch (IOException e) {
            throw Failure.usage(shown + " cannot be read: " + reason(e));
        }
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") && !name.contains("..");
    }

    private static Failure noName(String name) {
        return Failure.usage("names of prompts are letters, digits, '.', '_' and '-', at most 64, without .md at the end: " + name);
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }
}
