package scorpiox.command.setup;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import scorpiox.command.Arguments;
import scorpiox.command.ServeOptions;
import scorpiox.command.SimulatorOptions;
import scorpiox.command.compare.CompareOptions;
import scorpiox.command.config.ConfigOptions;
import scorpiox.command.models.ListModels;
import scorpiox.command.sx.Options;
import scorpiox.command.token.TokenOptions;

/// A script that is published, for whoever makes launchers of all or offers what they take.
///
/// @param name      of the script, and of its alias in the catalogue
/// @param installed the names it is installed under in any case; under its own too where no other program has that
/// @param options   its command line
/// @param words     its commands
record Published(String name, List<String> installed, Supplier<Arguments> options, List<Word> words) {
    /// A word of a command line.
    ///
    /// @param meaning one sentence
    /// @param words   what may follow it
    /// @param after   what may follow it otherwise
    /// @param own     its options, where it has others than the script; such a word stands first
    record Word(String name, String meaning, List<Word> words, Values after, Optional<Supplier<Arguments>> own) {
        static Word of(String name, String meaning, Word... words) {
            return new Word(name, meaning, List.of(words), Values.Place.NOWHERE, Optional.empty());
        }

        /// The same before something of a kind.
        Word before(Values values) {
            return new Word(name, meaning, words, values, own);
        }

        static Word command(String name, String meaning, Supplier<Arguments> own, Word... words) {
            return new Word(name, meaning, List.of(words), Values.Place.NOWHERE, Optional.of(own));
        }
    }

    static final List<Published> ALL = List.of(
            new Published("sx", List.of("sx"), Options::declare, List.of(
                    Word.command("doctor", "Look at everything that sx needs.", Doctor::declare),
                    Word.command("models", "List the models with what they can and cost.", ListModels::declare),
                    Word.command("install", "Put launchers of all scripts on your PATH.", Install::declare),
                    Word.command("completion", "Print what a shell needs to complete.", Completion::declare,
                            Word.of("bash", "For bash 4 and later."), Word.of("zsh", "For zsh."), Word.of("fish", "For fish.")))),
            new Published("fetchtoken", List.of("scorpiox-fetchtoken", "scorpiox-codex-fetchtoken"), TokenOptions::declare, List.of(
                    Word.of("login", "Sign in."), Word.of("status", "Tell whose sign-in it is and what is left of the plan."),
                    Word.of("logout", "Forget the sign-in."))),
            new Published("config", List.of("scorpiox-config"), ConfigOptions::declare, List.of(
                    Word.of("init", "Ask a few questions, test the credential, write the file."),
                    Word.of("profile", "Keep several sets of settings.",
                            Word.of("list", "Name them."),
                            Word.of("use", "Lay one over the settings from now on.", Word.of("off", "Lay none over them.")).before(Offers.PROFILES),
                            Word.of("new", "Make one."), Word.of("remove", "Remove one.").before(Offers.PROFILES)),
                    Word.of("trust", "Trust the project around."), Word.of("untrust", "Forget what was decided about it."),
                    Word.of("edit", "Open the file in an editor."))),
            new Published("compare", List.of("scorpiox-compare"), CompareOptions::declare, List.of()),
            new Published("serve", List.of("scorpiox-serve"), ServeOptions::declare, List.of(
                    Word.of("key", "Keep the keys of a team's members.",
                            Word.of("add", "Make one."), Word.of("list", "Name them."), Word.of("revoke", "Take one away.")))),
            new Published("simulator", List.of("scorpiox-simulator"), SimulatorOptions::declare, List.of()));

    /// What a team's catalogue has of its own.
    boolean ofTeams() {
        return !name.equals("compare") && !name.equals("serve") && !name.equals("simulator");
    }

    /// The name that hints call it by, where it is one that other programs may have.
    Optional<String> shortName() {
        return Optional.of(name).filter(each -> !installed.contains(each));
    }

    /// All of those names, in the words of a shell.
    static String shortNames() {
        return String.join(" ", ALL.stream().flatMap(script -> script.shortName().stream()).toList());
    }

    /// Every other name that one of them is installed under.
    static String ownNames() {
        return String.join(" ", ALL.stream().flatMap(script -> script.installed().stream()).toList());
    }

    /// Every name that it is called by.
    List<String> names() {
        return Stream.concat(Stream.of(name), installed.stream()).distinct().toList();
    }
}
