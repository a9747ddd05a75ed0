package scorpiox.command.setup;

import java.util.List;

/// What may stand where a value is expected, for a shell to offer.
sealed interface Values {
    /// Some words; where others are possible too, nothing keeps one from typing them.
    record Words(List<String> words) implements Values {}

    /// Names of tools separated by commas, each perhaps after a sign; the user's own come from their folder.
    ///
    /// @param list whether there may be several, with commas and signs
    record Tools(List<String> words, boolean list) implements Values {}

    /// Names of files that the user keeps: found by the shell itself, whenever it asks.
    ///
    /// @param folder in the configuration folder
    /// @param ending that is not part of the name
    /// @param others who keep some too: `team`, `project` (the team as well), or nobody
    /// @param file   whether any file may be named as well
    record Named(String folder, String ending, String others, boolean file) implements Values {
        /// The same as words of a shell.
        String arguments() {
            return folder + " '" + ending + "'" + (others.isEmpty() ? "" : " " + others);
        }
    }

    /// `KEY=VALUE`, or the key alone.
    ///
    /// @param id    of the list
    /// @param value whether a value follows
    record Pairs(String id, List<Pair> pairs, boolean value) implements Values {}

    /// `KEY VALUE` in two words, or `KEY=VALUE`.
    record Apart(Pairs pairs) implements Values {}

    /// Words that depend on whether an option was typed.
    record Either(String option, List<String> with, List<String> without) implements Values {}

    /// Files, folders, or something nobody can know.
    enum Place implements Values { FILE, FOLDER, NOWHERE }

    /// A key, and what it may be.
    record Pair(String key, String meaning, Values values) {}
}
